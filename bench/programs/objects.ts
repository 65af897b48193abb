/**
 * Reads packed batches of 30 frames × 20 objects as typed objects: every usual field of every object, as a subscriber would.
 * Prints {nsPerObject, checksum}; the checksum keeps the work from being optimised away.
 */
import { Batch } from '../../lib/batch.js';
import { SourceDirectory } from '../../lib/source.js';
import { encodeBlock } from '../../test/unit/encode-block.js';

const frames = 30;
const objects = 20;
const rounds = 400;
const labels = ['person', 'bicycle', 'car', 'truck'];

const block = encodeBlock({
  frames: Array.from({ length: frames }, (_, source) => ({
    pad: source,
    sourceId: source,
    number: 7,
    width: 1920,
    height: 1080,
    objects: Array.from({ length: objects }, (_, i) => ({
      label: labels[i % labels.length] ?? '',
      classId: i % labels.length,
      confidence: 0.5 + i / 100,
      trackId: BigInt(source * 1000 + i),
      box: { left: i * 10, top: i * 5, width: 40, height: 80 },
    })),
  })),
});
const sources = new SourceDirectory();

/** A fresh copy each time, as it comes from the queue: nothing is read from a cache. */
function read(): number {
  let sum = 0;
  for (const frame of Batch.of(block.slice(0), sources).frames) {
    for (const { label, classId, confidence, trackId, box } of frame.objects) {
      sum += label.length + classId + confidence + box.left + box.top + box.width + box.height + (trackId === undefined ? 0 : 1);
    }
  }
  return sum;
}

let checksum = 0;
for (let i = 0; i < rounds; ++i) checksum += read();
const times: number[] = [];
for (let i = 0; i < rounds; ++i) {
  const start = performance.now();
  checksum += read();
  times.push(performance.now() - start);
}
times.sort((a, b) => a - b);
const typical = times[Math.floor(times.length / 2)] ?? Number.NaN;
console.log(JSON.stringify({ nsPerObject: (typical * 1e6) / (frames * objects), checksum }));
