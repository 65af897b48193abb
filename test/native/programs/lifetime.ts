/** Lives of many things while a pipeline plays; prints what grew. The first argument says which. */
import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const gc = globalThis.gc ?? (() => {});
const turn = () => new Promise((resolve) => setImmediate(resolve));
const threads = () => readdirSync('/proc/self/task').length;
const live = () => Pipeline.launch(testPattern({ frames: -1, live: true }), { logger: false });

/** What `rounds` leave behind, after as many to warm up. */
async function grown(round: () => Promise<void>, rounds: number) {
  for (let n = 0; n < rounds; n++) await round();
  gc();
  const before = { rss: process.memoryUsage.rss(), threads: threads() };
  for (let n = 0; n < rounds; n++) await round();
  gc();
  await turn();
  gc();
  return { megabytes: (process.memoryUsage.rss() - before.rss) / 2 ** 20, threads: threads() - before.threads };
}

async function subscriptions() {
  await using pipeline = live();
  let seen = 0;
  pipeline.frames({ at: 'mux' }).subscribe(() => seen++);
  await pipeline.play();
  const include = [[], ['pixels'], ['userMeta']] as const;
  const figures = await grown(async () => {
    for (let i = 0; i < 1000; i++) {
      const subscription = pipeline.frames({ at: 'mux', include: include[i % 3] ?? [], policy: i % 2 === 0 ? 'block' : 'drop-oldest' }).subscribe();
      if (i % 50 === 0) await turn();
      subscription.unsubscribe();
    }
  }, 10);
  const { length } = pipeline.stats().subscriptions;
  const before = seen;
  while (seen < before + 3) await turn();
  return { ...figures, left: length - 1 };
}

async function pipelines() {
  return grown(async () => {
    for (let i = 0; i < 100; i++) await Pipeline.launch(testPattern(), { logger: false }).close();
    gc();
  }, 10);
}

async function garbage() {
  await using pipeline = Pipeline.launch(testPattern({ frames: 200 }), { logger: false });
  const images: Promise<{ data: Uint8Array }>[] = [];
  pipeline.frames({ at: 'mux', include: ['pixels'], policy: 'block' }).subscribe((frame) => {
    gc();
    images.push(frame.image({ scale: 0.2 }));
    gc();
  });
  await pipeline.play();
  await pipeline.ended;
  const made = await Promise.all(images);
  return { images: made.filter(({ data }) => data.length > 0).length };
}

async function children() {
  await using pipeline = live();
  let seen = 0;
  pipeline.frames({ at: 'mux', policy: 'block' }).subscribe(() => seen++);
  await pipeline.play();
  const over = async (child: ChildProcess) => (await once(child, 'exit'))[0] as number;
  const script = new URL('./child.mjs', import.meta.url);
  const codes = await Promise.all([
    ...Array.from({ length: 30 }, () => over(spawn('true'))),
    ...Array.from({ length: 3 }, () => over(fork(script, { execArgv: [] }))),
  ]);
  const before = seen;
  while (seen < before + 5) await turn();
  return { failed: codes.filter((code) => code !== 0).length, children: codes.length };
}

const ways = { subscriptions, pipelines, garbage, children };
console.log(JSON.stringify(await ways[process.argv[2] as keyof typeof ways]()));
