import { type Benchmark, type Figure, interleaved, median, typescript } from './measure.js';

const frames = 5000;

/** What a handler costs each batch that waits for it: the time of a batch with it less that without. */
export const interception: Benchmark = {
  name: 'interception',
  title: 'A handler for which each batch waits',
  async run(log) {
    const play = (objects: number, work: string) => async () =>
      (await typescript<{ microseconds: number }>('bench/programs/interception.ts', `${objects}`, `${frames}`, work)).microseconds;
    const times = await interleaved(
      5,
      {
        empty: play(0, 'nothing'),
        emptyTrivial: play(0, 'trivial'),
        nothing: play(20, 'nothing'),
        trivial: play(20, 'trivial'),
        promise: play(20, 'promise'),
        read: play(20, 'read'),
        edit: play(20, 'edit'),
      },
      (text) => log(`${text} µs a batch`),
    );
    const cost = (what: string, of: readonly number[], without: readonly number[]): Figure => ({
      what,
      value: median(of.map((value, i) => value - (without[i] ?? Number.NaN))),
      unit: 'µs a batch',
    });
    return [
      cost('a handler that does nothing, batches without objects', times.emptyTrivial, times.empty),
      cost('a handler that does nothing, 20 objects', times.trivial, times.nothing),
      cost('the same as a promise', times.promise, times.nothing),
      cost('a handler that reads 20 objects', times.read, times.nothing),
      cost('a handler that recolours 20 objects', times.edit, times.nothing),
    ];
  },
};
