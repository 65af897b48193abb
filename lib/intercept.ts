/** Editing batches in the pipeline, while they wait. */
import { Subscription } from 'rxjs';
import { checkKeys, wrong } from './arguments.js';
import { EditableBatch } from './editable.js';
import { DeepStreamError, guarded, toDeepStreamError } from './errors.js';
import type { NativeInterception, NativeInterceptionStats, NativePipeline } from './native.js';
import { checkInclude, checkString, type Include } from './options.js';
import type { SourceDirectory } from './source.js';

/** How {@link Pipeline.intercept} waits. */
export interface InterceptOptions {
  /**
   * How long a batch waits for the handler at most, in milliseconds, up to 60000; then it goes on as it is. Default: 30. Until then the
   * pipeline stands still, so keep it below the time between two batches.
   */
  timeoutMs?: number;
  /** What the handler sees besides the usual, as in {@link ReadOptions.include}; pictures are for readers. */
  include?: readonly Exclude<Include, 'pixels'>[];
}

/** Changes the batch; it goes on when the function returns, or when the promise that it returns is settled. */
export type InterceptHandler = (batch: EditableBatch) => unknown;

/** Counters of one interception. Batches that are in none but `intercepted` went on as they were because nothing was changed. */
export interface InterceptionStats {
  /** Batches shown to the handler. */
  readonly intercepted: number;
  readonly edited: number;
  /** The time was up before the handler was done. */
  readonly late: number;
  /** The handler failed, or asked for an impossible edit. */
  readonly failed: number;
  /** Let go by a flush, a stop or an end of the interception. */
  readonly released: number;
  /** The metadata could not be read. */
  readonly damaged: number;
  /** The longest time that a batch waited, in microseconds. */
  readonly maxHold: number;
}

const defaultTimeout = 30;

/** Puts the handler to work. Throws `ERR_ARGUMENT`, `ERR_ELEMENT_UNKNOWN`. @internal */
export function intercept(
  native: NativePipeline,
  at: string,
  handler: InterceptHandler,
  options: InterceptOptions,
  sources: SourceDirectory,
  warn: Warn,
): Interception {
  checkString('at', at);
  if (typeof handler !== 'function') throw wrong('handler', handler, 'a function');
  checkKeys('option', options, ['timeoutMs', 'include']);
  const { timeoutMs = defaultTimeout, include = [] } = options;
  if (!(typeof timeoutMs === 'number' && timeoutMs > 0 && timeoutMs <= 60_000)) {
    throw wrong('timeoutMs', timeoutMs, 'milliseconds, more than 0 and at most 60000');
  }
  const included = checkInclude(include);
  if (included.includes('pixels')) throw wrong('include', include, 'names other than "pixels", which frames() can include');
  const plan = { timeoutMs, include: included };
  return new Interception(at, handler, (onReady) => guarded(() => native.intercept(at, plan, onReady)), sources, warn);
}

/** Tells a warning, and logs it when it is the first of its kind. */
type Warn = (warning: DeepStreamError, log: boolean) => void;

/**
 * A handler at work. It stays over stops and new plays, until `unsubscribe` or the pipeline's `close`; a batch that waits then goes on at
 * once.
 */
export class Interception extends Subscription {
  readonly at: string;
  readonly #native: NativeInterception;
  readonly #handler: InterceptHandler;
  readonly #sources: SourceDirectory;
  readonly #warn: Warn;
  #last: NativeInterceptionStats | undefined;
  #busy = false;
  #failed = false;

  /** @internal */
  constructor(at: string, handler: InterceptHandler, open: (onReady: () => void) => NativeInterception, sources: SourceDirectory, warn: Warn) {
    super();
    this.at = at;
    this.#handler = handler;
    this.#sources = sources;
    this.#warn = warn;
    this.#native = open(() => this.#next());
    this.add(() => {
      this.#last = this.#native.stats();
      this.#native.close();
    });
  }

  get stats(): InterceptionStats {
    return this.#last ?? this.#native.stats();
  }

  /** One batch at a time: while a promise is pending, the next batch waits, for no longer than `timeoutMs`. */
  #next(): void {
    if (this.#busy || this.closed) return;
    const offer = this.#native.take();
    if (!offer) return;
    const batch = new EditableBatch(offer.block, this.#sources);
    let result: unknown;
    try {
      result = this.#handler(batch);
    } catch (error) {
      this.#fail(offer.ticket, error);
      return;
    }
    if (!isPromiseLike(result)) {
      this.#answer(offer.ticket, batch);
      return;
    }
    this.#busy = true;
    const settled = () => {
      this.#busy = false;
      this.#next();
    };
    result.then(
      () => {
        this.#answer(offer.ticket, batch);
        settled();
      },
      (error) => {
        this.#fail(offer.ticket, error);
        settled();
      },
    );
  }

  #answer(ticket: number, batch: EditableBatch): void {
    if (this.closed) return;
    try {
      this.#native.answer(ticket, batch.finish());
    } catch (error) {
      this.#fail(ticket, error);
    }
  }

  #fail(ticket: number, error: unknown): void {
    if (this.closed) return;
    this.#native.fail(ticket);
    const first = !this.#failed;
    this.#failed = true;
    this.#warn(failure(this.at, error), first);
  }
}

function isPromiseLike(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function failure(at: string, thrown: unknown): DeepStreamError {
  const cause = thrown instanceof Error ? toDeepStreamError(thrown) : thrown;
  const what = cause instanceof Error ? cause.message : String(cause);
  const known = cause instanceof DeepStreamError ? cause : undefined;
  return new DeepStreamError(
    {
      code: 'ERR_INTERCEPT',
      message: `The interceptor at "${at}" failed, the batch went on without edits: ${what}`,
      ...(known?.key !== undefined && { key: known.key }),
      ...(known?.value !== undefined && { value: known.value }),
      remedy: known?.remedy ?? 'Catch the exception in the handler.',
    },
    { cause },
  );
}
