/** The text format of the MOT Challenge: one box a line, `frame,id,left,top,width,height,confidence[,class,…]`. Loads no native code. */
import { readFileSync } from 'node:fs';
import { DeepStreamError } from './errors.js';
import type { Box } from './object.js';

export interface MotRow {
  /** From 1. */
  readonly frame: number;
  /** −1 for a detection without a track. */
  readonly id: number;
  readonly box: Box;
  /** Of ground truth: 0 marks a box that does not count. */
  readonly confidence: number;
  /** Of ground truth since MOT16, which has nine columns; −1 elsewhere. */
  readonly classId: number;
}

/** @throws `ERR_SOURCE_NOT_FOUND`, `ERR_DECODE` with the line. */
export function readMot(file: string): MotRow[] {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw new DeepStreamError(
      {
        code: 'ERR_SOURCE_NOT_FOUND',
        message: `The file ${file} cannot be read.`,
        file,
        remedy: 'Check the path and the rights.',
        detail: (error as Error).message,
      },
      { cause: error },
    );
  }
  return parseMot(text, file);
}

/** `file` is for messages. Comma or white space separates values. */
export function parseMot(text: string, file = ''): MotRow[] {
  const rows: MotRow[] = [];
  text.split('\n').forEach((line, i) => {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) return;
    const values = content.split(/[\s,]+/).filter((value) => value !== '');
    const [frame, id, left, top, width, height, confidence = 1, classId] = values.map(Number) as number[];
    const bad = values.length < 6 ? 'it has fewer than six values' : fault([frame, id, left, top, width, height, confidence], frame as number);
    if (bad) {
      throw new DeepStreamError({
        code: 'ERR_DECODE',
        message: `This line is no box of the MOT format: ${bad}.`,
        file,
        line: i + 1,
        value: content.slice(0, 80),
        remedy: 'Each line is frame,id,left,top,width,height,confidence; frames count from 1.',
      });
    }
    rows.push({
      frame: frame as number,
      id: id as number,
      box: { left: left as number, top: top as number, width: width as number, height: height as number },
      confidence,
      // Ten columns are those of MOT15, where places in the world follow the confidence.
      classId: values.length === 9 && Number.isFinite(classId) ? (classId as number) : -1,
    });
  });
  return rows;
}

function fault(values: readonly (number | undefined)[], frame: number): string | undefined {
  if (values.some((value) => !Number.isFinite(value))) return 'not all of its values are numbers';
  if (!Number.isInteger(frame) || frame < 1) return `frame ${frame} is not a whole number from 1 on`;
  return undefined;
}
