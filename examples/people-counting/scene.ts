/** What is watched in the pedestrians video of Debian's opencv-doc, in pixels of the 768 × 576 frame. */
import type { Lines, Zones } from 'node-deepstream/operators';

export const size = { width: 768, height: 576 };

export const zones: Zones = {
  lawn: [
    [60, 330],
    [300, 250],
    [560, 330],
    [330, 560],
    [60, 520],
  ],
  road: [
    [300, 60],
    [540, 60],
    [760, 300],
    [600, 380],
  ],
};

/** Who walks across it towards the lower right counts as in. */
export const lines: Lines = {
  path: { from: [420, 60], to: [180, 560], direction: [1, 0], settleMs: 300 },
};
