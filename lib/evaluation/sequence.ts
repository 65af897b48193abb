/** Ground truth and tracks side by side, frame by frame, with everything the metrics need. */
import { Assignment } from '../assignment.js';
import { DeepStreamError } from '../errors.js';
import type { MotRow } from '../mot.js';
import type { Box } from '../object.js';
import { iou } from '../overlap.js';

/** One frame: numbers (from 0) of the true objects and tracks in it, and how much each pair overlaps. */
export interface EvaluatedFrame {
  readonly truth: readonly number[];
  readonly tracks: readonly number[];
  /** IoU of each pair, `[truth * tracks.length + track]`. */
  readonly overlap: Float64Array;
}

export interface Sequence {
  readonly frames: readonly EvaluatedFrame[];
  /** How many different objects and tracks there are. */
  readonly truthIds: number;
  readonly trackIds: number;
  readonly truthBoxes: number;
  readonly trackBoxes: number;
}

export interface SequenceOptions {
  /** Names of the files, for messages. */
  readonly truthFile?: string;
  readonly tracksFile?: string;
}

/** Classes of the MOT Challenge since MOT16. */
const pedestrian = 1;
/** A track on one of these is neither right nor wrong: people on vehicles, standing for pictures, and what only looks like people. */
const distractors = new Set([2, 7, 8, 12]);
/** An overlap of half, allowing for rounding. */
export const half = 0.5 - Number.EPSILON;

/**
 * Rows of ground truth whose confidence is 0 do not count. Where ground truth has the classes of MOT16 and later, pedestrians count, and tracks
 * on distractors are left out, as the benchmark's own tools do.
 */
export function sequenceOf(truth: readonly MotRow[], tracks: readonly MotRow[], { truthFile = '', tracksFile = '' }: SequenceOptions = {}): Sequence {
  const truthByFrame = byFrame(truth, truthFile);
  const tracksByFrame = byFrame(tracks, tracksFile);
  const classes = truth.some(({ classId }) => classId > pedestrian);
  const truthNumbers = new Map<number, number>();
  const trackNumbers = new Map<number, number>();
  const frames: EvaluatedFrame[] = [];
  const solver = new Assignment();
  const last = Math.max(0, ...truthByFrame.keys(), ...tracksByFrame.keys());
  for (let frame = 1; frame <= last; frame++) {
    const all = truthByFrame.get(frame) ?? [];
    const seen = classes ? withoutDistracted(all, tracksByFrame.get(frame) ?? [], solver) : (tracksByFrame.get(frame) ?? []);
    const real = all.filter(({ confidence, classId }) => confidence !== 0 && (!classes || classId === pedestrian));
    frames.push({
      truth: real.map(({ id }) => numberOf(id, truthNumbers)),
      tracks: seen.map(({ id }) => numberOf(id, trackNumbers)),
      overlap: overlaps(real, seen),
    });
  }
  return {
    frames,
    truthIds: truthNumbers.size,
    trackIds: trackNumbers.size,
    truthBoxes: frames.reduce((sum, frame) => sum + frame.truth.length, 0),
    trackBoxes: frames.reduce((sum, frame) => sum + frame.tracks.length, 0),
  };
}

export function overlaps(truth: readonly { readonly box: Box }[], tracks: readonly { readonly box: Box }[]): Float64Array {
  const overlap = new Float64Array(truth.length * tracks.length);
  truth.forEach((one, row) => {
    tracks.forEach((other, column) => {
      overlap[row * tracks.length + column] = iou(one.box, other.box);
    });
  });
  return overlap;
}

function withoutDistracted(truth: readonly MotRow[], tracks: readonly MotRow[], solver: Assignment): readonly MotRow[] {
  const overlap = overlaps(truth, tracks);
  const scores = overlap.map((value) => (value >= half ? value : 0));
  const gone = new Set<MotRow>();
  for (const [row, column] of solver.best(scores, truth.length, tracks.length))
    if (distractors.has((truth[row] as MotRow).classId)) gone.add(tracks[column] as MotRow);
  return tracks.filter((row) => !gone.has(row));
}

function numberOf(id: number, numbers: Map<number, number>): number {
  const number = numbers.get(id) ?? numbers.size;
  numbers.set(id, number);
  return number;
}

function byFrame(rows: readonly MotRow[], file: string): Map<number, MotRow[]> {
  const frames = new Map<number, MotRow[]>();
  const seen = new Set<string>();
  for (const row of rows) {
    if (row.id < 0) continue;
    const key = `${row.frame}/${row.id}`;
    if (seen.has(key)) throw twice(row, file);
    seen.add(key);
    const frame = frames.get(row.frame);
    if (frame) frame.push(row);
    else frames.set(row.frame, [row]);
  }
  if (rows.length > 0 && frames.size === 0) throw untracked(file);
  return frames;
}

function twice({ frame, id }: MotRow, file: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_DECODE',
    message: `Object ${id} is twice in frame ${frame}.`,
    file,
    remedy: 'Every object has at most one box a frame; give each its own ID.',
  });
}

function untracked(file: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_DECODE',
    message: 'No box has an ID; these are detections, not tracks.',
    file,
    remedy: 'Track them first: nvtracker, or byteTrack() of node-deepstream/operators.',
  });
}
