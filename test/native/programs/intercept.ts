/** A handler that holds a batch for a minute, unless the process is ended in the way that is asked for. */
import { Pipeline } from 'node-deepstream';
import { testPattern } from '../launch-text.js';

const way = process.argv[2];
const pipeline = Pipeline.launch(testPattern({ frames: -1, live: true }), { logger: false });
let asked = false;

pipeline.intercept(
  'mux',
  () => {
    if (asked) return;
    asked = true;
    console.log('waiting');
    if (way === 'exit') setTimeout(() => process.exit(7), 100);
    if (way === 'close') setTimeout(() => void pipeline.close(), 100);
    if (way === 'thrown') {
      setTimeout(() => void pipeline.stop(), 100);
      throw new Error('my mistake');
    }
    return new Promise(() => {});
  },
  { timeoutMs: 60_000 },
);
await pipeline.play().catch(() => {});
