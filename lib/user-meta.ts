/** User metadata that this library does not know: visible, and readable with a decoder. */
import { wrong } from './arguments.js';
import type { RecordReader } from './records.js';

/** Which user metadata, and how much of it. */
export interface UserMetaDescriptor {
  /** Number of the type, or the name that its producer gave `nvds_get_user_meta_type()`. */
  readonly type: number | string;
  /** Size of the C structure in bytes, 1 to 1048576: so many are copied from where `user_meta_data` points. */
  readonly size: number;
}

/** Reads a copy of the structure. Pointers in it cannot be followed. */
export type UserMetaDecoder<T = unknown> = (bytes: DataView) => T;

interface Registration extends UserMetaDescriptor {
  readonly decode: UserMetaDecoder;
}

const registered = new Map<number | string, Registration>();

/**
 * Says how to read user metadata of a type. Streams that are subscribed to afterwards with `include: ['userMeta']` give `value`.
 * A type has one decoder: the last one registered. Returns a function that takes it back.
 *
 * The size must be that of the producer's structure: memory behind it is somebody else's. Bytes that are not mapped are noticed and give
 * no value; anything else is copied as it is.
 */
export function registerUserMeta<T>(descriptor: UserMetaDescriptor, decode: UserMetaDecoder<T>): () => void {
  const { type, size } = descriptor ?? {};
  if (!(typeof type === 'string' && type !== '') && !(Number.isInteger(type) && (type as number) > 0))
    throw wrong('type', type, 'the number or the name of a type of user metadata');
  if (!Number.isInteger(size) || size < 1 || size > 2 ** 20) throw wrong('size', size, 'a number of bytes from 1 to 1048576');
  if (typeof decode !== 'function') throw wrong('decode', decode, 'a function');
  const registration = { type, size, decode };
  registered.set(type, registration);
  return () => {
    if (registered.get(type) === registration) registered.delete(type);
  };
}

/** What the native part has to copy. @internal */
export function userMetaSizes(): UserMetaDescriptor[] {
  return [...registered.values()].map(({ type, size }) => ({ type, size }));
}

/** One user metadata (`NvDsUserMeta`) of a type that has no field of its own. */
export class UserMeta {
  /** `base_meta.meta_type`. */
  readonly type: number;
  /** Name of the type: DeepStream's, or the producer's. */
  declare readonly name?: string;
  /** A copy of the structure, when a decoder is registered. */
  declare readonly bytes?: Uint8Array;

  private constructor(record: RecordReader) {
    this.type = record.integer();
    const name = record.text();
    const bytes = record.bulk();
    if (name) this.name = name;
    if (bytes) this.bytes = new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  /** @internal */
  static of(record: RecordReader): UserMeta {
    return new UserMeta(record);
  }

  /** What the registered decoder makes of it; undefined without one. Throws what the decoder throws. */
  get value(): unknown {
    const { bytes } = this;
    const decode = (registered.get(this.type) ?? (this.name === undefined ? undefined : registered.get(this.name)))?.decode;
    return bytes && decode ? decode(new DataView(bytes.slice().buffer)) : undefined;
  }

  toJSON(): { type: number; name?: string; value?: unknown } {
    const { value } = this;
    return { type: this.type, ...(this.name !== undefined && { name: this.name }), ...(value !== undefined && { value }) };
  }
}
