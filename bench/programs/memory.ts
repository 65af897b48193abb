/** Plays the video 50 times in one process and prints the resident set after each play, in MiB. */
import { Pipeline } from 'node-deepstream';
import { detectorConfig, video } from '../measure.js';

const plays = Number(process.argv[2] ?? 50);
const config = detectorConfig(128, 96);
const resident: number[] = [];
for (let play = 0; play < plays; ++play) {
  const pipeline = Pipeline.launch(`
    uridecodebin uri=file://${video} ! mux.sink_0
    nvstreammux name=mux batch-size=1 width=768 height=576 !
    nvinfer config-file-path=${config} ! nvtracker name=tracker ! fakesink sync=false`);
  pipeline.frames({ at: 'tracker', policy: 'block' }).subscribe();
  await pipeline.play();
  await pipeline.ended;
  await pipeline.close();
  globalThis.gc?.();
  resident.push(process.memoryUsage().rss / 2 ** 20);
}
console.log(JSON.stringify({ resident }));
