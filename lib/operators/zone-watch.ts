/** Who is in one zone of one source: visits begin and end, untracked objects only count as inside. */
import type { Size } from '../frame.js';
import type { ClockOptions, Moment } from './clock.js';
import type { DrawnOn } from './definitions.js';
import { type FrameLike, matchesSource, type ObjectOf } from './frames.js';
import { type MemoryOptions, TrackTable } from './tracks.js';
import type { ReportOptions } from './unseen.js';
import { type ZoneShape, zoneTest } from './zone-shape.js';

/** Options of all operators on zones. */
export interface ZoneOptions extends DrawnOn, ClockOptions, MemoryOptions, ReportOptions {}

export const zoneOptionKeys = ['size', 'logger'] as const;

/** One track's stay in a zone. */
export interface Visit<F extends FrameLike = FrameLike> {
  readonly trackId: bigint;
  /** As last seen. */
  readonly object: ObjectOf<F>;
  /** Time in the zone so far, or altogether once it has left: gaps of the stream do not count. */
  readonly ms: number;
  /** PTS of the frame with which it entered. */
  readonly enteredPts: bigint | undefined;
}

/** What one frame changed. */
export interface ZoneChange<F extends FrameLike> {
  readonly inside: readonly ObjectOf<F>[];
  readonly visits: readonly Visit<F>[];
  readonly entered: readonly Visit<F>[];
  readonly left: readonly Visit<F>[];
}

interface Guest<F extends FrameLike> {
  readonly id: bigint;
  object: ObjectOf<F>;
  /** Since when it has been inside without a break, as far as `leaveAfterMs` allows. */
  insideSince: number;
  enteredPts: bigint | undefined;
  insideAt: number;
  entered: boolean;
}

export class ZoneWatch<F extends FrameLike> {
  readonly #shape: ZoneShape;
  readonly #drawnOn: Size | undefined;
  readonly #guests: TrackTable<Guest<F>>;
  #size: Size | undefined;
  #stands: ReturnType<typeof zoneTest> = () => false;

  constructor(shape: ZoneShape, options: ZoneOptions) {
    this.#shape = shape;
    this.#drawnOn = options.size;
    this.#guests = new TrackTable(options);
  }

  get name(): string {
    return this.#shape.name;
  }

  next(frame: F, { ms, restarted }: Moment): ZoneChange<F> {
    this.#fit(frame.size);
    const inside: ObjectOf<F>[] = [];
    const entered: Guest<F>[] = [];
    const left = restarted ? this.#end() : [];
    for (const object of frame.objects as readonly ObjectOf<F>[]) {
      const stands = this.#stands(object);
      if (stands) inside.push(object);
      if (object.trackId !== undefined) this.#follow(object.trackId, object, stands, frame, ms, entered, left);
    }
    for (const guest of this.#guests.expire(ms)) if (guest.entered) left.push(visitOf(guest));
    const visits: Visit<F>[] = [];
    for (const { state } of this.#guests.all(ms)) if (state.entered) visits.push(visitOf(state));
    return { inside, visits, entered: entered.map(visitOf), left };
  }

  /** Ends all visits. */
  complete(): Visit<F>[] {
    return this.#end();
  }

  #follow(id: bigint, object: ObjectOf<F>, stands: boolean, { pts }: F, ms: number, entered: Guest<F>[], left: Visit<F>[]): void {
    const { enterAfterMs, leaveAfterMs } = this.#shape;
    let guest = this.#guests.seen(id, ms);
    if (!guest) {
      if (!stands) return; // nothing to remember of those who never were inside
      guest = this.#guests.add(id, ms, { id, object, insideSince: ms, enteredPts: pts, insideAt: ms, entered: false });
    }
    guest.object = object;
    if (stands) {
      guest.insideAt = ms;
      if (!guest.entered && ms - guest.insideSince >= enterAfterMs) {
        guest.entered = true;
        entered.push(guest);
      }
    } else if (!guest.entered || ms - guest.insideAt >= leaveAfterMs) {
      this.#guests.drop(id);
      if (guest.entered) left.push(visitOf(guest));
    }
  }

  #end(): Visit<F>[] {
    return this.#guests
      .clear()
      .filter(({ entered }) => entered)
      .map(visitOf);
  }

  #fit(size: Size): void {
    if (this.#size?.width === size.width && this.#size.height === size.height) return;
    this.#size = size;
    this.#stands = zoneTest(this.#shape, this.#drawnOn, size);
  }
}

/** A watch for each zone that holds for the source of `frame`. */
export function zoneWatches<F extends FrameLike>(shapes: readonly ZoneShape[], options: ZoneOptions, frame: F): ZoneWatch<F>[] {
  return shapes
    .filter(({ sources }) => sources === undefined || matchesSource(sources, frame.source))
    .map((shape) => new ZoneWatch<F>(shape, options));
}

function visitOf<F extends FrameLike>({ id, object, insideSince, insideAt, enteredPts }: Guest<F>): Visit<F> {
  return { trackId: id, object, ms: insideAt - insideSince, enteredPts };
}
