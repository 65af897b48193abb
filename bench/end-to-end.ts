import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { findOnnxRuntime } from '../lib/runtime.js';
import { type Benchmark, detectorConfig, interleaved, median, program, ratio, root, threshold, typescript, video } from './measure.js';
import { pythonWith } from './python/environment.js';

const sizes = [
  [640, 480],
  [416, 320],
] as const;
const rounds = 3;

/** The demo's pipeline against what bounds it (ONNX Runtime alone) and against the same job in Python, on the same cores. */
export const endToEnd: Benchmark = {
  name: 'end-to-end',
  title: 'End to end: video to tracked detections',
  async run(log) {
    const model = join(root, 'models/centernet/centernet.onnx');
    const python = await pythonWith(join(root, 'bench/python/requirements.txt'), log);
    const alone = join(root, 'build', 'Release', 'bench_inference');
    if (!existsSync(alone)) throw new Error(`${alone} is missing: configure the build with -DNDS_BENCH=ON.`);
    const figures = [];
    for (const [width, height] of sizes) {
      const config = detectorConfig(width, height);
      const fps = await interleaved(
        rounds,
        {
          pipeline: async () => (await typescript<{ fps: number }>('bench/programs/pipeline.ts', config, 'subscribe')).fps,
          'ONNX Runtime alone': async () =>
            (await program<{ fps: number }>(alone, [model, `${width}`, `${height}`, '200'], { NODE_DEEPSTREAM_ONNXRUNTIME: findOnnxRuntime(alone) }))
              .fps,
          Python: async () =>
            (
              await program<{ fps: number }>(python, [
                '-W',
                'ignore',
                'bench/python/pipeline.py',
                video,
                model,
                `${width}x${height}`,
                `${threshold}`,
                '2',
              ])
            ).fps,
        },
        (text) => log(`${width}×${height} ${text} frames/s`),
      );
      const at = `at ${width}×${height}`;
      figures.push(
        { what: `pipeline, frames/s ${at}`, value: median(fps.pipeline), unit: 'frames/s' },
        {
          what: `ONNX Runtime alone, frames/s ${at}`,
          value: median(fps['ONNX Runtime alone']),
          unit: 'frames/s',
          note: 'one single-threaded session per core, prepared tensors',
        },
        {
          what: `Python, frames/s ${at}`,
          value: median(fps.Python),
          unit: 'frames/s',
          note: 'OpenCV + onnxruntime + ByteTrack, two processes of one thread',
        },
        { what: `pipeline ÷ ONNX Runtime alone ${at}`, value: ratio(fps.pipeline, fps['ONNX Runtime alone']), unit: '×', bar: { atLeast: 0.9 } },
        { what: `pipeline ÷ Python ${at}`, value: ratio(fps.pipeline, fps.Python), unit: '×', bar: { atLeast: 1.1 } },
      );
    }
    return figures;
  },
};
