/**
 * A detector whose outputs are read in TypeScript: nvinfer runs the model, parseCenterNet turns its tensors into objects, nvtracker
 * follows them. Prints how many people were followed. Usage: main.ts [uri]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Pipeline, parseTensors } from 'node-deepstream';
import { parseCenterNet } from './centernet.js';

const uri = process.argv[2] ?? 'file:///usr/share/doc/opencv-doc/examples/data/vtest.avi';
const models = new URL('../../models/centernet/', import.meta.url);
const labels = readFileSync(new URL('labels.txt', models), 'utf8').trim().split('\n');

// network-type 100: nvinfer parses nothing; output-tensor-meta: it attaches the raw outputs.
mkdirSync('out', { recursive: true });
writeFileSync(
  'out/tensors.txt',
  `[property]
onnx-file=${new URL('centernet.onnx', models).pathname}
infer-dims=3;480;640
network-type=100
output-tensor-meta=1
`,
);

const pipeline = Pipeline.launch(`
  uridecodebin uri=${uri} ! mux.sink_0
  nvstreammux name=mux batch-size=1 width=768 height=576 !
  nvinfer name=pgie config-file-path=out/tensors.txt !
  nvtracker name=tracker ll-lib-file=libnvds_nvmultiobjecttracker.so ! fakesink sync=false`);

parseTensors(pipeline, 'pgie', parseCenterNet({ threshold: 0.4 }), { labels, nms: 0.5, timeoutMs: 1000 });

const people = new Set<bigint | undefined>();
pipeline.objects({ at: 'tracker', policy: 'block' }).subscribe(({ label, trackId }) => {
  if (label === 'person') people.add(trackId);
});

await pipeline.play();
const { frames } = await pipeline.ended;
console.log(`${frames} frames, ${people.size} people followed`);
