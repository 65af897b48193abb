/** The identity metrics: each object may belong to one track for the whole sequence. */
import { Assignment } from '../assignment.js';
import { half, type Sequence } from './sequence.js';

export interface Identity {
  /** Harmonic mean of the next two. */
  readonly idf1: number;
  readonly idPrecision: number;
  readonly idRecall: number;
}

export function identity({ frames, truthIds, trackIds, truthBoxes, trackBoxes }: Sequence): Identity {
  const together = new Float64Array(truthIds * trackIds);
  for (const { truth, tracks, overlap } of frames) {
    overlap.forEach((value, i) => {
      if (value < half) return;
      const pair = (truth[Math.floor(i / tracks.length)] as number) * trackIds + (tracks[i % tracks.length] as number);
      together[pair] = (together[pair] as number) + 1;
    });
  }
  let right = 0;
  for (const [row, column] of new Assignment().best(together, truthIds, trackIds)) right += together[row * trackIds + column] as number;
  return {
    idf1: (2 * right) / Math.max(1, truthBoxes + trackBoxes),
    idPrecision: right / Math.max(1, trackBoxes),
    idRecall: right / Math.max(1, truthBoxes),
  };
}
