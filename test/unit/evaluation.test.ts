/** Tracking metrics: those of TrackEval, checked on data. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { evaluateFiles, evaluateTracks, type MotRow, parseMot, type TrackingMetrics } from 'node-deepstream/testing';
import { describe, expect, it } from 'vitest';
import { Assignment } from '../../lib/assignment.js';

const golden = join(import.meta.dirname, '../golden/mot');
type Measured = { trackeval: Partial<TrackingMetrics>; motmetrics?: Partial<TrackingMetrics> };
const expected = JSON.parse(readFileSync(join(golden, 'expected.json'), 'utf8')) as (Measured & { name: string })[];

/** Counts exactly, rates to nine digits. The two disagree about fragmentations where a frame has no tracks at all: TrackEval's count is ours. */
function expectSame(metrics: TrackingMetrics, { trackeval, motmetrics = {} }: Measured): void {
  const { fragmentations: _, ...others } = motmetrics;
  for (const [name, value] of [...Object.entries(trackeval), ...Object.entries(others)])
    expect([name, metrics[name as keyof TrackingMetrics]]).toEqual([name, expect.closeTo(value, 9)]);
}

describe('metrics', () => {
  it.each(expected)('$name: as TrackEval says', (measured) => {
    expectSame(evaluateFiles(join(golden, `${measured.name}.gt.txt`), join(golden, `${measured.name}.tracks.txt`)), measured);
  });

  it('tracks equal to ground truth are perfect, whatever their IDs', () => {
    const metrics = evaluateFiles(join(golden, 'perfect.gt.txt'), join(golden, 'perfect.tracks.txt'));
    expect(metrics).toMatchObject({ mota: 1, idf1: 1, switches: 0, fragmentations: 0, misses: 0, falsePositives: 0 });
    expect(metrics.hota).toBeCloseTo(1, 12);
  });

  it('nothing found, nothing to find', () => {
    const truth = parseMot('1,1,0,0,10,10,1\n2,1,0,0,10,10,1\n');
    expect(evaluateTracks(truth, [])).toMatchObject({ mota: 0, idf1: 0, hota: 0, misses: 2, mostlyLost: 1 });
    expect(evaluateTracks([], truth)).toMatchObject({ mota: 0, falsePositives: 2 });
    expect(evaluateTracks([], [])).toMatchObject({ mota: 0, frames: 0 });
  });

  it('a switch and a pause, counted by hand', () => {
    const row = (frame: number, id: number): MotRow => ({ frame, id, box: { left: 0, top: 0, width: 10, height: 10 }, confidence: 1, classId: -1 });
    const truth = [1, 2, 3, 4, 5, 6].map((frame) => row(frame, 1));
    const far = { ...row(3, 9), box: { left: 500, top: 0, width: 10, height: 10 } };
    // Track 7, a false box in frame 3, track 7 again, then track 8.
    expect(evaluateTracks(truth, [row(1, 7), row(2, 7), far, row(4, 7), row(5, 8), row(6, 8)])).toMatchObject({
      switches: 1,
      fragmentations: 1,
      misses: 1,
      falsePositives: 1,
      mota: 1 - 3 / 6,
      idf1: (2 * 3) / (6 + 6),
    });
  });

  it('do not depend on the order of rows nor on the names of tracks', () => {
    const tracks = parseMot(readFileSync(join(golden, 'crossing.tracks.txt'), 'utf8'));
    const truth = parseMot(readFileSync(join(golden, 'crossing.gt.txt'), 'utf8'));
    const metrics = evaluateTracks(truth, tracks);
    fc.assert(
      fc.property(fc.shuffledSubarray(tracks, { minLength: tracks.length }), fc.integer({ min: 1, max: 999 }), (shuffled, factor) => {
        const renamed = shuffled.map((row) => ({ ...row, id: row.id * factor }));
        const again = evaluateTracks(truth, renamed);
        for (const name of ['mota', 'idf1', 'hota', 'switches'] as const) expect(again[name]).toBeCloseTo(metrics[name], 9);
      }),
      { numRuns: 5 },
    );
  });
});

const python = process.env.NODE_DEEPSTREAM_METRICS_PYTHON;
describe.skipIf(!python)('live TrackEval and motmetrics (NODE_DEEPSTREAM_METRICS_PYTHON)', () => {
  it('agree on the sequences here and on those that motmetrics ships', async () => {
    const run = async (...args: string[]) =>
      JSON.parse((await promisify(execFile)(python as string, [join(golden, 'measure.py'), ...args])).stdout) as (Measured & {
        gt: string;
        tracks: string;
      })[];
    const ours = expected.flatMap(({ name }) => [join(golden, `${name}.gt.txt`), join(golden, `${name}.tracks.txt`)]);
    const measured = [...(await run(...ours)), ...(await run('--shipped'))];
    expect(measured).toHaveLength(6);
    for (const one of measured) expectSame(evaluateFiles(one.gt, one.tracks), one);
  }, 60_000);
});

describe('files that are no tracks', () => {
  it.each([
    ['1,2,3', 'it has fewer than six values', 1],
    ['1,1,0,0,5,5,1\n1,2,x,0,5,5,1', 'not all of its values are numbers', 2],
    ['0,1,0,0,5,5,1', 'frame 0 is not a whole number from 1 on', 1],
  ])('%j: %s', (text, message, line) => {
    expect(() => parseMot(text, 'a.txt')).toThrow(
      expect.objectContaining({ code: 'ERR_DECODE', file: 'a.txt', line, message: expect.stringContaining(message) }),
    );
  });

  it('an object twice in a frame, detections without IDs, no file', () => {
    expect(() => evaluateTracks(parseMot('1,1,0,0,5,5,1\n1,1,9,0,5,5,1'), [], { truthFile: 'gt.txt' })).toThrow(
      expect.objectContaining({ code: 'ERR_DECODE', message: expect.stringContaining('Object 1 is twice in frame 1 (gt.txt)') }),
    );
    expect(() => evaluateTracks([], parseMot('1,-1,0,0,5,5,1'), { tracksFile: 'det.txt' })).toThrow('these are detections, not tracks');
    expect(() => evaluateFiles('/nowhere/gt.txt', '/nowhere/t.txt')).toThrow(expect.objectContaining({ code: 'ERR_SOURCE_NOT_FOUND' }));
  });
});

describe('the assignment problem', () => {
  /** Tries every way. */
  const bruteForce = (scores: Float64Array, rows: number, columns: number, row = 0, taken = 0): number => {
    if (row === rows) return 0;
    let best = bruteForce(scores, rows, columns, row + 1, taken);
    for (let column = 0; column < columns; column++) {
      if (taken & (1 << column)) continue;
      best = Math.max(best, (scores[row * columns + column] as number) + bruteForce(scores, rows, columns, row + 1, taken | (1 << column)));
    }
    return best;
  };

  it('is solved exactly, for tables of any shape', () => {
    const solver = new Assignment(); // one for all: its memory is used again
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 6 }),
        fc.integer({ min: 0, max: 6 }),
        fc.infiniteStream(fc.oneof(fc.constant(0), fc.nat(20))),
        (rows, columns, stream) => {
          const scores = Float64Array.from({ length: rows * columns }, () => stream.next().value as number);
          const pairs = solver.best(scores, rows, columns);
          const sum = pairs.reduce((total, [row, column]) => total + (scores[row * columns + column] as number), 0);
          expect(sum).toBe(bruteForce(scores, rows, columns));
          expect(new Set(pairs.map(([row]) => row)).size).toBe(pairs.length);
          expect(new Set(pairs.map(([, column]) => column)).size).toBe(pairs.length);
          expect(pairs.every(([row, column]) => (scores[row * columns + column] as number) > 0)).toBe(true);
        },
      ),
      { numRuns: 500 },
    );
  });
});
