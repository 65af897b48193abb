/**
 * Reads the records of a block's attachments: what hangs on some batches, frames, objects and regions. The mirror of native/meta/attach.h,
 * whose functions say in which order the fields come.
 */
import type { Block } from './block.js';

/** Columns of the section of attachments. */
export const ATTACHMENT32 = { owner: 0, row: 1, kind: 2, first: 3, length: 4 } as const;

/** Whose an attachment is. */
export const OWNER = { batch: 0, frame: 1, object: 2, region: 3 } as const;

/** What an attachment is. */
export const KIND = {
  misc: 0,
  sensor: 1,
  frameAnalytics: 2,
  objectAnalytics: 3,
  visibility: 4,
  imageFoot: 5,
  worldFoot: 6,
  hull: 7,
  box3d: 8,
  tensors: 9,
  preprocessed: 10,
  region: 11,
  segmentation: 12,
  mask: 13,
  embedding: 14,
  embeddings: 15,
  pastTracks: 16,
  shadowTracks: 17,
  terminatedTracks: 18,
  latency: 19,
  sei: 20,
  userMeta: 21,
  display: 22,
  style: 23,
  json: 24,
} as const;

/** In place of a length: the data is missing, or the CPU cannot read it. */
export const NO_DATA = 0xffff_ffff;

/** Bytes of a block, without a copy. */
export interface Bytes {
  readonly buffer: ArrayBuffer;
  readonly byteOffset: number;
  readonly byteLength: number;
}

/** Reads one record, field by field. Throws a RangeError rather than read beyond it. */
export class RecordReader {
  readonly #block: Block;
  readonly #words: DataView;
  #at = 0;

  constructor(block: Block, words: DataView) {
    this.#block = block;
    this.#words = words;
  }

  word(): number {
    return this.#words.getUint32(this.#step(4), true);
  }

  integer(): number {
    return this.#words.getInt32(this.#step(4), true);
  }

  flag(): boolean {
    return this.word() !== 0;
  }

  float(): number {
    return this.#words.getFloat32(this.#step(4), true);
  }

  long(): bigint {
    return this.#words.getBigUint64(this.#step(8), true);
  }

  signedLong(): bigint {
    return this.#words.getBigInt64(this.#step(8), true);
  }

  double(): number {
    return this.#words.getFloat64(this.#step(8), true);
  }

  text(): string {
    return this.#block.string(this.word());
  }

  /** What `read` finds, as often as the next word says. */
  list<T>(read: () => T): T[] {
    return this.times(this.word(), read);
  }

  times<T>(count: number, read: () => T): T[] {
    const values: T[] = [];
    for (let i = 0; i < count; i++) {
      const before = this.#at;
      values.push(read());
      // Every value has words of its own: a wrong count ends with the record.
      if (this.#at === before) throw new RangeError('a packed list is longer than its record');
    }
    return values;
  }

  /** Data that lies behind the records; undefined when there is none. */
  bulk(): Bytes | undefined {
    const offset = this.word();
    const byteLength = this.word();
    return byteLength === NO_DATA ? undefined : this.#block.bulk(offset, byteLength);
  }

  #step(bytes: number): number {
    const at = this.#at;
    this.#at += bytes;
    return at;
  }
}

/** The attachments of a block, by owner. */
export class Attachments {
  readonly #block: Block;
  /** Number of the owner's first attachment, and of the one that follows each. */
  readonly #first = [OWNER.batch, OWNER.frame, OWNER.object, OWNER.region].map(() => new Map<number, number>());
  readonly #next: Int32Array;

  constructor(block: Block) {
    const { attachments } = block;
    this.#block = block;
    this.#next = new Int32Array(attachments.count).fill(-1);
    // Backwards, so that each owner's are in the order in which they were packed.
    for (let i = attachments.count - 1; i >= 0; i--) {
      const first = this.#first[attachments.word(ATTACHMENT32.owner, i)];
      if (!first) throw new RangeError('a packed attachment belongs to nothing');
      const row = attachments.word(ATTACHMENT32.row, i);
      this.#next[i] = first.get(row) ?? -1;
      first.set(row, i);
    }
  }

  /** Calls `each` for every attachment of an owner. */
  of(owner: number, row: number, each: (kind: number, record: RecordReader) => void): void {
    const { attachments } = this.#block;
    for (let i = this.#first[owner]?.get(row) ?? -1; i >= 0; i = this.#next[i] as number) {
      const words = this.#block.record(attachments.word(ATTACHMENT32.first, i), attachments.word(ATTACHMENT32.length, i));
      each(attachments.word(ATTACHMENT32.kind, i), new RecordReader(this.#block, words));
    }
  }
}
