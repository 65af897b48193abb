/** Higher order tracking accuracy: the geometric mean of detection and association, averaged over nineteen overlaps. */
import { Assignment } from '../assignment.js';
import type { Sequence } from './sequence.js';

export interface Hota {
  readonly hota: number;
  /** How well objects are found. */
  readonly detA: number;
  /** How well they keep their identity. */
  readonly assA: number;
  /** Mean overlap of matched boxes. */
  readonly locA: number;
}

/** 0.05, 0.10 … 0.95. */
const thresholds = Array.from({ length: 19 }, (_, i) => (i + 1) * 0.05);

export function hota(sequence: Sequence): Hota {
  const { frames, truthIds, trackIds, truthBoxes, trackBoxes } = sequence;
  const { alignment, truthCount, trackCount } = align(sequence);
  const solver = new Assignment();
  // Pairs of a frame do not depend on the threshold; it says which of them count.
  const together = thresholds.map(() => new Float64Array(truthIds * trackIds));
  const matches = new Float64Array(thresholds.length);
  const overlapSums = new Float64Array(thresholds.length);
  for (const { truth, tracks, overlap } of frames) {
    if (truth.length === 0 || tracks.length === 0) continue;
    const pairOf = (i: number) => (truth[Math.floor(i / tracks.length)] as number) * trackIds + (tracks[i % tracks.length] as number);
    const scores = overlap.map((value, i) => value * (alignment[pairOf(i)] as number));
    for (const [row, column] of solver.best(scores, truth.length, tracks.length)) {
      const place = row * tracks.length + column;
      const value = overlap[place] as number;
      for (const [a, threshold] of thresholds.entries()) {
        if (value < threshold - Number.EPSILON) break;
        const counts = together[a] as Float64Array;
        const pair = pairOf(place);
        counts[pair] = (counts[pair] as number) + 1;
        matches[a] = (matches[a] as number) + 1;
        overlapSums[a] = (overlapSums[a] as number) + value;
      }
    }
  }
  const each = thresholds.map((_, a) => {
    const found = matches[a] as number;
    const detA = found / Math.max(1, truthBoxes + trackBoxes - found);
    let association = 0;
    (together[a] as Float64Array).forEach((count, pair) => {
      if (count === 0) return;
      const all = (truthCount[Math.floor(pair / trackIds)] as number) + (trackCount[pair % trackIds] as number);
      association += (count * count) / Math.max(1, all - count);
    });
    const assA = association / Math.max(1, found);
    const locA = found === 0 ? 1 : (overlapSums[a] as number) / found;
    return { hota: Math.sqrt(detA * assA), detA, assA, locA };
  });
  const mean = (name: keyof Hota) => each.reduce((sum, one) => sum + one[name], 0) / each.length;
  return { hota: mean('hota'), detA: mean('detA'), assA: mean('assA'), locA: mean('locA') };
}

/** How well each object and each track go together over the whole sequence, before any matching. */
function align({ frames, truthIds, trackIds }: Sequence) {
  const potential = new Float64Array(truthIds * trackIds);
  const truthCount = new Float64Array(truthIds);
  const trackCount = new Float64Array(trackIds);
  for (const { truth, tracks, overlap } of frames) {
    for (const id of truth) truthCount[id] = (truthCount[id] as number) + 1;
    for (const id of tracks) trackCount[id] = (trackCount[id] as number) + 1;
    const rowSums = truth.map((_, row) => overlap.subarray(row * tracks.length, (row + 1) * tracks.length).reduce((sum, value) => sum + value, 0));
    const columnSums = tracks.map((_, column) => truth.reduce((sum, _id, row) => sum + (overlap[row * tracks.length + column] as number), 0));
    overlap.forEach((value, i) => {
      const [row, column] = [Math.floor(i / tracks.length), i % tracks.length];
      const shared = (rowSums[row] as number) + (columnSums[column] as number) - value;
      if (shared <= Number.EPSILON) return;
      const pair = (truth[row] as number) * trackIds + (tracks[column] as number);
      potential[pair] = (potential[pair] as number) + value / shared;
    });
  }
  const alignment = potential.map((value, pair) => {
    const all = (truthCount[Math.floor(pair / trackIds)] as number) + (trackCount[pair % trackIds] as number);
    return value / (all - value);
  });
  return { alignment, truthCount, trackCount };
}
