/** A sink: an observer that writes. */
import type { Observer } from 'rxjs';
import { DeepStreamError } from '../errors.js';
import { type SinkStats, type WriteOptions, WriteQueue } from './write-queue.js';

/**
 * An observer that writes values to files. Give it to `subscribe`; await `flushed()` before you read the files or end the process.
 * The end and the error of the observable both close the files.
 */
export interface Sink<T> extends Observer<T> {
  readonly stats: SinkStats;
  /**
   * Resolves once everything so far is on the disk, and after the observable's end once the files are closed. Rejects with `ERR_WRITE` when
   * the disk refused (then later values are dropped, and the process warns once).
   */
  flushed(): Promise<void>;
}

/** How one kind of sink writes. */
export interface Writer<T> {
  next(value: T): void;
  /** Closes the files. */
  end(): void;
}

export function sink<T>(name: string, options: WriteOptions, writerOf: (queue: WriteQueue) => Writer<T>): Sink<T> {
  const queue = new WriteQueue(name, options);
  const writer = writerOf(queue);
  let ended = false;
  const end = () => {
    if (ended) return;
    ended = true;
    writer.end();
  };
  return {
    get stats() {
      return queue.stats;
    },
    flushed: () => queue.flushed(),
    next(value) {
      if (ended) return;
      try {
        writer.next(value);
      } catch (error) {
        if (!(error instanceof DeepStreamError)) throw error;
        queue.fail(error);
      }
    },
    error: end,
    complete: end,
  };
}
