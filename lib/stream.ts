/** Observables that can be iterated as well. */
import { Observable, type Subscriber, type TeardownLogic } from 'rxjs';
import type { Batch } from './batch.js';
import type { ReadPlan } from './options.js';
import type { Taps } from './taps.js';

/**
 * An observable of frames, batches or objects, and an async iterable of the same with the same queue policy.
 *
 * - Cold: subscribing attaches the probe, unsubscribing (or leaving the loop) removes it. Observers with equal `at`, `policy`, `capacity` and
 *   `include` share one subscription; a loop has its own and takes batches only as it asks for them.
 * - Completes at end of stream, `stop` and `close`; the end of one source is not the end. Errors of the pipeline arrive as
 *   {@link DeepStreamError} after all that was queued.
 * - An observer that throws meets RxJS's rules: the error is reported as an uncaught exception, other observers and the pipeline go on.
 */
export class Stream<T> extends Observable<T> implements AsyncIterable<T> {
  readonly #iterate: () => AsyncIterator<T>;

  /** @internal */
  constructor(subscribe: (subscriber: Subscriber<T>) => TeardownLogic, iterate: () => AsyncIterator<T>) {
    super(subscribe);
    this.#iterate = iterate;
  }

  /**
   * Reading begins with the first `next()`. To see a pipeline from its first frame, call `play()` without waiting for it, then loop.
   */
  [Symbol.asyncIterator](): AsyncIterator<T> {
    return this.#iterate();
  }
}

/** The values that `pick` finds in each batch, in order. @internal */
export function streamOf<T>(taps: Taps, plan: () => ReadPlan, pick: (batch: Batch, plan: ReadPlan) => Iterable<T>): Stream<T> {
  const chosen = plan();
  return new Stream<T>(
    (subscriber) =>
      taps.batches(chosen).subscribe({
        next: (batch) => {
          for (const value of pick(batch, chosen)) {
            if (subscriber.closed) return;
            subscriber.next(value);
          }
        },
        error: (error) => subscriber.error(error),
        complete: () => subscriber.complete(),
      }),
    async function* () {
      for await (const batch of taps.iterate(chosen)) yield* pick(batch, chosen);
    },
  );
}
