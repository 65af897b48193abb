/** Saves the best picture of everything that was tracked: out/snapshots/<label>-<track>.jpg. */
import { mkdirSync } from 'node:fs';
import { type Image, Pipeline } from 'node-deepstream';
import { viewScore } from 'node-deepstream/operators';

const uri = process.argv[2] ?? 'file:///usr/share/doc/opencv-doc/examples/data/vtest.avi';
mkdirSync('out/snapshots', { recursive: true });

const pipeline = Pipeline.launch(`
  uridecodebin uri=${uri} ! mux.sink_0
  nvstreammux name=mux batch-size=1 width=768 height=576 !
  nvinfer name=pgie config-file-path=models/centernet/config_infer.txt !
  nvtracker name=tracker ll-lib-file=libnvds_nvmultiobjecttracker.so ! fakesink sync=false`);

const best = new Map<bigint, { label: string; score: number; image: Promise<Image> }>();

pipeline.frames({ at: 'tracker', include: ['pixels'], policy: 'block' }).subscribe((frame) => {
  for (const object of frame.objects) {
    const score = viewScore(object, frame); // sure, large, not cut off by the border
    if (object.trackId === undefined || score < 1.2 * (best.get(object.trackId)?.score ?? 0)) continue;
    // Asked for now, while the frame's pixels are there; made by other threads.
    best.set(object.trackId, { label: object.label, score, image: object.crop({ padding: 10 }) });
  }
});

await pipeline.play();
await pipeline.ended;
for (const [track, { label, image }] of best) await (await image).toFile(`out/snapshots/${label}-${track}.jpg`);
console.log(`${best.size} snapshots in out/snapshots`);
