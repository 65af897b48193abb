/**
 * Reads the packed form of one batch; the mirror of native/meta/block.h, which says how a block is laid out.
 */
import { Attachments, type Bytes, type RecordReader } from './records.js';

/** Words of the header. */
export const HEADER = {
  magic: 0,
  byteLength: 1,
  frameCount: 2,
  objectCount: 3,
  classifierCount: 4,
  labelCount: 5,
  stringCount: 6,
  frameOffset: 7,
  objectOffset: 8,
  classifierOffset: 9,
  labelOffset: 10,
  stringOffset: 11,
  droppedBefore: 12,
  layoutFamily: 13,
  ptsLow: 14,
  ptsHigh: 15,
  included: 16,
  attachmentCount: 17,
  attachmentOffset: 18,
  recordOffset: 19,
  bulkOffset: 20,
  bulkLength: 21,
} as const;
export const HEADER_WORDS = 22;
export const MAGIC = 0x3153444e;

/** Numbers of the 64-bit columns. */
export const FRAME64 = { pts: 0, ntpTimestamp: 1 } as const;
export const OBJECT64 = { trackId: 0 } as const;

/** Numbers of the 32-bit columns. */
export const FRAME32 = {
  padIndex: 0,
  sourceId: 1,
  batchId: 2,
  number: 3,
  sourceWidth: 4,
  sourceHeight: 5,
  width: 6,
  height: 7,
  surfaceType: 8,
  surfaceIndex: 9,
  surfacesPerFrame: 10,
  flags: 11,
  firstObject: 12,
  objectCount: 13,
} as const;
export const OBJECT32 = {
  left: 0,
  top: 1,
  width: 2,
  height: 3,
  confidence: 4,
  trackerConfidence: 5,
  detectorLeft: 6,
  detectorTop: 7,
  detectorWidth: 8,
  detectorHeight: 9,
  trackerLeft: 10,
  trackerTop: 11,
  trackerWidth: 12,
  trackerHeight: 13,
  rotation: 14,
  classId: 15,
  componentId: 16,
  parent: 17,
  frame: 18,
  label: 19,
  text: 20,
  firstClassifier: 21,
  classifierCount: 22,
} as const;
export const CLASSIFIER32 = { componentId: 0, type: 1, firstLabel: 2, labelCount: 3, object: 4 } as const;
export const LABEL32 = { labelId: 0, classId: 1, probability: 2, text: 3, classCount: 4 } as const;

/** Bits of {@link FRAME32}.flags. */
export const INFER_DONE = 1;
/** GST_CLOCK_TIME_NONE, and DeepStream's UNTRACKED_OBJECT_ID: all ones. */
export const NONE64 = 0xffff_ffff_ffff_ffffn;

/** One section: its 64-bit columns, then its 32-bit columns, each `count` values long. */
export class Section {
  readonly #longs: BigUint64Array;
  readonly #words: Uint32Array;
  readonly #integers: Int32Array;
  readonly #floats: Float32Array;

  constructor(
    buffer: ArrayBuffer,
    byteOffset: number,
    readonly count: number,
    longColumns: number,
    wordColumns: number,
  ) {
    const words = byteOffset + 8 * longColumns * count;
    this.#longs = new BigUint64Array(buffer, byteOffset, longColumns * count);
    this.#words = new Uint32Array(buffer, words, wordColumns * count);
    this.#integers = new Int32Array(buffer, words, wordColumns * count);
    this.#floats = new Float32Array(buffer, words, wordColumns * count);
  }

  /** A run of rows; throws a RangeError for one that is not within the section. */
  run(first: number, count: number): { first: number; count: number } {
    if (first + count > this.count) throw new RangeError('a packed row is not in its section');
    return { first, count };
  }

  long(column: number, row: number): bigint {
    return this.#longs[column * this.count + row] as bigint;
  }

  word(column: number, row: number): number {
    return this.#words[column * this.count + row] as number;
  }

  integer(column: number, row: number): number {
    return this.#integers[column * this.count + row] as number;
  }

  float(column: number, row: number): number {
    return this.#floats[column * this.count + row] as number;
  }

  /** Whole columns, without a copy. */
  longs(column: number): BigUint64Array {
    return this.#longs.subarray(column * this.count, (column + 1) * this.count);
  }

  words(column: number): Uint32Array {
    return this.#words.subarray(column * this.count, (column + 1) * this.count);
  }

  integers(column: number): Int32Array {
    return this.#integers.subarray(column * this.count, (column + 1) * this.count);
  }

  floats(column: number): Float32Array {
    return this.#floats.subarray(column * this.count, (column + 1) * this.count);
  }
}

/** One packed batch. */
export class Block {
  readonly frames: Section;
  readonly objects: Section;
  readonly classifiers: Section;
  readonly labels: Section;
  readonly attachments: Section;
  /** Batches that the subscription's queue dropped since the previous block. */
  readonly droppedBefore: number;
  /** PTS of the batch's buffer in nanoseconds, all ones when it has none. */
  readonly pts: bigint;
  /** What was asked for, one bit for each of {@link includes} in their order. */
  readonly included: number;
  readonly #header: Uint32Array;
  readonly #bytes: Buffer;
  readonly #strings: (string | undefined)[] = [''];
  #attachments: Attachments | undefined;

  constructor(buffer: ArrayBuffer) {
    const header = new Uint32Array(buffer, 0, HEADER_WORDS);
    const word = (index: number) => header[index] as number;
    if (word(HEADER.magic) !== MAGIC || word(HEADER.byteLength) > buffer.byteLength) throw new RangeError('not a packed batch');
    this.#header = header;
    this.#bytes = Buffer.from(buffer);
    this.frames = new Section(buffer, word(HEADER.frameOffset), word(HEADER.frameCount), 2, 14);
    this.objects = new Section(buffer, word(HEADER.objectOffset), word(HEADER.objectCount), 1, 23);
    this.classifiers = new Section(buffer, word(HEADER.classifierOffset), word(HEADER.classifierCount), 0, 5);
    this.labels = new Section(buffer, word(HEADER.labelOffset), word(HEADER.labelCount), 0, 5);
    this.attachments = new Section(buffer, word(HEADER.attachmentOffset), word(HEADER.attachmentCount), 0, 5);
    this.droppedBefore = word(HEADER.droppedBefore);
    this.included = word(HEADER.included);
    this.pts = (BigInt(word(HEADER.ptsHigh)) << 32n) | BigInt(word(HEADER.ptsLow));
  }

  /** String of a number; each is decoded once. */
  string(number: number): string {
    return this.#strings[number] ?? this.#decode(number);
  }

  /** Calls `each` for what hangs on a batch, frame, object or region ({@link OWNER}). */
  attached(owner: number, row: number, each: (kind: number, record: RecordReader) => void): void {
    if (this.attachments.count === 0) return;
    this.#attachments ??= new Attachments(this);
    this.#attachments.of(owner, row, each);
  }

  /** Words of a record. */
  record(first: number, length: number): DataView {
    const at = (this.#header[HEADER.recordOffset] as number) + 4 * first;
    if (at + 4 * length > (this.#header[HEADER.bulkOffset] as number)) throw new RangeError('a packed record is not among the records');
    return new DataView(this.#bytes.buffer as ArrayBuffer, at, 4 * length);
  }

  /** Large data that a record refers to. */
  bulk(offset: number, byteLength: number): Bytes {
    if (offset + byteLength > (this.#header[HEADER.bulkLength] as number)) throw new RangeError('packed data is beyond the block');
    return { buffer: this.#bytes.buffer as ArrayBuffer, byteOffset: (this.#header[HEADER.bulkOffset] as number) + offset, byteLength };
  }

  #decode(number: number): string {
    const count = this.#header[HEADER.stringCount] as number;
    const table = this.#header[HEADER.stringOffset] as number;
    const text = table + 4 * (count + 1);
    const start = text + this.#bytes.readUInt32LE(table + 4 * number);
    const end = text + this.#bytes.readUInt32LE(table + 4 * (number + 1));
    const value = this.#bytes.toString('utf8', start, end);
    this.#strings[number] = value;
    return value;
  }
}
