/** What is watched in the pedestrians video of Debian's opencv-doc, in pixels of its 768 × 576 frames. */
import type { Lines, Zones } from 'node-deepstream/operators';

export const size = { width: 768, height: 576 };

export const zones: Zones = {
  lawn: [
    [0, 245],
    [170, 265],
    [300, 310],
    [500, 395],
    [766, 492],
    [766, 574],
    [0, 574],
  ],
  crossing: [
    [440, 230],
    [600, 150],
    [700, 150],
    [690, 230],
    [766, 300],
    [766, 470],
    [440, 345],
  ],
};

/** Across the path; who walks to the right comes in. */
export const lines: Lines = {
  path: { from: [310, 195], to: [240, 335], direction: [1, 0], settleMs: 300 },
};
