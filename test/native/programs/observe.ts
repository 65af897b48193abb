/** Plays 30 frames and ends in the way that is asked for. Nothing here keeps the process alive or ends it, unless it says so. */
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const way = process.argv[2];
const endless = ['unsubscribed', 'stopped', 'closed', 'exit', 'forgotten'].includes(way ?? '');
const text =
  way === 'failed'
    ? testPattern({ frames: 30, sink: 'nvvideoconvert ! video/x-raw ! filesink location=/nowhere/out' })
    : testPattern({ frames: endless ? -1 : 30, live: endless });
const pipeline = Pipeline.launch(text, { logger: false });

let frames = 0;
const subscription = pipeline.frames({ at: 'mux', policy: way === 'closed' ? 'block' : 'drop-oldest' }).subscribe({
  next: () => {
    frames++;
    if (frames < 5) return;
    if (way === 'unsubscribed') {
      subscription.unsubscribe();
      void pipeline.stop();
    } else if (way === 'stopped') void pipeline.stop();
    else if (way === 'closed') void pipeline.close();
    else if (way === 'exit') process.exit(7);
    else if (way === 'thrown' && frames === 5) throw new Error('my mistake');
  },
  error: () => {},
});
process.on('exit', () => console.log(`${frames} frames`));

if (way === 'subscribed') {
  // Never played: a subscription alone keeps nothing alive.
} else if (way === 'thrown') {
  let others = 0;
  process.on('uncaughtException', (error) => console.log(`uncaught: ${error.message}`));
  pipeline.frames({ at: 'mux' }).subscribe({ next: () => others++, complete: () => console.log(`others: ${others}`) });
  await pipeline.play();
} else {
  await pipeline.play().catch((error: unknown) => console.log(String(error)));
}
