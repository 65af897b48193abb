/** Finds and follows people in a real video: prints how far it is, writes out/detections.jsonl and out/demo.mp4. */
import { createWriteStream, mkdirSync } from 'node:fs';
import { Pipeline } from 'node-deepstream';
import { progress } from './progress.js';

const uri = process.argv[2] ?? 'file:///usr/share/doc/opencv-doc/examples/data/vtest.avi';
mkdirSync('out', { recursive: true });
const lines = createWriteStream('out/detections.jsonl');

const pipeline = Pipeline.launch(`
  uridecodebin uri=${uri} ! mux.sink_0
  nvstreammux name=mux batch-size=1 width=768 height=576 !
  nvinfer name=pgie config-file-path=models/centernet/config_infer.txt !
  nvtracker name=tracker ll-lib-file=libnvds_nvmultiobjecttracker.so !
  nvvideoconvert ! nvdsosd ! nvvideoconvert ! x264enc speed-preset=veryfast ! mp4mux ! filesink location=out/demo.mp4`);

const frames = pipeline.frames({ at: 'tracker', policy: 'block' });
frames.subscribe((frame) => lines.write(`${JSON.stringify(frame)}\n`));
frames.subscribe(progress(['out/demo.mp4', 'out/detections.jsonl']));

// Ctrl-C ends the stream in order, so that the video can be played; once more stops at once.
process.once('SIGINT', () => void pipeline.finish());

await pipeline.play();
await pipeline.ended; // resolves at end of stream, rejects with a DeepStreamError
lines.end();
