/** Expensive functions, asked once for each track. */

import fc from 'fast-check';
import { byConfidence, byMajority, type OnceOptions, oncePerTrack, type TrackAnswer, type View } from 'node-deepstream/operators';
import { type FakeTrack, fakeFrame, fakeFrames } from 'node-deepstream/testing';
import { concat, concatMap, delay, from, lastValueFrom, type Observable, of, Subject, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../../lib/index.js';
import { framesOf } from './collect.js';

const walker = {
  id: 1,
  path: [
    [100, 300],
    [500, 300],
  ] as const,
};
const answers = <R>(values: Observable<TrackAnswer<Frame, R>>) => lastValueFrom(values.pipe(toArray()));
/** Frames that come one by one, as from a camera. */
const live = (frames: number, tracks: readonly FakeTrack[]) =>
  from(framesOf({ frames, tracks })).pipe(concatMap((frame) => of(frame).pipe(delay(1))));
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('oncePerTrack', () => {
  it('one call a track, however many frames', async () => {
    let calls = 0;
    const read = async ({ object }: View<Frame>) => {
      calls++;
      return `plate ${object.trackId}`;
    };
    const all = await answers(live(20, [walker, { ...walker, id: 2 }]).pipe(oncePerTrack(read)));
    expect(calls).toBe(2);
    expect(all.map((answer) => [answer.type, answer.trackId, answer.type === 'answer' && answer.value, answer.calls])).toEqual([
      ['answer', 1n, 'plate 1', 1],
      ['answer', 2n, 'plate 2', 1],
    ]);
  });

  it('while calls run, a waiting track keeps its best view', async () => {
    const seen: number[] = [];
    const gate = new Subject<void>();
    const read = async ({ frame, object }: View<Frame>) => {
      seen.push(frame.number);
      if (object.trackId === 1n) await new Promise<void>((resolve) => gate.subscribe(() => resolve()));
      return 'x';
    };
    const growing = framesOf({ frames: 5, tracks: [walker, { ...walker, id: 2 }] }).map((frame) => {
      const json = frame.toJSON();
      const second = json.objects[1];
      if (second) second.confidence = [0.5, 0.7, 0.9, 0.6, 0.4][frame.number] ?? 0;
      return fakeFrame(json);
    });
    const done = answers(from(growing).pipe(oncePerTrack(read, { concurrency: 1 })));
    await sleep(1);
    gate.next();
    await done;
    expect(seen).toEqual([0, 2]);
  });

  it('never more calls at the same time than allowed', async () => {
    let running = 0;
    let most = 0;
    const read = async () => {
      most = Math.max(most, ++running);
      await sleep(2);
      running--;
      return 'x';
    };
    const tracks = Array.from({ length: 12 }, (_, id) => ({ ...walker, id }));
    await answers(fakeFrames({ frames: 3, tracks }).pipe(oncePerTrack(read, { concurrency: 3 })));
    expect(most).toBe(3);
  });

  it('a failure is retried, then told; the stream goes on', async () => {
    let calls = 0;
    const read = ({ object }: View<Frame>) => {
      if (object.trackId === 2n) return 'fine';
      calls++;
      throw new Error('no network');
    };
    const all = await answers(live(10, [walker, { ...walker, id: 2 }]).pipe(oncePerTrack(read, { retry: { times: 2, delayMs: 1 } })));
    expect(calls).toBe(3);
    expect(all.map(({ type, trackId }) => [type, trackId])).toEqual([
      ['answer', 2n],
      ['failed', 1n],
    ]);
    expect(all[1]).toMatchObject({ calls: 3, error: new Error('no network') });
  });

  it('a failure that passes is no failure', async () => {
    let calls = 0;
    const read = async () => {
      if (++calls < 3) throw new Error('busy');
      return 'at last';
    };
    expect(await answers(fakeFrames({ frames: 3, tracks: [walker] }).pipe(oncePerTrack(read, { retry: { times: 2, delayMs: 1 } })))).toMatchObject([
      { type: 'answer', value: 'at last', calls: 3 },
    ]);
  });

  it('reads until the vote has an answer', async () => {
    const texts = ['A1', 'AI', 'A1', 'never asked'];
    let calls = 0;
    const all = await answers(live(40, [walker]).pipe(oncePerTrack(async () => texts[calls++] ?? '', { vote: byMajority(2) })));
    expect(calls).toBe(3);
    expect(all).toMatchObject([{ type: 'answer', value: 'A1', confidence: 2 / 3, calls: 3 }]);
  });

  it('againAfterMs of the source’s time pass between two calls', async () => {
    const frames: number[] = [];
    const read = async ({ frame }: View<Frame>) => {
      frames.push(frame.number);
      return frame.number;
    };
    await answers(live(40, [walker]).pipe(oncePerTrack(read, { vote: byMajority(2), maxReadings: 4, againAfterMs: 500 })));
    expect(frames).toEqual([0, 5, 10, 15]);
  });

  it('is undecided when the readings are used up, or the track is over', async () => {
    const readings = (options: OnceOptions<Frame, string>) =>
      answers(live(30, [{ ...walker, to: 9 }]).pipe(oncePerTrack(async ({ frame }) => `${frame.number}`, options)));
    expect(await readings({ vote: byMajority(2), maxReadings: 2 })).toMatchObject([
      { type: 'undecided', calls: 2, readings: [{ value: '0' }, { value: '2' }] },
    ]);
    expect(await readings({ vote: byMajority(9), maxReadings: 90 })).toMatchObject([{ type: 'undecided', calls: 5 }]);
  });

  it('a view that showed too little asks for a better one', async () => {
    const scores = [1, 1.1, 1.2, 2, 2.2];
    const asked: number[] = [];
    const read = async ({ score }: View<Frame>) => {
      asked.push(score);
      return score > 1.5 ? 'legible' : undefined;
    };
    const options = { score: (_: unknown, { number }: Frame) => scores[number] ?? 0, againAfterMs: 0 };
    const all = await answers(live(5, [walker]).pipe(oncePerTrack(read, options)));
    expect(asked).toEqual([1, 2]);
    expect(all).toMatchObject([{ type: 'answer', value: 'legible' }]);
  });

  it('rereads come only with a better view, and tell a better answer', async () => {
    const scores = [1, 1.1, 2, 2.1, 4, 8];
    const options = {
      score: (_: unknown, { number }: Frame) => scores[number] ?? 0,
      againAfterMs: 0,
      rereads: 2,
    };
    const read = async ({ score }: View<Frame>) => ({ value: `at ${score}`, confidence: score / 8 });
    const all = await answers(live(6, [walker]).pipe(oncePerTrack(read, options)));
    expect(all.map((answer) => answer.type === 'answer' && [answer.value, answer.confidence])).toEqual([
      ['at 1', 0.125],
      ['at 2', 0.25],
      ['at 4', 0.5],
    ]);
  });

  it('only views that are worth it', async () => {
    const all = await answers(
      live(10, [walker, { ...walker, id: 2, label: 'dog' }, { path: walker.path }]).pipe(
        oncePerTrack(() => 'x', { when: ({ label }) => label === 'dog' }),
      ),
    );
    expect(all.map(({ trackId }) => trackId)).toEqual([2n]);
  });

  it('an ID that comes back after it was forgotten is not asked again, unless the source restarted', async () => {
    const twice = live(60, [{ ...walker, hidden: [[10, 50]] }]);
    expect(await answers(twice.pipe(oncePerTrack(() => 'x')))).toHaveLength(1);
    expect(await answers(twice.pipe(oncePerTrack(() => 'x', { cache: 0 })))).toHaveLength(2);
    const restarted = concat(live(5, [walker]), live(5, [walker]));
    expect(await answers(restarted.pipe(oncePerTrack(() => 'x')))).toHaveLength(2);
  });

  it('too many waiting tracks: the poorest views are let go, and come again with a later frame', async () => {
    const tracks = Array.from({ length: 6 }, (_, id) => ({ ...walker, id, confidence: 0.3 + id / 10 }));
    const all = await answers(live(60, tracks).pipe(oncePerTrack(async () => sleep(3).then(() => 'x'), { concurrency: 1, waiting: 2 })));
    expect(all.map(({ type }) => type)).toEqual(Array(6).fill('answer'));
    const short = await answers(fakeFrames({ frames: 1, tracks }).pipe(oncePerTrack(async () => 'x', { concurrency: 1, waiting: 2 })));
    expect(short.filter(({ type }) => type === 'undecided')).toHaveLength(3);
  });

  it('waits at the end for calls under way', async () => {
    const read = () => sleep(5).then(() => 'late');
    expect(await answers(fakeFrames({ frames: 1, tracks: [walker] }).pipe(oncePerTrack(read)))).toMatchObject([{ value: 'late' }]);
  });

  it('tells calls that nobody waits any more', async () => {
    let signal: AbortSignal | undefined;
    const values: unknown[] = [];
    const read = async (_: View<Frame>, context: { signal: AbortSignal }) => {
      signal = context.signal;
      await sleep(3);
      return 'x';
    };
    const subscription = fakeFrames({ frames: 1, tracks: [walker] })
      .pipe(oncePerTrack(read))
      .subscribe((value) => values.push(value));
    subscription.unsubscribe();
    await sleep(6);
    expect(signal?.aborted).toBe(true);
    expect(values).toEqual([]);
  });

  it('every track that was worth a call gets exactly one last word', async () => {
    const span = fc.tuple(fc.nat(30), fc.nat(30));
    await fc.assert(
      fc.asyncProperty(fc.array(span, { minLength: 1, maxLength: 6 }), fc.infiniteStream(fc.nat(2)), async (spans, luck) => {
        const tracks = spans.map(([a, b], id) => ({ ...walker, id, from: Math.min(a, b), to: Math.max(a, b) }));
        const read = async () => {
          const { value } = luck.next();
          if (value === 0) throw new Error('no');
          return value === 1 ? undefined : 'yes';
        };
        const all = await answers(
          fakeFrames({ frames: 31, tracks }).pipe(oncePerTrack(read, { retry: { times: 1, delayMs: 0 }, concurrency: 2, waiting: 3 })),
        );
        expect(all.map(({ trackId }) => trackId).sort()).toEqual(tracks.map(({ id }) => BigInt(id)).sort());
      }),
      { numRuns: 40 },
    );
  });
});

describe('votes', () => {
  it('byConfidence: the surest reading', () => {
    expect(
      byConfidence([
        { value: 'a', confidence: 0.5 },
        { value: 'b', confidence: 0.8 },
      ]),
    ).toEqual({ value: 'b', confidence: 0.8 });
  });

  it('byMajority: the greatest weight, once there are enough votes', () => {
    const vote = byMajority<string>(2);
    expect(vote([{ value: 'a', confidence: 0.9 }])).toBeUndefined();
    expect(
      vote([
        { value: 'a', confidence: 0.9 },
        { value: 'b', confidence: 0.2 },
        { value: 'b', confidence: 0.3 },
      ]),
    ).toBeUndefined();
    expect(
      vote([
        { value: 'a', confidence: 0.4 },
        { value: 'b', confidence: 0.3 },
        { value: 'b', confidence: 0.3 },
      ]),
    ).toEqual({ value: 'b', confidence: 0.6 });
    expect(
      byMajority<{ n: bigint }>(2)([
        { value: { n: 1n }, confidence: 1 },
        { value: { n: 1n }, confidence: 1 },
      ]),
    ).toEqual({ value: { n: 1n }, confidence: 1 });
  });
});
