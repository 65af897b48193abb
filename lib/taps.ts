/** The open ends of a pipeline: native subscriptions, and who reads them. */
import { Observable, Subject } from 'rxjs';
import { Batch } from './batch.js';
import type { NativeSubscription } from './native.js';
import type { DropPolicy, ReadPlan } from './options.js';
import type { SourceDirectory } from './source.js';

/** Counters of one subscription. */
export interface SubscriptionStats {
  readonly at: string;
  readonly policy: DropPolicy;
  /** Batches. */
  readonly capacity: number;
  /** Batches that passed since subscribing. */
  readonly seen: number;
  /** Batches handed over. */
  readonly delivered: number;
  /** Batches dropped because the queue was full. */
  readonly dropped: number;
  /** Buffers that carried no batch. */
  readonly skipped: number;
  /** Batches whose metadata could not be read. */
  readonly damaged: number;
  readonly queued: number;
  /** The longest time that packing held the streaming thread, in microseconds. */
  readonly maxHold: number;
}

type Open = (plan: ReadPlan, onReady: () => void) => NativeSubscription;

/** Batches handled before other work of the event loop gets its turn. */
const BATCHES_A_TURN = 8;

/** All readers of one pipeline. */
export class Taps {
  readonly #open: Open;
  readonly #sources: SourceDirectory;
  readonly #shared = new Map<string, SharedTap>();
  readonly #readers = new Set<Reader>();
  #dropsOfClosed = 0;

  constructor(open: Open, sources: SourceDirectory) {
    this.#open = open;
    this.#sources = sources;
  }

  /** Cold; subscribers with equal place, policy, capacity and include share one native subscription. */
  batches(plan: ReadPlan): Observable<Batch> {
    return new Observable((subscriber) => {
      let tap: SharedTap;
      try {
        tap = this.#share(plan);
      } catch (error) {
        subscriber.error(error);
        return undefined;
      }
      const subscription = tap.batches.subscribe(subscriber);
      return () => {
        subscription.unsubscribe();
        if (!tap.batches.observed) tap.close();
      };
    });
  }

  /** Pulls batches one at a time: the native queue is the only buffer. */
  async *iterate(plan: ReadPlan): AsyncGenerator<Batch, void, undefined> {
    const tap = new PulledTap(this.#opener(plan));
    this.#add(tap);
    try {
      for (;;) {
        const block = await tap.next();
        if (!block) return;
        yield Batch.of(block, this.#sources);
      }
    } finally {
      tap.close();
    }
  }

  get observed(): boolean {
    return this.#readers.size > 0;
  }

  /** The stream ended, well or with an error: what is queued still arrives, then completion or the error. */
  finish(error?: Error): void {
    for (const reader of [...this.#readers]) reader.finish(error);
  }

  /** Batches dropped since {@link resetDrops}, closed subscriptions included. */
  get drops(): number {
    return this.stats().reduce((sum, { dropped }) => sum + dropped, this.#dropsOfClosed);
  }

  resetDrops(): void {
    this.#dropsOfClosed = 0;
  }

  stats(): SubscriptionStats[] {
    return [...this.#readers].map((reader) => reader.stats());
  }

  #share(plan: ReadPlan): SharedTap {
    const key = `${plan.at} ${plan.policy} ${plan.capacity} ${plan.include}`;
    const known = this.#shared.get(key);
    if (known) return known;
    const tap = new SharedTap(this.#opener(plan), this.#sources);
    this.#shared.set(key, tap);
    this.#add(tap, () => this.#shared.delete(key));
    return tap;
  }

  #opener(plan: ReadPlan) {
    return { plan, open: (onReady: () => void) => this.#open(plan, onReady) };
  }

  #add(reader: Reader, onClose?: () => void): void {
    this.#readers.add(reader);
    reader.onClose = ({ dropped }) => {
      this.#dropsOfClosed += dropped;
      this.#readers.delete(reader);
      onClose?.();
    };
  }
}

/** One native subscription and what becomes of it. */
abstract class Reader {
  onClose: (last: SubscriptionStats) => void = () => {};
  protected readonly native: NativeSubscription;
  protected closed = false;
  readonly #plan: ReadPlan;

  constructor({ plan, open }: { plan: ReadPlan; open: (onReady: () => void) => NativeSubscription }) {
    this.#plan = plan;
    this.native = open(() => this.onReady());
  }

  protected abstract onReady(): void;
  abstract finish(error?: Error): void;

  stats(): SubscriptionStats {
    const { at, policy, capacity } = this.#plan;
    return { at, policy, capacity, ...this.native.stats() };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    const last = this.stats();
    this.native.close();
    this.onClose(last);
  }
}

/** Pushes batches to any number of observers. */
class SharedTap extends Reader {
  readonly batches = new Subject<Batch>();
  readonly #sources: SourceDirectory;
  #scheduled = false;

  constructor(opener: ConstructorParameters<typeof Reader>[0], sources: SourceDirectory) {
    super(opener);
    this.#sources = sources;
  }

  protected onReady(): void {
    if (this.closed || this.#scheduled) return;
    if (this.#push(BATCHES_A_TURN) === BATCHES_A_TURN) {
      this.#scheduled = true;
      setImmediate(() => {
        this.#scheduled = false;
        this.onReady();
      });
    } else if (!this.closed && this.native.ended) {
      this.finish();
    }
  }

  finish(error?: Error): void {
    while (!this.closed && this.#push(BATCHES_A_TURN) > 0);
    this.close();
    if (error) this.batches.error(error);
    else this.batches.complete();
  }

  #push(max: number): number {
    const blocks = this.native.take(max);
    for (const block of blocks) {
      if (this.closed) break;
      this.batches.next(Batch.of(block, this.#sources));
    }
    return blocks.length;
  }
}

/** Hands out batches as somebody asks for them. */
class PulledTap extends Reader {
  #rest: ArrayBuffer[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  async next(): Promise<ArrayBuffer | undefined> {
    for (;;) {
      const block = this.closed ? this.#rest.shift() : this.native.take(1)[0];
      if (block) return block;
      if (this.#error) throw this.#error;
      if (this.closed || this.native.ended) return undefined;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  protected onReady(): void {
    this.#wake?.();
  }

  finish(error?: Error): void {
    if (this.closed) return;
    this.#error = error;
    // Taken now, so that nothing of a later play mixes in while the consumer catches up.
    for (let blocks = this.native.take(BATCHES_A_TURN); blocks.length > 0; blocks = this.native.take(BATCHES_A_TURN)) this.#rest.push(...blocks);
    this.close();
    this.#wake?.();
  }
}
