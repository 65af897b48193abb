/** Tracking in TypeScript. */

import fc from 'fast-check';
import { type ByteTrackOptions, byteTrack } from 'node-deepstream/operators';
import { evaluateTracks, type FakeTrack, fakeFrame, fakeFrames, type MotRow } from 'node-deepstream/testing';
import { concat } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../lib/index.js';
import { BoxFilter } from '../../../lib/operators/byte-track/box-filter.js';
import { collect, framesOf, overFrames, source } from './collect.js';

const walker: FakeTrack = {
  id: 1,
  path: [
    [100, 300],
    [500, 300],
  ],
};
/** So slow that a few frames see it in nearly the same place. */
const slow: FakeTrack = {
  id: 1,
  path: [
    [300, 300],
    [310, 300],
  ],
};

/** The frames as a detector gives them. */
function detected(frames: readonly Frame[], change: (object: Frame['objects'][0], frame: Frame) => { confidence?: number } = () => ({})): Frame[] {
  return frames.map((frame) => {
    const json = frame.toJSON();
    json.objects = json.objects.map(({ trackId: _, trackerConfidence: __, ...object }, i) => ({
      ...object,
      ...change(frame.objects[i] as Frame['objects'][0], frame),
    }));
    return fakeFrame(json);
  });
}

const track = (frames: Iterable<Frame>, options?: ByteTrackOptions) => overFrames(frames, byteTrack(options));
const ids = (frames: readonly Frame[]) => frames.map(({ objects }) => objects.map(({ trackId }) => trackId));
const rows = (frames: readonly Frame[]): MotRow[] =>
  frames.flatMap(({ number, objects }) =>
    objects.map(({ trackId, box }) => ({ frame: number + 1, id: Number(trackId), box, confidence: 1, classId: -1 })),
  );

describe('byteTrack', () => {
  it('shows a track from its second frame on, with IDs from 0', () => {
    expect(ids(track(detected(framesOf({ frames: 5, tracks: [slow] }))))).toEqual([[], [0n], [0n], [0n], [0n]]);
    expect(ids(track(detected(framesOf({ frames: 3, tracks: [slow] })), { probationFrames: 0 }))).toEqual([[0n], [0n], [0n]]);
  });

  it('detections without a track leave the frame, or stay', () => {
    const frames = detected(framesOf({ frames: 3, tracks: [slow] }), () => ({ confidence: 0.3 }));
    expect(ids(track(frames))).toEqual([[], [], []]);
    expect(ids(track(frames, { keepUntracked: true }))).toEqual([[undefined], [undefined], [undefined]]);
  });

  it('weak detections keep a track going but begin none', () => {
    const frames = detected(
      framesOf({
        frames: 20,
        tracks: [
          slow,
          {
            ...slow,
            id: 2,
            path: [
              [100, 100],
              [110, 100],
            ],
          },
        ],
      }),
      ({ trackId }, { number }) => ({
        confidence: trackId === 1n && number < 5 ? 0.9 : 0.2,
      }),
    );
    expect(ids(track(frames)).slice(1)).toEqual(Array(19).fill([0n]));
  });

  it('noise below lowConfidence keeps nothing going', () => {
    const frames = detected(framesOf({ frames: 10, tracks: [slow] }), (_, { number }) => ({ confidence: number < 5 ? 0.9 : 0.05 }));
    expect(ids(track(frames))).toEqual([[], ...Array(4).fill([0n]), ...Array(5).fill([])]);
  });

  it('an ID is kept through an occlusion of maxLostFrames, and not longer', () => {
    const hidden = (count: number) => detected(framesOf({ frames: 80, tracks: [{ ...walker, hidden: [[20, 19 + count]] }] }));
    expect(ids(track(hidden(30), { maxLostFrames: 30 })).at(-1)).toEqual([0n]);
    expect(ids(track(hidden(31), { maxLostFrames: 30 })).at(-1)).toEqual([1n]);
  });

  it('two who cross keep their IDs', () => {
    const tracks = [
      walker,
      {
        ...walker,
        id: 2,
        path: [
          [500, 320],
          [100, 320],
        ] as const,
      },
    ];
    const frames = framesOf({ frames: 60, tracks });
    expect(evaluateTracks(rows(frames), rows(track(detected(frames))))).toMatchObject({ switches: 0, falsePositives: 0, misses: 2 });
  });

  it('fed perfect boxes it never switches', () => {
    const place = fc.tuple(fc.integer({ min: 50, max: 590 }), fc.integer({ min: 90, max: 470 }));
    fc.assert(
      fc.property(
        fc.array(fc.tuple(place, fc.integer({ min: -4, max: 4 }), fc.integer({ min: -2, max: 2 }), fc.nat(20)), { minLength: 1, maxLength: 8 }),
        (people) => {
          const tracks = people.map(
            ([[x, y], dx, dy, from], id): FakeTrack => ({
              id,
              from,
              to: from + 40,
              path: [
                [x, y],
                [x + 40 * dx, y + 40 * dy],
              ],
            }),
          );
          const frames = framesOf({ frames: 61, size: { width: 2000, height: 2000 }, tracks });
          // People who walk in each other's place cannot be told apart by boxes alone.
          fc.pre(
            frames.every(({ objects }) =>
              objects.every((a, i) =>
                objects.every((b, j) => i === j || Math.abs(a.box.left - b.box.left) > 25 || Math.abs(a.box.top - b.box.top) > 50),
              ),
            ),
          );
          expect(evaluateTracks(rows(frames), rows(track(detected(frames)))).switches).toBe(0);
        },
      ),
      { numRuns: 60 },
    );
  });

  it('a frame has each ID once, whatever the detector says', () => {
    const box = fc.record({
      left: fc.integer({ min: -50, max: 700 }),
      top: fc.integer({ min: -50, max: 500 }),
      width: fc.integer({ min: -1, max: 200 }),
      height: fc.integer({ min: 0, max: 200 }),
    });
    const object = fc
      .record({ box, confidence: fc.constantFrom(-0.1, 0.05, 0.2, 0.59, 0.6, 1, Number.NaN), classId: fc.nat(2) })
      .map((one) => ({ ...one, label: `c${one.classId}`, componentId: 1 }));
    const frames = fc.array(fc.record({ objects: fc.array(object, { maxLength: 12 }), inferred: fc.boolean() }), { maxLength: 40 });
    fc.assert(
      fc.property(frames, (all) => {
        const out = track(
          all.map((one, number) => fakeFrame({ ...one, number })),
          { maxTracks: 20 },
        );
        expect(out).toHaveLength(all.length);
        for (const { objects, size } of out) {
          const seen = objects.map(({ trackId }) => trackId);
          expect(seen).not.toContain(undefined);
          expect(new Set(seen).size).toBe(seen.length);
          expect(seen.length).toBeLessThanOrEqual(20);
          for (const { left, top, width, height } of objects.map((one) => one.box)) {
            expect(left >= 0 && top >= 0 && width > 0 && height > 0 && left + width <= size.width + 1e-3 && top + height <= size.height + 1e-3).toBe(
              true,
            );
          }
        }
      }),
    );
  });

  it('in frames that the detector skipped, tracks go where their motion leads', () => {
    const frames = detected(framesOf({ frames: 40, tracks: [walker] })).map((frame) =>
      frame.number > 20 && frame.number % 3 !== 0 ? fakeFrame({ ...frame.toJSON(), inferred: false, objects: [] }) : frame,
    );
    const out = track(frames);
    expect(ids(out).slice(1)).toEqual(Array(39).fill([0n]));
    const [seen, coasting] = [out[30]?.objects[0], out[31]?.objects[0]];
    expect(coasting).toMatchObject({ label: 'person', confidence: Math.fround(-0.1), detectorBox: undefined, classifications: [] });
    expect((coasting?.box.left ?? 0) - (seen?.box.left ?? 0)).toBeCloseTo(400 / 39, 0);
  });

  it('box and trackerBox are the tracker’s, detectorBox is the detector’s; the frame that came in stays as it was', () => {
    const frames = detected(
      framesOf({
        frames: 10,
        tracks: [
          {
            ...walker,
            path: [
              [0, 300],
              [90, 300],
            ],
          },
        ],
      }),
    );
    const before = frames.map((frame) => JSON.stringify(frame));
    const [object] = track(frames)[1]?.objects ?? [];
    expect(object?.detectorBox).toEqual(frames[1]?.objects[0]?.box);
    expect(object?.trackerBox?.left).toBeLessThan(0);
    expect(object?.box.left).toBe(0); // cut to the frame
    expect(frames.map((frame) => JSON.stringify(frame))).toEqual(before);
    expect(JSON.parse(JSON.stringify(track(frames)[1])).objects[0].trackId).toBe('0');
  });

  it('a part that a secondary detector found stays with its parent', () => {
    const json = framesOf({ frames: 3, tracks: [slow] }).map((frame) => frame.toJSON());
    const frames = json.map((frame) => {
      const [person] = frame.objects as [(typeof frame.objects)[0]];
      const { trackId: _, ...untracked } = person;
      return fakeFrame({
        ...frame,
        objects: [untracked, { ...untracked, label: 'face', classId: 9, parent: 0, box: { ...person.box, height: 20 } }],
      });
    });
    const [first, , last] = track(frames, { labels: ['person'] });
    expect(first?.objects).toMatchObject([{ label: 'face', parent: undefined }]); // the person is on probation
    const [person, face] = last?.objects ?? [];
    expect(face?.parent).toBe(person);
    expect(person?.children).toEqual([face]);
  });

  it('sources have tracks of their own and share the count of IDs; one that starts again gets new tracks', () => {
    const gate = detected(framesOf({ frames: 3, source: source('gate', 0), tracks: [slow] }));
    const yard = detected(framesOf({ frames: 3, source: source('yard', 1), tracks: [slow] }));
    expect(ids(track(gate.flatMap((frame, i) => [frame, yard[i] as Frame])))).toEqual([[], [], [0n], [1n], [0n], [1n]]);
    const again = fakeFrames({ frames: 3, tracks: [slow] });
    expect(ids(collect(concat(again, again).pipe(byteTrack())))).toEqual([[], [0n], [0n], [], [1n], [1n]]);
  });

  it('refuses options that make no sense', () => {
    expect(() => byteTrack({ highConfidence: 2 })).toThrow('Expected a number from 0 to 1 for "highConfidence", got 2.');
    expect(() => byteTrack({ maxLostFrame: 3 } as never)).toThrow('There is no option "maxLostFrame". Did you mean "maxLostFrames"?');
  });
});

describe('the box filter', () => {
  it('learns an even movement and predicts it', () => {
    const filter = new BoxFilter({ left: 0, top: 0, width: 40, height: 80 });
    for (let frame = 1; frame <= 40; frame++) {
      filter.predict(1, true);
      filter.correct({ left: 5 * frame, top: -2 * frame, width: 40, height: 80 });
    }
    filter.predict(3, true);
    const { left, top, width, height } = filter.box;
    expect(left).toBeCloseTo(5 * 43, 0);
    expect(top).toBeCloseTo(-2 * 43, 0);
    expect([width, height]).toEqual([expect.closeTo(40, 6), expect.closeTo(80, 6)]);
  });
});
