/** `crowding()`: too many objects in a zone for too long. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber, checkWhole } from '../arguments.js';
import type { FrameLike } from './frames.js';
import { checkOptions, perSource } from './per-source.js';
import { UnseenSources } from './unseen.js';
import { type Zones, zoneShapes } from './zone-shape.js';
import { type ZoneOptions, zoneOptionKeys, zoneWatches } from './zone-watch.js';

export interface CrowdingOptions extends ZoneOptions {
  /** So many objects are a crowd (`object-threshold`). */
  readonly objects: number;
  /** They must be there for so long (what `time-threshold` was meant for). Default 0. */
  readonly forMs?: number;
  /** The crowd is over once there were fewer for so long. Default: `forMs`. */
  readonly clearAfterMs?: number;
}

/** A crowd came or went. */
export interface CrowdingEvent<F extends FrameLike = FrameLike> {
  readonly type: 'crowded' | 'cleared';
  readonly zone: string;
  readonly frame: F;
  /** Objects in the zone now. */
  readonly count: number;
  /** The most there were since the crowd began. */
  readonly peak: number;
  /** Milliseconds since the crowd began. */
  readonly ms: number;
}

/**
 * Tells when a zone becomes crowded and when that is over. Untracked objects count too.
 *
 * @throws as `zones`.
 */
export function crowding<F extends FrameLike>(definitions: Zones, options: CrowdingOptions): OperatorFunction<F, CrowdingEvent<F>> {
  checkOptions(options, [...zoneOptionKeys, 'objects', 'forMs', 'clearAfterMs']);
  const shapes = zoneShapes(definitions, options);
  const objects = checkWhole('objects', options.objects, 1);
  const forMs = checkNumber('forMs', options.forMs ?? 0, 0);
  const clearAfterMs = checkNumber('clearAfterMs', options.clearAfterMs ?? forMs, 0);
  return perSource<F, CrowdingEvent<F>>(
    options,
    (first) => {
      const watches = zoneWatches(shapes, options, first).map((watch) => ({ watch, crowd: new Crowd(forMs, clearAfterMs) }));
      return {
        next(frame, moment, emit) {
          for (const { watch, crowd } of watches) {
            const count = watch.next(frame, moment).inside.length;
            const type = crowd.next(moment.ms, count, count >= objects);
            if (type) emit({ type, zone: watch.name, frame, count, peak: crowd.peak, ms: moment.ms - crowd.sinceMs });
          }
        },
      };
    },
    () => new UnseenSources(shapes, options.logger),
  );
}

/** A condition that must hold for some time before it is believed, in both directions. */
class Crowd {
  peak = 0;
  sinceMs = 0;
  #crowded = false;
  #changedMs: number | undefined;

  constructor(
    private readonly forMs: number,
    private readonly clearAfterMs: number,
  ) {}

  next(ms: number, count: number, many: boolean): CrowdingEvent['type'] | undefined {
    if (this.#crowded) this.peak = Math.max(this.peak, count);
    if (many === this.#crowded) {
      this.#changedMs = undefined;
      return undefined;
    }
    if (this.#changedMs === undefined) {
      this.#changedMs = ms;
      if (many) this.peak = 0;
    }
    if (many) this.peak = Math.max(this.peak, count);
    if (ms - this.#changedMs < (many ? this.forMs : this.clearAfterMs)) return undefined;
    if (many) this.sinceMs = this.#changedMs;
    this.#crowded = many;
    this.#changedMs = undefined;
    return many ? 'crowded' : 'cleared';
  }
}
