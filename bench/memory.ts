import { type Benchmark, median, typescript } from './measure.js';

const plays = 50;

/** Resident memory over many plays of one process: the last ten against those after the caches are warm. */
export const memory: Benchmark = {
  name: 'memory',
  title: `Resident memory over ${plays} plays in one process`,
  async run(log) {
    const { resident } = await typescript<{ resident: number[] }>('bench/programs/memory.ts', `${plays}`);
    log(resident.map((value) => value.toFixed(0)).join(' '));
    const early = median(resident.slice(5, 15));
    const late = median(resident.slice(-10));
    return [
      { what: 'plays 6 to 15, median', value: early, unit: 'MiB' },
      { what: `last ten of ${plays} plays, median`, value: late, unit: 'MiB' },
      { what: 'late ÷ early', value: late / early, unit: '×', bar: { atMost: 1.05 } },
    ];
  },
};
