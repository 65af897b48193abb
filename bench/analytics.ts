import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Benchmark, median, root } from './measure.js';

const rounds = 3;

/** nvdsanalytics on 30 streams × 50 tracked objects × 5 zones. */
export const analytics: Benchmark = {
  name: 'analytics',
  title: 'nvdsanalytics, 30 streams × 50 objects × 5 zones',
  async run(log) {
    const lines: { drawnNs: number; plainNs: number }[] = [];
    for (let round = 1; round <= rounds; ++round) {
      const { stdout } = await promisify(execFile)(join(root, 'build/Release/bench_analytics'), { timeout: 300_000 });
      log(stdout.trim());
      lines.push(JSON.parse(stdout));
    }
    const of = (field: 'drawnNs' | 'plainNs') => median(lines.map((line) => line[field])) / 1000;
    return [
      { what: 'zones, lines and metadata', value: of('plainNs'), unit: 'µs an object and zone', bar: { atMost: 1 }, note: 'osd-mode=0' },
      { what: 'the same with drawings and texts', value: of('drawnNs'), unit: 'µs an object and zone', bar: { atMost: 1 }, note: 'osd-mode=2' },
    ];
  },
};
