/** Plays a few frames with DeepStream's latency measurement, which the environment turns on once for a process; prints which elements took part. */

import { Pipeline } from 'node-deepstream';
import { lastValueFrom, take } from 'rxjs';

process.env.NVDS_ENABLE_LATENCY_MEASUREMENT = '1';
process.env.NVDS_LATENCY_MEASUREMENT_SILENT = '1';
await using pipeline = Pipeline.launch(
  `videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=320,height=240 ! mux.sink_0
   nvstreammux name=mux batch-size=1 width=320 height=240 !
   nvvideoconvert name=convert ! video/x-raw(memory:NVMM),format=RGBA ! fakesink sync=false`,
);
const batch = lastValueFrom(pipeline.batches({ at: 'convert', policy: 'block', include: ['latency'] }).pipe(take(1)));
await pipeline.play();
const { latency = [] } = await batch;
if (latency.some(({ entered, left }) => left < entered)) throw new Error('an element was left before it was entered');
console.log(JSON.stringify(latency.map(({ component }) => component)));
