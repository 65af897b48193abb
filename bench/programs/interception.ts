/**
 * Plays test pictures through the muxer, with objects that a first handler adds, and prints {microseconds}: the time of one batch.
 * Usage: interception.ts OBJECTS FRAMES [nothing | trivial | promise | read | edit]
 */
import { type EditableBatch, Pipeline } from 'node-deepstream';

const [objects = '0', frames = '1000', work = 'nothing'] = process.argv.slice(2);

const pipeline = Pipeline.launch(
  `videotestsrc num-buffers=${frames} pattern=black ! video/x-raw,format=I420,width=64,height=64 ! mux.sink_0
   nvstreammux name=mux batch-size=1 width=64 height=64 ! identity name=detector ! identity name=rules ! fakesink sync=false`,
);
const timeoutMs = 10_000;
const box = { left: 1, top: 2, width: 30, height: 40 };
if (Number(objects) > 0) {
  pipeline.intercept(
    'detector',
    ({ frames: [frame] }) => {
      for (let i = 0; i < Number(objects); i++) frame?.addObject({ box, label: 'person', classId: 0 });
    },
    { timeoutMs },
  );
}
let seen = 0;
const handlers: Record<string, (batch: EditableBatch) => unknown> = {
  trivial: () => {},
  promise: () => Promise.resolve(),
  read: (batch) => {
    for (const frame of batch.frames) for (const object of frame.objects) if (object.confidence > 0) seen++;
  },
  edit: (batch) => {
    for (const frame of batch.frames) for (const object of frame.objects) object.border = { width: 2, color: 'red' };
  },
};
const handler = handlers[work];
const interception = handler && pipeline.intercept('rules', handler, { timeoutMs });

const start = performance.now();
await pipeline.play();
await pipeline.ended;
const microseconds = ((performance.now() - start) * 1000) / Number(frames);
if (interception && (interception.stats.late > 0 || interception.stats.failed > 0)) throw new Error(JSON.stringify(interception.stats));
await pipeline.close();
console.log(JSON.stringify({ microseconds, seen }));
