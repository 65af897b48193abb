/** What the compiler says about operators, sinks and recorded frames. */
import {
  byMajority,
  type DwellEvent,
  dwell,
  type LineCrossing,
  lineCrossings,
  oncePerTrack,
  type TrackAnswer,
  type TrackEvent,
  trackEvents,
  type ZoneState,
  zones,
} from 'node-deepstream/operators';
import { csv, jsonLines, type Sink } from 'node-deepstream/sinks';
import { fakeFrames, replay } from 'node-deepstream/testing';
import { filter, map, type Observable, type Observer } from 'rxjs';
import { describe, expectTypeOf, it } from 'vitest';
import type { Frame, Pipeline } from '../../lib/index.js';

declare const pipeline: Pipeline;
const frames = pipeline.frames({ at: 'tracker' });

describe('right programs', () => {
  it('operators keep the kind of frame', () => {
    expectTypeOf(
      frames.pipe(
        zones({
          dock: [
            [0, 0],
            [9, 0],
            [9, 9],
          ],
        }),
      ),
    ).toEqualTypeOf<Observable<ZoneState<Frame>>>();
    expectTypeOf(frames.pipe(lineCrossings({ a: { from: [0, 0], to: [9, 0] } }))).toEqualTypeOf<Observable<LineCrossing<Frame>>>();
    expectTypeOf(frames.pipe(dwell([{ name: 'a', polygon: [] }]))).toEqualTypeOf<Observable<DwellEvent<Frame>>>();
    expectTypeOf(frames.pipe(trackEvents())).toEqualTypeOf<Observable<TrackEvent<Frame>>>();
    const richer = frames.pipe(map((frame) => ({ ...frame, objects: frame.objects.map((object) => ({ ...object, plate: 'x' })) })));
    richer.pipe(trackEvents()).subscribe(({ track }) => expectTypeOf(track.object.plate).toEqualTypeOf<string>());
  });

  it('the function of oncePerTrack says what the answers are', () => {
    const plates = frames.pipe(oncePerTrack(async ({ object }) => ({ value: object.label, confidence: 0.5 }), { vote: byMajority(2) }));
    expectTypeOf(plates).toEqualTypeOf<Observable<TrackAnswer<Frame, string>>>();
    const lengths = frames.pipe(oncePerTrack(({ object }) => object.label.length));
    expectTypeOf(lengths).toEqualTypeOf<Observable<TrackAnswer<Frame, number>>>();
    plates.pipe(filter((answer) => answer.type === 'answer')).subscribe(({ value }) => expectTypeOf(value).toEqualTypeOf<string>());
  });

  it('sinks are observers', () => {
    expectTypeOf(jsonLines('a')).toExtend<Observer<unknown>>();
    frames.subscribe(jsonLines('a.jsonl'));
    frames.subscribe(csv('a.csv', { format: 'mot' }));
    expectTypeOf(csv('a').flushed()).toEqualTypeOf<Promise<void>>();
    expectTypeOf(csv<Frame>('a')).toEqualTypeOf<Sink<Frame>>();
  });

  it('recorded and made-up frames are frames', () => {
    expectTypeOf(replay('a.jsonl')).toEqualTypeOf<Observable<Frame>>();
    expectTypeOf(fakeFrames({ frames: 1, tracks: [] })).toEqualTypeOf<Observable<Frame>>();
  });
});

describe('wrong programs do not compile', () => {
  it('definitions', () => {
    // @ts-expect-error a point has two numbers
    zones({ a: [[0, 0], [1], [2, 2]] });
    // @ts-expect-error no such anchor
    zones({ a: { polygon: [], anchor: 'middle' } });
    // @ts-expect-error a line ends somewhere
    lineCrossings({ a: { from: [0, 0] } });
    // @ts-expect-error in a list, each has a name
    lineCrossings([{ from: [0, 0], to: [1, 1] }]);
  });

  it('options and results', () => {
    // @ts-expect-error no such format
    csv('a', { format: 'xml' });
    // @ts-expect-error no such timing
    replay('a', { timing: 'slow' });
    frames.pipe(trackEvents()).subscribe(({ track }) => {
      // @ts-expect-error a value
      track.path.push(track.path[0]);
    });
  });
});
