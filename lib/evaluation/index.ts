/** Tracking metrics. Loads no native code. */
import { type MotRow, readMot } from '../mot.js';
import { type Clear, clear } from './clear.js';
import { type Hota, hota } from './hota.js';
import { type Identity, identity } from './identity.js';
import { type SequenceOptions, sequenceOf } from './sequence.js';

/** Metrics of one sequence; rates are 0 to 1. */
export interface TrackingMetrics extends Clear, Identity, Hota {
  readonly frames: number;
  readonly truthBoxes: number;
  readonly trackBoxes: number;
  readonly truthIds: number;
  readonly trackIds: number;
}

/**
 * Compares tracks with ground truth: MOTA, IDF1, HOTA, identity switches, fragmentations. Boxes match from an overlap (IoU) of 0.5 on; the
 * numbers are those of TrackEval.
 */
export function evaluateTracks(truth: readonly MotRow[], tracks: readonly MotRow[], options?: SequenceOptions): TrackingMetrics {
  const sequence = sequenceOf(truth, tracks, options);
  const { frames, truthBoxes, trackBoxes, truthIds, trackIds } = sequence;
  return { ...clear(sequence), ...identity(sequence), ...hota(sequence), frames: frames.length, truthBoxes, trackBoxes, truthIds, trackIds };
}

/** The same for files in the format of the MOT Challenge. */
export function evaluateFiles(truthFile: string, tracksFile: string): TrackingMetrics {
  return evaluateTracks(readMot(truthFile), readMot(tracksFile), { truthFile, tracksFile });
}
