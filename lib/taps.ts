/** The open ends of a pipeline: native subscriptions, and who reads them. */
import { Observable, Subject } from 'rxjs';
import { Batch } from './batch.js';
import type { NativeBatch, NativeSubscription } from './native.js';
import type { DropPolicy, ReadPlan } from './options.js';
import { BatchPixels, type ImageMaker, Retention } from './pixels.js';
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
  /** Buffers of the pipeline that are kept for their pixels now: of batches waiting, delivered and not released, or being made into images. */
  readonly kept: number;
  /** Batches delivered without the pixels asked for, because the pipeline has too few buffers. */
  readonly notKept: number;
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
  readonly #maker: ImageMaker;
  readonly #shared = new Map<string, SharedTap>();
  readonly #readers = new Set<Reader>();
  #dropsOfClosed = 0;

  constructor(open: Open, sources: SourceDirectory, maker: ImageMaker) {
    this.#maker = maker;
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
        const next = await tap.next();
        if (!next) return;
        yield tap.deliver(next);
      }
    } finally {
      tap.leave();
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
    const tap = new SharedTap(this.#opener(plan));
    this.#shared.set(key, tap);
    this.#add(tap, () => this.#shared.delete(key));
    return tap;
  }

  #opener(plan: ReadPlan): Opener {
    return { plan, open: (onReady) => this.#open(plan, onReady), sources: this.#sources, maker: this.#maker };
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

interface Opener {
  plan: ReadPlan;
  open: (onReady: () => void) => NativeSubscription;
  sources: SourceDirectory;
  maker: ImageMaker;
}

/** One native subscription and what becomes of it. */
abstract class Reader {
  onClose: (last: SubscriptionStats) => void = () => {};
  protected readonly native: NativeSubscription;
  protected closed = false;
  protected readonly plan: ReadPlan;
  protected readonly retention: Retention;
  readonly #maker: ImageMaker;
  readonly #sources: SourceDirectory;

  constructor({ plan, open, sources, maker }: Opener) {
    this.plan = plan;
    this.retention = new Retention(plan.retain);
    this.#sources = sources;
    this.#maker = maker;
    this.native = open(() => this.onReady());
  }

  /** The batch for the program; its pixels stay for as long as the plan says. */
  deliver({ block, pixels }: NativeBatch): Batch {
    if (this.plan.retain === 0) return Batch.of(block, this.#sources);
    const batch = Batch.of(block, this.#sources, new BatchPixels(this.#maker, pixels));
    this.retention.add(batch);
    return batch;
  }

  /** Of a batch that nobody will get. */
  protected discard({ pixels }: NativeBatch): void {
    if (pixels) this.#maker.releasePixels(pixels);
  }

  protected abstract onReady(): void;
  abstract finish(error?: Error): void;

  stats(): SubscriptionStats {
    const { at, policy, capacity } = this.plan;
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
  #scheduled = false;

  protected onReady(): void {
    if (this.closed || this.#scheduled) return;
    const most = this.plan.retain || BATCHES_A_TURN;
    if (this.#push(most) === most) {
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
    const taken = this.native.take(max);
    for (const next of taken) {
      if (this.closed) this.discard(next);
      else this.batches.next(this.deliver(next));
    }
    return taken.length;
  }

  override close(): void {
    super.close();
    this.retention.end();
  }
}

/** Hands out batches as somebody asks for them. */
class PulledTap extends Reader {
  #rest: NativeBatch[] = [];
  #error: Error | undefined;
  #wake: (() => void) | undefined;

  async next(): Promise<NativeBatch | undefined> {
    for (;;) {
      const next = this.closed ? this.#rest.shift() : this.native.take(1)[0];
      if (next) return next;
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
    for (let taken = this.native.take(BATCHES_A_TURN); taken.length > 0; taken = this.native.take(BATCHES_A_TURN)) this.#rest.push(...taken);
    this.close();
    this.#wake?.();
  }

  /** Nobody asks any more. */
  leave(): void {
    this.close();
    for (const batch of this.#rest.splice(0)) this.discard(batch);
    this.retention.end();
  }
}
