/** Real pipelines: running, reading, changing. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, map, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type Frame, Pipeline, type PipelineEvent } from '../../lib/index.js';
import { detection, detectorConfig, hasModel, hasVideo, temporaryFolder, testPattern, video } from './launch.js';

const collect = (pipeline: Pipeline, at = 'mux') => lastValueFrom(pipeline.frames({ at, policy: 'block' }).pipe(toArray()));

describe('a pipeline', () => {
  it('delivers every frame, in order, and then ends', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 100 }));
    const frames = collect(pipeline);
    await pipeline.play();
    expect((await frames).map(({ number }) => number)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    expect(await pipeline.ended).toEqual({ frames: 100, drops: 0, seconds: expect.any(Number) });
  });

  it('delivers what the muxer says about each frame', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 3 }));
    const frames = collect(pipeline);
    await pipeline.play();
    expect((await frames)[1]).toMatchObject({
      source: { id: 0, name: 'source-0', pad: 0 },
      size: { width: 320, height: 240 },
      sourceSize: { width: 320, height: 240 },
      pts: 33_333_333n,
      inferred: false,
      objects: [],
    });
  });

  it('batches several sources and ends with the last of them', async () => {
    await using pipeline = Pipeline.launch(
      `videotestsrc name=short num-buffers=5 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_0
       videotestsrc name=long num-buffers=20 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_1
       nvstreammux name=mux batch-size=2 width=320 height=240 batched-push-timeout=40000 ! fakesink sync=false`,
    );
    const events: PipelineEvent[] = [];
    pipeline.events$.subscribe((event) => events.push(event));
    const frames = collect(pipeline);
    await pipeline.play();
    const names = (await frames).map(({ source }) => source.name);
    await pipeline.ended;
    expect(names.filter((name) => name === 'short')).toHaveLength(5);
    expect(names.filter((name) => name === 'long')).toHaveLength(20);
    expect(events.flatMap((event) => (event.type === 'sourceEnded' ? [event.source.name] : [])).sort()).toEqual(['long', 'short']);
  });

  it('can be read in a loop', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 50 }));
    const numbers: number[] = [];
    const playing = pipeline.play();
    for await (const frame of pipeline.frames({ at: 'mux', policy: 'block', capacity: 1 })) numbers.push(frame.number);
    await playing;
    expect(numbers).toHaveLength(50);
  });

  it('plays again from the beginning', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 20 }));
    for (let round = 0; round < 3; round++) {
      const frames = collect(pipeline);
      await pipeline.play();
      expect(await frames).toHaveLength(20);
      expect((await pipeline.ended).frames).toBe(20);
    }
  });

  it('stops in the middle, and then plays from the beginning', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    for (let round = 0; round < 2; round++) {
      const three = lastValueFrom(pipeline.frames({ at: 'mux' }).pipe(take(3), toArray()));
      await pipeline.play();
      expect((await three).map(({ number }) => number)).toEqual([0, 1, 2]);
      await pipeline.stop();
      expect(pipeline.stats().state).toBe('null');
      expect((await pipeline.ended).frames).toBeGreaterThanOrEqual(3);
    }
  });

  it('pauses and resumes', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 60, sink: 'fakesink sync=true' }));
    await pipeline.pause();
    expect(pipeline.stats().state).toBe('paused');
    const frames = collect(pipeline);
    await pipeline.play();
    await pipeline.pause();
    const { frames: held } = pipeline.stats();
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(pipeline.stats().frames).toBeLessThanOrEqual(held + 1);
    await pipeline.play();
    await frames;
    expect((await pipeline.ended).frames).toBe(60);
  });

  it('has its name in messages', async () => {
    await using pipeline = Pipeline.launch(testPattern(), { name: 'gate' });
    expect(pipeline.name).toBe('gate');
  });

  it('is a graph that can be drawn', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    expect(pipeline.dot()).toMatch(/^digraph/);
    expect(pipeline.elements).toContain('mux');
  });

  it('closes with a subscriber of policy block that never took anything', async () => {
    const pipeline = Pipeline.launch(testPattern({ frames: 1000 }));
    const iterator = pipeline.frames({ at: 'mux', policy: 'block', capacity: 1 })[Symbol.asyncIterator]();
    const first = iterator.next();
    await pipeline.play();
    await first;
    await pipeline.close();
    await iterator.next();
    expect((await iterator.next()).done).toBe(true);
  });
});

describe('policies', () => {
  /** What a loop sees that waits after its first frame until the stream is over. */
  async function late(policy: 'drop-oldest' | 'drop-newest') {
    await using pipeline = Pipeline.launch(testPattern({ frames: 50 }));
    const iterator = pipeline.frames({ at: 'mux', policy, capacity: 4 })[Symbol.asyncIterator]();
    const first = iterator.next();
    await pipeline.play();
    const numbers = [(await first).value.number as number];
    const { drops } = await pipeline.ended;
    for (let next = await iterator.next(); !next.done; next = await iterator.next()) numbers.push(next.value.number);
    return { numbers, drops };
  }

  it('drop-oldest keeps the newest batches and counts the others', async () => {
    const { numbers, drops } = await late('drop-oldest');
    expect(numbers.slice(-4)).toEqual([46, 47, 48, 49]);
    expect(numbers.length + drops).toBe(50);
    expect(drops).toBeGreaterThan(0);
  });

  it('drop-newest keeps the oldest batches and counts the others', async () => {
    const { numbers, drops } = await late('drop-newest');
    expect(numbers.slice(0, 4)).toEqual([0, 1, 2, 3]);
    // Behind them, what came when the loop's first take had made room.
    expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b));
    expect(numbers.length + drops).toBe(50);
    expect(drops).toBeGreaterThan(0);
  });

  it('block makes the pipeline wait: nothing is lost however slow the reader', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 30 }));
    const playing = pipeline.play();
    let seen = 0;
    for await (const _ of pipeline.frames({ at: 'mux', policy: 'block', capacity: 1 })) {
      seen++;
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    await playing;
    expect(seen).toBe(30);
    expect((await pipeline.ended).drops).toBe(0);
  });
});

describe('probes', () => {
  it('come with the first subscription and go with the last', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    await pipeline.play();
    const first = pipeline.frames({ at: 'mux' }).subscribe();
    const second = pipeline.objects({ at: 'mux' }).subscribe();
    expect(pipeline.stats().subscriptions).toHaveLength(1);
    first.unsubscribe();
    expect(pipeline.stats().subscriptions).toHaveLength(1);
    second.unsubscribe();
    expect(pipeline.stats().subscriptions).toEqual([]);
  });

  it('can be attached and removed while frames pass', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    await pipeline.play();
    for (let i = 0; i < 20; i++) {
      const [frame] = await lastValueFrom(pipeline.frames({ at: 'mux' }).pipe(take(1), toArray()));
      expect(frame?.size.width).toBe(320);
    }
  });

  it('of other pads see the same frames', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 10, sink: 'queue name=q ! fakesink name=sink sync=false' }));
    const places = ['mux', 'mux.src', 'q', 'q.sink', 'sink.sink'];
    const counts = Promise.all(places.map((at) => collect(pipeline, at).then(({ length }) => length)));
    await pipeline.play();
    expect(await counts).toEqual([10, 10, 10, 10, 10]);
  });
});

describe('elements', () => {
  it('are read and changed, with types', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    const mux = pipeline.element<{ width: number; 'batched-push-timeout': number }>('mux');
    expect(mux.factory).toBe('nvstreammux');
    expect(mux.get('width')).toBe(320);
    expect(mux.set({ width: 640 }).get('width')).toBe(640);
  });

  it('describe their properties', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    const { factory, plugin, properties } = pipeline.element('mux').describe();
    expect([factory, plugin]).toEqual(['nvstreammux', 'nodedeepstream']);
    expect(properties.find(({ name }) => name === 'batch-size')).toMatchObject({ kind: 'integer', writable: true });
  });
});

describe.skipIf(!hasVideo)('a real video', () => {
  it('arrives frame by frame', async () => {
    await using pipeline = Pipeline.launch(
      `uridecodebin uri=file://${video} ! mux.sink_0 nvstreammux name=mux batch-size=1 width=768 height=576 ! fakesink sync=false`,
    );
    const frames = collect(pipeline);
    await pipeline.play();
    const all = await frames;
    expect(all).toHaveLength(795);
    expect(all[0]?.source).toEqual({ id: 0, name: 'vtest', uri: `file://${video}`, pad: 0 });
    expect(all[10]?.pts).toBe(1_000_000_000n);
  });

  it.skipIf(!hasModel)('gives typed detections with steady track IDs', { timeout: 120_000 }, async () => {
    await using pipeline = Pipeline.launch(detection(detectorConfig()));
    const frames: Promise<Frame[]> = lastValueFrom(pipeline.frames({ policy: 'block' }).pipe(take(60), toArray()));
    await pipeline.play();
    const people = (await frames).flatMap(({ objects }) => objects).filter(({ label }) => label === 'person');
    expect(people.length).toBeGreaterThan(100);
    const lengths = new Map<bigint | undefined, number>();
    for (const { trackId } of people) lengths.set(trackId, (lengths.get(trackId) ?? 0) + 1);
    expect(lengths.has(undefined)).toBe(false);
    expect(Math.max(...lengths.values())).toBeGreaterThan(30);
    for (const { confidence, box, classId, componentId } of people) {
      // The threshold of the configuration, or what DeepStream says where only the tracker saw the object.
      expect(confidence === Math.fround(-0.1) || (confidence >= 0.4 && confidence <= 1)).toBe(true);
      expect(box.width * box.height).toBeGreaterThan(0);
      expect([classId, componentId]).toEqual([0, 1]);
    }
  });

  it.skipIf(!hasModel)('is changed while it plays', { timeout: 120_000 }, async () => {
    await using pipeline = Pipeline.launch(detection(detectorConfig()));
    const inferred = lastValueFrom(
      pipeline.frames({ at: 'pgie', policy: 'block', capacity: 1 }).pipe(
        take(60),
        map((frame) => {
          if (frame.number === 20) pipeline.element<{ interval: number }>('pgie').set({ interval: 1 });
          return frame.inferred;
        }),
        toArray(),
      ),
    );
    await pipeline.play();
    const flags = await inferred;
    expect(flags.slice(0, 20)).not.toContain(false);
    expect(flags.slice(40).filter((flag) => !flag)).toHaveLength(10);
  });

  it('is encoded and written', async () => {
    const file = join(temporaryFolder(), 'out.mp4');
    await using pipeline = Pipeline.launch(
      testPattern({
        frames: 30,
        sink: `nvvideoconvert ! video/x-raw,format=I420 ! x264enc speed-preset=ultrafast ! mp4mux ! filesink location=${file}`,
      }),
    );
    await pipeline.play();
    await pipeline.ended;
    expect(existsSync(file)).toBe(true);
    expect(statSync(file).size).toBeGreaterThan(1000);
    expect(readFileSync(file).includes('moov')).toBe(true);
  });
});
