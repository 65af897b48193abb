/** The frame of every operator here: state of its own for each source and each subscription. */
import { Observable, type OperatorFunction } from 'rxjs';
import { type ClockOptions, type Moment, SourceClock } from './clock.js';
import { type FrameLike, sourceKey } from './frames.js';
import type { UnseenSources } from './unseen.js';

/** What happens with the frames of one source. */
export interface SourceState<F extends FrameLike, R> {
  /** One frame. With `restarted`, nothing before it is connected with it. */
  next(frame: F, moment: Moment, emit: (value: R) => void): void;
  /** The end of the stream. */
  complete?(emit: (value: R) => void): void;
}

/** Sources remembered at most. Beyond it the oldest ends: programs may add and remove cameras for years. */
const sourceLimit = 4096;

export function perSource<F extends FrameLike, R>(
  options: ClockOptions,
  make: (first: F) => SourceState<F, R>,
  watch?: () => UnseenSources,
): OperatorFunction<F, R> {
  new SourceClock(options); // refuses bad options where they were written
  return (frames) =>
    new Observable<R>((subscriber) => {
      const states = new Map<string, { clock: SourceClock; state: SourceState<F, R> }>();
      const unseen = watch?.();
      const emit = (value: R) => subscriber.next(value);
      const guarded = (work: () => void) => {
        try {
          work();
        } catch (error) {
          subscriber.error(error);
        }
      };
      const forSource = (frame: F) => {
        const key = sourceKey(frame.source);
        let known = states.get(key);
        if (!known) {
          known = { clock: new SourceClock(options), state: make(frame) };
          if (states.size >= sourceLimit) {
            const [oldest, { state }] = states.entries().next().value as [string, { state: SourceState<F, R> }];
            states.delete(oldest);
            state.complete?.(emit);
          }
          states.set(key, known);
        }
        return known;
      };
      return frames.subscribe({
        next: (frame) =>
          guarded(() => {
            unseen?.see(frame.source);
            const { clock, state } = forSource(frame);
            state.next(frame, clock.advance(frame), emit);
          }),
        error: (error) => subscriber.error(error),
        complete: () => {
          guarded(() => {
            unseen?.report();
            for (const { state } of states.values()) state.complete?.(emit);
          });
          subscriber.complete();
        },
      });
    });
}
