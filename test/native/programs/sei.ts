/** Prints what a stream's frames carry of user data. Only the new muxer keeps it, which the environment chooses once for a process. */

import { Pipeline } from 'node-deepstream';
import { lastValueFrom, toArray } from 'rxjs';

process.env.USE_NEW_NVSTREAMMUX = 'yes';
await using pipeline = Pipeline.launch(
  `videotestsrc num-buffers=4 ! video/x-raw,format=I420,width=320,height=240 ! x264enc tune=zerolatency ! h264parse ! avdec_h264 !
   nvvideoconvert ! video/x-raw(memory:NVMM),format=NV12 ! mux.sink_0 nvstreammux name=mux batch-size=1 ! fakesink sync=false`,
);
const frames = lastValueFrom(pipeline.frames({ at: 'mux', policy: 'block', include: ['sei', 'userMeta'] }).pipe(toArray()));
await pipeline.play();
const messages = (await frames).flatMap(({ sei = [], userMeta = [] }) =>
  sei.map(({ uuid, data }) => ({ uuid, text: Buffer.from(data).toString('latin1'), types: userMeta.map(({ name }) => name) })),
);
console.log(JSON.stringify(messages));
