import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Benchmark, median, root } from './measure.js';

interface Included {
  include: string;
  what: string;
  withoutUs: number;
  withUs: number;
  addedBytes: number;
  ok: boolean;
}

const rounds = 3;

/** What each `include` adds to the time that a batch holds the streaming thread. */
export const packingIncludes: Benchmark = {
  name: 'packing-includes',
  title: 'Cost of each include, 30 frames × 20 objects',
  async run(log) {
    const lines: Included[] = [];
    for (let round = 0; round < rounds; ++round) {
      const { stdout } = await promisify(execFile)(join(root, 'build/Release/bench_pack_includes'), { timeout: 300_000 });
      for (const line of stdout.trim().split('\n')) {
        log(line);
        lines.push(JSON.parse(line) as Included);
      }
    }
    if (lines.some(({ ok }) => !ok)) throw new Error('The packer refused a batch of the benchmark.');
    return [...new Set(lines.map(({ include }) => include))].map((include) => {
      const own = lines.filter((line) => line.include === include);
      const { what, addedBytes } = own[0] as Included;
      return {
        what: `${include}: ${what}`,
        value: median(own.map(({ withUs, withoutUs }) => withUs - withoutUs)),
        unit: 'µs a batch',
        note: `${Math.round(addedBytes / 1024)} KiB`,
      };
    });
  },
};
