/** A track as a value, and how it grows. */
import type { Source } from '../source.js';
import type { FrameLike, ObjectOf } from './frames.js';
import { type Anchor, anchorPoint } from './geometry.js';

/** Where a track was. */
export interface PathPoint {
  readonly x: number;
  readonly y: number;
  /** Milliseconds since the source's first frame. */
  readonly ms: number;
  readonly frame: number;
}

/** A track's best view so far. */
export interface View<F extends FrameLike = FrameLike> {
  readonly object: ObjectOf<F>;
  readonly frame: F;
  readonly score: number;
}

/** One object's way through the picture. A value: later events have tracks of their own. */
export interface Track<F extends FrameLike = FrameLike> {
  readonly id: bigint;
  readonly source: Source;
  /** The label that it had most, weighted by confidence. */
  readonly label: string;
  /** Class of that label. */
  readonly classId: number;
  /** Milliseconds since the source's first frame. */
  readonly firstMs: number;
  readonly lastMs: number;
  readonly firstPts: bigint | undefined;
  readonly lastPts: bigint | undefined;
  /** Frame numbers. */
  readonly firstFrame: number;
  readonly lastFrame: number;
  /** Frames in which it was seen. */
  readonly frames: number;
  /** As last seen. */
  readonly object: ObjectOf<F>;
  readonly best: View<F>;
  /** Thinned out evenly once it is longer than `pathPoints`; the newest point is always there. */
  readonly path: readonly PathPoint[];
}

/** How good a view is; greater is better. */
export type ViewScore<F extends FrameLike> = (object: ObjectOf<F>, frame: F) => number;

/** Confidence times the square root of the area, halved where the picture's border may cut the object off. */
export function viewScore({ confidence, box }: ObjectOf<FrameLike>, { size }: FrameLike): number {
  const cut = box.left <= 1 || box.top <= 1 || box.left + box.width >= size.width - 1 || box.top + box.height >= size.height - 1;
  // DeepStream's -0.1 says that there is no confidence.
  return Math.sqrt(Math.max(0, box.width * box.height)) * (confidence < 0 ? 0.5 : confidence) * (cut ? 0.5 : 1);
}

/** Labels that one track can have before further ones no longer matter. */
const labelLimit = 32;

export class TrackBuilder<F extends FrameLike> {
  lost = false;
  announced = false;
  bestChanged = false;
  #frames = 0;
  #last: { frame: F; object: ObjectOf<F>; ms: number };
  #best: View<F>;
  readonly #first: Pick<Track, 'source' | 'firstMs' | 'firstPts' | 'firstFrame'>;
  readonly #votes = new Map<string, { weight: number; classId: number }>();
  readonly #path: PathPoint[] = [];
  /** Of the points so far, every so-manieth is on the path, and the newest one. */
  #every = 1;
  #points = 0;

  constructor(
    readonly id: bigint,
    object: ObjectOf<F>,
    frame: F,
    ms: number,
    private readonly options: { readonly pathPoints: number; readonly anchor: Anchor; readonly score: ViewScore<F> },
  ) {
    this.#first = { source: frame.source, firstMs: ms, firstPts: frame.pts, firstFrame: frame.number };
    this.#last = { frame, object, ms };
    this.#best = { object, frame, score: Number.NEGATIVE_INFINITY };
  }

  get frames(): number {
    return this.#frames;
  }

  add(object: ObjectOf<F>, frame: F, ms: number): void {
    this.#frames++;
    this.#last = { frame, object, ms };
    this.lost = false;
    this.#vote(object);
    const score = this.options.score(object, frame);
    this.bestChanged = score > this.#best.score;
    if (this.bestChanged) this.#best = { object, frame, score };
    this.#extend(object, frame, ms);
  }

  track(): Track<F> {
    const { frame, object, ms } = this.#last;
    let [label, { weight: most, classId }] = [object.label, this.#votes.get(object.label) ?? { weight: -1, classId: object.classId }];
    for (const [name, vote] of this.#votes) if (vote.weight > most) [label, most, classId] = [name, vote.weight, vote.classId];
    return {
      id: this.id,
      ...this.#first,
      label,
      classId,
      lastMs: ms,
      lastPts: frame.pts,
      lastFrame: frame.number,
      frames: this.#frames,
      object,
      best: this.#best,
      path: this.#path.slice(),
    };
  }

  #vote({ label, classId, confidence }: ObjectOf<F>): void {
    const vote = this.#votes.get(label);
    const weight = confidence < 0 ? 0.5 : confidence;
    if (vote) vote.weight += weight;
    else if (this.#votes.size < labelLimit) this.#votes.set(label, { weight, classId });
  }

  #extend({ box }: ObjectOf<F>, { number }: F, ms: number): void {
    const { anchor, pathPoints } = this.options;
    const [x, y] = anchorPoint(box, anchor);
    if ((this.#points - 1) % this.#every > 0) this.#path.pop();
    this.#points++;
    this.#path.push({ x, y, ms, frame: number });
    if (this.#path.length <= pathPoints) return;
    // Too long: every second point goes, and from now on half as many come.
    const newest = this.#path.length - 1;
    this.#path.splice(0, this.#path.length, ...this.#path.filter((_, i) => i % 2 === 0 || i === newest));
    this.#every *= 2;
  }
}
