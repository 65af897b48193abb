/** Zones, stays in them, crowds. */
import { crowding, type DwellEvent, dwell, type Zones, zones } from 'node-deepstream/operators';
import { fakeFrame, fakeFrames } from 'node-deepstream/testing';
import { concat, merge, take } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../lib/index.js';
import { collect, framesOf, overFakes, overFrames, source } from './collect.js';

const corners = [
  [200, 0],
  [400, 0],
  [400, 480],
  [200, 480],
] as const;
const dock: Zones = { dock: corners };
/** From left to right through the dock: inside in frames 20 to 39 of 60. */
const walker = {
  id: 7,
  path: [
    [5, 300],
    [595, 300],
  ] as const,
};
const insideFrames = (frames: readonly { frame: Frame; inside: readonly unknown[] }[]) => frames.filter(({ inside }) => inside.length > 0);

describe('zones', () => {
  it('one value a zone and frame; an object is inside where it stands', () => {
    const states = overFakes({ frames: 60, tracks: [walker] }, zones(dock));
    expect(states).toHaveLength(60);
    expect(states.every(({ zone }) => zone === 'dock')).toBe(true);
    expect(insideFrames(states).map(({ frame }) => frame.number)).toEqual(Array.from({ length: 20 }, (_, i) => i + 20));
    expect(states.filter(({ entered }) => entered.length > 0).map(({ frame, entered }) => [frame.number, entered[0]?.trackId])).toEqual([[20, 7n]]);
    expect(states.filter(({ left }) => left.length > 0).map(({ frame, left }) => [frame.number, left[0]?.trackId])).toEqual([[40, 7n]]);
    expect(states.at(-1)?.counts).toEqual({ inside: 0, insideByLabel: {}, entered: 1, left: 1 });
  });

  it('points may be those of another picture', () => {
    const half = {
      dock: [
        [100, 0],
        [200, 0],
        [200, 240],
        [100, 240],
      ],
    } as const;
    const states = overFakes({ frames: 60, tracks: [walker] }, zones(half, { size: { width: 320, height: 240 } }));
    expect(insideFrames(states)).toHaveLength(20);
  });

  it('an untracked object is inside but neither enters nor leaves', () => {
    const { id: _, ...nobody } = walker;
    const states = overFakes({ frames: 60, tracks: [nobody] }, zones(dock));
    expect(insideFrames(states)).toHaveLength(20);
    expect(states.at(-1)?.counts).toMatchObject({ entered: 0, left: 0 });
  });

  it('a lost track leaves once it is forgotten', () => {
    const states = overFakes({ frames: 80, tracks: [{ ...walker, to: 59, hidden: [[30, 59]] }] }, zones(dock, { forgetAfterMs: 1000 }));
    expect(states.filter(({ left }) => left.length > 0).map(({ frame }) => frame.number)).toEqual([40]); // 29 + 10 frames + 1
  });

  it('a short gap is no leaving', () => {
    const states = overFakes({ frames: 60, tracks: [{ ...walker, hidden: [[25, 30]] }] }, zones(dock));
    expect(states.at(-1)?.counts).toMatchObject({ entered: 1, left: 1 });
  });

  it('labels, classes and sources choose what counts', () => {
    const tracks = [walker, { ...walker, id: 8, label: 'dog', classId: 16 }];
    const count = (zone: object) => overFakes({ frames: 60, tracks }, zones({ dock: { polygon: corners, ...zone } })).at(-1)?.counts.entered;
    expect(count({})).toBe(2);
    expect(count({ labels: ['dog'] })).toBe(1);
    expect(count({ classIds: [0, 16] })).toBe(2);
    expect(count({ classIds: [3] })).toBe(0);
    expect(count({ sources: ['fake'] })).toBe(2);
  });

  it('a zone can be everything outside', () => {
    expect(insideFrames(overFakes({ frames: 60, tracks: [walker] }, zones({ rest: { polygon: corners, inverse: true } })))).toHaveLength(40);
  });

  it('enterAfterMs and leaveAfterMs pass over moments', () => {
    // In, out for 0.3 s, in again: feet at the border.
    const path = [
      [190, 300],
      [210, 300],
      [210, 300],
      [210, 300],
      [190, 300],
      [190, 300],
      [210, 300],
      [210, 300],
      [210, 300],
      [100, 300],
      [100, 300],
    ] as const;
    const options = { frames: 11, tracks: [{ id: 1, path }] };
    const entered = (zone: object) => overFakes(options, zones({ dock: { polygon: corners, ...zone } })).at(-1)?.counts;
    expect(entered({})).toMatchObject({ entered: 2, left: 2 });
    expect(entered({ leaveAfterMs: 250 })).toMatchObject({ entered: 1, left: 0 });
    expect(entered({ enterAfterMs: 500 })).toMatchObject({ entered: 0, left: 0 });
  });

  it('each source has a state of its own', () => {
    const gate = framesOf({ frames: 60, source: source('gate', 0), tracks: [walker] });
    const yard = framesOf({ frames: 60, source: source('yard', 1), tracks: [walker] });
    const mixed = gate.flatMap((frame, i) => [frame, yard[i] as Frame]);
    const last = overFrames(mixed, zones(dock)).slice(-2);
    expect(last.map(({ frame, counts }) => [frame.source.name, counts.entered])).toEqual([
      ['gate', 1],
      ['yard', 1],
    ]);
  });

  it('a source that starts again ends all visits', () => {
    const first = fakeFrames({ frames: 30, tracks: [{ ...walker, path: [[300, 300]] }] });
    const states = collect(concat(first, first).pipe(zones(dock)));
    expect(states.filter(({ left }) => left.length > 0).map(({ frame }) => frame.number)).toEqual([0]);
    expect(states.at(-1)?.counts).toMatchObject({ entered: 2, left: 1, inside: 1 });
  });

  it('each subscription begins anew', () => {
    const states = fakeFrames({ frames: 60, tracks: [walker] }).pipe(zones(dock));
    expect(collect(states)).toEqual(collect(states));
  });

  it('stops when nobody wants more', () => {
    expect(collect(fakeFrames({ frames: 60, tracks: [walker] }).pipe(zones(dock), take(3)))).toHaveLength(3);
  });

  it('remembers no more tracks than it may', () => {
    const crowd = Array.from({ length: 50 }, (_, frame) =>
      fakeFrame({
        number: frame,
        pts: String(frame * 1e6),
        objects: [
          { label: 'person', classId: 0, confidence: 1, componentId: 1, trackId: String(frame), box: { left: 280, top: 200, width: 40, height: 80 } },
        ],
      }),
    );
    const states = overFrames(crowd, zones(dock, { maxTracks: 10 }));
    expect(states.at(-1)?.counts).toMatchObject({ entered: 50, left: 40 });
  });

  it('tells of a source that never appears', () => {
    const warnings: string[] = [];
    const logger = { warn: (text: string) => warnings.push(text), error: () => {} };
    overFakes({ frames: 5, tracks: [] }, zones({ dock: { polygon: corners, sources: ['fakke', 'fake'] } }, { logger }));
    expect(warnings).toEqual(['"zones.dock" names the source "fakke", which has not appeared. Did you mean "fake"?']);
  });
});

describe('malformed zones are refused with key and remedy', () => {
  const good = [
    [0, 0],
    [10, 0],
    [10, 10],
  ] as const;
  it.each([
    [
      'two corners',
      {
        a: [
          [0, 0],
          [5, 5],
        ],
      },
      { key: 'zones.a', remedy: expect.stringContaining('at least three') },
    ],
    ['no corners', { a: {} }, { key: 'zones.a.polygon' }],
    [
      'edges that cross',
      {
        a: [
          [0, 0],
          [10, 10],
          [10, 0],
          [0, 10],
        ],
      },
      { key: 'zones.a', message: expect.stringContaining('edge 1 crosses edge 3') },
    ],
    [
      'all on one line',
      {
        a: [
          [0, 0],
          [5, 5],
          [10, 10],
        ],
      },
      { key: 'zones.a', message: expect.stringContaining('on one line') },
    ],
    [
      'a point that is none',
      {
        a: [
          [0, 0],
          [5, 5],
          [10, Number.NaN],
        ],
      },
      { key: 'zones.a[2]' },
    ],
    [
      'a negative class',
      { a: { polygon: good, classIds: [0, -2] } },
      { key: 'zones.a.classIds', value: '-2', remedy: expect.stringContaining('count from 0') },
    ],
    [
      'a name given twice',
      [
        { name: 'a', polygon: good },
        { name: 'a', polygon: good },
      ],
      { key: 'zones', value: 'a' },
    ],
    ['no name', [{ polygon: good }], { key: 'zones[0].name' }],
    ['a misspelt option', { a: { polygon: good, ancor: 'center' } }, { key: 'ancor', remedy: 'Did you mean "anchor"?' }],
    ['an anchor that does not exist', { a: { polygon: good, anchor: 'middle' } }, { key: 'zones.a.anchor' }],
    ['no zones', {}, { key: 'zones' }],
    ['a negative time', { a: { polygon: good, enterAfterMs: -1 } }, { key: 'zones.a.enterAfterMs' }],
  ])('%s', (_, definition, expected) => {
    expect(() => zones(definition as never)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', ...expected }));
    expect(() => dwell(definition as never)).toThrow(expect.objectContaining(expected));
    expect(() => crowding(definition as never, { objects: 2 })).toThrow(expect.objectContaining(expected));
  });

  it('a point outside the frame, once its size is known', () => {
    expect(() =>
      overFakes(
        { frames: 1, tracks: [] },
        zones({
          a: [
            [0, 0],
            [700, 0],
            [0, 100],
          ],
        }),
      ),
    ).toThrow(
      expect.objectContaining({
        code: 'ERR_ARGUMENT',
        key: 'zones.a',
        value: '[700,0]',
        message: expect.stringContaining('outside the frame of 640×480'),
        remedy: expect.stringContaining('{ size }'),
      }),
    );
  });

  it('a point outside the picture, at once', () => {
    expect(() =>
      zones(
        {
          a: [
            [0, 0],
            [700, 0],
            [0, 100],
          ],
        },
        { size: { width: 320, height: 240 } },
      ),
    ).toThrow('outside the picture of 320×240');
  });

  it('a polygon may end with its first corner', () => {
    expect(() =>
      zones({
        a: [
          [0, 0],
          [10, 0],
          [10, 10],
          [0, 0],
        ],
      }),
    ).not.toThrow();
  });
});

describe('dwell', () => {
  const shown = ({ type, frame, ms, thresholdMs }: DwellEvent<Frame>) => [
    type,
    frame.number,
    ms,
    ...(thresholdMs === undefined ? [] : [thresholdMs]),
  ];

  it('tells entering, each threshold once, and leaving', () => {
    const events = overFakes({ frames: 60, tracks: [walker] }, dwell(dock, { thresholdsMs: [1000, 500] }));
    expect(events.map(shown)).toEqual([
      ['entered', 20, 0],
      ['exceeded', 25, 500, 500],
      ['exceeded', 30, 1000, 1000],
      ['left', 40, 1900],
    ]);
    expect(events[3]).toMatchObject({ zone: 'dock', trackId: 7n, enteredPts: 2_000_000_000n });
  });

  it('ends with the stream', () => {
    const events = overFakes({ frames: 20, tracks: [{ id: 1, path: [[300, 300]] }] }, dwell(dock));
    expect(events.map(shown)).toEqual([
      ['entered', 0, 0],
      ['left', 19, 1900],
    ]);
  });

  it('does not count a gap of the stream', () => {
    const stand = { id: 1, path: [[300, 300]] as const };
    const before = fakeFrames({ frames: 10, tracks: [stand] });
    const later = framesOf({ frames: 10, startPts: 3_600_000_000_000n, tracks: [stand] }).map((frame) =>
      fakeFrame({ ...frame.toJSON(), number: frame.number + 10 }),
    );
    const events = collect(concat(before, later).pipe(dwell(dock, { thresholdsMs: [2000] })));
    expect(events.map(shown)).toEqual([
      ['entered', 0, 0],
      ['left', 10, 900],
      ['entered', 10, 0],
      ['left', 19, 900],
    ]);
  });

  it('measures frames without times by their numbers', () => {
    const frames = framesOf({ frames: 60, tracks: [walker] }).map((frame) => {
      const { pts: _, ...json } = frame.toJSON();
      return fakeFrame(json);
    });
    expect(overFrames(frames, dwell(dock, { frameRate: 20 })).map(shown)).toEqual([
      ['entered', 20, 0],
      ['left', 40, 950],
    ]);
  });
});

describe('crowding', () => {
  /** So many untracked people in the dock in each frame. */
  const people = (counts: readonly number[]) =>
    counts.map((count, number) =>
      fakeFrame({
        number,
        pts: String(number * 100_000_000),
        objects: Array.from({ length: count }, () => ({
          label: 'person',
          classId: 0,
          confidence: 1,
          componentId: 1,
          box: { left: 280, top: 200, width: 40, height: 80 },
        })),
      }),
    );

  it('begins and ends at once without a time threshold', () => {
    const events = overFrames(people([1, 2, 5, 3, 1]), crowding(dock, { objects: 3 }));
    expect(events.map(({ type, frame, count, peak, ms }) => [type, frame.number, count, peak, ms])).toEqual([
      ['crowded', 2, 5, 5, 0],
      ['cleared', 4, 1, 5, 200],
    ]);
  });

  it('must last for forMs, and be over for as long', () => {
    const events = overFrames(people([3, 3, 0, 3, 3, 3, 4, 3, 0, 3, 0, 0, 0, 0]), crowding(dock, { objects: 3, forMs: 300 }));
    expect(events.map(({ type, frame, peak, ms }) => [type, frame.number, peak, ms])).toEqual([
      ['crowded', 6, 4, 300],
      ['cleared', 13, 4, 1000],
    ]);
  });

  it('needs a number of objects', () => {
    expect(() => crowding(dock, { objects: 0 })).toThrow('Expected a whole number of at least 1 for "objects", got 0.');
  });
});

it('operators on several zones and sources can be merged into one stream', () => {
  const frames = fakeFrames({ frames: 60, tracks: [walker] });
  const events = collect(merge(frames.pipe(dwell(dock)), frames.pipe(crowding(dock, { objects: 1 }))));
  expect(events.map(({ type }) => type)).toEqual(['entered', 'left', 'crowded', 'cleared']);
});
