/** Writes packed batches from plain values, for tests without native code. */
import { CLASSIFIER32, FRAME32, FRAME64, HEADER, HEADER_WORDS, LABEL32, MAGIC, NONE64, OBJECT32, OBJECT64 } from '../../lib/block.js';

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
export interface BatchValues {
  pts?: bigint;
  droppedBefore?: number;
  included?: number;
  frames: FrameValues[];
}

type Column<R> = { at: number; kind: 'float' | 'integer'; value: (row: R, index: number) => number };

const align = (bytes: number) => (bytes + 7) & ~7;
const none: BoxValues = { left: 0, top: 0, width: 0, height: 0 };

export function encodeBlock({ pts, droppedBefore = 0, included = 0, frames }: BatchValues): ArrayBuffer {
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
