/** The CLEAR MOT metrics, as TrackEval counts them. */
import { Assignment } from '../assignment.js';
import { half, type Sequence } from './sequence.js';

export interface Clear {
  /** Multiple object tracking accuracy: 1 − (misses + false boxes + switches) ÷ true boxes. May be negative. */
  readonly mota: number;
  /** Mean overlap of matched boxes. */
  readonly motp: number;
  readonly precision: number;
  readonly recall: number;
  readonly matches: number;
  readonly misses: number;
  readonly falsePositives: number;
  /** Identity switches: matched by another track than the last time it was matched. */
  readonly switches: number;
  /** How often objects are matched again after they were not. */
  readonly fragmentations: number;
  /** Objects matched in more than 80 %, in less than 20 % of their frames. */
  readonly mostlyTracked: number;
  readonly mostlyLost: number;
}

/** Greater than any sum of overlaps in a frame: keeping last frame's pairs comes first. */
const continuation = 1000;

export function clear({ frames, truthIds, truthBoxes, trackBoxes }: Sequence): Clear {
  const solver = new Assignment();
  const lastTrack = new Int32Array(truthIds).fill(-1);
  const inPrevious = new Int32Array(truthIds).fill(-1);
  const present = new Int32Array(truthIds);
  const matched = new Int32Array(truthIds);
  const begun = new Int32Array(truthIds);
  let matches = 0;
  let switches = 0;
  let overlapSum = 0;
  for (const { truth, tracks, overlap } of frames) {
    for (const id of truth) present[id] = (present[id] as number) + 1;
    // A frame in which one side is empty changes nothing about who was matched before: so it is in TrackEval.
    if (truth.length === 0 || tracks.length === 0) continue;
    const scores = overlap.map((value, i) => {
      if (value < half) return 0;
      const id = truth[Math.floor(i / tracks.length)] as number;
      return value + (inPrevious[id] === tracks[i % tracks.length] ? continuation : 0);
    });
    const pairs = solver.best(scores, truth.length, tracks.length);
    const before = inPrevious.slice();
    inPrevious.fill(-1);
    for (const [row, column] of pairs) {
      const id = truth[row] as number;
      const track = tracks[column] as number;
      if (lastTrack[id] !== -1 && lastTrack[id] !== track) switches++;
      if (before[id] === -1) begun[id] = (begun[id] as number) + 1;
      lastTrack[id] = track;
      inPrevious[id] = track;
      matched[id] = (matched[id] as number) + 1;
      overlapSum += overlap[row * tracks.length + column] as number;
    }
    matches += pairs.length;
  }
  const misses = truthBoxes - matches;
  const falsePositives = trackBoxes - matches;
  const ratios = Array.from(present, (count, id) => (matched[id] as number) / count);
  return {
    mota: truthBoxes === 0 ? 0 : (matches - falsePositives - switches) / truthBoxes,
    motp: overlapSum / Math.max(1, matches),
    precision: matches / Math.max(1, trackBoxes),
    recall: matches / Math.max(1, truthBoxes),
    matches,
    misses,
    falsePositives,
    switches,
    fragmentations: begun.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
    mostlyTracked: ratios.filter((ratio) => ratio > 0.8).length,
    mostlyLost: ratios.filter((ratio) => ratio < 0.2).length,
  };
}
