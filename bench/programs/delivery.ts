/**
 * Metadata of 30 frames × 20 objects from a native source to a subscriber that reads every object. Usage: delivery.ts paced|free|alone
 * paced: 30 batches a second for ten seconds; alone: the same without a subscriber; free: as fast as they are taken.
 * Prints {objects, seconds, drops, cores, p50, p99} (milliseconds from the source to the subscriber).
 */
import { join } from 'node:path';
import { Pipeline } from 'node-deepstream';
import { loadBinding } from '../../lib/native.js';
import { chooseRuntime } from '../../lib/runtime.js';
import { root } from '../measure.js';

const mode = process.argv[2];
const batches = mode === 'free' ? 2000 : 300;

chooseRuntime('cpu'); // its metadata library first: the plugin links it
loadBinding().binding.loadPlugin(join(root, 'build/Release/runtime/libgstndsbench.so'));
const pipeline = Pipeline.launch(
  `benchbatches name=source rate=${mode === 'free' ? 0 : 30} num-buffers=${batches} ! fakesink sync=false async=false`,
  { runtime: 'cpu' },
);

let objects = 0;
let checksum = 0;
const delays: number[] = [];
if (mode !== 'alone') {
  pipeline.frames({ at: 'source', policy: mode === 'free' ? 'block' : 'drop-oldest' }).subscribe((frame) => {
    for (const { label, confidence, trackId, box } of frame.objects) {
      objects++;
      checksum += label.length + confidence + box.left + box.top + box.width + box.height + (trackId === undefined ? 0 : 1);
    }
    if (frame.ntpTimestamp !== undefined) delays.push(Number(process.hrtime.bigint() - frame.ntpTimestamp) / 1e6);
  });
}
const cpu = process.cpuUsage();
const start = performance.now();
await pipeline.play();
await pipeline.ended;
const seconds = (performance.now() - start) / 1000;
const { user, system } = process.cpuUsage(cpu);
const { drops } = pipeline.stats();
await pipeline.close();
delays.sort((a, b) => a - b);
const share = (part: number) => delays[Math.floor(delays.length * part)] ?? 0;
console.log(JSON.stringify({ objects, seconds, drops, cores: (user + system) / 1e6 / seconds, p50: share(0.5), p99: share(0.99), checksum }));
