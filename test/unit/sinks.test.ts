/** Files out, and recorded frames in again. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { csv, jsonLines, kitti } from 'node-deepstream/sinks';
import { fakeFrame, fakeFrames, matchesGolden, replay, replayMot } from 'node-deepstream/testing';
import { firstValueFrom, from, lastValueFrom, map, merge, take, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, FrameJSON } from '../../lib/index.js';
import { WholeFile } from '../../lib/sinks/files.js';
import { type Target, WriteQueue } from '../../lib/sinks/write-queue.js';
import { framesOf, source } from './operators/collect.js';

let folder: string;
const file = (name: string) => join(folder, name);
const read = (name: string) => readFileSync(file(name), 'utf8');
const walker = {
  id: 5,
  path: [
    [100, 300],
    [500, 300],
  ] as const,
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'node-deepstream-sinks-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

// JSON has no negative zero.
const float = fc.float({ noNaN: true, noDefaultInfinity: true, min: -4000, max: 4000 }).map((value) => value + 0);
const box = fc.record({ left: float, top: float, width: float, height: float });
const frameJSON: fc.Arbitrary<FrameJSON> = fc
  .record({
    number: fc.nat(),
    pts: fc.option(fc.bigInt({ min: 0n, max: 2n ** 63n }), { nil: undefined }),
    ntp: fc.option(fc.bigInt({ min: 1n, max: 2n ** 62n }), { nil: undefined }),
    inferred: fc.boolean(),
    objects: fc.array(
      fc.record({
        label: fc.string({ unit: 'binary' }),
        classId: fc.nat(80),
        confidence: float,
        id: fc.option(fc.bigInt({ min: 0n, max: 2n ** 64n - 2n }), { nil: undefined }),
        box,
        detectorBox: fc.option(box, { nil: undefined }),
        probability: float,
      }),
      { maxLength: 5 },
    ),
  })
  .map(({ pts, ntp, objects, ...rest }) => ({
    ...rest,
    source: { id: 2, name: 'gate', uri: 'rtsp://gate', pad: 3 },
    ...(pts !== undefined && { pts: pts.toString() }),
    ...(ntp !== undefined && { ntpTimestamp: ntp.toString() }),
    size: { width: 640, height: 480 },
    sourceSize: { width: 1920, height: 1080 },
    batchIndex: 1,
    objects: objects.map(({ id, detectorBox, probability, ...object }, i) => ({
      ...object,
      componentId: 1,
      ...(id !== undefined && { trackId: id.toString(), trackerConfidence: object.confidence }),
      ...(detectorBox && { detectorBox }),
      classifications: [{ componentId: 2, type: 'colour', labels: [{ id: 0, classId: 1, label: 'red', probability }] }],
      ...(i > 0 && { parent: 0 }),
    })),
  }));

describe('jsonLines and replay', () => {
  it('a replayed frame equals the one that was written, field by field', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frameJSON, { maxLength: 5 }), async (all) => {
        const frames = all.map((json) => fakeFrame(json));
        const sink = jsonLines(file('all.jsonl'));
        from(frames).subscribe(sink);
        await sink.flushed();
        const again = await lastValueFrom(replay(file('all.jsonl')).pipe(toArray()));
        expect(again).toEqual(frames);
        expect(again.map((frame) => JSON.stringify(frame))).toEqual(frames.map((frame) => JSON.stringify(frame)));
        for (const { objects } of again) for (const object of objects.slice(1)) expect(object.parent).toBe(objects[0]);
      }),
      { numRuns: 50 },
    );
  });

  it('frames of one source share their source object, as in a pipeline', async () => {
    const sink = jsonLines(file('a.jsonl'));
    fakeFrames({ frames: 3, tracks: [walker] }).subscribe(sink);
    await sink.flushed();
    const [a, b] = await lastValueFrom(replay(file('a.jsonl')).pipe(toArray()));
    expect(a?.source).toBe(b?.source);
  });

  it('what the pipeline attached comes back: analytics as it was, embeddings as vectors, 64-bit numbers as such', () => {
    const [json] = framesOf({ frames: 1, tracks: [walker] }).map((frame) => frame.toJSON());
    const analytics = {
      roiCounts: { dock: 2 },
      lineCrossings: { current: {}, cumulative: { gate: 7 } },
      overcrowded: { dock: true },
      objectCounts: { 0: 3 },
    };
    const frame = fakeFrame({
      ...json,
      analytics,
      misc: ['18446744073709551615', '0', '0', '0'],
      objects: (json?.objects ?? []).map((object) => ({ ...object, embedding: [0.5, -0.25], misc: ['1', '2', '3', '4'] })),
    });
    expect(frame).toMatchObject({
      analytics,
      misc: [2n ** 64n - 1n, 0n, 0n, 0n],
      objects: [{ embedding: Float32Array.of(0.5, -0.25), misc: [1n, 2n, 3n, 4n] }],
    });
    expect(fakeFrame(frame.toJSON())).toEqual(frame);
  });

  it('writes any value: 64-bit numbers as digits, maps as objects', async () => {
    const sink = jsonLines(file('deep/er/events.jsonl'));
    sink.next({ id: 2n ** 63n, map: new Map([['a', new Set([1])]]), cells: new Float64Array([1, 2]), nothing: undefined });
    sink.next(undefined);
    sink.complete();
    await sink.flushed();
    expect(read('deep/er/events.jsonl')).toBe('{"id":"9223372036854775808","map":{"a":[1]},"cells":[1,2]}\nnull\n');
    expect(sink.stats).toEqual({ written: 2, dropped: 0, blocked: 0, bytes: 64, waitingBytes: 0 });
  });

  it('may add to a file', async () => {
    for (const [i, append] of [false, true, true, false, true].entries()) {
      const sink = jsonLines<number>(file('n.jsonl'), { append });
      from([i]).subscribe(sink);
      await sink.flushed();
    }
    expect(read('n.jsonl')).toBe('3\n4\n');
  });

  it('original timing: frames come when they came, and a step back begins anew', async () => {
    const sink = jsonLines<Frame>(file('slow.jsonl'));
    fakeFrames({ frames: 5, frameRate: 10, tracks: [] }).subscribe(sink);
    await sink.flushed();
    const start = performance.now();
    const at = await lastValueFrom(
      replay(file('slow.jsonl'), { timing: 'original', speed: 4 }).pipe(
        map(() => performance.now() - start),
        toArray(),
      ),
    );
    at.forEach((ms, i) => {
      expect(ms).toBeGreaterThanOrEqual(25 * i - 2);
    });
    const fast = performance.now();
    await lastValueFrom(replay(file('slow.jsonl')).pipe(toArray()));
    expect(performance.now() - fast).toBeLessThan(100);
  });

  it('unsubscribing in the middle ends the reading', async () => {
    const sink = jsonLines<Frame>(file('long.jsonl'));
    fakeFrames({ frames: 500, tracks: [walker] }).subscribe(sink);
    await sink.flushed();
    expect(await lastValueFrom(replay(file('long.jsonl'), { timing: 'original' }).pipe(take(2), toArray()))).toHaveLength(2);
  });

  it('a recording that is none: file, line and remedy, after the frames before it', async () => {
    const good = JSON.stringify(fakeFrame());
    writeFileSync(file('cut.jsonl'), `${good}\n\n${good.slice(0, 50)}`);
    const frames: Frame[] = [];
    const error = await new Promise((resolve) => replay(file('cut.jsonl')).subscribe({ next: (frame) => frames.push(frame), error: resolve }));
    expect(frames).toHaveLength(1);
    expect(error).toMatchObject({ code: 'ERR_DECODE', file: file('cut.jsonl'), line: 3, remedy: expect.stringContaining('cut off') });
    for (const [text, message] of [
      ['7', 'it has no source'],
      ['{"source":{"id":0,"name":"a"}}', 'it has no frame number'],
      [JSON.stringify({ ...fakeFrame().toJSON(), objects: [{}] }), 'object 0 has no box'],
    ]) {
      writeFileSync(file('bad.jsonl'), `${text}\n`);
      await expect(firstValueFrom(replay(file('bad.jsonl')))).rejects.toThrow(message);
    }
    await expect(firstValueFrom(replay(file('none.jsonl')))).rejects.toMatchObject({ code: 'ERR_SOURCE_NOT_FOUND', file: file('none.jsonl') });
  });
});

describe('csv', () => {
  const two = () => merge(fakeFrames({ frames: 2, tracks: [walker, { path: [[50, 90.12345]] }], source: source('gate', 0) }));

  it('mot: frames from 1, -1 for untracked', async () => {
    const sink = csv(file('t.csv'), { format: 'mot' });
    two().subscribe(sink);
    await sink.flushed();
    expect(read('t.csv').split('\n')).toEqual([
      '1,5,80,220,40,80,0.9,-1,-1,-1',
      '1,-1,30,10.123,40,80,0.9,-1,-1,-1',
      '2,5,480,220,40,80,0.9,-1,-1,-1',
      '2,-1,30,10.123,40,80,0.9,-1,-1,-1',
      '',
    ]);
    const again = await lastValueFrom(replayMot(file('t.csv'), { size: { width: 640, height: 480 }, frameRate: 10 }).pipe(toArray()));
    expect(again.map(({ number, pts, objects }) => [number, pts, objects.map(({ trackId }) => trackId)])).toEqual([
      [0, 0n, [5n, undefined]],
      [1, 100_000_000n, [5n, undefined]],
    ]);
  });

  it('readable: a heading, seconds, names; text that a spreadsheet would misread is quoted', async () => {
    const sink = csv(file('t.csv'));
    fakeFrames({ frames: 1, source: 'gate, "north"', tracks: [{ ...walker, label: '=1+1' }] }).subscribe(sink);
    await sink.flushed();
    expect(read('t.csv')).toBe(
      'time_s,source,frame,track,label,class,confidence,left,top,width,height\n0.000,"gate, ""north""",0,5,\'=1+1,0,0.9,80,220,40,80\n',
    );
  });

  it('{source} makes one file for each; a name cannot leave the folder', async () => {
    const sink = csv(file('{source}.csv'), { format: 'mot' });
    const frames = ['gate', '../../etc'].flatMap((name, id) => framesOf({ frames: 1, source: source(name, id), tracks: [walker] }));
    from(frames).subscribe(sink);
    await sink.flushed();
    expect(readdirSync(folder).sort()).toEqual(['__.._etc.csv', 'gate.csv']);
  });

  it('two sources in one mot file are refused', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const sink = csv(file('t.csv'), { format: 'mot' });
    for (const frame of ['gate', 'yard'].flatMap((name, id) => framesOf({ frames: 1, source: source(name, id), tracks: [walker] }))) sink.next(frame);
    await expect(sink.flushed()).rejects.toMatchObject({ code: 'ERR_ARGUMENT', remedy: expect.stringContaining('{source}') });
    expect(warning).toHaveBeenCalledOnce();
    warning.mockRestore();
    sink.complete();
  });
});

describe('kitti', () => {
  it('detection: a file for each frame, also for an empty one', async () => {
    const sink = kitti(file('labels'));
    fakeFrames({ frames: 2, tracks: [{ ...walker, label: 'traffic light', to: 0 }] }).subscribe(sink);
    await sink.flushed();
    expect(readdirSync(file('labels'))).toEqual(['fake_000000.txt', 'fake_000001.txt']);
    expect(read('labels/fake_000000.txt')).toBe('traffic_light 0 0 0 80.00 220.00 120.00 300.00 0 0 0 0 0 0 0 0.9000\n');
    expect(read('labels/fake_000001.txt')).toBe('');
  });

  it('tracking: frame and ID come first', async () => {
    const sink = kitti(file('labels'), { format: 'tracking' });
    fakeFrames({ frames: 2, tracks: [walker] }).subscribe(sink);
    await sink.flushed();
    expect(
      read('labels/fake.txt')
        .split('\n')
        .map((line) => line.split(' ').slice(0, 3).join(' ')),
    ).toEqual(['0 5 person', '1 5 person', '']);
  });
});

describe('a sink’s queue', () => {
  /** A disk that takes what it is told to. */
  class SlowDisk implements Target {
    readonly written: [number, string][] = [];
    closed = 0;
    #waiting: (() => void)[] = [];
    async write(data: readonly Buffer[], position: number) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
      this.writeNow(data, position);
    }
    writeNow(data: readonly Buffer[], position: number) {
      this.written.push([position, Buffer.concat(data).toString()]);
    }
    close() {
      this.closed++;
    }
    proceed() {
      for (const resolve of this.#waiting.splice(0)) resolve();
    }
  }
  const turn = () => new Promise((resolve) => setImmediate(resolve));
  const fill = (queue: WriteQueue, target: Target, count: number) => {
    for (let i = 0; i < count; i++) queue.add(target, Buffer.from('0123456789'), 10 * i);
  };

  it('never holds more than its bound: block writes at once, in place, and loses nothing', async () => {
    const disk = new SlowDisk();
    const queue = new WriteQueue('x', { maxBytes: 30 });
    fill(queue, disk, 2);
    await turn(); // the first two are under way
    fill(queue, disk, 0);
    for (let i = 2; i < 20; i++) {
      queue.add(disk, Buffer.from('0123456789'), 10 * i);
      expect(queue.stats.waitingBytes).toBeLessThanOrEqual(50); // the bound and what is under way
    }
    queue.end(disk);
    const done = queue.flushed();
    for (let i = 0; i < 5; i++) {
      disk.proceed();
      await turn();
    }
    await done;
    const text = Buffer.alloc(200);
    for (const [position, part] of disk.written) text.write(part, position);
    expect(text.toString()).toBe('0123456789'.repeat(20));
    expect(queue.stats).toMatchObject({ written: 20, dropped: 0, bytes: 200, waitingBytes: 0 });
    expect(queue.stats.blocked).toBeGreaterThan(0);
    expect(disk.closed).toBe(1);
  });

  it('drop-newest leaves out and counts', async () => {
    const disk = new SlowDisk();
    const queue = new WriteQueue('x', { maxBytes: 30, policy: 'drop-newest' });
    fill(queue, disk, 20);
    expect(queue.stats).toMatchObject({ written: 3, dropped: 17, blocked: 0, waitingBytes: 30 });
    await turn();
    disk.proceed();
    await queue.flushed();
    expect(queue.stats.bytes).toBe(30);
  });

  it('a disk that refuses: one warning, everything counted, flushed rejects, files closed', async () => {
    const warning = vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
    const queue = new WriteQueue('labels', {});
    const full: Target = {
      write: () => Promise.reject(new Error('ENOSPC: no space left on device')),
      writeNow: () => {},
      close: vi.fn(),
    };
    fill(queue, full, 3);
    queue.end(full);
    await expect(queue.flushed()).rejects.toMatchObject({ code: 'ERR_WRITE', file: 'labels', detail: expect.stringContaining('ENOSPC') });
    fill(queue, full, 2);
    expect(queue.stats).toMatchObject({ written: 0, dropped: 5, waitingBytes: 0 });
    expect(full.close).toHaveBeenCalledOnce();
    expect(warning).toHaveBeenCalledOnce();
    warning.mockRestore();
  });

  it('a file that cannot be opened is an error at once', () => {
    writeFileSync(file('plain'), '');
    expect(() => jsonLines(file('plain/x.jsonl'))).toThrow(expect.objectContaining({ code: 'ERR_WRITE', file: file('plain/x.jsonl') }));
    expect(() => kitti(file('plain/x'))).toThrow(expect.objectContaining({ code: 'ERR_WRITE' }));
    expect(() => jsonLines(file('a'), { maxBytes: 0 })).toThrow('"maxBytes"');
    expect(() => csv(file('a'), { format: 'mott' as never })).toThrow('Expected one of "readable", "mot" for "format"');
  });

  it('writes whole files either way', async () => {
    const whole = new WholeFile(file('w'));
    whole.writeNow([Buffer.from('a'), Buffer.from('b')]);
    expect(read('w')).toBe('ab');
    await whole.write([Buffer.from('c')]);
    expect(read('w')).toBe('c');
  });

  it('a real file gets every byte in its place when the program is faster than the disk', async () => {
    const sink = jsonLines<number>(file('many.jsonl'), { maxBytes: 1000 });
    for (let i = 0; i < 5000; i++) {
      sink.next(i);
      if (i % 700 === 0) await turn();
    }
    sink.complete();
    await sink.flushed();
    expect(read('many.jsonl')).toBe(Array.from({ length: 5000 }, (_, i) => `${i}\n`).join(''));
    expect(sink.stats).toMatchObject({ written: 5000, dropped: 0 });
  });
});

describe('matchesGolden', () => {
  it('passes when equal, shows the first difference, and is updated on demand', async () => {
    const values = () =>
      fakeFrames({ frames: 3, tracks: [walker] }).pipe(
        map(({ number, objects }) => ({ number, left: objects[0]?.box.left, id: objects[0]?.trackId })),
      );
    await expect(matchesGolden(values(), file('g.jsonl'))).rejects.toMatchObject({
      code: 'ERR_SOURCE_NOT_FOUND',
      remedy: expect.stringContaining('UPDATE_GOLDEN=1'),
    });
    await matchesGolden(values(), file('g.jsonl'), { update: true });
    await matchesGolden(values(), file('g.jsonl'));
    const moved = values().pipe(map((value) => ({ ...value, left: (value.left ?? 0) + (value.number === 1 ? 0.25 : 0) })));
    await expect(matchesGolden(moved, file('g.jsonl'))).rejects.toThrow(
      /g\.jsonl:2 differs[\s\S]*golden: .*"left":280,[\s\S]*actual: .*"left":280\.25,/,
    );
    await matchesGolden(moved, file('g.jsonl'), { tolerance: 0.5 });
    await expect(matchesGolden(values().pipe(take(2)), file('g.jsonl'))).rejects.toThrow('actual: nothing more');
    await expect(matchesGolden([{ number: 0, left: 80, id: 5n, extra: 1 }], file('g.jsonl'))).rejects.toThrow('g.jsonl:1');
  });
});
