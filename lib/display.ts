/** What `nvdsosd` draws. */
import type { Box } from './object.js';
import type { RecordReader } from './records.js';
import { type Point, readBox } from './tracks.js';

/** 0 to 1 each. */
export interface Color {
  readonly red: number;
  readonly green: number;
  readonly blue: number;
  readonly alpha: number;
}

/** `NvOSD_RectParams`. */
export interface DisplayRect {
  readonly box: Box;
  /** Degrees; since DeepStream 9.0. */
  readonly rotation?: number;
  /** Pixels; 0: no border. */
  readonly borderWidth: number;
  readonly borderColor: Color;
  /** Undefined: not filled. */
  readonly background?: Color;
}

/** `NvOSD_TextParams`. */
export interface DisplayText {
  readonly text: string;
  /** Left upper corner. */
  readonly at: Point;
  readonly font: { readonly name: string; readonly size: number; readonly color: Color };
  readonly background?: Color;
}

/** `NvOSD_LineParams`. */
export interface DisplayLine {
  readonly from: Point;
  readonly to: Point;
  readonly width: number;
  readonly color: Color;
}

/** `NvOSD_ArrowParams`. */
export interface DisplayArrow extends DisplayLine {
  readonly head: 'start' | 'end' | 'both';
}

/** `NvOSD_CircleParams`. */
export interface DisplayCircle {
  readonly centre: Point;
  readonly radius: number;
  readonly color: Color;
  /** Since DeepStream 6.4; 0: the element's default. */
  readonly width: number;
  readonly background?: Color;
}

/** Shapes that an element added to a frame (`NvDsDisplayMeta`), in pixels of the muxer's frame. */
export interface Display {
  readonly rects: readonly DisplayRect[];
  readonly texts: readonly DisplayText[];
  readonly lines: readonly DisplayLine[];
  readonly arrows: readonly DisplayArrow[];
  readonly circles: readonly DisplayCircle[];
}

/** How an object's box and text look. */
export interface ObjectStyle {
  readonly rect: DisplayRect;
  readonly text: DisplayText;
}

const HEADS = ['start', 'end', 'both'] as const;

export function readDisplay(record: RecordReader): Display {
  return {
    rects: record.list(() => readRect(record)),
    texts: record.list(() => readText(record)),
    lines: record.list(() => ({ from: readPixel(record), to: readPixel(record), width: record.word(), color: readColor(record) })),
    arrows: record.list(() => ({
      from: readPixel(record),
      to: readPixel(record),
      width: record.word(),
      head: HEADS[record.word()] ?? 'end',
      color: readColor(record),
    })),
    circles: record.list(() => readCircle(record)),
  };
}

export function readStyle(record: RecordReader): ObjectStyle {
  return { rect: readRect(record), text: readText(record) };
}

function readRect(record: RecordReader): DisplayRect {
  const box = readBox(record);
  const rotation = record.float();
  const border = { borderWidth: record.word(), borderColor: readColor(record) };
  return { box, ...(rotation !== 0 && { rotation }), ...border, ...readBackground(record) };
}

function readText(record: RecordReader): DisplayText {
  return {
    text: record.text(),
    at: readPixel(record),
    font: { name: record.text(), size: record.word(), color: readColor(record) },
    ...readBackground(record),
  };
}

function readCircle(record: RecordReader): DisplayCircle {
  const shape = { centre: readPixel(record), radius: record.word(), color: readColor(record) };
  const background = readBackground(record);
  return { ...shape, width: record.word(), ...background };
}

function readPixel(record: RecordReader): Point {
  return { x: record.word(), y: record.word() };
}

function readColor(record: RecordReader): Color {
  return { red: record.float(), green: record.float(), blue: record.float(), alpha: record.float() };
}

function readBackground(record: RecordReader): { background?: Color } {
  const filled = record.flag();
  const background = readColor(record);
  return filled ? { background } : {};
}
