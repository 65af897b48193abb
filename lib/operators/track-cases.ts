/** What is known about the answer for each track, and when to ask again. */
import type { Source } from '../source.js';
import type { FrameLike } from './frames.js';
import type { View } from './track.js';
import { type MemoryOptions, TrackTable } from './tracks.js';
import type { Reading, Verdict, Vote } from './vote.js';

/** The answer for a track. */
export type TrackAnswer<F extends FrameLike, R> = Outcome<F, R> & {
  readonly source: Source;
  readonly trackId: bigint;
  /** Calls that were made for it. */
  readonly calls: number;
};

export type Outcome<F extends FrameLike, R> =
  | {
      /** The vote has an answer; told again when a reread changes it. */
      readonly type: 'answer';
      readonly value: R;
      readonly confidence: number;
      /** The view of the newest reading. */
      readonly view: View<F>;
    }
  /** All retries failed. */
  | { readonly type: 'failed'; readonly error: unknown; readonly view: View<F> }
  /** The track is over, or its readings are used up, without an answer. */
  | { readonly type: 'undecided'; readonly readings: readonly Reading<R>[] };

export interface CaseRules<R> {
  readonly vote: Vote<R>;
  readonly retries: number;
  readonly retryDelayMs: number;
  readonly maxReadings: number;
  readonly rereads: number;
  readonly betterBy: number;
  readonly againAfterMs: number;
  readonly cache: number;
}

/** One track. */
export class Case<F extends FrameLike, R> {
  calls = 0;
  done = false;
  #next: View<F> | undefined;
  #busy = false;
  #over = false;
  #askedMs = Number.NEGATIVE_INFINITY;
  #nowMs = 0;
  #failures = 0;
  #looks = 0;
  #rereads = 0;
  /** The score that a new view must reach. */
  #bar = Number.NEGATIVE_INFINITY;
  #bestScore = Number.NEGATIVE_INFINITY;
  #verdict: Verdict<R> | undefined;
  readonly #readings: Reading<R>[] = [];

  constructor(
    private readonly source: Source,
    private readonly trackId: bigint,
    private readonly rules: CaseRules<R>,
    private readonly emit: (answer: TrackAnswer<F, R>) => void,
  ) {}

  /** Of the view that waits. */
  get score(): number {
    return this.#next?.score ?? Number.NEGATIVE_INFINITY;
  }

  /** A view of a new frame; true when the case now wants to be called. */
  show(view: View<F>, ms: number): boolean {
    this.#nowMs = ms;
    if (this.done || view.score < this.#bar || ms - this.#askedMs < this.rules.againAfterMs) return false;
    if (this.#next && view.score <= this.#next.score) return false;
    this.#next = view;
    if (this.#busy) return false;
    this.#busy = true;
    return true;
  }

  /** Takes the view for a call. */
  take(): View<F> {
    const view = this.#next as View<F>;
    this.#next = undefined;
    this.#askedMs = this.#nowMs;
    this.#bestScore = Math.max(this.#bestScore, view.score);
    this.calls++;
    return view;
  }

  answered(view: View<F>, reading: Reading<R> | undefined): void {
    this.#busy = false;
    this.#next = undefined; // seen while the call ran: the next frame shows whether another call is wanted
    this.#looks++;
    if (reading) this.#readings.push(reading);
    else this.#bar = this.#better();
    if (this.#verdict) this.#rereads++;
    const verdict = this.#readings.length > 0 ? this.rules.vote(this.#readings) : undefined;
    if (verdict) {
      const changed = verdict.value !== this.#verdict?.value || verdict.confidence !== this.#verdict.confidence;
      this.#verdict = verdict;
      this.#bar = this.#better();
      if (changed) this.#tell({ type: 'answer', ...verdict, view });
      if (this.#rereads >= this.rules.rereads) this.done = true;
    } else if (this.#looks >= this.rules.maxReadings) {
      this.#undecided();
    }
    if (this.#over) this.end();
  }

  /** Milliseconds until the next attempt; undefined when this was the last. */
  failed(view: View<F>, error: unknown): number | undefined {
    if (++this.#failures > this.rules.retries || this.done) {
      this.#busy = false;
      this.done = true;
      if (!this.#verdict) this.#tell({ type: 'failed', error, view });
      return undefined;
    }
    this.#next ??= view;
    return this.rules.retryDelayMs * 2 ** (this.#failures - 1);
  }

  letGo(): void {
    this.#busy = false;
    this.#next = undefined;
    if (this.#over) this.end();
  }

  /** The track is over; a call that waits or runs is still made. */
  end(): void {
    this.#over = true;
    if (this.#busy || this.done) return;
    if (this.#verdict) this.done = true;
    else this.#undecided();
  }

  #better(): number {
    return this.#bestScore * (this.#bestScore > 0 ? this.rules.betterBy : 1 / this.rules.betterBy);
  }

  #undecided(): void {
    this.done = true;
    this.#tell({ type: 'undecided', readings: this.#readings });
  }

  #tell(outcome: Outcome<F, R>): void {
    this.emit({ source: this.source, trackId: this.trackId, calls: this.calls, ...outcome });
  }
}

/** The tracks of one source. */
export class SourceCases<F extends FrameLike, R> {
  readonly #open: TrackTable<{ id: bigint; one: Case<F, R> }>;
  /** Those that are over and done, oldest first. */
  readonly #closed = new Set<bigint>();

  constructor(
    private readonly source: Source,
    private readonly rules: CaseRules<R>,
    memory: MemoryOptions,
    private readonly emit: (answer: TrackAnswer<F, R>) => void,
  ) {
    this.#open = new TrackTable(memory);
  }

  /** The track's case, if it wants to be called now. */
  show(id: bigint, view: View<F>, ms: number): Case<F, R> | undefined {
    let { one } = this.#open.seen(id, ms) ?? {};
    if (!one) {
      if (this.#closed.has(id)) return undefined;
      one = new Case<F, R>(this.source, id, this.rules, this.emit);
      this.#open.add(id, ms, { id, one });
    }
    return one.show(view, ms) ? one : undefined;
  }

  expire(ms: number): void {
    this.#close(this.#open.expire(ms));
  }

  /** The tracker may give the same IDs to others now. */
  restart(): void {
    this.endAll();
    this.#closed.clear();
  }

  endAll(): void {
    this.#close(this.#open.clear());
  }

  #close(over: readonly { id: bigint; one: Case<F, R> }[]): void {
    for (const { id, one } of over) {
      one.end();
      if (!one.done) continue;
      this.#closed.delete(id);
      this.#closed.add(id);
    }
    for (const id of this.#closed) {
      if (this.#closed.size <= this.rules.cache) break;
      this.#closed.delete(id);
    }
  }
}
