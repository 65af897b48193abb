/** What worker.ts runs in each thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const endless = workerData.way === 'terminate';
const pipeline = Pipeline.launch(testPattern({ frames: endless ? -1 : 20, live: endless }));
let frames = 0;
pipeline.frames({ at: 'mux', policy: 'block' }).subscribe(() => {
  if (++frames === 5) parentPort?.postMessage('playing');
});
await pipeline.play();
await pipeline.ended;
parentPort?.postMessage(frames);
