import { type Benchmark, detectorConfig, interleaved, median, ratio, typescript } from './measure.js';

/** What a subscriber costs the pipeline. A small network, so that everything but inference weighs as much as it can. */
export const subscriber: Benchmark = {
  name: 'subscriber',
  title: 'Throughput with a subscriber',
  async run(log) {
    const config = detectorConfig(256, 192);
    // Four plays in one process: the first of a process pays for compiling the reader.
    const play = async (mode: 'subscribe' | 'alone') => (await typescript<{ fps: number }>('bench/programs/pipeline.ts', config, mode, '4')).fps;
    const fps = await interleaved(4, { subscribed: () => play('subscribe'), alone: () => play('alone') }, (text) => log(`${text} frames/s`));
    return [
      { what: 'pipeline without a subscriber', value: median(fps.alone), unit: 'frames/s' },
      { what: 'pipeline with a subscriber that reads every object', value: median(fps.subscribed), unit: 'frames/s' },
      { what: 'with ÷ without', value: ratio(fps.subscribed, fps.alone), unit: '×', bar: { atLeast: 0.98 } },
    ];
  },
};
