/** Reading a pipeline: cold, shared, bounded, and what observers and loops see at the end. */
import { Observable, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Frame, Pipeline, type ReadOptions } from '../../lib/index.js';
import { FakeBinding, frameBatch, settle } from './fake-binding.js';

let binding: FakeBinding;
let restore: () => void;
let pipeline: Pipeline;
const numbers = (frames: readonly Frame[]) => frames.map(({ number }) => number);
const codeOf = (action: () => unknown) => {
  try {
    action();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return undefined;
};

function install(fake = new FakeBinding()): void {
  restore?.();
  binding = fake;
  restore = binding.install();
  pipeline = Pipeline.launch('fake', { logger: false });
}

beforeEach(() => install());
afterEach(async () => {
  await pipeline.close();
  restore();
});

describe('frames', () => {
  it('is cold: the probe comes with the first observer and goes with the last', () => {
    const frames = pipeline.frames({ at: 'tracker' });
    expect(binding.pipeline.subscriptions).toHaveLength(0);
    const first = frames.subscribe();
    const second = frames.subscribe();
    const native = binding.pipeline.at('tracker');
    first.unsubscribe();
    expect(native.closed).toBe(false);
    second.unsubscribe();
    expect(native.closed).toBe(true);
  });

  it('shares one native subscription among streams of equal place, policy and capacity', () => {
    pipeline.frames({ at: 'tracker' }).subscribe();
    pipeline.batches({ at: 'tracker' }).subscribe();
    pipeline.objects({ at: 'tracker' }).subscribe();
    expect(binding.pipeline.subscriptions).toHaveLength(1);
    pipeline.frames({ at: 'tracker', policy: 'block' }).subscribe();
    pipeline.frames({ at: 'tracker', capacity: 1 }).subscribe();
    pipeline.frames({ at: 'pgie' }).subscribe();
    expect(binding.pipeline.subscriptions).toHaveLength(4);
  });

  it('shares one native subscription among streams that include the same, in any order', () => {
    pipeline.frames({ at: 'tracker', include: ['masks', 'tensors'] }).subscribe();
    pipeline.objects({ at: 'tracker', include: ['tensors', 'masks', 'masks'] }).subscribe();
    expect(binding.pipeline.subscriptions.map(({ options }) => options.include)).toEqual([['tensors', 'masks']]);
    pipeline.frames({ at: 'tracker' }).subscribe();
    expect(binding.pipeline.subscriptions.map(({ options }) => options.include)).toEqual([['tensors', 'masks'], []]);
  });

  it('gives all observers the same frames', async () => {
    const seen: Frame[][] = [[], []];
    for (const list of seen) pipeline.frames({ at: 'tracker' }).subscribe((frame) => list.push(frame));
    for (let i = 0; i < 20; i++) binding.pipeline.at('tracker').push(frameBatch(i));
    await settle();
    expect(numbers(seen[0] as Frame[])).toEqual(Array.from({ length: 20 }, (_, i) => i));
    expect(seen[0]).toEqual(seen[1]);
    expect(seen[0]?.[0]).toBe(seen[1]?.[0]);
  });

  it('gives other work of the event loop its turn between batches', async () => {
    let seen = 0;
    pipeline.frames({ at: 'tracker', capacity: 100 }).subscribe(() => seen++);
    for (let i = 0; i < 100; i++) binding.pipeline.at('tracker').push(frameBatch(i));
    await new Promise((resolve) => setImmediate(resolve));
    expect(seen).toBeGreaterThan(0);
    expect(seen).toBeLessThan(100);
    await settle(20);
    expect(seen).toBe(100);
  });

  it('stops in the middle of a batch when the observer has enough', async () => {
    const seen: number[] = [];
    const native = () => binding.pipeline.at('tracker');
    pipeline
      .objects({ at: 'tracker' })
      .pipe(take(2))
      .subscribe(({ classId }) => seen.push(classId));
    const reader = native();
    reader.push({ frames: [{ objects: [{ classId: 1 }, { classId: 2 }, { classId: 3 }] }] });
    await settle();
    expect(seen).toEqual([1, 2]);
    expect(reader.closed).toBe(true);
  });

  it('keeps only the wanted sources, by name or id', async () => {
    install();
    pipeline = Pipeline.launch('filesrc name=gate ! mux.sink_0 filesrc name=yard ! mux.sink_1 filesrc ! mux.sink_2 nvstreammux name=mux', {
      logger: false,
    });
    const seen: string[] = [];
    const labels: string[] = [];
    pipeline.frames({ at: 'tracker', sources: ['yard', 2] }).subscribe(({ source }) => seen.push(source.name));
    pipeline.objects({ at: 'tracker', sources: ['gate'] }).subscribe(({ label }) => labels.push(label));
    binding.pipeline.at('tracker').push({
      frames: [0, 1, 2].map((pad) => ({ pad, objects: [{ label: `object of ${pad}` }] })),
    });
    await settle();
    expect(seen).toEqual(['yard', 'source-2']);
    expect(labels).toEqual(['object of 0']);
  });

  it('is an observable like any other', async () => {
    const frames = pipeline.frames({ at: 'tracker' });
    expect(frames).toBeInstanceOf(Observable);
    const two = new Promise<Frame[]>((resolve) => frames.pipe(take(2), toArray()).subscribe(resolve));
    binding.pipeline.at('tracker').push(frameBatch(4));
    binding.pipeline.at('tracker').push(frameBatch(5));
    expect(numbers(await two)).toEqual([4, 5]);
  });
});

describe('the end', () => {
  it('completes observers after everything that was queued', async () => {
    const seen: (number | string)[] = [];
    pipeline.frames({ at: 'tracker' }).subscribe({ next: ({ number }) => seen.push(number), complete: () => seen.push('end') });
    await pipeline.play();
    const native = binding.pipeline.at('tracker');
    for (let i = 0; i < 10; i++) native.push(frameBatch(i));
    binding.pipeline.emit({ type: 'end' });
    await pipeline.ended;
    expect(seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 'end']);
    expect(native.closed).toBe(true);
  });

  it('of the pad completes, before the whole pipeline ends', async () => {
    const complete = vi.fn();
    pipeline.frames({ at: 'tracker' }).subscribe({ complete });
    binding.pipeline.at('tracker').push(frameBatch(0));
    binding.pipeline.at('tracker').end();
    await settle();
    expect(complete).toHaveBeenCalledOnce();
  });

  it('of one source completes nothing', async () => {
    const complete = vi.fn();
    pipeline.frames({ at: 'tracker' }).subscribe({ complete });
    await pipeline.play();
    binding.pipeline.emit({ type: 'source-end', element: 'mux', source: 0 });
    await settle();
    expect(complete).not.toHaveBeenCalled();
  });

  it('by an error reaches observers after everything that was queued', async () => {
    const seen: unknown[] = [];
    pipeline.frames({ at: 'tracker' }).subscribe({ next: ({ number }) => seen.push(number), error: ({ code }) => seen.push(code) });
    await pipeline.play();
    binding.pipeline.at('tracker').push(frameBatch(0));
    binding.pipeline.emit({ type: 'error', fault: { code: 'ERR_DECODE', message: 'Broken.' } });
    await settle();
    expect(seen).toEqual([0, 'ERR_DECODE']);
  });

  it('leaves nothing behind for the next play', async () => {
    const frames = pipeline.frames({ at: 'tracker' });
    for (let round = 0; round < 3; round++) {
      const seen: number[] = [];
      frames.subscribe(({ number }) => seen.push(number));
      await pipeline.play();
      binding.pipeline.at('tracker').push(frameBatch(round));
      binding.pipeline.emit({ type: 'end' });
      await pipeline.ended;
      expect(seen).toEqual([round]);
    }
    expect(binding.pipeline.subscriptions.every(({ closed }) => closed)).toBe(true);
    expect(pipeline.stats().subscriptions).toEqual([]);
  });
});

describe('an observer that throws', () => {
  it('is reported as uncaught, and the others go on', async () => {
    const uncaught = vi.fn();
    const before = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', uncaught);
    const seen: number[] = [];
    pipeline.frames({ at: 'tracker' }).subscribe(() => {
      throw new Error('my mistake');
    });
    pipeline.frames({ at: 'tracker' }).subscribe(({ number }) => seen.push(number));
    binding.pipeline.at('tracker').push(frameBatch(0));
    binding.pipeline.at('tracker').push(frameBatch(1));
    await new Promise((resolve) => setTimeout(resolve, 20));
    process.removeAllListeners('uncaughtException');
    for (const listener of before) process.on('uncaughtException', listener);
    expect(seen).toEqual([0, 1]);
    expect(uncaught).toHaveBeenCalledWith(expect.objectContaining({ message: 'my mistake' }), 'uncaughtException');
  });
});

describe('a loop', () => {
  const collect = async (options: ReadOptions = { at: 'tracker' }) => {
    const seen: number[] = [];
    for await (const frame of pipeline.frames(options)) seen.push(frame.number);
    return seen;
  };

  it('sees every frame and ends with the stream', async () => {
    const seen = collect();
    await pipeline.play();
    for (let i = 0; i < 10; i++) binding.pipeline.at('tracker').push(frameBatch(i));
    binding.pipeline.emit({ type: 'end' });
    expect(await seen).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  });

  it('takes batches only as it asks for them', async () => {
    const iterator = pipeline.frames({ at: 'tracker', capacity: 2, policy: 'drop-newest' })[Symbol.asyncIterator]();
    const first = iterator.next();
    const native = binding.pipeline.at('tracker');
    native.push(frameBatch(0));
    expect((await first).value.number).toBe(0);
    for (let i = 1; i < 6; i++) native.push(frameBatch(i));
    await settle();
    expect(native.stats()).toMatchObject({ queued: 2, dropped: 3 });
    expect((await iterator.next()).value.number).toBe(1);
    expect((await iterator.next()).value.number).toBe(2);
    await iterator.return?.();
    expect(native.closed).toBe(true);
  });

  it('leaves its subscription when it is left', async () => {
    const loop = (async () => {
      for await (const frame of pipeline.frames({ at: 'tracker' })) return frame.number;
      return -1;
    })();
    const native = binding.pipeline.at('tracker');
    native.push(frameBatch(3));
    expect(await loop).toBe(3);
    expect(native.closed).toBe(true);
  });

  it('throws the error that ended the stream, after the frames before it', async () => {
    const seen: number[] = [];
    const loop = (async () => {
      for await (const { number } of pipeline.frames({ at: 'tracker' })) seen.push(number);
    })();
    await pipeline.play();
    binding.pipeline.at('tracker').push(frameBatch(0));
    binding.pipeline.at('tracker').push(frameBatch(1));
    binding.pipeline.emit({ type: 'error', fault: { code: 'ERR_DECODE', message: 'Broken.' } });
    await expect(loop).rejects.toMatchObject({ code: 'ERR_DECODE' });
    expect(seen).toEqual([0, 1]);
  });

  it('that lags behind sees the rest of its play, not of the next one', async () => {
    const iterator = pipeline.frames({ at: 'tracker' })[Symbol.asyncIterator]();
    const first = iterator.next();
    await pipeline.play();
    for (let i = 0; i < 3; i++) binding.pipeline.at('tracker').push(frameBatch(i));
    binding.pipeline.emit({ type: 'end' });
    await pipeline.ended;
    await pipeline.play();
    expect((await first).value.number).toBe(0);
    expect((await iterator.next()).value.number).toBe(1);
    expect((await iterator.next()).value.number).toBe(2);
    expect(await iterator.next()).toEqual({ done: true, value: undefined });
  });

  it('ends when the pipeline is closed', async () => {
    const seen = collect();
    await settle();
    await pipeline.close();
    expect(await seen).toEqual([]);
  });
});

describe('the place to read', () => {
  const graph = (factories: Record<string, string>) => install(new FakeBinding(undefined, factories));
  const place = () => {
    pipeline.frames().subscribe();
    return binding.pipeline.subscriptions[0]?.at;
  };

  it.each([
    [{ mux: 'nvstreammux', pgie: 'nvinfer', sink: 'fakesink' }, 'pgie'],
    [{ pgie: 'nvinfer', tracker: 'nvtracker' }, 'tracker'],
    [{ pgie: 'nvinfer', sgie: 'nvinfer', tracker: 'nvtracker' }, 'tracker'],
    [{ pgie: 'nvinfer', tracker: 'nvtracker', zones: 'nvdsanalytics' }, 'zones'],
  ])('is the last of detector, tracker, analytics: %j', (factories, expected) => {
    graph(factories as unknown as Record<string, string>);
    expect(place()).toBe(expected);
  });

  it('must be given when several elements could be meant', () => {
    graph({ pgie: 'nvinfer', sgie: 'nvinfer' });
    expect(() => pipeline.frames()).toThrow("The pipeline has 2 elements of kind nvinfer: pgie, sgie. Say it with { at: 'pgie' }.");
  });

  it('must be given when there is no such element', () => {
    graph({ src: 'videotestsrc' });
    expect(codeOf(() => pipeline.frames())).toBe('ERR_ARGUMENT');
  });

  it('that does not exist is an error of the stream', () => {
    const error = vi.fn();
    pipeline.frames({ at: 'traker' }).subscribe({ error });
    expect(error).toHaveBeenCalledWith(expect.objectContaining({ name: 'DeepStreamError', code: 'ERR_ELEMENT_UNKNOWN' }));
  });
});

describe('options', () => {
  it.each([
    [{ at: 5 }, 'Expected the name of an element, or element.pad for "at", got 5.'],
    [{ policy: 'drop' }, 'Expected one of "drop-oldest", "drop-newest", "block" for "policy", got \'drop\'.'],
    [{ capacity: 0 }, 'Expected a whole number from 1 to 4096 for "capacity", got 0.'],
    [{ capacity: 1.5 }, 'for "capacity"'],
    [{ include: 'tensors' }, 'Expected an array of one of "tensors", "masks"'],
    [{ include: ['tensor'] }, 'for "include", got ["tensor"].'],
    [{ sources: 'gate' }, 'Expected an array of source names and ids for "sources"'],
    [{ polcy: 'block' }, 'There is no option "polcy". Did you mean "policy"?'],
  ])('are checked: %j', (options, message) => {
    expect(() => pipeline.frames({ at: 'tracker', ...options } as ReadOptions)).toThrow(message);
  });
});
