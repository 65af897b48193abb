/** `jsonLines()`: one value a line. */
import { wrong } from '../arguments.js';
import { jsonLine } from '../json-line.js';
import { GrowingFile } from './files.js';
import { type Sink, sink } from './sink.js';
import type { WriteOptions } from './write-queue.js';

export interface JsonLinesOptions extends WriteOptions {
  /** Add to the file instead of writing it anew. Default false. */
  readonly append?: boolean;
}

/**
 * Writes frames, events or any other values as JSON Lines; 64-bit numbers are strings of digits. Recorded frames can be read again with
 * `replay` of `node-deepstream/testing`. Folders are made as needed.
 *
 * ```ts
 * frames.subscribe(jsonLines('out/gate.jsonl'));
 * ```
 * @throws `ERR_WRITE` when the file cannot be opened.
 */
export function jsonLines<T = unknown>(file: string, { append = false, ...options }: JsonLinesOptions = {}): Sink<T> {
  if (typeof file !== 'string' || file === '') throw wrong('file', file, 'a path');
  return sink<T>(file, options, (queue) => {
    const target = new GrowingFile(file, queue, append);
    return { next: (value) => target.add(`${jsonLine(value)}\n`), end: () => queue.end(target) };
  });
}
