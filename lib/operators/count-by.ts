/** `countBy()`: how many objects of each kind are there, and how many different ones there were. */
import type { OperatorFunction } from 'rxjs';
import { checkWhole } from '../arguments.js';
import type { ClockOptions } from './clock.js';
import type { FrameLike, ObjectOf } from './frames.js';
import { checkOptions, perSource } from './per-source.js';
import { type MemoryOptions, TrackTable } from './tracks.js';

export interface CountOptions extends ClockOptions, MemoryOptions {
  /** Frames that a track must be seen in with a key before it counts for the total; single false boxes do not. Default 1. */
  readonly minFrames?: number;
}

/** The counts of one source at one frame. */
export interface Counts<F extends FrameLike = FrameLike> {
  readonly frame: F;
  /** Objects in this frame by key, tracked or not. */
  readonly current: Readonly<Record<string, number>>;
  /** Different tracks since the start by key. */
  readonly total: Readonly<Record<string, number>>;
}

/** Keys that are counted for one source at most; the rest of a key that never repeats is counted under this one. */
const keyLimit = 1000;
const otherKeys = '(other)';

/**
 * Counts objects by what `key` says of them: their label, a classification, a colour. An object without a key is not counted. A track counts
 * once for each key it has been seen with.
 *
 * ```ts
 * frames.pipe(countBy(({ label }) => label)).subscribe(({ current, total }) => console.log(current.person ?? 0, total.person ?? 0));
 * ```
 */
export function countBy<F extends FrameLike>(
  key: (object: ObjectOf<F>, frame: F) => string | undefined = ({ label }) => label,
  options: CountOptions = {},
): OperatorFunction<F, Counts<F>> {
  checkOptions(options, ['minFrames']);
  const minFrames = checkWhole('minFrames', options.minFrames ?? 1, 1);
  return perSource<F, Counts<F>>(options, () => {
    const tracks = new TrackTable<Map<string, number>>(options);
    let total: Record<string, number> = Object.create(null);
    let keys = 0;
    const known = (name: string) => {
      if (name in total || keys < keyLimit) return name;
      return otherKeys;
    };
    return {
      next(frame, { ms, restarted }, emit) {
        if (restarted) tracks.clear();
        const current: Record<string, number> = Object.create(null);
        for (const object of frame.objects as readonly ObjectOf<F>[]) {
          const wanted = key(object, frame);
          if (wanted === undefined) continue;
          const name = known(wanted);
          current[name] = (current[name] ?? 0) + 1;
          if (object.trackId === undefined) continue;
          const seen = tracks.seen(object.trackId, ms) ?? tracks.add(object.trackId, ms, new Map());
          const times = (seen.get(name) ?? 0) + 1;
          seen.set(name, times);
          if (times !== minFrames) continue;
          if (!(name in total)) keys++;
          // A new object: those who hold the counts of an earlier frame keep them.
          total = Object.assign(Object.create(null), total, { [name]: (total[name] ?? 0) + 1 });
        }
        tracks.expire(ms);
        emit({ frame, current, total });
      },
    };
  });
}
