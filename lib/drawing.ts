/** What `nvdsosd` can draw on a frame besides its objects. */

import { wrong } from './arguments.js';
import type { ColorLike, PointLike } from './color.js';
import { COMMAND, type EditWriter } from './edits.js';
import type { Box } from './object.js';

/** A text; its upper left corner is at `at`. */
export interface TextDrawing {
  text: string;
  at: PointLike;
  /** Default: Serif. */
  font?: string;
  /** Points; default 12. */
  size?: number;
  /** Default: white. */
  color?: ColorLike;
  /** Default: none. */
  background?: ColorLike;
}

/** A line from one point to another. */
export interface LineDrawing {
  line: readonly [from: PointLike, to: PointLike];
  /** 1 to 32; default 2. */
  width?: number;
  /** Default: red. */
  color?: ColorLike;
}

/** A line with heads. */
export interface ArrowDrawing {
  arrow: readonly [from: PointLike, to: PointLike];
  /** Default: `end`. */
  head?: 'start' | 'end' | 'both';
  /** 1 to 32; default 2. */
  width?: number;
  /** Default: red. */
  color?: ColorLike;
}

/** A circle by its centre. */
export interface CircleDrawing {
  circle: PointLike;
  radius: number;
  /** 0 to 32; default 2. DeepStream before 6.4 does not look at it. */
  width?: number;
  /** Default: red. */
  color?: ColorLike;
  /** Default: none. */
  background?: ColorLike;
}

/** A rectangle. */
export interface BoxDrawing {
  box: Box;
  /** 0 to 32; default 2. */
  width?: number;
  /** Default: red. */
  color?: ColorLike;
  /** Default: none. */
  background?: ColorLike;
}

export type Drawing = TextDrawing | LineDrawing | ArrowDrawing | CircleDrawing | BoxDrawing;

const heads = { start: 0, end: 1, both: 2 } as const;

/** Writes one drawing on a frame. Throws `ERR_ARGUMENT`. @internal */
export function writeDrawing(edits: EditWriter, frame: number, drawing: Drawing): void {
  if (typeof drawing !== 'object' || drawing === null) throw unknown(drawing);
  if ('text' in drawing) {
    const { text, at, font = 'Serif', size = 12, color = 'white', background } = drawing;
    edits.draw(COMMAND.text, frame, () => {
      edits.text('text', text);
      edits.point('at', at);
      edits.text('font', font);
      edits.whole('size', size);
      edits.color('color', color);
      edits.colorOrNone('background', background);
    });
  } else if ('line' in drawing) {
    edits.draw(COMMAND.line, frame, () => writeLine(edits, 'line', drawing.line, drawing));
  } else if ('arrow' in drawing) {
    const { head = 'end' } = drawing;
    if (!(head in heads)) throw wrong('head', head, 'one of "start", "end", "both"');
    edits.draw(COMMAND.arrow, frame, () => {
      writeLine(edits, 'arrow', drawing.arrow, drawing);
      edits.word(heads[head]);
    });
  } else if ('circle' in drawing) {
    const { circle, radius, width = 2, color = 'red', background } = drawing;
    edits.draw(COMMAND.circle, frame, () => {
      edits.point('circle', circle);
      edits.whole('radius', Math.round(radius));
      edits.whole('width', width);
      edits.color('color', color);
      edits.colorOrNone('background', background);
    });
  } else if ('box' in drawing) {
    const { box, width = 2, color = 'red', background } = drawing;
    edits.draw(COMMAND.rectangle, frame, () => {
      edits.box('box', box);
      edits.whole('width', width);
      edits.color('color', color);
      edits.colorOrNone('background', background);
    });
  } else {
    throw unknown(drawing);
  }
}

function writeLine(
  edits: EditWriter,
  key: string,
  ends: readonly [PointLike, PointLike],
  { width = 2, color = 'red' }: { width?: number; color?: ColorLike },
): void {
  if (!Array.isArray(ends) || ends.length !== 2) throw wrong(key, ends, 'two points [[x, y], [x, y]]');
  for (const end of ends as readonly [PointLike, PointLike]) edits.point(key, end);
  edits.whole('width', width);
  edits.color('color', color);
}

function unknown(drawing: unknown) {
  return wrong('drawing', drawing, 'an object with text, line, arrow, circle or box');
}
