/** Writes packed batches from plain values, for tests without native code. */

import { CLASSIFIER32, FRAME32, FRAME64, HEADER, HEADER_WORDS, LABEL32, MAGIC, NONE64, OBJECT32, OBJECT64 } from '../../lib/block.js';
import { ATTACHMENT32 } from '../../lib/records.js';

export interface BoxValues {
  left: number;
  top: number;
  width: number;
  height: number;
}
export interface LabelValues {
  id: number;
  classId: number;
  label: string;
  probability: number;
  classCount?: number;
}
export interface ObjectValues {
  label?: string;
  text?: string;
  classId?: number;
  componentId?: number;
  confidence?: number;
  trackId?: bigint;
  trackerConfidence?: number;
  box?: BoxValues;
  detectorBox?: BoxValues;
  trackerBox?: BoxValues;
  rotation?: number;
  /** Row in the whole batch. */
  parent?: number;
  classifications?: { componentId: number; type?: string; labels: LabelValues[] }[];
}
export interface FrameValues {
  pad?: number;
  sourceId?: number;
  number?: number;
  pts?: bigint;
  ntpTimestamp?: bigint;
  width?: number;
  height?: number;
  sourceWidth?: number;
  sourceHeight?: number;
  inferred?: boolean;
  objects?: ObjectValues[];
}
/** One attachment: whose, what, and the fields of its record in order. */
export interface AttachmentValues {
  owner: number;
  row: number;
  kind: number;
  fields: readonly FieldValue[];
}
/** A number is a word; the others say what they are. */
export type FieldValue =
  | number
  | string
  | { float: number }
  | { double: number }
  | { long: bigint }
  | { bulk: Float32Array | Int32Array | Uint16Array | Uint8Array | BigInt64Array | undefined };

export interface BatchValues {
  pts?: bigint;
  droppedBefore?: number;
  included?: number;
  attachments?: readonly AttachmentValues[];
  frames: FrameValues[];
}

type Column<R> = { at: number; kind: 'float' | 'integer'; value: (row: R, index: number) => number };

const align = (bytes: number) => (bytes + 7) & ~7;
const none: BoxValues = { left: 0, top: 0, width: 0, height: 0 };

export function encodeBlock({ pts, droppedBefore = 0, included = 0, attachments = [], frames }: BatchValues): ArrayBuffer {
  const strings = new StringTable();
  const objects = frames.flatMap((frame, index) => (frame.objects ?? []).map((object) => ({ ...object, frame: index })));
  const classifiers = objects.flatMap((object, index) => (object.classifications ?? []).map((classifier) => ({ ...classifier, object: index })));
  const labels = classifiers.flatMap((classifier) => classifier.labels);
  const firstOf = <T>(rows: readonly T[], index: number, count: (row: T) => number) => rows.slice(0, index).reduce((sum, row) => sum + count(row), 0);

  const frameColumns: Column<FrameValues>[] = [
    { at: FRAME32.padIndex, kind: 'integer', value: (row) => row.pad ?? 0 },
    { at: FRAME32.sourceId, kind: 'integer', value: (row) => row.sourceId ?? row.pad ?? 0 },
    { at: FRAME32.batchId, kind: 'integer', value: (_, index) => index },
    { at: FRAME32.number, kind: 'integer', value: (row) => row.number ?? 0 },
    { at: FRAME32.sourceWidth, kind: 'integer', value: (row) => row.sourceWidth ?? 1920 },
    { at: FRAME32.sourceHeight, kind: 'integer', value: (row) => row.sourceHeight ?? 1080 },
    { at: FRAME32.width, kind: 'integer', value: (row) => row.width ?? 1280 },
    { at: FRAME32.height, kind: 'integer', value: (row) => row.height ?? 720 },
    { at: FRAME32.surfaceType, kind: 'integer', value: () => 0 },
    { at: FRAME32.surfaceIndex, kind: 'integer', value: () => 0 },
    { at: FRAME32.surfacesPerFrame, kind: 'integer', value: () => 1 },
    { at: FRAME32.flags, kind: 'integer', value: (row) => ((row.inferred ?? true) ? 1 : 0) },
    { at: FRAME32.firstObject, kind: 'integer', value: (_, index) => firstOf(frames, index, (frame) => frame.objects?.length ?? 0) },
    { at: FRAME32.objectCount, kind: 'integer', value: (row) => row.objects?.length ?? 0 },
  ];
  const boxColumns = (left: number, box: (row: ObjectValues) => BoxValues): Column<ObjectValues>[] =>
    (['left', 'top', 'width', 'height'] as const).map((edge, i) => ({ at: left + i, kind: 'float', value: (row) => box(row)[edge] }));
  const objectColumns: Column<(typeof objects)[number]>[] = [
    ...boxColumns(OBJECT32.left, (row) => row.box ?? none),
    { at: OBJECT32.confidence, kind: 'float', value: (row) => row.confidence ?? -0.1 },
    { at: OBJECT32.trackerConfidence, kind: 'float', value: (row) => row.trackerConfidence ?? 0 },
    ...boxColumns(OBJECT32.detectorLeft, (row) => row.detectorBox ?? none),
    ...boxColumns(OBJECT32.trackerLeft, (row) => row.trackerBox ?? none),
    { at: OBJECT32.rotation, kind: 'float', value: (row) => row.rotation ?? 0 },
    { at: OBJECT32.classId, kind: 'integer', value: (row) => row.classId ?? 0 },
    { at: OBJECT32.componentId, kind: 'integer', value: (row) => row.componentId ?? -1 },
    { at: OBJECT32.parent, kind: 'integer', value: (row) => row.parent ?? -1 },
    { at: OBJECT32.frame, kind: 'integer', value: (row) => row.frame },
    { at: OBJECT32.label, kind: 'integer', value: (row) => strings.number(row.label) },
    { at: OBJECT32.text, kind: 'integer', value: (row) => strings.number(row.text) },
    { at: OBJECT32.firstClassifier, kind: 'integer', value: (_, index) => firstOf(objects, index, (object) => object.classifications?.length ?? 0) },
    { at: OBJECT32.classifierCount, kind: 'integer', value: (row) => row.classifications?.length ?? 0 },
  ];
  const classifierColumns: Column<(typeof classifiers)[number]>[] = [
    { at: CLASSIFIER32.componentId, kind: 'integer', value: (row) => row.componentId },
    { at: CLASSIFIER32.type, kind: 'integer', value: (row) => strings.number(row.type) },
    { at: CLASSIFIER32.firstLabel, kind: 'integer', value: (_, index) => firstOf(classifiers, index, (row) => row.labels.length) },
    { at: CLASSIFIER32.labelCount, kind: 'integer', value: (row) => row.labels.length },
    { at: CLASSIFIER32.object, kind: 'integer', value: (row) => row.object },
  ];
  const labelColumns: Column<LabelValues>[] = [
    { at: LABEL32.labelId, kind: 'integer', value: (row) => row.id },
    { at: LABEL32.classId, kind: 'integer', value: (row) => row.classId },
    { at: LABEL32.probability, kind: 'float', value: (row) => row.probability },
    { at: LABEL32.text, kind: 'integer', value: (row) => strings.number(row.label) },
    { at: LABEL32.classCount, kind: 'integer', value: (row) => row.classCount ?? 0 },
  ];

  const records = new Records(strings);
  const rows = attachments.map((each) => ({ ...each, ...records.add(each.fields) }));
  const attachmentColumns: Column<(typeof rows)[number]>[] = [
    { at: ATTACHMENT32.owner, kind: 'integer', value: (row) => row.owner },
    { at: ATTACHMENT32.row, kind: 'integer', value: (row) => row.row },
    { at: ATTACHMENT32.kind, kind: 'integer', value: (row) => row.kind },
    { at: ATTACHMENT32.first, kind: 'integer', value: (row) => row.first },
    { at: ATTACHMENT32.length, kind: 'integer', value: (row) => row.length },
  ];

  const sections = [
    section(frames, frameColumns, {
      [FRAME64.pts]: (row) => row.pts ?? NONE64,
      [FRAME64.ntpTimestamp]: (row) => row.ntpTimestamp ?? 0n,
    }),
    section(objects, objectColumns, { [OBJECT64.trackId]: (row) => row.trackId ?? NONE64 }),
    section(classifiers, classifierColumns, {}),
    section(labels, labelColumns, {}),
    strings.bytes(),
    section(rows, attachmentColumns, {}),
    records.bytes(),
    records.bulk(),
  ];
  const offsets: number[] = [];
  let size = align(4 * HEADER_WORDS);
  for (const bytes of sections) {
    offsets.push(size);
    size = align(size + bytes.length);
  }
  const buffer = new ArrayBuffer(size);
  for (const [i, bytes] of sections.entries()) new Uint8Array(buffer).set(bytes, offsets[i]);
  const batchPts = pts ?? NONE64;
  const header = new Uint32Array(buffer, 0, HEADER_WORDS);
  const words: Record<keyof typeof HEADER, number> = {
    magic: MAGIC,
    byteLength: size,
    frameCount: frames.length,
    objectCount: objects.length,
    classifierCount: classifiers.length,
    labelCount: labels.length,
    stringCount: strings.count,
    frameOffset: offsets[0] as number,
    objectOffset: offsets[1] as number,
    classifierOffset: offsets[2] as number,
    labelOffset: offsets[3] as number,
    stringOffset: offsets[4] as number,
    droppedBefore,
    layoutFamily: 9,
    ptsLow: Number(batchPts & 0xffff_ffffn),
    ptsHigh: Number(batchPts >> 32n),
    included,
    attachmentCount: rows.length,
    attachmentOffset: offsets[5] as number,
    recordOffset: offsets[6] as number,
    bulkOffset: offsets[7] as number,
    bulkLength: sections[7]?.length ?? 0,
  };
  for (const [name, value] of Object.entries(words)) header[HEADER[name as keyof typeof HEADER]] = value;
  return buffer;
}

function section<R>(rows: readonly R[], columns: readonly Column<R>[], longs: Record<number, (row: R) => bigint>): Uint8Array {
  const longColumns = Object.keys(longs).length;
  const buffer = new ArrayBuffer(rows.length * (8 * longColumns + 4 * columns.length));
  const view = new DataView(buffer);
  for (const [column, value] of Object.entries(longs)) {
    for (const [i, row] of rows.entries()) view.setBigUint64(8 * (Number(column) * rows.length + i), value(row), true);
  }
  for (const { at, kind, value } of columns) {
    rows.forEach((row, i) => {
      const offset = 8 * longColumns * rows.length + 4 * (at * rows.length + i);
      if (kind === 'float') view.setFloat32(offset, value(row, i), true);
      else view.setInt32(offset, value(row, i), true);
    });
  }
  return new Uint8Array(buffer);
}

class StringTable {
  readonly #numbers = new Map<string, number>([['', 0]]);

  number(text = ''): number {
    const known = this.#numbers.get(text);
    if (known !== undefined) return known;
    this.#numbers.set(text, this.#numbers.size);
    return this.#numbers.size - 1;
  }

  get count(): number {
    return this.#numbers.size;
  }

  bytes(): Uint8Array {
    const texts = [...this.#numbers.keys()].map((text) => Buffer.from(text));
    const offsets = new Uint32Array(texts.length + 1);
    texts.forEach((text, i) => {
      offsets[i + 1] = (offsets[i] as number) + text.length;
    });
    return Buffer.concat([Buffer.from(offsets.buffer), ...texts]);
  }
}

/** Records, and the data that lies behind them. */
class Records {
  readonly #words: number[] = [];
  #bulk = new Uint8Array();

  constructor(private readonly strings: StringTable) {}

  add(fields: readonly FieldValue[]): { first: number; length: number } {
    const first = this.#words.length;
    for (const field of fields) this.#put(field);
    return { first, length: this.#words.length - first };
  }

  bytes(): Uint8Array {
    return new Uint8Array(Uint32Array.from(this.#words).buffer);
  }

  bulk(): Uint8Array {
    return this.#bulk;
  }

  #put(field: FieldValue): void {
    if (typeof field === 'number') this.#words.push(field >>> 0);
    else if (typeof field === 'string') this.#words.push(this.strings.number(field));
    else if ('float' in field) this.#words.push(...new Uint32Array(Float32Array.of(field.float).buffer));
    else if ('double' in field) this.#words.push(...new Uint32Array(Float64Array.of(field.double).buffer));
    else if ('long' in field) this.#words.push(...new Uint32Array(BigUint64Array.of(field.long).buffer));
    else if (field.bulk === undefined) this.#words.push(0, 0xffff_ffff);
    else {
      const { buffer, byteOffset, byteLength } = field.bulk;
      this.#words.push(this.#bulk.length, byteLength);
      this.#bulk = Buffer.concat([this.#bulk, new Uint8Array(buffer, byteOffset, byteLength)], align(this.#bulk.length + byteLength));
    }
  }
}
