/** Tracking and analytics in TypeScript, beside supervision's ByteTrack and norfair on the same detections. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { evaluateFiles, evaluateTracks, readMot } from 'node-deepstream/testing';
import { crowd, detections, motText } from './crowd.js';
import { type Benchmark, type Figure, interleaved, median, program, ratio, root, typescript } from './measure.js';
import { pythonWith } from './python/environment.js';

const folder = join(root, 'build', 'bench', 'tracking');
const people = 50;
const frames = 300;
const contestants = ['byteTrack()', 'supervision ByteTrack', 'norfair'] as const;
type Run = { seconds: number; boxes: number };
type Contestant = (typeof contestants)[number];

export const tracking: Benchmark = {
  name: 'tracking',
  title: 'Tracking and analytics in TypeScript',
  async run(log) {
    mkdirSync(folder, { recursive: true });
    const python = await pythonWith(join(root, 'bench/python/tracking-requirements.txt'), log);
    const run = (name: Contestant, found: string, tracks: string) =>
      name === 'byteTrack()'
        ? typescript<Run>('bench/programs/tracking.ts', found, tracks)
        : program<Run>(python, ['bench/python/tracking.py', found, tracks, name === 'norfair' ? 'norfair' : 'supervision']);
    const each = <T>(of: (name: Contestant) => T) => Object.fromEntries(contestants.map((name) => [name, of(name)])) as Record<Contestant, T>;

    const scenes = [
      { name: `${people} people`, truth: crowd(people, frames) },
      ...(await program<string[]>(python, ['bench/python/tracking.py', '--ground-truth'])).map((file) => ({
        name: file.split('/').at(-2) ?? file,
        truth: readMot(file),
      })),
    ].map(({ name, truth }) => {
      const file = (kind: string) => join(folder, `${name.replaceAll(' ', '-')}.${kind}.txt`);
      writeFileSync(file('gt'), motText(truth));
      writeFileSync(file('det'), motText(detections(truth)));
      writeFileSync(file('perfect'), motText(truth.map((row) => ({ ...row, id: -1 }))));
      return { name, truth, file };
    });
    const [crowded] = scenes as [(typeof scenes)[0]];

    // Processor time, garbage collector included: other programs on the machine do not change it much.
    const times = await interleaved(
      3,
      each((name) => async () => {
        const { seconds, boxes } = await run(name, crowded.file('det'), join(folder, 'tracks.txt'));
        return (seconds * 1e6) / boxes;
      }),
      (text) => log(`${text} µs an object`),
    );
    const ours = times['byteTrack()'];
    const figures: Figure[] = contestants.map((name) => ({
      what: `${name}, ${people} people a frame`,
      value: median(times[name]),
      unit: 'µs an object',
    }));
    figures.push(
      { what: 'supervision ÷ byteTrack()', value: ratio(times['supervision ByteTrack'], ours), unit: '×', bar: { atLeast: 10 } },
      { what: 'norfair ÷ byteTrack()', value: ratio(times.norfair, ours), unit: '×', bar: { atLeast: 10 } },
      {
        what: 'byteTrack(), 30 streams × 50 objects × 30 frames/s',
        value: (median(ours) * 30 * 50 * 30) / 1e6,
        unit: 'cores',
        bar: { atMost: 0.5 },
      },
    );

    for (const { name, truth, file } of scenes) {
      for (const contestant of contestants) {
        await run(contestant, file('det'), file('tracks'));
        const { mota, idf1, switches, matches } = evaluateFiles(file('gt'), file('tracks'));
        figures.push(
          { what: `${name}: ${contestant}, MOTA`, value: 100 * mota, unit: '%' },
          { what: `${name}: ${contestant}, IDF1`, value: 100 * idf1, unit: '%' },
          { what: `${name}: ${contestant}, identity switches`, value: (100 * switches) / matches, unit: '% of matches', note: `${switches}` },
        );
      }
      const perfect = async (contestant: Contestant) => {
        await run(contestant, file('perfect'), file('tracks'));
        return evaluateTracks(truth, readMot(file('tracks'))).switches;
      };
      // People who leave and come back elsewhere are new to every tracker that sees boxes only.
      const unavoidable = await perfect('supervision ByteTrack');
      figures.push({
        what: `${name}: byteTrack(), fed perfect boxes`,
        value: await perfect('byteTrack()'),
        unit: 'switches',
        bar: { atMost: unavoidable },
        note: `supervision: ${unavoidable}`,
      });
    }

    const analytics = await typescript<Record<string, number>>('bench/programs/tracking.ts', '--analytics');
    const nanoseconds = (key: string) => (analytics[key] ?? Number.NaN) / 1000;
    figures.push(
      { what: 'zones()', value: nanoseconds('nsPerObjectAndZone'), unit: 'µs an object and zone', bar: { atMost: 1 } },
      { what: 'lineCrossings()', value: nanoseconds('nsPerObjectAndLine'), unit: 'µs an object and line', bar: { atMost: 1 } },
      { what: 'trackEvents(), an update each', value: nanoseconds('nsPerObjectOfEvents'), unit: 'µs an object' },
    );
    return figures;
  },
};
