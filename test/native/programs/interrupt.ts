/** Writes an endless video to the file that it is given, until SIGINT, which ends the stream in order. */
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const sink = `nvvideoconvert ! x264enc tune=zerolatency speed-preset=ultrafast ! mp4mux ! filesink location=${process.argv[2]}`;
const pipeline = Pipeline.launch(testPattern({ frames: -1, live: true, sink }));
process.once('SIGINT', () => void pipeline.finish());
let frames = 0;
pipeline.frames({ at: 'mux' }).subscribe(() => {
  // The program is its own Ctrl-C.
  if (++frames === 15) process.kill(process.pid, 'SIGINT');
});
await pipeline.play();
await pipeline.ended;
console.log(frames >= 15 ? 'ended' : frames);
