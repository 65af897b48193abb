/** Values of an operator over made-up frames. */
import { type FakeFramesOptions, fakeFrames } from 'node-deepstream/testing';
import { from, type Observable, type OperatorFunction, toArray } from 'rxjs';
import type { Frame } from '../../../lib/index.js';

/** What a synchronous observable gave, or the error that it ended with. */
export function collect<T>(values: Observable<T>): T[] {
  let all: T[] | undefined;
  let failure: unknown;
  values.pipe(toArray()).subscribe({
    next: (list) => {
      all = list;
    },
    error: (error) => {
      failure = error;
    },
  });
  if (failure) throw failure;
  if (!all) throw new Error('the observable has not completed');
  return all;
}

export function overFakes<R>(options: FakeFramesOptions, operator: OperatorFunction<Frame, R>): R[] {
  return collect(fakeFrames(options).pipe(operator));
}

export function overFrames<R>(frames: Iterable<Frame>, operator: OperatorFunction<Frame, R>): R[] {
  return collect(from(frames).pipe(operator));
}

export function framesOf(options: FakeFramesOptions): Frame[] {
  return collect(fakeFrames(options));
}

export const source = (name: string, id: number) => ({ name, id, pad: id });
