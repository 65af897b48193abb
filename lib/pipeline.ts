/** The pipeline: made from text, played, read. */
import { type Observable, Subject, type Subscription } from 'rxjs';
import { type AnnotateOptions, annotate } from './annotate.js';
import { checkNumber } from './arguments.js';
import type { Batch } from './batch.js';
import { describeSources } from './describe/launch-text.js';
import type { Drawing } from './drawing.js';
import { Element, type Properties, type PropertyValue } from './element.js';
import { DeepStreamError, guarded, isDeepStreamError, toDeepStreamError } from './errors.js';
import { eventOf, type PipelineEvent, type PipelineState } from './events.js';
import type { Frame } from './frame.js';
import { type InterceptHandler, type Interception, type InterceptOptions, intercept } from './intercept.js';
import type { NativeEvent, NativePipeline } from './native.js';
import type { DetectedObject } from './object.js';
import { checkPipelineOptions, checkReadOptions, checkString, type Logger, type PipelineOptions, type ReadOptions } from './options.js';
import { defaultPlace, unknownElement } from './place.js';
import { type EndSummary, Run } from './run.js';
import { chooseRuntime } from './runtime.js';
import { type SourceDescription, SourceDirectory } from './source.js';
import { type PipelineStats, sampled } from './stats.js';
import { type Stream, streamOf } from './stream.js';
import { Taps } from './taps.js';
import { userMetaSizes } from './user-meta.js';

/** Of setTimeout, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** Playing pipelines stay reachable, also when the program keeps no reference. */
const playing = new Set<Pipeline>();

/**
 * A DeepStream pipeline. Its methods throw or reject with {@link DeepStreamError}; after `close` all of them do, with `ERR_CLOSED`.
 * While it plays it keeps the process alive; at the end of stream, or after an error, it frees its streaming resources by itself and can
 * be played again from the beginning.
 */
export class Pipeline implements AsyncDisposable {
  readonly name: string;
  /** Everything that is not a frame; never errors, completes at `close`. Hot: nothing is replayed. */
  readonly events$: Observable<PipelineEvent>;
  /** {@link stats} once a second while subscribed; completes at `close`. Does not keep the process alive. */
  readonly stats$: Observable<PipelineStats>;
  readonly #native: NativePipeline;
  readonly #described: ReadonlyMap<number, SourceDescription>;
  readonly #sources: SourceDirectory;
  readonly #taps: Taps;
  readonly #events = new Subject<PipelineEvent>();
  readonly #logger: Logger | false;
  readonly #signal: AbortSignal | undefined;
  #run = new Run();
  #change: { target: PipelineState; done: Promise<void> } | undefined;
  #closed: Promise<void> | undefined;

  /**
   * Makes a pipeline from GStreamer launch text.
   *
   * Throws `ERR_PIPELINE_PARSE`, `ERR_ELEMENT_MISSING` or `ERR_PROPERTY` with line and column of the text, `ERR_RUNTIME` when the wanted
   * runtime is not there, `ERR_ADDON_LOAD` when the native part cannot be loaded.
   */
  static launch(text: string, options: PipelineOptions = {}): Pipeline {
    return new Pipeline(checkString('text', text), checkPipelineOptions(options));
  }

  private constructor(text: string, { runtime = 'auto', name, signal, logger = console }: PipelineOptions) {
    if (signal?.aborted) {
      throw new DeepStreamError(
        { code: 'ERR_ABORTED', message: 'The signal was aborted before the pipeline was made.', key: 'signal' },
        { cause: signal.reason },
      );
    }
    const { binding } = chooseRuntime(runtime);
    const native = guarded(() => binding.createPipeline(text, (event) => this.#onEvent(event), name));
    this.#native = native;
    this.name = native.name;
    this.#logger = logger;
    this.#signal = signal;
    this.#described = describeSources(text);
    this.#sources = new SourceDirectory(this.#described);
    this.#taps = new Taps(
      ({ at, capacity, policy, include }, onReady) => {
        const userMeta = include.includes('userMeta') ? userMetaSizes() : [];
        return guarded(() => this.#open().subscribe(at, { capacity, policy, include, userMeta }, onReady));
      },
      this.#sources,
      binding,
    );
    this.events$ = this.#events.asObservable();
    this.stats$ = sampled(() => this.stats(), this.events$);
    signal?.addEventListener('abort', this.#onAbort, { once: true });
  }

  // ---- running

  /**
   * Starts, or resumes after `pause`; resolves when everything plays. While playing it does nothing; after an end it plays from the
   * beginning. Rejects with the error that prevented it.
   */
  play(): Promise<void> {
    return this.#go('playing');
  }

  /** Holds the stream, or prepares it up to the first frame; resolves when it is held. */
  pause(): Promise<void> {
    return this.#go('paused');
  }

  /** Ends the stream at once: observers complete, `ended` resolves. Does nothing when it is not running. */
  async stop(): Promise<void> {
    this.#open();
    await this.#stop(this.#run);
  }

  /**
   * Ends the stream in order, as the end of its sources would: encoders and writers finish their files, observers get what is under way.
   * Resolves when everything is down; after `timeoutMs` (default 10,000) the stream is stopped as it is. Rejects with an error that ended the stream meanwhile. Does nothing when it is not running.
   */
  async finish({ timeoutMs = 10_000 }: { timeoutMs?: number } = {}): Promise<void> {
    const native = this.#open();
    const milliseconds = checkNumber('timeoutMs', timeoutMs, 0, LONGEST_TIMER);
    const run = this.#run;
    if (!run.active) return;
    const { ended } = this;
    const timer = setTimeout(() => void this.#stop(run), milliseconds);
    try {
      guarded(() => native.sendEndOfStream());
      await ended;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Stops and frees everything. Can be called at any time, and again. */
  close(): Promise<void> {
    this.#closed ??= this.#close();
    return this.#closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  /**
   * The end of the current play, or of the next one: resolves at end of stream, `stop` and `close`, rejects with a
   * {@link DeepStreamError}. Nobody has to wait for it.
   */
  get ended(): Promise<EndSummary> {
    this.#run.awaited = true;
    return this.#run.ended;
  }

  // ---- reading

  /** Frames with their objects, as they pass `at`. Subscribe before `play` to miss none. */
  frames(options: ReadOptions = {}): Stream<Frame> {
    return this.#read(options, (batch, { accepts }) => (accepts ? batch.frames.filter(({ source }) => accepts(source)) : batch.frames));
  }

  /** Whole batches, with typed arrays; `sources` does not apply here. */
  batches(options: Omit<ReadOptions, 'sources'> = {}): Stream<Batch> {
    return this.#read(options, (batch) => [batch]);
  }

  /** Objects one by one, frame by frame. */
  objects(options: ReadOptions = {}): Stream<DetectedObject> {
    return this.#read(options, (batch, { accepts }) => batch.frames.flatMap(({ source, objects }) => (!accepts || accepts(source) ? objects : [])));
  }

  // ---- changing what passes

  /**
   * Has `handler` change the metadata of each batch that passes `at` (`element` or `element.pad`), before it goes on and before readers of
   * that pad see it. Handlers of one pad run in the order of their calls. One that throws, is late or asks for the impossible lets the
   * batch go on as it is; that is counted, and told as a warning with `ERR_INTERCEPT`. Throws `ERR_ELEMENT_UNKNOWN`, `ERR_ARGUMENT`.
   */
  intercept(at: string, handler: InterceptHandler, options: InterceptOptions = {}): Interception {
    return intercept(this.#open(), at, handler, options, this.#sources, (warning, log) => this.#tellWarning(warning, log));
  }

  /**
   * Has `nvdsosd` draw something on the next frames of a source (by name or id), without anybody waiting; `unsubscribe` ends it early.
   * Throws `ERR_ARGUMENT` when the pipeline has no `nvdsosd` and no other place is named, or no such source.
   */
  annotate(source: string | number, drawings: Drawing | readonly Drawing[], options: AnnotateOptions = {}): Subscription {
    return annotate(this.#open(), this.#described, source, drawings, options);
  }

  // ---- looking at it

  /** Names of all elements; inside bins as `bin/element`. */
  get elements(): string[] {
    return guarded(() => this.#open().elements());
  }

  /** An element by name. Throws `ERR_ELEMENT_UNKNOWN`. */
  element<P extends { [K in keyof P]: PropertyValue } = Properties>(name: string): Element<P> {
    const native = this.#open();
    checkString('name', name);
    const names = this.elements;
    if (!names.includes(name)) throw unknownElement(name, names);
    return new Element<P>(
      () => this.#open(),
      name,
      guarded(() => native.factoryOf(name)),
    );
  }

  /** Throws `ERR_CLOSED` after `close`. */
  stats(): PipelineStats {
    const native = this.#open();
    const { seconds } = this.#run;
    const frames = native.frameCount();
    const position = native.position();
    return {
      state: native.state(),
      frames,
      fps: seconds > 0 ? frames / seconds : 0,
      drops: this.#taps.drops,
      seconds,
      ...(position !== undefined && { position }),
      subscriptions: this.#taps.stats(),
    };
  }

  /** The graph as it is now, in Graphviz's DOT language. */
  dot(): string {
    return guarded(() => this.#open().dot());
  }

  // ---- details

  readonly #onAbort = () => void this.close();

  #open(): NativePipeline {
    if (this.#closed) {
      throw new DeepStreamError({
        code: 'ERR_CLOSED',
        message: `Pipeline ${this.name} is closed.`,
        remedy: 'Make a new one with Pipeline.launch().',
      });
    }
    return this.#native;
  }

  #read<T>(options: ReadOptions, pick: Parameters<typeof streamOf<T>>[2]): Stream<T> {
    const native = this.#open();
    return streamOf(this.#taps, () => checkReadOptions(options, () => defaultPlace(native)), pick);
  }

  #go(target: 'playing' | 'paused'): Promise<void> {
    if (this.#change?.target === target && !this.#run.ending) return this.#change.done;
    const before = Promise.allSettled([this.#change?.done, this.#run.ending]);
    const change = { target, done: before.then(() => this.#enter(target)) };
    this.#change = change;
    const settled = () => {
      if (this.#change === change) this.#change = undefined;
    };
    change.done.then(settled, settled);
    return change.done;
  }

  async #enter(target: 'playing' | 'paused'): Promise<void> {
    const native = this.#open();
    if (this.#run.ending) this.#run = new Run();
    const run = this.#run;
    if (!run.active) this.#start(run);
    try {
      await native.setState(target);
    } catch (error) {
      const cause = toDeepStreamError(error);
      if (run.ending && !run.error) {
        // A short stream can be over before the answer comes; otherwise stop() came first. Neither is a fault of the run.
        if (run.stopped) throw cause;
        return;
      }
      run.error ??= cause;
      await this.#end(run);
    }
    // An error of the bus can overtake the answer.
    if (run.error) throw run.error;
  }

  #start(run: Run): void {
    run.active = true;
    this.#taps.resetDrops();
    playing.add(this);
  }

  #stop(run: Run): Promise<void> {
    run.stopped ||= run.active;
    return this.#end(run);
  }

  #end(run: Run): Promise<void> {
    if (!run.active) return run.ending ?? Promise.resolve();
    run.ending ??= this.#takeDown(run);
    return run.ending;
  }

  async #takeDown(run: Run): Promise<void> {
    const { seconds } = run;
    const frames = this.#native.frameCount();
    const seen = run.awaited || this.#taps.observed || this.#events.observed || this.#change !== undefined;
    if (isDeepStreamError(run.error)) this.#events.next({ type: 'error', error: run.error });
    try {
      await this.#native.setState('null');
    } catch (error) {
      run.error ??= toDeepStreamError(error);
    }
    this.#taps.finish(run.error);
    const summary = { frames, drops: this.#taps.drops, seconds };
    playing.delete(this);
    if (run.error && !seen && this.#logger) this.#logger.error(`${this.name}: ${run.error.message}`);
    if (!run.error) this.#events.next({ type: 'ended', summary });
    run.settle(summary);
  }

  async #close(): Promise<void> {
    this.#signal?.removeEventListener('abort', this.#onAbort);
    const run = this.#run;
    await this.#stop(run);
    this.#taps.finish();
    await this.#native.close();
    run.settle({ frames: 0, drops: 0, seconds: 0 });
    this.#events.complete();
  }

  #tellWarning(warning: DeepStreamError, log: boolean): void {
    if (log && this.#logger) this.#logger.warn(`${this.name}: ${warning.message}`);
    this.#events.next({ type: 'warning', warning });
  }

  #onEvent(native: NativeEvent): void {
    const run = this.#run;
    if (native.type === 'end') {
      void this.#end(run);
      return;
    }
    const event = eventOf(native, this.#sources);
    if (!event) return;
    if (event.type === 'warning') {
      this.#tellWarning(event.warning, true);
      return;
    }
    if (event.type === 'state' && event.to === 'playing') run.markPlaying();
    if (event.type === 'error') {
      // Elements report the cause first; what follows is its echo.
      if (run.error || run.ending) return;
      if (run.active) {
        run.error = event.error;
        void this.#end(run);
        return;
      }
    }
    this.#events.next(event);
  }
}
