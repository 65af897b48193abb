/** Options of pipelines and of reading them, checked. */
import { checkKeys, oneOf, wrong } from './arguments.js';
import { type DropPolicy, type Include, includes } from './native.js';

export type RuntimeChoice = 'auto' | 'deepstream' | 'cpu';

/** Where the library says what nobody asked for: warnings, and errors that nobody would see. `console` is one. */
export interface Logger {
  warn(message: string): void;
  error(message: string): void;
}

export interface PipelineOptions {
  /**
   * Whose elements run: `deepstream` (the installed SDK), `cpu` (the embedded runtime), or `auto` (default): DeepStream where it is
   * installed. One choice per process.
   */
  runtime?: RuntimeChoice;
  /** Name of the pipeline in messages. */
  name?: string;
  /** Closes the pipeline when aborted. */
  signal?: AbortSignal;
  /** Default: `console`; `false` for silence. */
  logger?: Logger | false;
}

export type { DropPolicy, Include };

/** How {@link Pipeline.frames}, `batches` and `objects` read the pipeline. */
export interface ReadOptions {
  /**
   * Where: `element` or `element.pad`, default pad `src`. Without it, the last of `nvdsanalytics`, `nvtracker`, `nvinfer`,
   * `nvinferserver`, if the pipeline has exactly one of that kind.
   */
  at?: string;
  /**
   * What happens when a subscriber is slower than the pipeline: `drop-oldest` (default) and `drop-newest` drop batches and count them;
   * `block` makes the pipeline wait.
   */
  policy?: DropPolicy;
  /** How many batches wait for the subscriber at most, 1 to 4096; default 32, with pixels 4: each keeps a buffer of the pipeline. */
  capacity?: number;
  /**
   * What is copied besides frames, objects, classifications and analytics; nobody pays for what he does not ask for. docs/metadata.md has
   * every field.
   *
   * | name | what it adds |
   * | --- | --- |
   * | `tensors` | raw model outputs of frames, objects and regions; preprocessed batches |
   * | `masks` | `object.mask` |
   * | `segmentation` | `frame.segmentation`, `object.segmentation` |
   * | `embeddings` | `object.embedding` |
   * | `tracks` | `batch.tracks`: past, shadow and terminated tracks |
   * | `display` | what `nvdsosd` draws: `frame.display`, `object.style` |
   * | `latency` | `batch.latency`, `frame.latency` |
   * | `sei` | `frame.sei`: user data of the video stream |
   * | `userMeta` | user metadata of any other type: `batch.userMeta`, `frame.userMeta`, `object.userMeta` |
   * | `pixels` | `frame.image()`, `frame.raw()`, `object.crop()`: docs/pictures.md |
   */
  include?: readonly Include[];
  /** With pixels: how many of the batches delivered last keep them, 1 to 256; default 1, until the next batch is delivered. */
  retain?: number;
  /** Only frames of these sources, by name or id; default: all. */
  sources?: readonly (string | number)[];
}

/** {@link ReadOptions} with everything filled in. */
export interface ReadPlan {
  at: string;
  policy: DropPolicy;
  capacity: number;
  /** In the order of {@link includes}, each once. */
  include: readonly Include[];
  /** Batches that keep their pixels; 0 without pixels. */
  retain: number;
  accepts: ((source: { id: number; name: string }) => boolean) | undefined;
}

const runtimes: readonly RuntimeChoice[] = ['auto', 'deepstream', 'cpu'];
const policies: readonly DropPolicy[] = ['drop-oldest', 'drop-newest', 'block'];

export function checkPipelineOptions(options: PipelineOptions): PipelineOptions {
  checkKeys('option', options, ['runtime', 'name', 'signal', 'logger']);
  const { runtime, name, signal, logger } = options;
  if (runtime !== undefined && !runtimes.includes(runtime)) throw wrong('runtime', runtime, oneOf(runtimes));
  if (name !== undefined && (typeof name !== 'string' || !/^[^/\s]+$/.test(name))) throw wrong('name', name, 'a word without slashes');
  if (signal !== undefined && !(signal instanceof AbortSignal)) throw wrong('signal', signal, 'an AbortSignal');
  if (logger !== undefined && logger !== false && !(typeof logger?.warn === 'function' && typeof logger.error === 'function')) {
    throw wrong('logger', logger, 'false or an object with the functions warn and error, such as console');
  }
  return options;
}

export function checkReadOptions(options: ReadOptions, defaultPlace: () => string): ReadPlan {
  checkKeys('option', options, ['at', 'policy', 'capacity', 'include', 'retain', 'sources']);
  const { at, policy = 'drop-oldest', include = [], retain = 1, sources } = options;
  if (at !== undefined && (typeof at !== 'string' || at === '')) throw wrong('at', at, 'the name of an element, or element.pad');
  if (!policies.includes(policy)) throw wrong('policy', policy, oneOf(policies));
  const included = checkInclude(include);
  const pixels = included.includes('pixels');
  const { capacity = pixels ? 4 : 32 } = options;
  if (!Number.isInteger(capacity) || capacity < 1 || capacity > 4096) throw wrong('capacity', capacity, 'a whole number from 1 to 4096');
  if (!Number.isInteger(retain) || retain < 1 || retain > 256) throw wrong('retain', retain, 'a whole number from 1 to 256');
  if (sources !== undefined && !(Array.isArray(sources) && sources.every((source) => ['string', 'number'].includes(typeof source)))) {
    throw wrong('sources', sources, 'an array of source names and ids');
  }
  const wanted = sources && new Set<string | number>(sources);
  return {
    at: at ?? defaultPlace(),
    policy,
    capacity,
    include: included,
    retain: pixels ? retain : 0,
    accepts: wanted && (({ id, name }) => wanted.has(id) || wanted.has(name)),
  };
}

/** In the order of {@link includes}, each once. */
export function checkInclude(include: readonly Include[]): Include[] {
  if (!Array.isArray(include) || !include.every((name) => includes.includes(name))) throw wrong('include', include, `an array of ${oneOf(includes)}`);
  return includes.filter((name) => include.includes(name));
}

export function checkString(name: string, value: unknown): string {
  if (typeof value !== 'string' || value.trim() === '') throw wrong(name, value, 'a text that is not empty');
  return value;
}
