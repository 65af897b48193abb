/** Programs that change what passes: seen by readers, trackers and on pictures; and what never stops a pipeline. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type DeepStreamError, type EditableBatch, type Interception, Pipeline } from '../../lib/index.js';
import { program, temporaryFolder, testPattern } from './launch.js';

const width = 320;
const height = 240;
const read = (pipeline: Pipeline, at: string) => lastValueFrom(pipeline.frames({ at, policy: 'block' }).pipe(toArray()));
const box = { left: 40, top: 60, width: 100, height: 80 };

/** Adds one person to every frame, as a detector would. */
function detect({ frames }: EditableBatch): void {
  for (const frame of frames) {
    frame.inferred = true;
    frame.addObject({ box: { ...box, left: box.left + frame.number }, label: 'person', classId: 0, confidence: 0.9 });
  }
}

function warningsOf(pipeline: Pipeline): DeepStreamError[] {
  const warnings: DeepStreamError[] = [];
  pipeline.events$.subscribe((event) => {
    if (event.type === 'warning') warnings.push(event.warning);
  });
  return warnings;
}

async function play(pipeline: Pipeline): Promise<void> {
  await pipeline.play();
  await pipeline.ended;
}

describe('an edit', () => {
  it('is seen by readers of the same pad and of later ones, in the order of the handlers', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 10, sink: 'identity name=later ! fakesink sync=false' }));
    const frames = Promise.all([read(pipeline, 'mux'), read(pipeline, 'later')]);
    pipeline.intercept('mux', detect);
    pipeline.intercept('mux', ({ frames: [frame] }) => {
      const person = frame?.objects[0];
      if (!person) throw new Error('nobody there');
      person.label = 'worker';
      person.box.width = 50;
      person.trackId = 2n ** 63n;
      person.classify({ componentId: 7, type: 'helmet', labels: [{ label: 'yellow', probability: 0.5 }] });
    });
    await play(pipeline);
    for (const each of (await frames).map((all) => all[3])) {
      expect(each?.inferred).toBe(true);
      expect(each?.objects).toHaveLength(1);
      expect(each?.objects[0]).toMatchObject({
        label: 'worker',
        text: 'worker',
        confidence: Math.fround(0.9),
        componentId: -1,
        trackId: 2n ** 63n,
        box: { left: 43, top: 60, width: 50, height: 80 },
        classifications: [{ componentId: 7, type: 'helmet', labels: [{ id: 0, classId: 0, label: 'yellow', probability: 0.5 }] }],
      });
    }
  });

  it('that removes an object takes it from later readers, and leaves its children without a parent', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 3, sink: 'identity name=later ! fakesink sync=false' }));
    pipeline.intercept('mux', ({ frames: [frame] }) => {
      const parent = frame?.addObject({ box, label: 'car', classId: 1 });
      frame?.addObject({ box, label: 'plate', classId: 2, ...(parent && { parent }) });
    });
    const before = read(pipeline, 'mux');
    pipeline.intercept('later', ({ frames: [frame] }) => frame?.objects.find(({ label }) => label === 'car')?.remove());
    const after = read(pipeline, 'later');
    await play(pipeline);
    expect((await before)[0]?.objects.map(({ label }) => label).sort()).toEqual(['car', 'plate']);
    expect((await after)[0]?.objects.map(({ label, parent }) => [label, parent])).toEqual([['plate', undefined]]);
  });

  it('that adds an object gives nvtracker one to follow', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 30, sink: 'nvtracker name=tracker ! fakesink sync=false' }));
    pipeline.intercept('mux', detect);
    const frames = read(pipeline, 'tracker');
    await play(pipeline);
    const tracked = (await frames).slice(10).map(({ objects }) => objects.map(({ label, trackId }) => `${label} ${trackId}`));
    expect(tracked[0]?.[0]).toMatch(/^person \d+$/);
    expect(new Set(tracked.flat()).size).toBe(1);
  });

  it('that attaches JSON to frames and objects is read back downstream', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 2, sink: 'identity name=later ! fakesink sync=false' }));
    pipeline.intercept('mux', ({ frames: [frame] }) => {
      frame?.attach('scene', { wet: true, lanes: [1, 2], name: 'Brücke' });
      frame?.attach('scene', 'newer');
      frame?.addObject({ box, label: 'car', classId: 1 }).attach('plate', 'B 123');
    });
    pipeline.intercept('later', ({ frames: [frame] }) => {
      const car = frame?.objects[0];
      car?.attach('seen', [car.attachments, frame?.attachments]);
    });
    const [frame] = await Promise.all([read(pipeline, 'later'), play(pipeline)]).then(([frames]) => frames);
    expect(frame?.attachments).toEqual({ scene: 'newer' });
    expect(frame?.objects[0]?.attachments).toEqual({ plate: 'B 123', seen: [{ plate: 'B 123' }, { scene: 'newer' }] });
    expect(frame?.toJSON()).toMatchObject({ attachments: { scene: 'newer' } });
  });

  it('holds many objects and long texts', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 2 }));
    pipeline.intercept(
      'mux',
      ({ frames: [frame] }) => {
        for (let i = 0; i < 5000; i++) frame?.addObject({ box, label: `object ${i}`, classId: i, text: 'x'.repeat(500) });
      },
      { timeoutMs: 10_000 },
    );
    const frames = read(pipeline, 'mux');
    await play(pipeline);
    expect((await frames).map(({ objects }) => objects.length)).toEqual([5000, 5000]);
  });
});

describe('on pictures', () => {
  /** Plays black pictures through nvdsosd; the colour of a pixel of each. */
  async function pictures(frames: number, prepare: (pipeline: Pipeline) => void) {
    const file = join(temporaryFolder(), 'frames.rgba');
    await using pipeline = Pipeline.launch(
      `videotestsrc name=gate pattern=black num-buffers=${frames} ! video/x-raw,format=RGBA,width=${width},height=${height},framerate=30/1 ! mux.sink_0
       nvstreammux name=mux batch-size=1 width=${width} height=${height} ! nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA !
       nvdsosd name=osd ! nvvideoconvert ! video/x-raw,format=RGBA ! filesink location=${file}`,
    );
    prepare(pipeline);
    await play(pipeline);
    const bytes = readFileSync(file);
    expect(bytes).toHaveLength(frames * width * height * 4);
    return (frame: number, x: number, y: number) => {
      const at = ((frame * height + y) * width + x) * 4;
      const bright = (channel: number) => ((bytes[at + channel] as number) > 128 ? 'rgb'[channel] : '-');
      return `${bright(0)}${bright(1)}${bright(2)}`;
    };
  }

  it('edits are drawn by nvdsosd: boxes, their colours, and shapes', async () => {
    const pixel = await pictures(2, (pipeline) => {
      pipeline.intercept('mux', ({ frames: [frame] }) => {
        frame?.addObject({ box, label: 'box', classId: 0, text: null, border: { width: 4, color: 'green' }, background: 'blue' });
        frame?.draw(
          {
            line: [
              [0, 200],
              [320, 200],
            ],
            width: 6,
            color: 'red',
          },
          { box: { left: 200, top: 20, width: 60, height: 40 }, width: 4, color: 'yellow' },
          { circle: [250, 150], radius: 20, color: 'cyan', background: 'white' },
          { text: '█████', at: [200, 210], size: 12, color: 'magenta', background: 'magenta' },
        );
      });
    });
    expect(pixel(0, 5, 5)).toBe('---');
    expect(pixel(1, 90, 100)).toBe('--b');
    expect(pixel(1, 39, 100)).toBe('-g-');
    expect(pixel(1, 150, 200)).toBe('r--');
    expect(pixel(1, 201, 40)).toBe('rg-');
    expect(pixel(1, 250, 150)).toBe('rgb');
    expect(pixel(1, 206, 216)).toBe('r-b');
  });

  it('annotations stay for their frames, without a handler', async () => {
    const pixel = await pictures(8, (pipeline) => {
      pipeline.annotate('gate', { box: { left: 0, top: 0, width: 100, height: 100 }, width: 0, color: 'red', background: 'red' }, { frames: 5 });
      pipeline.annotate(
        0,
        {
          line: [
            [0, 150],
            [320, 150],
          ],
          width: 8,
          color: 'green',
        },
        { frames: 2, at: 'mux' },
      );
      pipeline.annotate(
        'source-9',
        {
          line: [
            [0, 220],
            [320, 220],
          ],
          width: 8,
          color: 'blue',
        },
        { frames: 8 },
      );
    });
    const at = (x: number, y: number) => Array.from({ length: 8 }, (_, frame) => pixel(frame, x, y));
    expect(at(50, 50)).toEqual([...Array(5).fill('r--'), ...Array(3).fill('---')]);
    expect(at(50, 150)).toEqual([...Array(2).fill('-g-'), ...Array(6).fill('---')]);
    expect(at(50, 220)).toEqual(Array(8).fill('---'));
  });

  it('an annotation without nvdsosd is an error', async () => {
    await using pipeline = Pipeline.launch(testPattern());
    expect(() => pipeline.annotate(0, { text: 'x', at: [0, 0] })).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', key: 'at' }));
  });
});

describe('a handler', () => {
  const logger = { warn: () => {}, error: () => {} };

  it('of 10 ms keeps up with 30 frames a second', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 45, live: true }));
    const interception = pipeline.intercept(
      'mux',
      async (batch) => {
        await new Promise((resolve) => setTimeout(resolve, 10));
        detect(batch);
      },
      { timeoutMs: 1000 },
    );
    const frames = read(pipeline, 'mux');
    await play(pipeline);
    const { length } = await frames;
    expect(interception.stats).toMatchObject({ intercepted: length, edited: length, late: 0, failed: 0 });
    expect((await frames).every(({ objects }) => objects.length === 1)).toBe(true);
    expect(interception.stats.maxHold).toBeGreaterThan(9000);
  });

  it('that is late lets batches go on unedited, is counted, and warned of once', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 10 }), { logger });
    const warnings = warningsOf(pipeline);
    const interception = pipeline.intercept('mux', () => new Promise(() => {}), { timeoutMs: 2 });
    const frames = read(pipeline, 'mux');
    await play(pipeline);
    expect(await frames).toHaveLength(10);
    expect(interception.stats).toMatchObject({ intercepted: 10, late: 10, edited: 0 });
    expect(warnings).toHaveLength(1);
    expect(warnings[0]).toMatchObject({ code: 'ERR_INTERCEPT', key: 'timeoutMs', value: '2' });
  });

  it.each<[string, string | undefined, (batch: EditableBatch) => unknown]>([
    [
      'throws',
      undefined,
      () => {
        throw new Error('my mistake');
      },
    ],
    [
      'rejects',
      undefined,
      async () => {
        throw new Error('my mistake');
      },
    ],
    ['sets a box to NaN', 'box.left', ({ frames: [frame] }) => frame?.addObject({ box: { ...box, left: Number.NaN }, label: 'x', classId: 0 })],
    ['sets a label of 200 bytes', 'label', ({ frames: [frame] }) => frame?.addObject({ box, label: 'x'.repeat(200), classId: 0 })],
    ['sets a border of 40 pixels', 'border.width', ({ frames: [frame] }) => frame?.addObject({ box, label: 'x', classId: 0, border: { width: 40 } })],
    ['sets a negative width', 'box.width', ({ frames: [frame] }) => frame?.addObject({ box: { ...box, width: -1 }, label: 'x', classId: 0 })],
  ])('that %s lets batches go on unedited, and is told', async (_, key, handler) => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 5 }), { logger });
    const warnings = warningsOf(pipeline);
    const interception = pipeline.intercept('mux', handler, { timeoutMs: 5000 });
    const frames = read(pipeline, 'mux');
    await play(pipeline);
    expect((await frames).map(({ objects }) => objects.length)).toEqual([0, 0, 0, 0, 0]);
    expect(interception.stats).toMatchObject({ intercepted: 5, failed: 5, edited: 0, late: 0 });
    expect(warnings).toHaveLength(5);
    expect(warnings[0]).toMatchObject({ code: 'ERR_INTERCEPT', ...(key && { key }) });
  });

  it('may stop the pipeline, and works again when it plays again', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    let stopping: Promise<void> | undefined;
    const interception = pipeline.intercept(
      'mux',
      () => {
        stopping ??= pipeline.stop();
        return stopping;
      },
      { timeoutMs: 60_000 },
    );
    // stop() may come before play() is complete.
    await pipeline.play().catch(() => {});
    await pipeline.ended;
    await stopping;
    expect(interception.stats.released + interception.stats.edited).toBe(
      interception.stats.intercepted - interception.stats.late - interception.stats.failed,
    );
    stopping = undefined;
    const before = interception.stats.intercepted;
    await pipeline.play().catch(() => {});
    await pipeline.ended;
    expect(interception.stats.intercepted).toBeGreaterThan(before);
  });

  it('may close the pipeline', async () => {
    const pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }));
    const closed = new Promise<void>((resolve) => {
      pipeline.intercept(
        'mux',
        async () => {
          await pipeline.close();
          resolve();
        },
        { timeoutMs: 60_000 },
      );
    });
    await pipeline.play().catch(() => {});
    await closed;
  });

  it('may end its own interception: the batch goes on at once', async () => {
    await using pipeline = Pipeline.launch(testPattern({ frames: 20 }));
    const interception: Interception = pipeline.intercept(
      'mux',
      () => {
        interception.unsubscribe();
        return new Promise(() => {});
      },
      { timeoutMs: 60_000 },
    );
    await play(pipeline);
    expect(interception.stats).toMatchObject({ intercepted: 1, released: 0, late: 0 });
    expect(interception.closed).toBe(true);
  });

  it('that never answers does not hold up stop and close', async () => {
    const pipeline = Pipeline.launch(testPattern({ frames: 20 }));
    const waiting = new Promise<void>((resolve) => {
      pipeline.intercept(
        'mux',
        () => {
          resolve();
          return new Promise(() => {});
        },
        { timeoutMs: 60_000 },
      );
    });
    // Complete only once the first batch is through.
    const playing = pipeline.play().catch((error: unknown) => error);
    await waiting;
    await pipeline.stop();
    await pipeline.close();
    expect(await playing).toMatchObject({ code: 'ERR_STATE' });
  });
});

describe('a process with a batch that waits', () => {
  it.each(['exit', 'close', 'thrown'])('ends: %s', async (way) => {
    expect(await program('intercept.ts', way)).toMatchObject({ code: way === 'exit' ? 7 : 0, signal: null, output: 'waiting\n' });
  });

  it('ends when worker threads are terminated meanwhile', async () => {
    const { code, output, errors } = await program('worker.ts', 'intercept');
    expect({ code, errors, output }).toEqual({ code: 0, errors: '', output: `${'playing\n'.repeat(5)}done\n` });
  });
});
