/** `oncePerTrack()`: asks an expensive function once for each track instead of once for each frame. */
import { Observable, type OperatorFunction } from 'rxjs';
import { checkNumber, checkWhole, wrong } from '../arguments.js';
import { CallQueue } from './call-queue.js';
import { type ClockOptions, SourceClock } from './clock.js';
import { BySource, type FrameLike, type ObjectOf } from './frames.js';
import { checkOptions } from './per-source.js';
import { type View, type ViewScore, viewScore } from './track.js';
import { type Case, type CaseRules, SourceCases, type TrackAnswer } from './track-cases.js';
import type { MemoryOptions } from './tracks.js';
import { byConfidence, type Reading, type Vote } from './vote.js';

/** What the function may answer: a value, a value with a confidence, or nothing when the view shows too little. */
export type Answer<R> = R | Reading<R> | undefined;

export interface CallContext {
  /** Aborted when nobody waits for the answer any more. */
  readonly signal: AbortSignal;
  /** Calls for this track so far, from 0. */
  readonly attempt: number;
}

export interface OnceOptions<F extends FrameLike, R> extends ClockOptions, MemoryOptions {
  /** Which views are worth a call. Default: all. */
  readonly when?: (object: ObjectOf<F>, frame: F) => boolean;
  /** What a good view is. Default: sure, large and not cut off by the border. */
  readonly score?: ViewScore<F>;
  /** Calls at the same time, of all sources together. Default 2. */
  readonly concurrency?: number;
  /** Calls that may fail for one track, beyond the first; each waits twice as long as the one before. Default 2 times, 100 ms. */
  readonly retry?: number | { readonly times: number; readonly delayMs?: number };
  /** Decides over the readings of a track. Default `byConfidence`: the first reading is enough. */
  readonly vote?: Vote<R>;
  /** Readings of a track before it is given up as undecided. Default 5. */
  readonly maxReadings?: number;
  /** Further readings once there is an answer, each for a view that is `betterBy` times better than all before. Default 0. */
  readonly rereads?: number;
  /** Default 1.25. Also what a view must be after one that showed too little. */
  readonly betterBy?: number;
  /** Time of the source between two calls for one track. Default 200 ms. */
  readonly againAfterMs?: number;
  /** Tracks that wait for a call at most; beyond it the poorest view is let go until the track shows a new one. Default 256. */
  readonly waiting?: number;
  /** Tracks of each source that are remembered as done after they are over, should their ID appear again. Default 1,000. */
  readonly cache?: number;
}

/**
 * Calls `fn` with the best view of each track until the vote has an answer, and tells it: the primitive behind "read the plate once".
 *
 * ```ts
 * frames.pipe(oncePerTrack(async ({ object, frame }) => readPlate(object, frame), { concurrency: 2, vote: byMajority(3) }))
 * ```
 * Frames are never held up: while calls run, each waiting track keeps its best view so far. A call that fails is retried, then told as
 * `failed`; the stream goes on. Completes when the frames have ended and all calls are done.
 */
export function oncePerTrack<F extends FrameLike, R>(
  fn: (view: View<F>, context: CallContext) => Answer<R> | PromiseLike<Answer<R>>,
  options: OnceOptions<F, R> = {},
): OperatorFunction<F, TrackAnswer<F, R>> {
  if (typeof fn !== 'function') throw wrong('fn', fn, 'a function');
  checkOptions(options, onceKeys);
  const rules = checkRules(options);
  const concurrency = checkWhole('concurrency', options.concurrency ?? 2, 1);
  const waiting = checkWhole('waiting', options.waiting ?? 256, 1);
  const { when = () => true, score = viewScore } = options;
  return (frames) =>
    new Observable<TrackAnswer<F, R>>((subscriber) => {
      const abort = new AbortController();
      const sources = new BySource<{ clock: SourceClock; cases: SourceCases<F, R> }>(({ cases }) => cases.endAll());
      let ended = false;
      const finish = () => {
        if (!ended || !queue.isIdle) return;
        for (const { cases } of sources.values()) cases.endAll();
        subscriber.complete();
      };
      const call = async (one: Case<F, R>) => {
        const view = one.take();
        try {
          const answer = await fn(view, { signal: abort.signal, attempt: one.calls - 1 });
          if (!subscriber.closed) one.answered(view, answer === undefined ? undefined : readingOf<R>(answer));
        } catch (error) {
          if (subscriber.closed) return;
          const delay = one.failed(view, error);
          if (delay !== undefined) queue.addLater(one, delay);
        }
      };
      const queue = new CallQueue<Case<F, R>>(concurrency, waiting, call, (one) => one.letGo(), finish);
      const emit = (answer: TrackAnswer<F, R>) => subscriber.next(answer);
      const step = (frame: F) => {
        const { clock, cases } = sources.of(frame.source, () => ({
          clock: new SourceClock(options),
          cases: new SourceCases<F, R>(frame.source, rules, options, emit),
        }));
        const { ms, restarted } = clock.advance(frame);
        if (restarted) cases.restart();
        for (const object of frame.objects as readonly ObjectOf<F>[]) {
          if (object.trackId === undefined || !when(object, frame)) continue;
          const one = cases.show(object.trackId, { object, frame, score: score(object, frame) }, ms);
          if (one) queue.add(one);
        }
        cases.expire(ms);
      };
      const subscription = frames.subscribe({
        next(frame) {
          try {
            step(frame);
          } catch (error) {
            subscriber.error(error);
          }
        },
        error: (error) => subscriber.error(error),
        complete() {
          ended = true;
          finish();
        },
      });
      return () => {
        subscription.unsubscribe();
        queue.close();
        abort.abort();
      };
    });
}

const onceKeys = ['when', 'score', 'concurrency', 'retry', 'vote', 'maxReadings', 'rereads', 'betterBy', 'againAfterMs', 'waiting', 'cache'];

function checkRules<F extends FrameLike, R>(options: OnceOptions<F, R>): CaseRules<R> {
  const { retry = 2, vote = byConfidence } = options;
  const { times, delayMs = 100 } = typeof retry === 'number' ? { times: retry } : retry;
  return {
    vote,
    retries: checkWhole('retry', times, 0),
    retryDelayMs: checkNumber('retry.delayMs', delayMs, 0),
    maxReadings: checkWhole('maxReadings', options.maxReadings ?? 5, 1),
    rereads: checkWhole('rereads', options.rereads ?? 0, 0),
    betterBy: checkNumber('betterBy', options.betterBy ?? 1.25, 1),
    againAfterMs: checkNumber('againAfterMs', options.againAfterMs ?? 200, 0),
    cache: checkWhole('cache', options.cache ?? 1000, 0),
  };
}

function readingOf<R>(answer: R | Reading<R>): Reading<R> {
  if (typeof answer === 'object' && answer !== null && 'value' in answer && 'confidence' in answer && typeof answer.confidence === 'number') {
    return answer as Reading<R>;
  }
  return { value: answer as R, confidence: 1 };
}
