/** `zones()`: who enters, leaves and is inside. */
import type { OperatorFunction } from 'rxjs';
import type { FrameLike, ObjectOf } from './frames.js';
import { checkOptions, perSource } from './per-source.js';
import { UnseenSources } from './unseen.js';
import { type Zones, zoneShapes } from './zone-shape.js';
import { type Visit, type ZoneOptions, zoneOptionKeys, zoneWatches } from './zone-watch.js';

/** One zone at one frame. */
export interface ZoneState<F extends FrameLike = FrameLike> {
  readonly zone: string;
  readonly frame: F;
  /** Objects whose anchor is inside now, tracked or not. */
  readonly inside: readonly ObjectOf<F>[];
  /** Tracks that entered with this frame. */
  readonly entered: readonly ObjectOf<F>[];
  /** Tracks that left with this frame, or were not seen for `forgetAfterMs`: as last seen. */
  readonly left: readonly ObjectOf<F>[];
  readonly counts: ZoneCounts;
}

export interface ZoneCounts {
  /** Objects inside now. */
  readonly inside: number;
  /** The same by label. */
  readonly insideByLabel: Readonly<Record<string, number>>;
  /** Tracks that entered and left since the start. */
  readonly entered: number;
  readonly left: number;
}

/**
 * The state of each zone at each frame, for live and recorded frames.
 *
 * ```ts
 * frames.pipe(zones({ dock: [[10, 10], [200, 10], [200, 300]] })).subscribe(({ zone, counts }) => console.log(zone, counts.inside));
 * ```
 * The end of the stream is no leaving. A restart of a source, or a gap of more than `maxGapMs`, ends all visits.
 *
 * @throws `ERR_ARGUMENT` for a zone that cannot be: fewer than three corners, crossing edges, a name given twice, negative class numbers.
 *   Points outside the frame are the observable's error, once the first frame has told its size.
 */
export function zones<F extends FrameLike>(definitions: Zones, options: ZoneOptions = {}): OperatorFunction<F, ZoneState<F>> {
  checkOptions(options, zoneOptionKeys);
  const shapes = zoneShapes(definitions, options);
  return perSource<F, ZoneState<F>>(
    options,
    (first) => {
      const watches = zoneWatches(shapes, options, first).map((watch) => ({ watch, entered: 0, left: 0 }));
      return {
        next(frame, moment, emit) {
          for (const counted of watches) {
            const { inside, entered, left } = counted.watch.next(frame, moment);
            counted.entered += entered.length;
            counted.left += left.length;
            emit({
              zone: counted.watch.name,
              frame,
              inside,
              entered: entered.map(objectOf),
              left: left.map(objectOf),
              counts: { inside: inside.length, insideByLabel: countLabels(inside), entered: counted.entered, left: counted.left },
            });
          }
        },
      };
    },
    () => new UnseenSources(shapes, options.logger),
  );
}

/** How many objects have each label. */
export function countLabels(objects: readonly { readonly label: string }[]): Record<string, number> {
  // Without a prototype: a label may be called "constructor".
  const counts: Record<string, number> = Object.create(null);
  for (const { label } of objects) counts[label] = (counts[label] ?? 0) + 1;
  return counts;
}

function objectOf<F extends FrameLike>({ object }: Visit<F>): ObjectOf<F> {
  return object;
}
