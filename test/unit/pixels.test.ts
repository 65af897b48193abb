/** Images of frames: requests, retention and release, on a binding without native code. */
import { firstValueFrom, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Frame, type ImageOptions, Pipeline, type ReadOptions } from '../../lib/index.js';
import { FakeBinding, settle } from './fake-binding.js';

let binding: FakeBinding;
let restore: () => void;
let pipeline: Pipeline;

beforeEach(() => {
  binding = new FakeBinding();
  restore = binding.install();
  pipeline = Pipeline.launch('fake');
});
afterEach(async () => {
  await pipeline.close();
  restore();
});

const push = (number: number, frames = 1) =>
  binding.pipeline.at('tracker').push({
    frames: Array.from({ length: frames }, (_, pad) => ({
      number,
      pad,
      batchId: pad,
      objects: [{ label: 'person', trackId: 7n, box: { left: 10.5, top: 20, width: 30, height: 40 } }],
    })),
  });

/** Frames as they come. */
function read(options: ReadOptions = {}): Frame[] {
  const frames: Frame[] = [];
  pipeline.frames({ at: 'tracker', include: ['pixels'], ...options }).subscribe((frame) => frames.push(frame));
  return frames;
}

async function oneFrame(options: ReadOptions = {}): Promise<Frame> {
  const frames = read(options);
  push(0);
  await settle();
  return frames[0] as Frame;
}

describe('an image', () => {
  it('is asked for with what was given, and with nothing else', async () => {
    const frame = await oneFrame();
    const image = await frame.image({ format: 'png', crop: { left: 1, top: 2, width: 3, height: 4 }, size: { width: 100 } });
    expect(binding.images[0]?.request).toEqual({ index: 0, format: 'png', crop: { left: 1, top: 2, width: 3, height: 4 }, width: 100 });
    expect(image).toMatchObject({ width: 4, height: 2, format: 'png', channels: undefined });
    await frame.image();
    expect(binding.images[1]?.request).toEqual({ index: 0, format: 'jpeg' });
    expect((await frame.image('rgb')).channels).toBe(3);
  });

  it("of an object is its box with padding around it, in the frame's place of the batch", async () => {
    const frames = read();
    push(0, 3);
    await settle();
    await frames[2]?.objects[0]?.crop({ padding: 2, quality: 50 });
    expect(binding.images[0]?.request).toEqual({
      index: 2,
      format: 'jpeg',
      quality: 50,
      crop: { left: 8.5, top: 18, width: 34, height: 44 },
    });
  });

  it.each([
    ['format', { format: 'bmp' }],
    ['scale', { scale: 0 }],
    ['scale', { scale: Number.NaN }],
    ['scale', { scale: 1, size: { width: 3 } }],
    ['size', { size: {} }],
    ['size', { size: { width: 1.5 } }],
    ['size', { size: { width: 10, height: 100_000 } }],
    ['quality', { quality: 0 }],
    ['quality', { quality: 101 }],
    ['crop', { crop: { left: 0, top: 0, width: 0, height: 5 } }],
    ['crop', { crop: { left: Number.NaN, top: 0, width: 5, height: 5 } }],
    ['crop', { crop: null }],
    ['qualty', { qualty: 3 }],
  ])('refuses a wrong %s', async (key, options) => {
    const frame = await oneFrame();
    await expect(frame.image(options as unknown as ImageOptions)).rejects.toMatchObject({ code: 'ERR_ARGUMENT', key });
    expect(binding.images).toEqual([]);
  });

  it('needs frames that were read with their pixels', async () => {
    const frames: Frame[] = [];
    pipeline.frames({ at: 'tracker' }).subscribe((frame) => frames.push(frame));
    push(0);
    await settle();
    for (const wanted of [() => frames[0]?.image(), () => frames[0]?.raw(), () => frames[0]?.objects[0]?.crop()]) {
      await expect(wanted()).rejects.toMatchObject({ code: 'ERR_ARGUMENT', key: 'include', message: expect.stringContaining("include: ['pixels']") });
    }
    frames[0]?.release();
  });

  it('that the add-on refuses rejects with a DeepStreamError', async () => {
    const frame = await oneFrame();
    binding.makeImage = async () => {
      throw Object.assign(new Error('no such format'), { code: 'ERR_PICTURE', remedy: 'Convert it.' });
    };
    await expect(frame.image()).rejects.toMatchObject({ name: 'DeepStreamError', code: 'ERR_PICTURE', remedy: 'Convert it.' });
  });
});

describe('pixels stay', () => {
  it('until the next batch is delivered', async () => {
    const frames = read();
    push(0);
    await settle();
    await frames[0]?.image();
    push(1);
    await settle();
    await expect(frames[0]?.image()).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED', remedy: expect.stringContaining('retain') });
    await frames[1]?.image();
    expect(binding.released.size).toBe(1);
  });

  it('for as many batches as retain says', async () => {
    const frames = read({ retain: 3 });
    for (let i = 0; i < 5; i++) {
      push(i);
      await settle();
    }
    const outcomes = await Promise.all(
      frames.map((frame) =>
        frame.image().then(
          () => 'made',
          (error) => error.code,
        ),
      ),
    );
    expect(outcomes).toEqual(['ERR_FRAME_RELEASED', 'ERR_FRAME_RELEASED', 'made', 'made', 'made']);
  });

  it('while several queued batches are delivered one by one', async () => {
    const images: Promise<unknown>[] = [];
    pipeline.frames({ at: 'tracker', include: ['pixels'] }).subscribe((frame) => images.push(frame.image()));
    for (let i = 0; i < 4; i++) push(i);
    await settle(10);
    expect(await Promise.all(images)).toHaveLength(4);
    expect(binding.released.size).toBe(3);
  });

  it('after a promise took the first frame, for what follows at once', async () => {
    const first = firstValueFrom(pipeline.frames({ at: 'tracker', include: ['pixels'] }));
    push(0);
    const frame = await first;
    await frame.image();
    await settle();
    await expect(frame.image()).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED' });
    expect(binding.released.size).toBe(1);
  });

  it('in a loop until the loop asks for the next, also after the end of the stream', async () => {
    const numbers: number[] = [];
    const loop = (async () => {
      for await (const frame of pipeline.frames({ at: 'tracker', include: ['pixels'] })) {
        await settle();
        await frame.image();
        numbers.push(frame.number);
      }
    })();
    await pipeline.play();
    for (let i = 0; i < 3; i++) push(i);
    binding.pipeline.emit({ type: 'end' });
    await loop;
    expect(numbers).toEqual([0, 1, 2]);
    await settle();
    expect(binding.released.size).toBe(3);
  });

  it('not after a loop was left: what was queued is given back too', async () => {
    await pipeline.play();
    const iterator = pipeline.frames({ at: 'tracker', include: ['pixels'] })[Symbol.asyncIterator]();
    const first = iterator.next();
    await settle();
    for (let i = 0; i < 3; i++) push(i);
    await first;
    binding.pipeline.emit({ type: 'end' });
    await settle();
    await iterator.return?.();
    await settle();
    expect(binding.released.size).toBe(3);
  });
});

describe('release', () => {
  it('of a frame stops its own images; that of the last frame gives the buffer back', async () => {
    const frames = read();
    push(0, 2);
    await settle();
    frames[0]?.release();
    frames[0]?.release();
    await expect(frames[0]?.image()).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED' });
    await frames[1]?.image();
    expect(binding.released.size).toBe(0);
    frames[1]?.release();
    expect(binding.released.size).toBe(1);
  });

  it('of a batch is that of all its frames', async () => {
    const [batch] = await firstValueFrom(
      (() => {
        const two = pipeline.batches({ at: 'tracker', include: ['pixels'] }).pipe(take(1), toArray());
        queueMicrotask(() => push(0, 2));
        return two;
      })(),
    );
    batch?.release();
    for (const frame of batch?.frames ?? []) await expect(frame.image()).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED' });
    expect(binding.released.size).toBe(1);
  });
});

describe('options', () => {
  it('with pixels fewer batches wait, unless told otherwise', async () => {
    read();
    expect(binding.pipeline.at('tracker').options).toMatchObject({ capacity: 4, include: ['pixels'] });
  });

  it.each([0, 1.5, 257, '1'])('refuse retain %s', (retain) => {
    expect(() => pipeline.frames({ at: 'tracker', include: ['pixels'], retain: retain as number })).toThrow(
      expect.objectContaining({ code: 'ERR_ARGUMENT', key: 'retain' }),
    );
  });

  it('without room in the pipeline frames come without pixels, and say so', async () => {
    const frames = read();
    const subscription = binding.pipeline.at('tracker');
    push(0);
    delete subscription.queue[0]?.pixels;
    await settle();
    await expect(frames[0]?.image()).rejects.toMatchObject({ code: 'ERR_FRAME_RELEASED', key: 'buffer-pool-size' });
  });
});
