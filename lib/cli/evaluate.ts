/** `node-deepstream eval`: how good tracks are. */
import type { TrackingMetrics } from '../evaluation/index.js';
import { type Command, required } from './command.js';

export const evaluate: Command = {
  usage: `eval --gt <file> --tracks <file> [--json]
                    compares tracks with ground truth, both in the format of the MOT Challenge:
                    MOTA, IDF1, HOTA, identity switches, fragmentations`,
  options: { gt: { type: 'string' }, tracks: { type: 'string' }, json: { type: 'boolean', default: false } },
  async run(options) {
    const [truth, tracks] = [required(options, 'gt'), required(options, 'tracks')];
    const { evaluateFiles } = await import('../evaluation/index.js');
    const metrics = evaluateFiles(truth, tracks);
    console.log(options.json ? JSON.stringify(metrics, undefined, 2) : table(metrics));
    return 0;
  },
};

function table(metrics: TrackingMetrics): string {
  const percent = (value: number) => `${(100 * value).toFixed(1)} %`;
  const { truthBoxes, truthIds, trackBoxes, trackIds, frames } = metrics;
  const rows: [string, string, string?][] = [
    ['MOTA', percent(metrics.mota), '1 − (misses + false boxes + switches) ÷ true boxes'],
    ['IDF1', percent(metrics.idf1), `precision ${percent(metrics.idPrecision)}, recall ${percent(metrics.idRecall)}`],
    ['HOTA', percent(metrics.hota), `detection ${percent(metrics.detA)}, association ${percent(metrics.assA)}, place ${percent(metrics.locA)}`],
    ['switches', `${metrics.switches}`, 'identity switches'],
    ['fragmentations', `${metrics.fragmentations}`, 'objects found again after a pause'],
    ['misses', `${metrics.misses}`, `recall ${percent(metrics.recall)}`],
    ['false boxes', `${metrics.falsePositives}`, `precision ${percent(metrics.precision)}`],
    ['mostly tracked', `${metrics.mostlyTracked}`, `of ${truthIds} objects; mostly lost ${metrics.mostlyLost}`],
  ];
  const heading = `${frames} frames; ground truth: ${truthBoxes} boxes of ${truthIds} objects; tracks: ${trackBoxes} boxes of ${trackIds} tracks`;
  return [heading, ...rows.map(([name, value, note]) => `${name.padEnd(15)}${value.padStart(9)}   ${note}`)].join('\n');
}
