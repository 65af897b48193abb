/** Makes 1,000 images, prints how memory grew after the first hundred, and ends with images under way. */
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const formats = ['rgb', 'jpeg', 'rgba', 'png'] as const;

async function play(frames: number): Promise<number> {
  await using pipeline = Pipeline.launch(testPattern({ frames }), { logger: false });
  const playing = pipeline.play();
  let made = 0;
  for await (const frame of pipeline.frames({ at: 'mux', include: ['pixels'], policy: 'block' })) {
    const image = await frame.image(formats[made % formats.length]);
    if (image.data.length > 0) made++;
    if (made % 50 === 0) globalThis.gc?.();
  }
  await playing;
  return made;
}

await play(100);
globalThis.gc?.();
const before = process.memoryUsage.rss();
const made = await play(1000);
globalThis.gc?.();
await new Promise((resolve) => setTimeout(resolve, 50));
console.log(JSON.stringify({ made, megabytes: (process.memoryUsage.rss() - before) / 2 ** 20 }));

const last = Pipeline.launch(testPattern({ frames: -1, live: true }), { logger: false });
last.frames({ at: 'mux', include: ['pixels'] }).subscribe((frame) => {
  for (let i = 0; i < 10; i++) frame.image({ format: 'png', scale: 3 }).catch(() => {});
  setImmediate(() => process.exit(0));
});
await last.play();
