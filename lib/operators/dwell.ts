/** `dwell()`: how long each track stays in a zone. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber, wrong } from '../arguments.js';
import type { FrameLike, ObjectOf } from './frames.js';
import { checkOptions, perSource } from './per-source.js';
import { UnseenSources } from './unseen.js';
import { type Zones, zoneShapes } from './zone-shape.js';
import { type Visit, type ZoneOptions, zoneOptionKeys, zoneWatches } from './zone-watch.js';

export interface DwellOptions extends ZoneOptions {
  /** Stays to be told of as soon as they are so long, in milliseconds. */
  readonly thresholdsMs?: readonly number[];
}

/** A moment of one track's stay in a zone. */
export interface DwellEvent<F extends FrameLike = FrameLike> {
  /** `exceeded`: the stay has reached one of the thresholds. */
  readonly type: 'entered' | 'exceeded' | 'left';
  readonly zone: string;
  /** The frame that showed it; with the end of the stream, the last one. */
  readonly frame: F;
  readonly trackId: bigint;
  /** As last seen. */
  readonly object: ObjectOf<F>;
  /** Milliseconds in the zone so far. */
  readonly ms: number;
  /** With `exceeded`: which threshold. */
  readonly thresholdMs?: number;
  /** PTS of the frame with which the stay began. */
  readonly enteredPts: bigint | undefined;
}

/**
 * Events of each track's stay: `entered`, `exceeded` for each threshold, `left`. The stay is measured in the time of the source: a gap of the
 * stream does not count. At the end of the stream all stays end.
 *
 * ```ts
 * frames.pipe(dwell({ counter: corners }, { thresholdsMs: [60_000] }), filter(({ type }) => type === 'exceeded'))
 * ```
 * @throws as `zones`.
 */
export function dwell<F extends FrameLike>(definitions: Zones, options: DwellOptions = {}): OperatorFunction<F, DwellEvent<F>> {
  checkOptions(options, [...zoneOptionKeys, 'thresholdsMs']);
  const shapes = zoneShapes(definitions, options);
  const { thresholdsMs = [] } = options;
  if (!Array.isArray(thresholdsMs)) throw wrong('thresholdsMs', thresholdsMs, 'an array of milliseconds');
  const thresholds = thresholdsMs.map((ms, i) => checkNumber(`thresholdsMs[${i}]`, ms, 0)).sort((a, b) => a - b);
  return perSource<F, DwellEvent<F>>(
    options,
    (first) => {
      const watches = zoneWatches(shapes, options, first).map((watch) => ({ watch, reached: new Map<bigint, number>() }));
      let last = first;
      return {
        next(frame, moment, emit) {
          last = frame;
          for (const { watch, reached } of watches) {
            const tell = (type: DwellEvent['type'], visit: Visit<F>, thresholdMs?: number) =>
              emit({ type, zone: watch.name, frame, ...visit, ...(thresholdMs !== undefined && { thresholdMs }) });
            const { entered, visits, left } = watch.next(frame, moment);
            for (const visit of left) {
              reached.delete(visit.trackId);
              tell('left', visit);
            }
            for (const visit of entered) tell('entered', visit);
            for (const visit of visits) {
              for (let next = reached.get(visit.trackId) ?? 0; visit.ms >= (thresholds[next] ?? Number.POSITIVE_INFINITY); next++) {
                reached.set(visit.trackId, next + 1);
                tell('exceeded', visit, thresholds[next]);
              }
            }
          }
        },
        complete(emit) {
          for (const { watch } of watches) for (const visit of watch.complete()) emit({ type: 'left', zone: watch.name, frame: last, ...visit });
        },
      };
    },
    () => new UnseenSources(shapes, options.logger),
  );
}
