/** A binding without native code: pipelines do what the test says. */

import type {
  NativeBatch,
  NativeBinding,
  NativeElementInfo,
  NativeEvent,
  NativeFault,
  NativeImage,
  NativeImageRequest,
  NativeInterception,
  NativePipeline,
  NativePixels,
  NativeReadOptions,
  NativeState,
  NativeSubscription,
} from '../../lib/native.js';
import { useBinding } from '../../lib/native.js';
import { type BatchValues, encodeBlock } from './encode-block.js';

export function nativeError(fault: NativeFault): Error {
  return Object.assign(new Error(fault.message), fault);
}

/** A queue of the fake; follows the same rules as the native one. */
export class FakeSubscription implements NativeSubscription {
  readonly queue: NativeBatch[] = [];
  closed = false;
  endOfStream = false;
  takes = 0;
  readonly #counts = { seen: 0, delivered: 0, dropped: 0 };
  #announced = false;

  constructor(
    readonly at: string,
    readonly options: NativeReadOptions,
    private readonly onReady: () => void,
    private readonly onClose: (self: FakeSubscription) => void,
  ) {}

  push(batch: BatchValues): void {
    if (this.closed) return;
    this.#counts.seen++;
    if (this.queue.length >= this.options.capacity) {
      this.#counts.dropped++;
      if (this.options.policy === 'drop-newest') return;
      this.queue.shift();
    }
    const block = encodeBlock(batch);
    this.queue.push(this.options.include?.includes('pixels') ? { block, pixels: {} as NativePixels } : { block });
    this.announce();
  }

  end(): void {
    this.endOfStream = true;
    this.announce();
  }

  announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    queueMicrotask(() => {
      this.#announced = false;
      if (!this.closed) this.onReady();
    });
  }

  take(max: number): NativeBatch[] {
    this.takes++;
    const taken = this.closed ? [] : this.queue.splice(0, max);
    this.#counts.delivered += taken.length;
    return taken;
  }

  get ended(): boolean {
    return this.endOfStream && this.queue.length === 0;
  }

  stats() {
    return { ...this.#counts, skipped: 0, damaged: 0, queued: this.queue.length, kept: 0, notKept: 0, maxHold: 0 };
  }

  close(): void {
    if (this.closed) return;
    this.closed = true;
    this.onClose(this);
  }
}

/** Batches that wait one at a time; what becomes of each is in `answers`: bytes, `failed`, or `late`. */
export class FakeInterception implements NativeInterception {
  readonly answers: (Uint8Array | 'failed' | 'late')[] = [];
  closed = false;
  /** What the next answer meets. */
  fault: NativeFault | undefined;
  #ticket = 0;
  #waiting: { ticket: number; block: ArrayBuffer } | undefined;
  #open = 0;

  constructor(
    readonly at: string,
    readonly options: { timeoutMs: number },
    private readonly onReady: () => void,
  ) {}

  offer(batch: BatchValues): void {
    this.#waiting = { ticket: ++this.#ticket, block: encodeBlock(batch) };
    this.#open = this.#ticket;
    this.onReady();
  }

  /** The time of the batch that waits is up. */
  expire(): void {
    this.#waiting = undefined;
    this.#open = 0;
    this.answers.push('late');
  }

  take() {
    const taken = this.#waiting;
    this.#waiting = undefined;
    return taken;
  }

  answer(ticket: number, edits: Uint8Array): boolean {
    if (ticket !== this.#open) return false;
    if (this.fault) {
      this.fail(ticket);
      throw nativeError(this.fault);
    }
    this.#open = 0;
    this.answers.push(edits.slice());
    return true;
  }

  fail(ticket: number): void {
    if (ticket !== this.#open) return;
    this.#open = 0;
    this.answers.push('failed');
  }

  stats() {
    const count = (what: string) => this.answers.filter((answer) => answer === what).length;
    const edited = this.answers.filter((answer) => answer instanceof Uint8Array && answer.length > 0).length;
    return { intercepted: this.#ticket, edited, late: count('late'), failed: count('failed'), released: 0, damaged: 0, maxHold: 0 };
  }

  close(): void {
    this.closed = true;
  }
}

export class FakePipeline implements NativePipeline {
  readonly subscriptions: FakeSubscription[] = [];
  readonly interceptions: FakeInterception[] = [];
  readonly annotations: { places: readonly string[]; choice: object; drawings: Uint8Array; frames: number; cancelled: boolean }[] = [];
  readonly calls: string[] = [];
  readonly properties = new Map<string, unknown>();
  frames = 0;
  closed = false;
  current: NativeState = 'null';
  /** What the next changes of state meet, by target. */
  readonly faults = new Map<NativeState, NativeFault>();
  /** Holds the next change of state until the test lets it go. */
  gate: Promise<void> | undefined;
  #pending: ((error: Error) => void) | undefined;

  constructor(
    readonly text: string,
    readonly emit: (event: NativeEvent) => void,
    readonly name: string,
    private readonly graph: Record<string, string>,
  ) {}

  async setState(state: NativeState): Promise<void> {
    this.calls.push(state);
    this.#pending?.(nativeError({ code: 'ERR_STATE', message: 'Another state was asked for.' }));
    this.#pending = undefined;
    if (this.gate && state !== 'null') {
      await Promise.race([
        this.gate,
        new Promise<never>((_, reject) => {
          this.#pending = reject;
        }),
      ]);
    }
    await Promise.resolve();
    const fault = this.faults.get(state);
    if (fault) {
      this.emit({ type: 'error', fault });
      throw nativeError(fault);
    }
    this.emit({ type: 'state', from: this.current, to: state });
    this.current = state;
  }

  /** The open subscription at a place, or a new error. */
  at(place: string): FakeSubscription {
    const found = this.subscriptions.find(({ at, closed }) => at === place && !closed);
    if (!found) throw new Error(`nobody reads ${place}`);
    return found;
  }

  state = () => this.current;
  sendEndOfStream = () => this.emit({ type: 'end' });
  elements = () => Object.keys(this.graph);
  factoryOf = (element: string) => this.graph[element] as string;
  getProperty(element: string, property: string): unknown {
    const key = `${element}.${property}`;
    if (!this.properties.has(key))
      throw nativeError({ code: 'ERR_PROPERTY', message: `${element} has no property "${property}".`, element, key: property });
    return this.properties.get(key);
  }
  setProperty(element: string, property: string, value: unknown): void {
    this.getProperty(element, property);
    this.properties.set(`${element}.${property}`, value);
  }
  describe = (element: string) => info(this.graph[element] as string);

  subscribe(at: string, options: NativeReadOptions, onReady: () => void): FakeSubscription {
    if (!((at.split('.')[0] as string) in this.graph)) throw nativeError({ code: 'ERR_ELEMENT_UNKNOWN', message: `There is no "${at}".` });
    const subscription = new FakeSubscription(at, options, onReady, () => {});
    this.subscriptions.push(subscription);
    return subscription;
  }

  intercept(at: string, options: { timeoutMs: number }, onReady: () => void): FakeInterception {
    if (!((at.split('.')[0] as string) in this.graph)) throw nativeError({ code: 'ERR_ELEMENT_UNKNOWN', message: `There is no "${at}".` });
    const interception = new FakeInterception(at, options, onReady);
    this.interceptions.push(interception);
    return interception;
  }

  annotate(places: readonly string[], choice: object, drawings: Uint8Array, frames: number) {
    const annotation = { places, choice, drawings: drawings.slice(), frames, cancelled: false, cancel: () => {} };
    annotation.cancel = () => {
      annotation.cancelled = true;
    };
    this.annotations.push(annotation);
    return annotation;
  }

  frameCount = () => this.frames;
  droppedEvents = () => 0;
  position = () => undefined;
  duration = () => undefined;
  dot = () => 'digraph {}';

  async close(): Promise<void> {
    this.calls.push('close');
    this.closed = true;
  }
}

function info(factory: string, plugin = 'fake'): NativeElementInfo {
  return { factory, longName: factory, klass: 'Filter', plugin, properties: [], pads: [] };
}

/** Factories that the fake registry has, and their plugins. */
export type Registry = Record<string, string>;
export const cpuRegistry: Registry = { nvstreammux: 'nodedeepstream', nvinfer: 'nodedeepstream' };

export class FakeBinding implements NativeBinding {
  readonly version = '0.0.0';
  readonly pipelines: FakePipeline[] = [];
  readonly plugins: string[] = [];
  readonly environment: Record<string, string> = {};
  /** What createPipeline throws. */
  fault: NativeFault | undefined;

  constructor(
    private readonly registry: Registry = cpuRegistry,
    private readonly graph: Record<string, string> = { mux: 'nvstreammux', pgie: 'nvinfer', tracker: 'nvtracker', sink: 'fakesink' },
  ) {}

  gstreamerVersion = () => '1.22.0';
  loadPlugin = (file: string) => {
    this.plugins.push(file);
    Object.assign(this.registry, cpuRegistry);
  };
  setEnvironment = (name: string, value: string) => {
    this.environment[name] = value;
  };
  inspect = (factory: string) => (factory in this.registry ? info(factory, this.registry[factory]) : undefined);
  factories = () => Object.keys(this.registry);
  createPipeline = (text: string, onEvent: (event: NativeEvent) => void, name = 'pipeline0') => {
    if (this.fault) throw nativeError(this.fault);
    const pipeline = new FakePipeline(text, onEvent, name, this.graph);
    this.pipelines.push(pipeline);
    return pipeline;
  };

  /** What was asked for, and what was given back. */
  readonly images: { pixels: NativePixels; request: NativeImageRequest }[] = [];
  readonly released = new Set<NativePixels>();
  makeImage = async (pixels: NativePixels, request: NativeImageRequest): Promise<NativeImage> => {
    if (this.released.has(pixels)) throw nativeError({ code: 'ERR_FRAME_RELEASED', message: 'released' });
    this.images.push({ pixels, request });
    return { width: 4, height: 2, data: new Uint8Array(8) };
  };
  releasePixels = (pixels: NativePixels) => {
    this.released.add(pixels);
  };

  /** Makes this the library's binding until `restore` is called. */
  install(file?: string): () => void {
    return useBinding(this, file);
  }

  get pipeline(): FakePipeline {
    return this.pipelines.at(-1) as FakePipeline;
  }
}

/** A batch of one frame with `number`, of source `pad`. */
export function frameBatch(number: number, pad = 0): BatchValues {
  return { frames: [{ number, pad, objects: [{ label: 'person', trackId: BigInt(number) }] }] };
}

/** Lets everything that is due run: micro-tasks, and turns of the event loop. */
export async function settle(turns = 5): Promise<void> {
  for (let i = 0; i < turns; i++) await new Promise((resolve) => setImmediate(resolve));
}
