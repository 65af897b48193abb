/**
 * Plays the demo's pipeline without drawing and encoding, and prints {frames, seconds, fps, objects} of all plays together.
 * Usage: pipeline.ts CONFIG [subscribe|alone] [plays]
 */
import { Pipeline } from 'node-deepstream';
import { video } from '../measure.js';

const [config, mode, plays = '1'] = process.argv.slice(2);

let objects = 0;
let frames = 0;
let seconds = 0;
for (let play = 0; play < Number(plays); ++play) {
  const pipeline = Pipeline.launch(`
    uridecodebin uri=file://${video} ! mux.sink_0
    nvstreammux name=mux batch-size=1 width=768 height=576 !
    nvinfer name=pgie config-file-path=${config} ! nvtracker name=tracker ! fakesink name=sink sync=false`);
  if (mode === 'subscribe') {
    pipeline.frames({ at: 'tracker', policy: 'block' }).subscribe((frame) => {
      for (const object of frame.objects) if (object.confidence > 0 && object.box.width > 0 && object.label) objects++;
    });
  }
  await pipeline.play();
  const start = performance.now();
  frames += (await pipeline.ended).frames;
  seconds += (performance.now() - start) / 1000;
  await pipeline.close();
}
console.log(JSON.stringify({ frames, objects, seconds, fps: frames / seconds }));
