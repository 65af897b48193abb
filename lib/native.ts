/**
 * The only file that loads the native add-on, and the declaration of everything it exports.
 * Errors thrown or rejected by these functions are plain `Error`s with the fields of {@link NativeFault}.
 */
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { DeepStreamError } from './errors.js';

/** What the add-on attaches to each error it throws, and sends in `error` and `warning` events. */
export interface NativeFault {
  /** One of `errorCodes` in errors.ts. */
  code: string;
  message: string;
  /** Path of the element, e.g. `/pipeline0/pgie`. */
  element?: string;
  file?: string;
  /** 1-based; of `file`, or of the pipeline text where there is no file. */
  line?: number;
  /** 1-based, of the pipeline text. */
  column?: number;
  key?: string;
  value?: string;
  remedy?: string;
  /** GStreamer's debug text. */
  detail?: string;
}

export type NativeState = 'null' | 'ready' | 'paused' | 'playing';

export type NativeEvent =
  | { type: 'state'; from: NativeState; to: NativeState }
  | { type: 'error'; fault: NativeFault }
  | { type: 'warning'; fault: NativeFault }
  | { type: 'info'; fault: NativeFault }
  | { type: 'end' }
  /** One source of a muxer ended (element message `stream-eos`). */
  | { type: 'source-end'; element: string; source: number }
  /** Any other element message, its fields as JavaScript values. */
  | { type: 'message'; element: string; name: string; fields: Record<string, unknown> };

export interface NativeProperty {
  name: string;
  /** GType name, e.g. `guint`, `gchararray`, `GstCaps`. */
  type: string;
  kind: 'boolean' | 'integer' | 'bigint' | 'number' | 'string' | 'enum' | 'flags' | 'other';
  blurb: string;
  readable: boolean;
  writable: boolean;
  default?: unknown;
  minimum?: number | bigint;
  maximum?: number | bigint;
  values?: { name: string; nick: string; value: number }[];
}

export interface NativeElementInfo {
  factory: string;
  longName: string;
  klass: string;
  plugin: string;
  /** File of the plugin, or undefined when it is built in. */
  file?: string;
  properties: NativeProperty[];
  pads: { name: string; direction: 'src' | 'sink'; presence: 'always' | 'sometimes' | 'request'; caps: string }[];
}

export type DropPolicy = 'drop-oldest' | 'drop-newest' | 'block';

/** Names of native/meta/request.h. */
export const includes = ['tensors', 'masks', 'segmentation', 'embeddings', 'tracks', 'display', 'latency', 'sei', 'userMeta', 'pixels'] as const;
export type Include = (typeof includes)[number];

/** How a subscription reads. */
export interface NativeReadOptions {
  capacity: number;
  policy: DropPolicy;
  /** What blocks hold beyond what every block has. */
  include?: readonly Include[];
  /** How many bytes of which user metadata are copied: type is a number, or the name that nvds_get_user_meta_type() was given. */
  userMeta?: readonly { type: number | string; size: number }[];
}

export interface NativeSubscriptionStats {
  /** Batches that passed the pad since subscribing. */
  seen: number;
  /** Batches handed to JavaScript. */
  delivered: number;
  /** Batches dropped because the queue was full. */
  dropped: number;
  /** Buffers that carried no video metadata. */
  skipped: number;
  /** Batches whose metadata could not be read; a warning with ERR_METADATA says why. */
  damaged: number;
  queued: number;
  /** Buffers kept for their pixels: queued, delivered and not released, or being made into an image. */
  kept: number;
  /** Batches delivered without the pixels asked for, because the pipeline has too few buffers. */
  notKept: number;
  /** Longest time the streaming thread was held by packing, in microseconds. */
  maxHold: number;
}

/** A buffer of the pipeline that is kept for its pixels; opaque. Lets go when it is released or collected. */
export interface NativePixels {
  readonly kept: unique symbol;
}

export interface NativeBatch {
  /** The packed batch (see block.ts). */
  block: ArrayBuffer;
  /** Where `include` has pixels and the buffer could be kept. */
  pixels?: NativePixels;
}

export interface NativeImageRequest {
  /** The frame's place in the batch. */
  index: number;
  /** `raw`: the pixels as they lie in the pipeline; none of the following applies. */
  format: 'jpeg' | 'png' | 'rgb' | 'rgba' | 'gray' | 'raw';
  crop?: { left: number; top: number; width: number; height: number };
  width?: number;
  height?: number;
  scale?: number;
  quality?: number;
}

export interface NativeImage {
  width: number;
  height: number;
  data: Uint8Array;
  /** Of `raw`: GStreamer's names, and where the planes lie in `data`. */
  format?: string;
  colorimetry?: string;
  planes?: { offset: number; stride: number; rows: number }[];
}

/** A bounded queue of packed batches. A queue of policy `block` stops holding the streaming thread at once when its
 * pipeline leaves `playing` for `null`, or when it is closed. What is queued survives a change of state. */
export interface NativeSubscription {
  /** Up to `max` batches, oldest first; nothing after `close`. */
  take(max: number): NativeBatch[];
  /** True once end of stream passed the pad and the queue is empty; `onReady` is called when it becomes true. */
  readonly ended: boolean;
  stats(): NativeSubscriptionStats;
  /** Removes the probe (with its last subscription); idempotent. */
  close(): void;
}

export interface NativeInterceptOptions extends Pick<NativeReadOptions, 'include' | 'userMeta'> {
  timeoutMs: number;
}

export interface NativeInterceptionStats {
  intercepted: number;
  edited: number;
  late: number;
  failed: number;
  released: number;
  damaged: number;
  /** Longest time that a batch waited, in microseconds. */
  maxHold: number;
}

/** Batches that wait at a pad, one at a time, each until it is answered or its time is up. */
export interface NativeInterception {
  /** The batch that waits (see block.ts), once. */
  take(): { ticket: number; block: ArrayBuffer } | undefined;
  /**
   * Applies edits (see edits.ts; none when empty) to the batch of that ticket and lets it go on; false when it has gone already. Throws
   * ERR_INTERCEPT for edits that are impossible: the batch goes on without any, which counts as a failure.
   */
  answer(ticket: number, edits: Uint8Array): boolean;
  /** Lets it go on as it is, and counts a failure. */
  fail(ticket: number): void;
  stats(): NativeInterceptionStats;
  /** Lets a waiting batch go on and removes the probe; idempotent. */
  close(): void;
}

export interface NativeAnnotation {
  /** Frames no longer bear it; idempotent. */
  cancel(): void;
}

/**
 * Keeps the event loop alive from the moment a state above `null` is asked for until `null` is reached or it is closed;
 * in state `null` it may be garbage-collected, which closes it. `onEvent` is called on the JavaScript thread.
 */
export interface NativePipeline {
  readonly name: string;
  /**
   * Resolves when the change is complete (live and async pipelines included); rejects with the error that stopped it
   * (which the `error` event reports as well), with ERR_STATE when another state was asked for meanwhile, or ERR_CLOSED.
   */
  setState(state: NativeState): Promise<void>;
  state(): NativeState;
  /** Asks all sources to end; `end` arrives when every sink has seen it. */
  sendEndOfStream(): void;
  /** Names of all elements, depth first, as written or generated; inside bins as `bin/element`. */
  elements(): string[];
  factoryOf(element: string): string;
  getProperty(element: string, property: string): unknown;
  setProperty(element: string, property: string, value: unknown): void;
  describe(element: string): NativeElementInfo;
  /**
   * `at` is `element` or `element.pad` (default pad: src). `onReady` is called when batches came or the stream ended,
   * coalesced; a `take` that leaves batches behind brings no call of its own. Subscriptions to one pad share one probe.
   */
  subscribe(at: string, options: NativeReadOptions, onReady: () => void): NativeSubscription;
  /** `onReady` is called when a batch waits. Several interceptions of one pad see a batch in the order in which they were made. */
  intercept(at: string, options: NativeInterceptOptions, onReady: () => void): NativeInterception;
  /** Puts drawings (see edits.ts, for frame 0) on the next `frames` frames of a muxer pad or a source, at the first of `places` that each passes. */
  annotate(places: readonly string[], choice: { pad: number } | { sourceId: number }, drawings: Uint8Array, frames: number): NativeAnnotation;
  /** Frames that left the pipeline's nvstreammux elements since it last left `null`; 0 without such an element. */
  frameCount(): number;
  /** Messages, infos and warnings that were dropped because JavaScript was busy while more than 1024 waited. */
  droppedEvents(): number;
  /** Running position in nanoseconds, or undefined. */
  position(): bigint | undefined;
  duration(): bigint | undefined;
  /** DOT text of the graph as it is now. */
  dot(): string;
  /** Stops, frees everything; idempotent. No event follows. Later calls of the others throw ERR_CLOSED. */
  close(): Promise<void>;
}

export interface NativeBinding {
  readonly version: string;
  gstreamerVersion(): string;
  /** Loads a plugin file into this process's registry. */
  loadPlugin(file: string): void;
  setEnvironment(name: string, value: string): void;
  /** `undefined` when no such element is installed. */
  inspect(factory: string): NativeElementInfo | undefined;
  factories(): string[];
  /** `name` replaces the one that GStreamer would make up. */
  createPipeline(text: string, onEvent: (event: NativeEvent) => void, name?: string): NativePipeline;
  /** Made off the JavaScript thread; holds the buffer and keeps the event loop alive until it is settled. Throws for wrong arguments. */
  makeImage(pixels: NativePixels, request: NativeImageRequest): Promise<NativeImage>;
  /** Idempotent; images that were asked for are made all the same. */
  releasePixels(pixels: NativePixels): void;
}

/** The add-on and the file it came from. */
export interface LoadedBinding {
  binding: NativeBinding;
  file: string;
}

/** The package's folder: both lib/ and dist/ lie in it. */
export const packageFolder = join(dirname(fileURLToPath(import.meta.url)), '..');

let loaded: LoadedBinding | undefined;

/** Loads the add-on once: build/Release in a checkout, prebuilds/ in an installed package. Throws `ERR_ADDON_LOAD`. */
export function loadBinding(): LoadedBinding {
  loaded ??= load();
  return loaded;
}

/** Puts another binding in its place, for tests without native code; returns a function that takes it away. @internal */
export function useBinding(binding: NativeBinding, file = ''): () => void {
  const before = loaded;
  loaded = { binding, file };
  return () => {
    loaded = before;
  };
}

function load(): LoadedBinding {
  const require = createRequire(import.meta.url);
  const gypBuild = require('node-gyp-build') as { resolve(folder: string): string };
  let file: string | undefined;
  try {
    file = gypBuild.resolve(packageFolder);
    return { binding: require(file) as NativeBinding, file };
  } catch (error) {
    const detail = error instanceof Error ? error.message : String(error);
    const tried = file ?? `${join(packageFolder, 'build/Release')} and ${join(packageFolder, 'prebuilds', `${process.platform}-${process.arch}`)}`;
    throw new DeepStreamError(
      {
        code: 'ERR_ADDON_LOAD',
        message: file ? 'The native add-on cannot be loaded.' : 'There is no native add-on for this machine.',
        file: tried,
        remedy: loadAdvice(detail),
        detail,
      },
      { cause: error },
    );
  }
}

function loadAdvice(detail: string): string {
  if (process.platform !== 'linux') return `node-deepstream runs on Linux, this is ${process.platform}.`;
  const library = /(lib[\w.+-]+\.so[\w.]*): cannot open shared object/.exec(detail)?.[1];
  if (library?.startsWith('libgst') || library?.startsWith('libg')) {
    return 'Install GStreamer: sudo apt-get install libgstreamer1.0-0 libgstreamer-plugins-base1.0-0 gstreamer1.0-plugins-base gstreamer1.0-plugins-good.';
  }
  if (library) return `Install the library ${library}.`;
  if (detail.includes('GLIBC')) return 'The C library is too old: use Debian 12, Ubuntu 22.04 or newer.';
  return 'In a checkout run "npm run setup"; in a project of your own run "npm rebuild node-deepstream", which needs a C++ compiler and libgstreamer-plugins-base1.0-dev.';
}
