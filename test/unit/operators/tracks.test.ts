/** Tracks: their lives, counts, speeds and traces. */

import fc from 'fast-check';
import { countBy, filterObjects, heatMap, mergeHeatMaps, metresPerPixel, speeds, type TrackEvent, trackEvents } from 'node-deepstream/operators';
import { fakeFrame, fakeFrames } from 'node-deepstream/testing';
import { concat, map } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../lib/index.js';
import { TrackTable } from '../../../lib/operators/tracks.js';
import { collect, framesOf, overFakes, overFrames } from './collect.js';

const walker = {
  id: 3,
  path: [
    [100, 300],
    [500, 300],
  ] as const,
};
const told = (events: readonly TrackEvent<Frame>[]) =>
  events.filter(({ type }) => type !== 'update').map(({ type, frame, track }) => [type, frame.number, track.id]);

describe('trackEvents', () => {
  it('new, an update a frame, lost, end', () => {
    const events = overFakes({ frames: 50, tracks: [{ ...walker, from: 5, to: 14 }] }, trackEvents());
    expect(told(events)).toEqual([
      ['new', 5, 3n],
      ['lost', 19, 3n],
      ['end', 35, 3n],
    ]);
    expect(events.filter(({ type }) => type === 'update')).toHaveLength(9);
    expect(events.at(-1)?.track).toMatchObject({
      label: 'person',
      frames: 10,
      firstFrame: 5,
      lastFrame: 14,
      firstMs: 500,
      lastMs: 1400,
      firstPts: 500_000_000n,
    });
    expect(events.at(-1)?.track.path.map(({ frame }) => frame)).toEqual([5, 6, 7, 8, 9, 10, 11, 12, 13, 14]);
  });

  it('found again it is an update, and may be lost again', () => {
    const events = overFakes(
      {
        frames: 40,
        tracks: [
          {
            ...walker,
            to: 39,
            hidden: [
              [10, 19],
              [25, 39],
            ],
          },
        ],
      },
      trackEvents({ updates: 'none' }),
    );
    expect(events.map(({ type, frame }) => [type, frame.number])).toEqual([
      ['new', 0],
      ['lost', 14],
      ['update', 20],
      ['lost', 29],
      ['end', 39], // of the stream
    ]);
  });

  it('a moment is no track when minFrames says so', () => {
    const moments = [
      { ...walker, from: 3, to: 4 },
      { ...walker, id: 4, from: 10, to: 30 },
    ];
    expect(told(overFakes({ frames: 60, tracks: moments }, trackEvents({ minFrames: 3 })))).toEqual([
      ['new', 12, 4n],
      ['lost', 35, 4n],
      ['end', 51, 4n],
    ]);
  });

  it('the best view is sure, large and whole', () => {
    const objects = [
      { confidence: 0.9, width: 40, left: 0 }, // cut off by the border
      { confidence: 0.5, width: 40, left: 100 },
      { confidence: 0.9, width: 40, left: 200 },
      { confidence: 0.8, width: 30, left: 300 },
    ];
    const frames = objects.map(({ confidence, width, left }, number) =>
      fakeFrame({
        number,
        pts: String(number * 1e8),
        objects: [{ label: 'car', classId: 2, confidence, componentId: 1, trackId: '1', box: { left, top: 100, width, height: 50 } }],
      }),
    );
    const events = overFrames(frames, trackEvents({ updates: 'best' }));
    expect(events.map(({ type, track }) => [type, track.best.frame.number])).toEqual([
      ['new', 0],
      ['update', 1],
      ['update', 2],
      ['end', 2],
    ]);
  });

  it('the label is the one it had most', () => {
    const frames = ['car', 'truck', 'truck', 'car', 'truck'].map((label, number) =>
      fakeFrame({
        number,
        objects: [
          { label, classId: label === 'car' ? 2 : 7, confidence: 0.6, componentId: 1, trackId: '1', box: { left: 0, top: 0, width: 5, height: 5 } },
        ],
      }),
    );
    expect(overFrames(frames, trackEvents()).at(-1)?.track).toMatchObject({ label: 'truck', classId: 7 });
  });

  it('a path keeps its ends and is never longer than it may', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 2, max: 40 }), (frames, pathPoints) => {
        const events = overFakes({ frames, tracks: [walker] }, trackEvents({ pathPoints, updates: 'every' }));
        for (const { track } of events) {
          expect(track.path.length).toBeLessThanOrEqual(pathPoints);
          expect(track.path[0]?.frame).toBe(0);
          expect(track.path.at(-1)?.frame).toBe(track.lastFrame);
          const steps = track.path.slice(1, -1).map(({ frame }, i) => frame - (track.path[i]?.frame ?? 0));
          expect(new Set(steps).size).toBeLessThanOrEqual(1); // thinned out evenly
        }
        if (frames > pathPoints) expect(events.at(-1)?.track.path.length).toBeGreaterThanOrEqual(pathPoints / 2);
      }),
      { numRuns: 30 },
    );
  });

  it('events are values: later frames do not change earlier ones', () => {
    const events = overFakes({ frames: 10, tracks: [walker] }, trackEvents());
    expect(events.map(({ track }) => track.path.length)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 10]);
  });

  it('a restart, a long gap and a step back in time end all tracks', () => {
    const again = fakeFrames({ frames: 3, tracks: [walker] });
    const types = (other: typeof again) => collect(concat(again, other).pipe(trackEvents({ updates: 'none' }))).map(({ type }) => type);
    expect(types(again)).toEqual(['new', 'end', 'new', 'end']);
    const numbered = (pts: bigint) =>
      again.pipe(map((frame) => fakeFrame({ ...frame.toJSON(), number: frame.number + 3, pts: String((frame.pts ?? 0n) + pts) })));
    expect(types(numbered(60_000_000_000n))).toEqual(['new', 'end', 'new', 'end']);
    expect(types(numbered(300_000_000n))).toEqual(['new', 'end']);
  });

  it('a track is new before it ends, and ends exactly once', () => {
    const span = fc.tuple(fc.nat(80), fc.nat(80), fc.integer({ min: 1, max: 4 }));
    fc.assert(
      fc.property(fc.array(span, { maxLength: 8 }), (spans) => {
        const tracks = spans.map(([a, b, id]) => ({ ...walker, id, from: Math.min(a, b), to: Math.max(a, b) }));
        const open = new Set<bigint>();
        for (const { type, track } of overFakes({ frames: 81, tracks }, trackEvents())) {
          expect(open.has(track.id)).toBe(type !== 'new');
          if (type === 'new') open.add(track.id);
          if (type === 'end') open.delete(track.id);
        }
        expect(open.size).toBe(0);
      }),
    );
  });

  it('refuses options that make no sense', () => {
    expect(() => trackEvents({ endAfterMs: 100 })).toThrow('Expected a number of at least 500 for "endAfterMs", got 100.');
    expect(() => trackEvents({ updates: 'all' as never })).toThrow('Expected one of "every", "best", "none" for "updates", got \'all\'.');
    expect(() => trackEvents({ classIds: [-1] })).toThrow(expect.objectContaining({ key: 'options.classIds' }));
  });
});

describe('the memory of tracks', () => {
  it('never holds more than its limit plus one frame, and lets go whom it has not seen longest', () => {
    const table = new TrackTable<number>({ maxTracks: 3, forgetAfterMs: 1e9 });
    const gone: number[] = [];
    for (let i = 0; i < 100; i++) {
      table.add(BigInt(i), i, i);
      gone.push(...table.expire(i));
      expect(table.size).toBeLessThanOrEqual(3);
    }
    expect(gone).toEqual(Array.from({ length: 97 }, (_, i) => i));
  });
});

describe('countBy', () => {
  it('counts what is there and who was there', () => {
    const tracks = [walker, { ...walker, id: 4, from: 5, to: 8 }, { ...walker, id: 5, label: 'dog', from: 2 }, { path: walker.path, label: 'cat' }];
    const counts = overFakes({ frames: 20, tracks }, countBy());
    expect(counts[6]?.current).toEqual({ person: 2, dog: 1, cat: 1 });
    expect(counts.at(-1)?.current).toEqual({ person: 1, dog: 1, cat: 1 });
    expect(counts.at(-1)?.total).toEqual({ person: 2, dog: 1 });
    expect(counts[3]?.total).toEqual({ person: 1, dog: 1 });
  });

  it('a key may be anything that objects say, also "constructor"', () => {
    const counts = overFakes(
      { frames: 3, tracks: [{ ...walker, label: 'constructor' }] },
      countBy(({ label }) => label),
    );
    expect(counts.at(-1)).toMatchObject({ current: { constructor: 1 }, total: { constructor: 1 } });
  });

  it('minFrames keeps moments out of the total', () => {
    const tracks = [walker, { ...walker, id: 4, from: 3, to: 3 }];
    expect(
      overFakes(
        { frames: 20, tracks },
        countBy(({ label }) => label, { minFrames: 2 }),
      ).at(-1)?.total,
    ).toEqual({ person: 1 });
  });

  it('a key that never repeats cannot fill the memory', () => {
    const counts = overFakes(
      { frames: 1200, tracks: [walker] },
      countBy((_, { number }) => `frame ${number}`),
    );
    expect(Object.keys(counts.at(-1)?.total ?? {})).toHaveLength(1001);
    expect(counts.at(-1)?.total['(other)']).toBe(1);
  });
});

describe('speeds', () => {
  it('of an even walk in pixels and in metres', () => {
    const walk = { frames: 41, tracks: [walker] }; // 400 pixels in 4 s
    const pixels = overFakes(walk, speeds());
    expect(pixels).toHaveLength(40);
    for (const { speed, velocity } of pixels) {
      expect(speed).toBeCloseTo(100, 3);
      expect(velocity[1]).toBeCloseTo(0, 3);
    }
    for (const { speed } of overFakes(walk, speeds({ plane: metresPerPixel(0.02) }))) expect(speed).toBeCloseTo(2, 4);
  });

  it('is not troubled by trembling boxes', () => {
    const frames = framesOf({ frames: 100, tracks: [walker] }).map((frame) => {
      const json = frame.toJSON();
      const [object] = json.objects;
      if (object) object.box = { ...object.box, left: object.box.left + (frame.number % 2 ? 3 : -3) };
      return fakeFrame(json);
    });
    const { speed } = overFrames(frames, speeds({ windowMs: 2000 })).at(-1) ?? { speed: 0 };
    expect(speed).toBeGreaterThan(38);
    expect(speed).toBeLessThan(43); // 400 / 9.9
  });
});

describe('filterObjects', () => {
  const tracks = [walker, { ...walker, id: 4, label: 'dog', classId: 16 }];

  it('keeps objects by label, class or function, in frames that still know how to become JSON', () => {
    const left = (wanted: Parameters<typeof filterObjects<Frame>>[0]) => overFakes({ frames: 1, tracks }, filterObjects(wanted))[0];
    expect(left({ labels: ['dog'] })?.objects.map(({ trackId }) => trackId)).toEqual([4n]);
    expect(left({ classIds: [0] })?.objects.map(({ trackId }) => trackId)).toEqual([3n]);
    expect(left(({ trackId }) => trackId !== 3n)?.toJSON()).toMatchObject({ number: 0, objects: [{ label: 'dog', trackId: '4' }] });
  });

  it('leaves the frame that came in as it was, and refuses what is no filter', () => {
    const frames = framesOf({ frames: 1, tracks });
    overFrames(frames, filterObjects({ classIds: [0] }));
    expect(frames[0]?.objects).toHaveLength(2);
    expect(() => filterObjects({ label: ['dog'] } as never)).toThrow('Did you mean "labels"?');
    expect(() => filterObjects({ classIds: [-3] })).toThrow(expect.objectContaining({ key: 'filter.classIds' }));
  });
});

describe('heatMap', () => {
  it('seconds in each cell', () => {
    const [map] = overFakes(
      { frames: 21, size: { width: 640, height: 480 }, tracks: [{ path: [[75, 75]] }, { path: [[75, 480]], from: 11 }] },
      heatMap({ columns: 64 }),
    );
    expect(map).toMatchObject({ columns: 64, rows: 48 });
    expect(map?.seconds[7 * 64 + 7]).toBeCloseTo(2, 9);
    expect(map?.seconds[47 * 64 + 7]).toBeCloseTo(1, 9); // feet on the lower border
    expect(map?.peak).toBeCloseTo(2, 9);
    expect(map?.seconds.reduce((sum, value) => sum + value)).toBeCloseTo(3, 9);
  });

  it('no object outside the frame leaves a trace', () => {
    const outside = fc.tuple(fc.integer({ min: 641, max: 2000 }), fc.integer({ min: -500, max: 2000 }));
    fc.assert(
      fc.property(outside, ([x, y]) => {
        expect(overFakes({ frames: 5, tracks: [{ path: [[x, y]] }, { path: [[-x, y]] }] }, heatMap())[0]?.peak).toBe(0);
      }),
    );
  });

  it('may be told while it grows, and maps can be added', () => {
    const maps = overFakes({ frames: 31, tracks: [{ path: [[75, 75]] }] }, heatMap({ everyMs: 1000 }));
    expect(maps.map(({ peak }) => Math.round(peak))).toEqual([1, 2, 3, 3]);
    const [first, second] = maps as [(typeof maps)[0], (typeof maps)[0]];
    expect(mergeHeatMaps([first, second]).peak).toBeCloseTo(3, 9);
    expect(() => mergeHeatMaps([first, { ...second, columns: 3 }])).toThrow('"columns"');
  });
});
