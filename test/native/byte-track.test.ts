/** byteTrack() and the native tracker give the same tracks for the same detections. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { Pipeline } from 'node-deepstream';
import { byteTrack } from 'node-deepstream/operators';
import { lastValueFrom, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Frame } from '../../lib/index.js';
import { root } from './launch.js';

const video = '/usr/share/doc/opencv-doc/examples/data/vtest.avi';
const model = join(root, 'models/centernet/config_infer.txt');
const frames = 60;

/** What can be compared exactly, and what rounding may change: the native tracker computes with 32-bit floats. */
const shown = ({ number, objects }: Frame) => ({
  number,
  objects: objects.map(({ trackId, label, box }) => ({
    trackId,
    label,
    box: Object.fromEntries(Object.entries(box).map(([side, value]) => [side, expect.closeTo(value, 1)])),
  })),
});

describe.skipIf(!existsSync(video) || !existsSync(model))('people in a real video', () => {
  it('have the same IDs and boxes with tracker_bytetrack.yml as with byteTrack()', async () => {
    await using pipeline = Pipeline.launch(`
      uridecodebin uri=file://${video} ! mux.sink_0
      nvstreammux name=mux batch-size=1 width=768 height=576 !
      nvinfer name=pgie config-file-path=${model} !
      nvtracker name=tracker tracker-width=768 tracker-height=576 ll-lib-file=libnvds_nvmultiobjecttracker.so
        ll-config-file=${join(root, 'examples/configs/tracker_bytetrack.yml')} ! fakesink`);
    const all = (at: string) => pipeline.frames({ at, policy: 'block' }).pipe(take(frames));
    const detections = lastValueFrom(all('pgie').pipe(byteTrack(), toArray()));
    const native = lastValueFrom(all('tracker').pipe(toArray()));
    await pipeline.play();
    const [ours, theirs] = await Promise.all([detections, native]);
    expect(theirs.flatMap(({ objects }) => objects).length).toBeGreaterThan(2 * frames);
    expect(ours.map(({ number, objects }) => ({ number, objects: objects.map(({ trackId, label, box }) => ({ trackId, label, box })) }))).toEqual(
      theirs.map(shown),
    );
  });
});
