/** `trackEvents()`: each track's life as events. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber, checkWhole, oneOf, wrong } from '../arguments.js';
import type { ClockOptions } from './clock.js';
import { checkScope } from './definitions.js';
import { accepts, type FrameLike, type ObjectFilter, type ObjectOf } from './frames.js';
import type { Anchor } from './geometry.js';
import { checkOptions, perSource } from './per-source.js';
import { type Track, TrackBuilder, type ViewScore, viewScore } from './track.js';
import { type MemoryOptions, TrackTable } from './tracks.js';

export interface TrackOptions<F extends FrameLike = FrameLike> extends ClockOptions, ObjectFilter, Pick<MemoryOptions, 'maxTracks'> {
  /** Frames in which a track must be seen before it is told of. Default 1. */
  readonly minFrames?: number;
  /** `lost` after so long unseen. Default 500 ms. */
  readonly lostAfterMs?: number;
  /** `end` after so long unseen. Default 2,000 ms. */
  readonly endAfterMs?: number;
  /** Which updates are told: of every frame, of those with a better view, or none. Default `every`. */
  readonly updates?: 'every' | 'best' | 'none';
  /** Points of a path at most, 2 to 10,000; a longer one is thinned out. Default 128. */
  readonly pathPoints?: number;
  /** Which point of the box makes the path. Default `bottom-center`. */
  readonly anchor?: Anchor;
  /** What a good view is. Default: sure, large and not cut off by the border. */
  readonly score?: ViewScore<F>;
}

/** Something happened to a track. */
export interface TrackEvent<F extends FrameLike = FrameLike> {
  /** After `lost` comes `update` when it is seen again, else `end`. */
  readonly type: 'new' | 'update' | 'lost' | 'end';
  readonly track: Track<F>;
  /** The frame that showed it; with the end of the stream, the source's last one. */
  readonly frame: F;
}

const trackKeys = ['labels', 'classIds', 'minFrames', 'lostAfterMs', 'endAfterMs', 'updates', 'pathPoints', 'anchor', 'score'];
const kinds = ['every', 'best', 'none'] as const;

/**
 * The events of each track's life, with its path, time span and best view so far.
 *
 * ```ts
 * frames.pipe(trackEvents({ minFrames: 3 }), filter(({ type }) => type === 'end')).subscribe(({ track }) => save(track.best, track.path));
 * ```
 * Untracked objects have no life. A restart of a source, a gap of more than `maxGapMs` and the end of the stream end its tracks.
 */
export function trackEvents<F extends FrameLike>(options: TrackOptions<F> = {}): OperatorFunction<F, TrackEvent<F>> {
  checkOptions(options, trackKeys);
  const minFrames = checkWhole('minFrames', options.minFrames ?? 1, 1);
  const lostAfterMs = checkNumber('lostAfterMs', options.lostAfterMs ?? 500, 0);
  const endAfterMs = checkNumber('endAfterMs', options.endAfterMs ?? 2000, lostAfterMs);
  const pathPoints = checkWhole('pathPoints', options.pathPoints ?? 128, 2, 10_000);
  const { updates = 'every', anchor = 'bottom-center', score = viewScore, maxTracks } = options;
  if (!kinds.includes(updates)) throw wrong('updates', updates, oneOf(kinds));
  checkScope('options', options);
  const wanted = accepts(options);
  return perSource<F, TrackEvent<F>>(options, (first) => {
    const table = new TrackTable<TrackBuilder<F>>({ forgetAfterMs: endAfterMs, ...(maxTracks !== undefined && { maxTracks }) });
    let last = first;
    return {
      next(frame, { ms, restarted }, emit) {
        const tell = (type: TrackEvent['type'], builder: TrackBuilder<F>) => emit({ type, track: builder.track(), frame });
        const end = (builders: TrackBuilder<F>[]) => {
          for (const builder of builders) if (builder.announced) tell('end', builder);
        };
        if (restarted) end(table.clear());
        last = frame;
        for (const object of frame.objects as readonly ObjectOf<F>[]) {
          const id = object.trackId;
          if (id === undefined || !wanted(object)) continue;
          const builder = table.seen(id, ms) ?? table.add(id, ms, new TrackBuilder<F>(id, object, frame, ms, { pathPoints, anchor, score }));
          const found = builder.lost;
          builder.add(object, frame, ms);
          if (!builder.announced) {
            if (builder.frames < minFrames) continue;
            builder.announced = true;
            tell('new', builder);
          } else if (found || updates === 'every' || (updates === 'best' && builder.bestChanged)) {
            tell('update', builder);
          }
        }
        end(table.expire(ms));
        for (const { state: builder, awayMs } of table.all(ms)) {
          if (awayMs === 0 || awayMs < lostAfterMs || builder.lost) continue;
          builder.lost = true;
          if (builder.announced) tell('lost', builder);
        }
      },
      complete(emit) {
        for (const builder of table.clear()) if (builder.announced) emit({ type: 'end', track: builder.track(), frame: last });
      },
    };
  });
}
