/** Made-up detections with ground truth, the same in every run. */
import type { MotRow } from 'node-deepstream/testing';

/** Numbers that look random, from a seed (mulberry32). */
export function random(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** `people` who walk to and fro in 1920 × 1080 for so many frames. */
export function crowd(people: number, frames: number, seed = 1): MotRow[] {
  const unit = random(seed);
  const rows: MotRow[] = [];
  const walkers = Array.from({ length: people }, (_, id) => {
    const height = 80 + 120 * unit();
    return { id: id + 1, height, x: 1800 * unit(), y: 800 * unit(), vx: 8 * (unit() - 0.5), vy: 3 * (unit() - 0.5) };
  });
  for (let frame = 1; frame <= frames; frame++) {
    for (const walker of walkers) {
      walker.x += walker.vx;
      walker.y += walker.vy;
      if (walker.x < 0 || walker.x > 1850) walker.vx = -walker.vx;
      if (walker.y < 0 || walker.y > 880) walker.vy = -walker.vy;
      const box = { left: walker.x, top: walker.y, width: walker.height * 0.4, height: walker.height };
      rows.push({ frame, id: walker.id, box, confidence: 1, classId: -1 });
    }
  }
  return rows;
}

/**
 * What a fair detector makes of ground truth: one box in ten is missed, mostly in runs, boxes tremble by 4 % of their size, one in five is unsure, and one in
 * twenty is false.
 */
export function detections(truth: readonly MotRow[], seed = 2): MotRow[] {
  const unit = random(seed);
  const noise = () => unit() + unit() + unit() - 1.5;
  const hiddenUntil = new Map<number, number>();
  const found: MotRow[] = [];
  for (const row of truth) {
    if (row.frame < (hiddenUntil.get(row.id) ?? 0)) continue;
    if (unit() < 0.035) {
      hiddenUntil.set(row.id, row.frame + Math.ceil(4 * unit()));
      continue;
    }
    const { left, top, width, height } = row.box;
    const box = {
      left: left + 0.08 * width * noise(),
      top: top + 0.08 * height * noise(),
      width: width * (1 + 0.08 * noise()),
      height: height * (1 + 0.08 * noise()),
    };
    found.push({ ...row, id: -1, box, confidence: unit() < 0.2 ? 0.2 + 0.4 * unit() : 0.6 + 0.4 * unit() });
    if (unit() < 0.05) found.push({ ...row, id: -1, box: { ...box, left: 1800 * unit(), top: 900 * unit() }, confidence: 0.3 + 0.4 * unit() });
  }
  return found;
}

export function motText(rows: readonly MotRow[]): string {
  return rows
    .map(({ frame, id, box, confidence }) =>
      [frame, id, ...[box.left, box.top, box.width, box.height].map((value) => value.toFixed(2)), confidence.toFixed(3), -1, -1, -1].join(','),
    )
    .map((line) => `${line}\n`)
    .join('');
}
