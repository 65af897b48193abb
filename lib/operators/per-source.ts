/** The frame of every operator here: state of its own for each source and each subscription. */
import { Observable, type OperatorFunction } from 'rxjs';
import { checkKeys } from '../arguments.js';
import { type ClockOptions, clockKeys, type Moment, SourceClock } from './clock.js';
import { BySource, type FrameLike } from './frames.js';
import { type MemoryOptions, memoryKeys, TrackTable } from './tracks.js';
import type { UnseenSources } from './unseen.js';

/** What happens with the frames of one source. */
export interface SourceState<F extends FrameLike, R> {
  /** One frame. With `restarted`, nothing before it is connected with it. */
  next(frame: F, moment: Moment, emit: (value: R) => void): void;
  /** The end of the stream. */
  complete?(emit: (value: R) => void): void;
}

/** Refuses bad options where the program wrote them; `keys` are those of the operator's own. */
export function checkOptions(options: ClockOptions & MemoryOptions, keys: readonly string[]): void {
  checkKeys('option', options, [...keys, ...clockKeys, ...memoryKeys]);
  new SourceClock(options);
  new TrackTable(options);
}

export function perSource<F extends FrameLike, R>(
  options: ClockOptions,
  make: (first: F) => SourceState<F, R>,
  watch?: () => UnseenSources,
): OperatorFunction<F, R> {
  return (frames) =>
    new Observable<R>((subscriber) => {
      const unseen = watch?.();
      const emit = (value: R) => subscriber.next(value);
      const sources = new BySource<{ clock: SourceClock; state: SourceState<F, R> }>(({ state }) => state.complete?.(emit));
      const guarded = (work: () => void) => {
        try {
          work();
        } catch (error) {
          subscriber.error(error);
        }
      };
      return frames.subscribe({
        next: (frame) =>
          guarded(() => {
            unseen?.see(frame.source);
            const { clock, state } = sources.of(frame.source, () => ({ clock: new SourceClock(options), state: make(frame) }));
            state.next(frame, clock.advance(frame), emit);
          }),
        error: (error) => subscriber.error(error),
        complete: () => {
          guarded(() => {
            unseen?.report();
            for (const { state } of sources.values()) state.complete?.(emit);
          });
          subscriber.complete();
        },
      });
    });
}
