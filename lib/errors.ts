/** The one error class of this library. */
import type { NativeFault } from './native.js';

/**
 * What can go wrong. Codes are stable; docs/errors.md lists typical causes and fixes.
 *
 * | code | meaning |
 * | --- | --- |
 * | `ERR_ARGUMENT` | an argument or option of this library has a wrong type or value |
 * | `ERR_PIPELINE_PARSE` | the pipeline text cannot be read, or its elements cannot be linked |
 * | `ERR_ELEMENT_MISSING` | an element in the text is not installed |
 * | `ERR_ELEMENT_UNKNOWN` | the pipeline has no element or pad of that name |
 * | `ERR_PROPERTY` | an element has no such property, or it does not take that value |
 * | `ERR_CONFIG` | a configuration or label file is missing or has a bad value |
 * | `ERR_MODEL_LOAD` | a model is missing, broken, or its input does not fit |
 * | `ERR_MODEL_OUTPUT` | a model's output does not fit the parser |
 * | `ERR_LIBRARY_LOAD` | a custom parser or tracker library cannot be loaded or lacks a function |
 * | `ERR_INFERENCE` | running a model failed |
 * | `ERR_TRACKER` | a low-level tracker failed |
 * | `ERR_SOURCE_NOT_FOUND` | a file, camera or address does not exist |
 * | `ERR_SOURCE_OPEN` | a file, camera or address cannot be opened |
 * | `ERR_SOURCE_LOST` | a source stopped giving data |
 * | `ERR_DECODE` | data cannot be demultiplexed or decoded |
 * | `ERR_NEGOTIATION` | two elements cannot agree on a format |
 * | `ERR_WRITE` | a file or address cannot be written |
 * | `ERR_STREAM` | the data flow stopped for another reason |
 * | `ERR_METADATA` | a batch's metadata cannot be read |
 * | `ERR_FRAME_RELEASED` | the frame's pixels were given back to the pipeline |
 * | `ERR_PICTURE` | a frame's pixels cannot be read, converted or encoded |
 * | `ERR_BUSY` | too many images are waiting to be made |
 * | `ERR_INTERCEPT` | an interceptor failed, was late or asked for an impossible edit; the batch went on without edits |
 * | `ERR_STATE` | a change of state failed, or another one came before it was complete |
 * | `ERR_CLOSED` | the pipeline is closed |
 * | `ERR_ABORTED` | the signal was aborted before the pipeline was made |
 * | `ERR_RUNTIME` | the wanted runtime is not there, or this process runs the other one |
 * | `ERR_ADDON_LOAD` | the native add-on cannot be loaded |
 * | `ERR_PLUGIN` | a GStreamer plugin cannot be loaded |
 * | `ERR_GSTREAMER` | any other error that GStreamer reports |
 */
export const errorCodes = [
  'ERR_ARGUMENT',
  'ERR_PIPELINE_PARSE',
  'ERR_ELEMENT_MISSING',
  'ERR_ELEMENT_UNKNOWN',
  'ERR_PROPERTY',
  'ERR_CONFIG',
  'ERR_MODEL_LOAD',
  'ERR_MODEL_OUTPUT',
  'ERR_LIBRARY_LOAD',
  'ERR_INFERENCE',
  'ERR_TRACKER',
  'ERR_SOURCE_NOT_FOUND',
  'ERR_SOURCE_OPEN',
  'ERR_SOURCE_LOST',
  'ERR_DECODE',
  'ERR_NEGOTIATION',
  'ERR_WRITE',
  'ERR_STREAM',
  'ERR_METADATA',
  'ERR_FRAME_RELEASED',
  'ERR_PICTURE',
  'ERR_BUSY',
  'ERR_INTERCEPT',
  'ERR_STATE',
  'ERR_CLOSED',
  'ERR_ABORTED',
  'ERR_RUNTIME',
  'ERR_ADDON_LOAD',
  'ERR_PLUGIN',
  'ERR_GSTREAMER',
] as const;
export type ErrorCode = (typeof errorCodes)[number];

/** What is known about a fault. */
export interface Fault extends Omit<NativeFault, 'code'> {
  code: ErrorCode;
  source?: string;
}

/** Every error of this library. `message` says what happened, where, and what to do; the fields say it to programs. */
export class DeepStreamError extends Error {
  override readonly name = 'DeepStreamError';
  readonly code: ErrorCode;
  /** Path of the element, e.g. `/pipeline0/pgie`. */
  declare readonly element?: string;
  /** Name of the source. */
  declare readonly source?: string;
  declare readonly file?: string;
  /** 1-based, of `file`, or of the pipeline text where there is no file. */
  declare readonly line?: number;
  /** 1-based, of the pipeline text. */
  declare readonly column?: number;
  /** Configuration key, property or option. */
  declare readonly key?: string;
  declare readonly value?: string;
  /** What to do, in one sentence. */
  declare readonly remedy?: string;
  /** Technical text, e.g. GStreamer's debug line. */
  declare readonly detail?: string;

  constructor(fault: Fault, options?: ErrorOptions) {
    super(sentence(fault), options);
    const { code, message: _, ...fields } = fault;
    this.code = code;
    // Only what is known becomes a field, so that a printed error has no empty lines.
    for (const [name, value] of Object.entries(fields)) {
      if (value !== undefined && value !== '') Object.defineProperty(this, name, { value, enumerable: true });
    }
  }
}

/** True for a {@link DeepStreamError}, also one of another copy of this package. */
export function isDeepStreamError(error: unknown): error is DeepStreamError {
  return error instanceof Error && error.name === 'DeepStreamError' && errorCodes.includes((error as DeepStreamError).code);
}

/** Gives errors of the add-on their class; errors that are none of the add-on's stay what they are. @internal */
export function toDeepStreamError(error: unknown): Error {
  if (error instanceof DeepStreamError) return error;
  if (!(error instanceof Error)) return new DeepStreamError({ code: 'ERR_GSTREAMER', message: String(error) });
  return isNativeFault(error) ? faultToError({ ...error, message: error.message }) : error;
}

/** @internal */
export function faultToError({ code, ...fault }: NativeFault): DeepStreamError {
  return new DeepStreamError({ ...fault, code: isErrorCode(code) ? code : 'ERR_GSTREAMER' });
}

/** Calls the add-on; its errors get their class, and a stack that shows the caller. @internal */
export function guarded<T>(call: () => T): T {
  try {
    return call();
  } catch (error) {
    throw toDeepStreamError(error);
  }
}

function isErrorCode(code: unknown): code is ErrorCode {
  return (errorCodes as readonly unknown[]).includes(code);
}

function isNativeFault(error: Error): error is Error & NativeFault {
  const code: unknown = (error as { code?: unknown }).code;
  return isErrorCode(code) || (typeof code === 'string' && code.startsWith('ERR_') && 'remedy' in error);
}

/** What happened, (where), what to do. Nothing is said twice. */
function sentence({ message, element, source, file, line, remedy }: Fault): string {
  const where = [
    element && !message.includes(lastName(element)) && `element ${lastName(element)}`,
    source && !message.includes(source) && `source ${source}`,
    file && !message.includes(file) && (line ? `${file}:${line}` : file),
  ].filter(Boolean);
  const what = where.length > 0 ? `${message.replace(/\.$/, '')} (${where.join(', ')}).` : message;
  return remedy && !message.includes(remedy) ? `${what.replace(/([^.!?…])$/, '$1.')} ${remedy}` : what;
}

function lastName(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
