/**
 * Plays in five worker threads, one after the other: with `end` to the end, with `terminate` until they are terminated while playing, with
 * `images` until they are terminated while images are made, with `intercept` while a batch waits for them.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';

const way = process.argv[2];
/** Worker threads do not take over the loader of TypeScript. */
const start = new URL('./worker-start.mjs', import.meta.url);

for (let i = 0; i < 5; i++) {
  const worker = new Worker(start, { workerData: { way, body: new URL('./worker-body.ts', import.meta.url).href } });
  const over = once(worker, 'exit');
  worker.on('message', async (message) => {
    console.log(message);
    if (way !== 'end') await worker.terminate();
  });
  await over;
}
console.log('done');
