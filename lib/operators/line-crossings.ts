/** `lineCrossings()`: who crosses which line, and which way. */
import type { OperatorFunction } from 'rxjs';
import type { Size } from '../frame.js';
import type { ClockOptions, Moment } from './clock.js';
import type { DrawnOn } from './definitions.js';
import { type FrameLike, matchesSource, type ObjectOf } from './frames.js';
import { anchorPoint, cosine, type Point, segmentsMeet, turn } from './geometry.js';
import { type LineShape, type Lines, lineInFrame, lineShapes } from './line-shape.js';
import { checkOptions, perSource } from './per-source.js';
import { type MemoryOptions, TrackTable } from './tracks.js';
import { type ReportOptions, UnseenSources } from './unseen.js';

export interface LineOptions extends DrawnOn, ClockOptions, MemoryOptions, ReportOptions {}

/** A track crossed a line. */
export interface LineCrossing<F extends FrameLike = FrameLike> {
  readonly line: string;
  readonly way: 'in' | 'out';
  readonly frame: F;
  readonly trackId: bigint;
  readonly object: ObjectOf<F>;
  /** Crossings of this line since the start, this one included. */
  readonly counts: LineCounts;
}

export interface LineCounts {
  readonly in: number;
  readonly out: number;
  /** `in` and `out` by label. */
  readonly byLabel: Readonly<Record<string, { readonly in: number; readonly out: number }>>;
}

/**
 * An event for each crossing of a line by a track, with the counts so far. An object that is lost on one side and found on the other under the
 * same ID has crossed; one that goes around the end of a line has not.
 *
 * ```ts
 * frames.pipe(lineCrossings({ entry: { from: [0, 400], to: [640, 400] } })).subscribe(({ way, counts }) => console.log(way, counts));
 * ```
 * @throws `ERR_ARGUMENT` for a line that cannot be: without length, with a direction along itself, a name given twice, negative class
 *   numbers. Points outside the frame are the observable's error, once the first frame has told its size.
 */
export function lineCrossings<F extends FrameLike>(definitions: Lines, options: LineOptions = {}): OperatorFunction<F, LineCrossing<F>> {
  checkOptions(options, ['size', 'logger']);
  const shapes = lineShapes(definitions, options);
  return perSource<F, LineCrossing<F>>(
    options,
    (first) => {
      const watches = shapes
        .filter(({ sources }) => sources === undefined || matchesSource(sources, first.source))
        .map((shape) => new LineWatch<F>(shape, options));
      return {
        next(frame, moment, emit) {
          for (const watch of watches) watch.next(frame, moment, emit);
        },
      };
    },
    () => new UnseenSources(shapes, options.logger),
  );
}

interface Walker {
  /** Where it last was clear of the line, and on which side. */
  point: Point;
  side: number;
  /** A crossing that has not settled yet: where it began and when. */
  pending: { from: Point; since: number } | undefined;
  counted: boolean;
}

class LineWatch<F extends FrameLike> {
  readonly #shape: LineShape;
  readonly #drawnOn: Size | undefined;
  readonly #walkers: TrackTable<Walker>;
  #size: Size | undefined;
  #ends: readonly [Point, Point];
  #counts: LineCounts = { in: 0, out: 0, byLabel: {} };

  constructor(shape: LineShape, options: LineOptions) {
    this.#shape = shape;
    this.#drawnOn = options.size;
    this.#ends = shape.ends;
    this.#walkers = new TrackTable(options);
  }

  next(frame: F, { ms, restarted }: Moment, emit: (crossing: LineCrossing<F>) => void): void {
    this.#fit(frame.size);
    if (restarted) this.#walkers.clear();
    const { anchor, accepts } = this.#shape;
    for (const object of frame.objects as readonly ObjectOf<F>[]) {
      if (object.trackId === undefined || !accepts(object)) continue;
      const way = this.#step(object.trackId, anchorPoint(object.box, anchor), ms);
      if (way === undefined) continue;
      this.#counts = counted(this.#counts, object.label, way);
      emit({ line: this.#shape.name, way, frame, trackId: object.trackId, object, counts: this.#counts });
    }
    this.#walkers.expire(ms);
  }

  #step(id: bigint, point: Point, ms: number): 'in' | 'out' | undefined {
    const [from, to] = this.#ends;
    const side = Math.sign(turn(from, to, point));
    const walker = this.#walkers.seen(id, ms);
    if (!walker) {
      // One that appears on the line is on neither side until it leaves it.
      if (side !== 0) this.#walkers.add(id, ms, { point, side, pending: undefined, counted: false });
      return undefined;
    }
    if (side === 0) return undefined;
    if (side !== walker.side) {
      walker.side = side;
      // Back again before the crossing settled: nothing happened.
      walker.pending = walker.pending ? undefined : this.#cuts(walker.point, point) ? { from: walker.point, since: ms } : undefined;
    }
    walker.point = point;
    return this.#settle(walker, point, ms);
  }

  #settle(walker: Walker, point: Point, ms: number): 'in' | 'out' | undefined {
    const { pending } = walker;
    if (!pending || ms - pending.since < this.#shape.settleMs) return undefined;
    walker.pending = undefined;
    const { inward, direction, leastCosine, once } = this.#shape;
    const way = walker.side === inward ? 'in' : 'out';
    const along = cosine([point[0] - pending.from[0], point[1] - pending.from[1]], direction) * (way === 'in' ? 1 : -1);
    if (along < leastCosine && leastCosine > 0) return undefined;
    if (once && walker.counted) return undefined;
    walker.counted = true;
    return way;
  }

  #cuts(before: Point, now: Point): boolean {
    return this.#shape.extended || segmentsMeet(before, now, ...this.#ends);
  }

  #fit(size: Size): void {
    if (this.#size?.width === size.width && this.#size.height === size.height) return;
    this.#size = size;
    this.#ends = lineInFrame(this.#shape, this.#drawnOn, size);
  }
}

function counted(counts: LineCounts, label: string, way: 'in' | 'out'): LineCounts {
  const before = Object.hasOwn(counts.byLabel, label) ? counts.byLabel[label] : undefined;
  const { in: ins, out } = before ?? { in: 0, out: 0 };
  const ofLabel = way === 'in' ? { in: ins + 1, out } : { in: ins, out: out + 1 };
  return { ...counts, [way]: counts[way] + 1, byLabel: { ...counts.byLabel, [label]: ofLabel } };
}
