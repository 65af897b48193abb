/** Plays a pipeline as often as it is told, and prints how memory and threads grow after a warm-up. */
import { readdirSync } from 'node:fs';
import { Pipeline } from 'node-deepstream';
import { take } from 'rxjs';
import { testPattern } from '../launch-text.js';

const times = Number(process.argv[2]);
const threads = () => readdirSync('/proc/self/task').length;
let rounds = 0;
const files = () => readdirSync('/proc/self/fd').length;

async function collect(): Promise<void> {
  for (let i = 0; i < 5; i++) {
    globalThis.gc?.();
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

async function round(): Promise<void> {
  const pipeline = Pipeline.launch(testPattern({ frames: 20 }), { logger: false });
  pipeline.frames({ at: 'mux', policy: 'block' }).subscribe();
  pipeline.frames({ at: 'mux' }).pipe(take(3)).subscribe();
  const playing = pipeline.play();
  for await (const _ of pipeline.batches({ at: 'mux', capacity: 1, policy: 'block' })) {
    // every batch is made and dropped
  }
  await playing;
  // Half are closed; the others are left to the garbage collector.
  if (rounds++ % 2 === 0) await pipeline.close();
}

/** Wrappers are small to V8, so it would let many wait; collecting often makes what stays visible. */
async function play(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    await round();
    if (i % 10 === 0) await collect();
  }
  await collect();
}

await play(60);
const before = { rss: process.memoryUsage.rss(), threads: threads(), files: files() };
await play(times);
console.log(
  JSON.stringify({
    megabytes: (process.memoryUsage.rss() - before.rss) / 2 ** 20,
    threads: threads() - before.threads,
    files: files() - before.files,
  }),
);
