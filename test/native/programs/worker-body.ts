/** What worker.ts runs in each thread. */
import { parentPort, workerData } from 'node:worker_threads';
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const endless = workerData.way !== 'end';
const images = workerData.way === 'images';
const pipeline = Pipeline.launch(testPattern({ frames: endless ? -1 : 20, live: endless }));
let frames = 0;
pipeline.frames({ at: 'mux', policy: 'block', include: images ? ['pixels'] : [] }).subscribe((frame) => {
  // Many and large, so that some are under way when the thread is terminated.
  for (let i = 0; images && i < 5; i++) frame.image({ format: 'png', scale: 3 }).catch(() => {});
  if (++frames === 5) parentPort?.postMessage('playing');
});
if (workerData.way === 'intercept') {
  // Holds the streaming thread while the thread of this program is terminated.
  pipeline.intercept('mux', () => new Promise(() => parentPort?.postMessage('playing')), { timeoutMs: 60_000 });
}
await pipeline.play();
await pipeline.ended;
parentPort?.postMessage(frames);
