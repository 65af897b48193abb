/** Images of frames of real pipelines. */
import { filter, firstValueFrom, lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Frame, type Image, isDeepStreamError, Pipeline } from '../../lib/index.js';
import { detection, detectorConfig, hasModel, hasVideo, program, testPattern } from './launch.js';

/** Colours of `videotestsrc` patterns by GStreamer's numbers: red, green, blue. */
const solid = (name: string, pad: number, pattern: string) =>
  `videotestsrc name=${name} pattern=${pattern} num-buffers=30 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_${pad}`;

/** The colour of a pixel of an RGB image. */
function at({ data, width }: Image, x: number, y: number): number[] {
  return [...data.subarray(3 * (y * width + x), 3 * (y * width + x) + 3)];
}

const near = (seen: number[], wanted: number[], tolerance: number) => {
  for (const [i, value] of wanted.entries()) expect(Math.abs((seen[i] ?? -999) - value), `${seen} for ${wanted}`).toBeLessThanOrEqual(tolerance);
};

/** What `use` makes of the first frame: asked for at once, while its pixels are there. */
async function ofFirst<T>(pipeline: Pipeline, use: (frame: Frame) => T, at?: string): Promise<Awaited<T>> {
  const playing = pipeline.play();
  const frame = await firstValueFrom(pipeline.frames({ ...(at && { at }), include: ['pixels'], policy: 'block' }));
  const made = use(frame);
  await playing;
  return await made;
}

describe('images', () => {
  it("are of each frame's own source in a batch", async () => {
    await using pipeline = Pipeline.launch(
      `${solid('red', 0, 'red')} ${solid('blue', 1, 'blue')}
       nvstreammux name=mux batch-size=2 width=320 height=240 batched-push-timeout=-1 ! fakesink sync=false`,
    );
    const images: Promise<[string, Image]>[] = [];
    pipeline.frames({ at: 'mux', include: ['pixels'], policy: 'block' }).subscribe((frame) => {
      images.push(frame.image({ format: 'rgb', size: { width: 16 } }).then((image) => [frame.source.name, image]));
    });
    await pipeline.play();
    await pipeline.ended;
    const made = await Promise.all(images);
    expect(made).toHaveLength(60);
    for (const [source, image] of made) {
      expect([image.width, image.height]).toEqual([16, 12]);
      near(at(image, 8, 6), source === 'red' ? [255, 0, 0] : [0, 0, 255], 2);
    }
  });

  it.each(['I420', 'NV12', 'RGBA'])('of surfaces of format %s have the colours of the test picture', async (format) => {
    await using pipeline = Pipeline.launch(
      testPattern({ frames: 3, sink: `nvvideoconvert name=convert ! video/x-raw(memory:NVMM),format=${format} ! fakesink` }),
    );
    const image = await ofFirst(pipeline, (frame) => frame.image('rgb'), 'convert');
    // SMPTE bars: white, yellow, cyan, green, magenta, red, blue.
    near(at(image, 20, 50), [255, 255, 255], 4);
    near(at(image, 160, 50), [0, 255, 0], 4);
    near(at(image, 250, 50), [255, 0, 0], 4);
    near(at(image, 300, 50), [0, 0, 255], 4);
  });

  it('are made in plain memory too, of the pad where they are asked for', async () => {
    await using pipeline = Pipeline.launch(
      testPattern({ frames: 3, sink: 'nvvideoconvert name=convert ! video/x-raw,format=BGRx,width=160,height=120 ! fakesink' }),
    );
    const image = await ofFirst(pipeline, (frame) => frame.image('rgb'), 'convert');
    expect([image.width, image.height]).toEqual([160, 120]);
    near(at(image, 80, 25), [0, 255, 0], 4);
  });

  it('are files that begin as such files do, in the wanted part and size', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 3 }));
    const [jpeg, png, gray, raw] = await ofFirst(
      pipeline,
      (frame) =>
        Promise.all([
          frame.image({ crop: { left: 100.5, top: 20, width: 50, height: 1000 }, scale: 0.5 }),
          frame.image('png'),
          frame.image('gray'),
          frame.raw(),
        ]),
      'mux',
    );
    expect([...jpeg.data.subarray(0, 3)]).toEqual([0xff, 0xd8, 0xff]);
    expect([jpeg.width, jpeg.height]).toEqual([26, 110]);
    expect(Buffer.from(png.data.subarray(1, 4)).toString()).toBe('PNG');
    expect(gray.data).toHaveLength(320 * 240);
    expect(raw).toMatchObject({ width: 320, height: 240, format: 'I420' });
    expect(raw.planes.map(({ data, rows }) => [data.length, rows])).toEqual([
      [320 * 240, 240],
      [160 * 120, 120],
      [160 * 120, 120],
    ]);
  });

  it('outside of the frame are errors that name its size', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 3 }));
    const outside = ofFirst(pipeline, (frame) => frame.image({ crop: { left: 500, top: 0, width: 10, height: 10 } }), 'mux');
    await expect(outside).rejects.toMatchObject({
      code: 'ERR_ARGUMENT',
      key: 'crop',
      message: expect.stringContaining('320x240'),
    });
  });

  it.skipIf(!hasModel || !hasVideo)('of objects are their boxes, with padding', async () => {
    await using pipeline = Pipeline.launch(detection(detectorConfig()));
    const playing = pipeline.play();
    const frame = await firstValueFrom(pipeline.frames({ include: ['pixels'], policy: 'block' }).pipe(filter(({ objects }) => objects.length > 0)));
    const crops = await Promise.all(frame.objects.map((object) => object.crop({ padding: 4 })));
    await playing;
    for (const [i, { box }] of frame.objects.entries()) {
      const left = Math.max(0, Math.floor(box.left - 4));
      const right = Math.min(frame.size.width, Math.ceil(box.left + box.width + 4));
      expect(crops[i]?.width).toBe(right - left);
      expect(crops[i]?.data.length).toBeGreaterThan(200);
    }
  });
});

describe('pixels', () => {
  it.each(['drop-oldest', 'drop-newest', 'block'] as const)('are bounded and the stream ends when a subscriber is slow (%s)', async (policy) => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 100 }));
    let most = 0;
    let late = 0;
    const playing = pipeline.play();
    for await (const frame of pipeline.frames({ at: 'mux', include: ['pixels'], policy, capacity: 2 })) {
      const image = await frame.image({ size: { width: 32 } });
      expect(image.width).toBe(32);
      most = Math.max(most, ...pipeline.stats().subscriptions.map(({ kept }) => kept));
      late++;
    }
    await playing;
    // Two queued, one on its way into the queue, one delivered.
    expect(most).toBeLessThanOrEqual(4);
    if (policy === 'block') expect(late).toBe(100);
  });

  it('released are a typed error, and what was asked for before is made', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 3 }));
    await ofFirst(
      pipeline,
      async (frame) => {
        const before = frame.image();
        frame.release();
        const error: unknown = await frame.image().catch((reason: unknown) => reason);
        expect(isDeepStreamError(error) && error.code).toBe('ERR_FRAME_RELEASED');
        expect((await before).data.length).toBeGreaterThan(100);
      },
      'mux',
    );
  });

  it('stay for as many batches as retain says, to the end of the stream', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 20 }));
    const frames = lastValueFrom(pipeline.frames({ at: 'mux', include: ['pixels'], policy: 'block', retain: 5 }).pipe(toArray()));
    await pipeline.play();
    const images = (await frames).map((frame) => frame.image({ size: { width: 16 } }));
    const outcomes = (await Promise.allSettled(images)).map(({ status }) => status);
    expect(outcomes).toEqual([...Array(15).fill('rejected'), ...Array(5).fill('fulfilled')]);
  });

  it('asked for while the pipeline closes are made', async () => {
    const pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    const images = await ofFirst(pipeline, (frame) => [Array.from({ length: 50 }, () => frame.image())] as const, 'mux');
    await pipeline.close();
    for (const image of await Promise.all(images[0])) expect(image.width).toBe(320);
  });

  it('stay within memory over 1,000 images, and a process ends with images under way', async () => {
    const { code, output, errors } = await program('images.ts');
    expect({ code, errors }).toEqual({ code: 0, errors: '' });
    const { megabytes, made } = JSON.parse(output) as { megabytes: number; made: number };
    expect(made).toBe(1000);
    // One leaked image would be 225 kB.
    expect(megabytes).toBeLessThan(40);
  });

  it('do not keep a worker thread from ending while images are made', async () => {
    const { code, output, errors } = await program('worker.ts', 'images');
    expect({ code, errors, output }).toEqual({ code: 0, errors: '', output: `${'playing\n'.repeat(5)}done\n` });
  });
});
