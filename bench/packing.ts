import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Benchmark, median, root, typescript } from './measure.js';

interface Packing {
  case: 'in cache' | 'just made' | 'out of cache';
  plainNsPerObject: number;
  packNsPerObject: number;
  ratio: number;
  packP99Us: number;
  ok: boolean;
}

const rounds = 3;

/** From NvDsBatchMeta to typed JavaScript objects, at 30 frames × 20 objects. */
export const packing: Benchmark = {
  name: 'packing',
  title: 'Metadata to JavaScript, 30 frames × 20 objects',
  async run(log) {
    const lines: Packing[] = [];
    const objects: number[] = [];
    for (let round = 1; round <= rounds; ++round) {
      const { stdout } = await promisify(execFile)(join(root, 'build/Release/bench_pack'), { timeout: 300_000 });
      for (const line of stdout.trim().split('\n')) {
        log(line);
        lines.push(JSON.parse(line) as Packing);
      }
      objects.push((await typescript<{ nsPerObject: number }>('bench/programs/objects.ts')).nsPerObject);
      log(`typed objects: ${objects.at(-1)?.toFixed(0)} ns an object`);
    }
    if (lines.some(({ ok }) => !ok)) throw new Error('The packer refused a batch of the benchmark.');
    const of = (name: Packing['case'], field: 'plainNsPerObject' | 'packNsPerObject' | 'ratio' | 'packP99Us') =>
      median(lines.filter((line) => line.case === name).map((line) => line[field]));
    const typed = median(objects);
    return [
      { what: 'plain C walk of the same fields, in cache', value: of('in cache', 'plainNsPerObject'), unit: 'ns an object' },
      { what: 'packing, in cache', value: of('in cache', 'packNsPerObject'), unit: 'ns an object' },
      { what: 'packing ÷ plain walk, in cache', value: of('in cache', 'ratio'), unit: '×', bar: { atMost: 1.3 } },
      { what: 'plain C walk, just made', value: of('just made', 'plainNsPerObject'), unit: 'ns an object' },
      { what: 'packing, just made', value: of('just made', 'packNsPerObject'), unit: 'ns an object' },
      {
        what: 'packing ÷ plain walk, just made',
        value: of('just made', 'ratio'),
        unit: '×',
        bar: { atMost: 1.3 },
        note: 'as batches come in a pipeline, whose elements have written them a moment before',
      },
      { what: 'plain C walk, out of cache', value: of('out of cache', 'plainNsPerObject'), unit: 'ns an object' },
      { what: 'packing, out of cache', value: of('out of cache', 'packNsPerObject'), unit: 'ns an object' },
      {
        what: 'packing ÷ plain walk, out of cache',
        value: of('out of cache', 'ratio'),
        unit: '×',
        bar: { atMost: 1.3 },
      },
      { what: 'a batch just made holds the streaming thread, p99', value: of('just made', 'packP99Us'), unit: 'µs', bar: { atMost: 100 } },
      { what: 'a batch out of cache holds the streaming thread, p99', value: of('out of cache', 'packP99Us'), unit: 'µs', bar: { atMost: 100 } },
      { what: 'block to typed objects, all usual fields read', value: typed, unit: 'ns an object' },
      {
        what: 'metadata to typed objects',
        value: (of('out of cache', 'packNsPerObject') + typed) / 1000,
        unit: 'µs an object',
        bar: { atMost: 0.3 },
      },
    ];
  },
};
