/** The test run puts NVIDIA's own metadata libraries in the place of ours and repeats these tests; this one sees that it did. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { lastValueFrom } from 'rxjs';
import { expect, it } from 'vitest';
import { Pipeline } from '../../lib/index.js';
import { root, testPattern } from './launch.js';

it('the metadata libraries in use are those beside the runtime, or those that LD_LIBRARY_PATH names', async () => {
  await using pipeline = Pipeline.launch(testPattern({ frames: 1 }));
  const frames = lastValueFrom(pipeline.frames({ at: 'mux' }));
  await pipeline.play();
  expect(await frames).toMatchObject({ number: 0 });
  const loaded = new Set(readFileSync('/proc/self/maps', 'utf8').match(/\/\S*\/libnvds(?:gst)?_meta\.so/g));
  expect([...loaded].map(dirname)).toEqual(Array(2).fill(process.env.NDS_METADATA_FROM ?? join(root, 'build', 'Release', 'runtime')));
});
