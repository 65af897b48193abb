import { type Benchmark, median, typescript } from './measure.js';

interface Delivery {
  objects: number;
  seconds: number;
  drops: number;
  cores: number;
  p50: number;
  p99: number;
}

const rounds = 3;
const play = (mode: 'paced' | 'free' | 'alone') => typescript<Delivery>('bench/programs/delivery.ts', mode);

/** What a site of 30 cameras costs the JavaScript side: 900 frames a second with 20 objects each, to a subscriber that reads all of them. */
export const delivery: Benchmark = {
  name: 'delivery',
  title: 'Delivery to a subscriber: 30 sources × 30 frames/s × 20 objects',
  async run(log) {
    const paced: Delivery[] = [];
    const alone: Delivery[] = [];
    const free: Delivery[] = [];
    for (let round = 1; round <= rounds; ++round) {
      paced.push(await play('paced'));
      alone.push(await play('alone'));
      free.push(await play('free'));
      log(`round ${round}/${rounds}: ${JSON.stringify(paced.at(-1))} ${JSON.stringify(free.at(-1))}`);
    }
    const of = (runs: Delivery[], figure: (run: Delivery) => number) => median(runs.map(figure));
    return [
      { what: 'source to subscriber, p50', value: of(paced, ({ p50 }) => p50), unit: 'ms' },
      { what: 'source to subscriber, p99', value: of(paced, ({ p99 }) => p99), unit: 'ms', bar: { atMost: 5 } },
      {
        what: 'JavaScript and native together, less the source alone',
        value: of(paced, ({ cores }) => cores * 100) - of(alone, ({ cores }) => cores * 100),
        unit: '% of a core',
        bar: { atMost: 25 },
      },
      { what: 'batches dropped', value: Math.max(...paced.map(({ drops }) => drops)), unit: 'of 300', bar: { atMost: 0 } },
      { what: 'objects a second, unpaced, policy block', value: of(free, ({ objects, seconds }) => objects / seconds), unit: 'objects/s' },
    ];
  },
};
