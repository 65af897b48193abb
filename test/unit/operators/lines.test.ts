/** Lines and directions. */

import fc from 'fast-check';
import { type Directions, directions, type Line, type LineCrossing, lineCrossings } from 'node-deepstream/operators';
import { type FakeTrack, fakeFrame, fakeFrames } from 'node-deepstream/testing';
import { concat } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../lib/index.js';
import { collect, overFakes, overFrames } from './collect.js';

/** Across the middle of the picture, from left to right: `in` is downwards. */
const middle: Line = { from: [100, 240], to: [540, 240] };
type Path = FakeTrack['path'];
const down: Path = [
  [300, 100],
  [300, 400],
];
const up: Path = [
  [300, 400],
  [300, 100],
];

const crossings = (tracks: readonly FakeTrack[], line: Partial<Line> = {}, frames = 30) =>
  overFakes({ frames, tracks }, lineCrossings({ middle: { ...middle, ...line } }));
const ways = (events: readonly LineCrossing<Frame>[]) => events.map(({ way }) => way);

describe('lineCrossings', () => {
  it('in is to the right of someone who walks along the line', () => {
    expect(ways(crossings([{ id: 1, path: down }]))).toEqual(['in']);
    expect(ways(crossings([{ id: 1, path: up }]))).toEqual(['out']);
    expect(ways(crossings([{ id: 1, path: down }], { from: middle.to, to: middle.from }))).toEqual(['out']);
  });

  it('a direction says which way is in', () => {
    expect(ways(crossings([{ id: 1, path: down }], { direction: [0.2, -1] }))).toEqual(['out']);
    expect(ways(crossings([{ id: 1, path: down }], { direction: [0, 1] }))).toEqual(['in']);
  });

  it('counts by label and way', () => {
    const events = crossings([
      { id: 1, path: down },
      { id: 2, path: up, label: 'dog' },
      { id: 3, path: down, label: 'dog' },
    ]);
    expect(events.at(-1)?.counts).toEqual({ in: 2, out: 1, byLabel: { person: { in: 1, out: 0 }, dog: { in: 1, out: 1 } } });
    // The counts of an event stay what they were.
    expect(events.map(({ counts }) => counts.in + counts.out)).toEqual([1, 2, 3]);
  });

  it('going around the end is no crossing, unless the line is extended', () => {
    const around: Path = [
      [50, 100],
      [50, 400],
    ];
    expect(crossings([{ id: 1, path: around }])).toEqual([]);
    expect(ways(crossings([{ id: 1, path: around }], { extended: true }))).toEqual(['in']);
  });

  it('coming back the other way around is counted once', () => {
    const loop: Path = [
      [300, 100],
      [300, 400],
      [50, 400],
      [50, 100],
    ];
    expect(ways(crossings([{ id: 1, path: loop }], {}, 60))).toEqual(['in']);
  });

  it('an object seen on both sides has crossed, also when it was hidden on the line', () => {
    expect(ways(crossings([{ id: 1, path: down, hidden: [[8, 20]] }]))).toEqual(['in']);
  });

  it('a point on the line belongs to neither side', () => {
    expect(
      ways(
        crossings(
          [
            {
              id: 1,
              path: [
                [300, 200],
                [300, 240],
                [300, 200],
              ],
            },
          ],
          {},
          3,
        ),
      ),
    ).toEqual([]);
    expect(
      ways(
        crossings(
          [
            {
              id: 1,
              path: [
                [300, 200],
                [300, 240],
                [300, 280],
              ],
            },
          ],
          {},
          3,
        ),
      ),
    ).toEqual(['in']);
    expect(
      ways(
        crossings(
          [
            {
              id: 1,
              path: [
                [300, 240],
                [300, 280],
              ],
            },
          ],
          {},
          2,
        ),
      ),
    ).toEqual([]);
  });

  it('every crossing counts, or each track once', () => {
    const thrice: Path = [
      [300, 200],
      [300, 280],
      [300, 200],
      [300, 280],
    ];
    expect(ways(crossings([{ id: 1, path: thrice }]))).toEqual(['in', 'out', 'in']);
    expect(ways(crossings([{ id: 1, path: thrice }], { once: true }))).toEqual(['in']);
  });

  it('settleMs passes over trembling on the line', () => {
    const tremble: Path = [
      [300, 235],
      [300, 245],
      [300, 235],
      [300, 245],
      [300, 235],
      [300, 300],
      [300, 300],
      [300, 300],
      [300, 300],
      [300, 300],
    ];
    expect(ways(crossings([{ id: 1, path: tremble }], {}, 10))).toEqual(['in', 'out', 'in', 'out', 'in']);
    const settled = crossings([{ id: 1, path: tremble }], { settleMs: 300 }, 10);
    expect(settled.map(({ way, frame }) => [way, frame.number])).toEqual([['in', 8]]);
  });

  it('modes ask for the direction of the movement: loose any, balanced within 60°, strict within 37°', () => {
    const degrees = (angle: number): Path => {
      const x = 100 * Math.sin((angle * Math.PI) / 180);
      const y = 100 * Math.cos((angle * Math.PI) / 180);
      return [
        [300 - x, 241 - y],
        [300 + x, 241 + y],
      ];
    };
    const counted = (angle: number, mode: Line['mode']) => crossings([{ id: 1, path: degrees(angle) }], { mode } as Line, 2).length;
    expect([0, 50, 80].map((angle) => counted(angle, 'loose'))).toEqual([1, 1, 1]);
    expect([0, 50, 70].map((angle) => counted(angle, 'balanced'))).toEqual([1, 1, 0]);
    expect([0, 30, 50].map((angle) => counted(angle, 'strict'))).toEqual([1, 1, 0]);
  });

  it('untracked objects and a track’s new life after a restart do not cross', () => {
    expect(crossings([{ path: down }])).toEqual([]);
    const above = fakeFrames({ frames: 5, tracks: [{ id: 1, path: [[300, 100]] }] });
    const below = fakeFrames({ frames: 5, tracks: [{ id: 1, path: [[300, 400]] }] });
    expect(collect(concat(above, below).pipe(lineCrossings({ middle })))).toEqual([]);
  });

  it('in and out differ by at most one for each track, whatever its way', () => {
    const point = fc.tuple(fc.integer({ min: 0, max: 640 }), fc.integer({ min: 0, max: 480 }));
    fc.assert(
      fc.property(fc.array(point, { minLength: 2, maxLength: 30 }), fc.boolean(), (path, extended) => {
        const events = crossings([{ id: 1, path }], { extended }, path.length);
        // The infinite line separates the picture: ways alternate. Around the ends of a segment they need not.
        if (extended) for (const [i, { way }] of events.entries()) expect(way).not.toBe(events[i - 1]?.way);
        const sides = path.map(([, y]) => Math.sign(y - 240)).filter((side) => side !== 0);
        const changes = sides.filter((side, i) => i > 0 && side !== sides[i - 1]).length;
        if (extended) expect(events).toHaveLength(changes);
        else expect(events.length).toBeLessThanOrEqual(changes);
      }),
    );
  });

  it('forgets tracks', () => {
    // One track after the other at the same place: each would be the other side's crossing if IDs were mixed up.
    const frames = Array.from({ length: 200 }, (_, i) =>
      fakeFrame({
        number: i,
        pts: String(i * 1e8),
        objects: [
          {
            label: 'person',
            classId: 0,
            confidence: 1,
            componentId: 1,
            trackId: String(i % 3),
            box: { left: 280, top: (i % 3) * 100, width: 40, height: 80 },
          },
        ],
      }),
    );
    expect(overFrames(frames, lineCrossings({ middle }, { maxTracks: 1 }))).toEqual([]);
  });
});

describe('malformed lines are refused with key and remedy', () => {
  it.each([
    ['without length', { a: { from: [5, 5], to: [5, 5] } }, { key: 'lines.a', message: expect.stringContaining('no direction') }],
    [
      'a direction along the line',
      { a: { ...middle, direction: [3, 0] } },
      { key: 'lines.a.direction', remedy: expect.stringContaining('[dx, dy]') },
    ],
    ['a direction without length', { a: { ...middle, direction: [0, 0] } }, { key: 'lines.a.direction' }],
    ['no end', { a: { from: [0, 0] } }, { key: 'lines.a.to' }],
    ['a negative class', { a: { ...middle, classIds: [-1] } }, { key: 'lines.a.classIds', value: '-1' }],
    [
      'a name given twice',
      [
        { name: 'a', ...middle },
        { name: 'a', ...middle },
      ],
      { key: 'lines', value: 'a' },
    ],
    ['an unknown mode', { a: { ...middle, mode: 'lose' } }, { key: 'lines.a.mode' }],
    ['a misspelt option', { a: { ...middle, extend: true } }, { remedy: 'Did you mean "extended"?' }],
  ])('%s', (_, definition, expected) => {
    expect(() => lineCrossings(definition as never)).toThrow(expect.objectContaining({ code: 'ERR_ARGUMENT', ...expected }));
  });

  it('outside the frame', () => {
    expect(() => overFakes({ frames: 1, tracks: [] }, lineCrossings({ a: { from: [0, 0], to: [0, 481] } }))).toThrow('outside the frame of 640×480');
  });
});

describe('directions', () => {
  const compass: Directions = { north: [0, -1], south: [0, 1], east: { arrow: [1, 0], withinDegrees: 30 } };
  const told = (path: Path, frames = 40, options = {}) =>
    overFakes({ frames, tracks: [{ id: 1, path }] }, directions(compass, options)).map(({ frame, directions: names, moving }) => [
      frame.number,
      moving,
      ...names,
    ]);

  it('are told when they change, once a whole window was seen', () => {
    expect(told(up)).toEqual([[10, true, 'north']]);
    expect(told(down)).toEqual([[10, true, 'south']]);
  });

  it('standing is no direction', () => {
    expect(told([[300, 300]])).toEqual([[10, false]]);
  });

  it('each has its own width; none may fit', () => {
    expect(
      told([
        [100, 300],
        [400, 400],
      ]),
    ).toEqual([[10, true, 'east']]);
    expect(
      told([
        [400, 300],
        [100, 300],
      ]),
    ).toEqual([[10, true]]);
  });

  it('a turn is told when the movement over the window shows it', () => {
    const events = told(
      [
        [300, 400],
        [300, 100],
        [300, 400],
      ],
      81,
    );
    expect(events.map(([, ...rest]) => rest)).toEqual([[true, 'north'], [false], [true, 'south']]);
  });

  it('a fast camera needs no more memory and gives the same answer', () => {
    const events = overFakes({ frames: 500, frameRate: 250, tracks: [{ id: 1, path: up }] }, directions(compass));
    expect(events.map(({ directions: names }) => names)).toEqual([['north']]);
    expect(events[0]?.frame.number).toBe(250);
  });

  it('an arrow without length is refused', () => {
    expect(() => directions({ a: [0, 0] })).toThrow(expect.objectContaining({ key: 'directions.a.arrow' }));
  });
});
