/** Figures of a playing pipeline. */
import { Observable } from 'rxjs';
import type { PipelineState } from './events.js';
import type { SubscriptionStats } from './taps.js';

/** How a pipeline is doing. */
export interface PipelineStats {
  readonly state: PipelineState;
  /** Frames that left the muxer since play. */
  readonly frames: number;
  /** Frames a second: of `stats()` since play, of `stats$` since the previous value. */
  readonly fps: number;
  /** Batches that subscriptions dropped since play. */
  readonly drops: number;
  /** Since play. */
  readonly seconds: number;
  /** Running position in nanoseconds, where known. */
  readonly position?: bigint;
  readonly subscriptions: readonly SubscriptionStats[];
}

/** `read` once a second while subscribed, with the frame rate of that second; completes with `life`. Does not keep the process alive. */
export function sampled(read: () => PipelineStats, life: Observable<unknown>): Observable<PipelineStats> {
  return new Observable((subscriber) => {
    const closing = life.subscribe({ complete: () => subscriber.complete() });
    let previous = { frames: 0, seconds: 0 };
    const timer = setInterval(() => {
      const stats = read();
      const frames = stats.frames - previous.frames;
      const seconds = stats.seconds - previous.seconds;
      previous = stats;
      subscriber.next({ ...stats, fps: frames >= 0 && seconds > 0 ? frames / seconds : 0 });
    }, 1000);
    timer.unref();
    return () => {
      clearInterval(timer);
      closing.unsubscribe();
    };
  });
}
