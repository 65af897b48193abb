/** nvdsanalytics from its configuration file to observables: real people, a zone and lines. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { lastValueFrom, map, scan, take, toArray } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { type FrameAnalytics, Pipeline } from '../../lib/index.js';
import { detectorConfig, hasModel, hasVideo, temporaryFolder, video } from './launch.js';

const frameCount = 200;

function zones(): string {
  const file = join(temporaryFolder(), 'zones.txt');
  writeFileSync(
    file,
    `[property]
enable=1
config-width=1536
config-height=1152
[roi-filtering-stream-0]
enable=1
class-id=0
roi-Plaza=500;240;1120;240;1400;840;360;840
[line-crossing-stream-0]
enable=1
class-id=0
line-crossing-East=900;400;1200;400;1050;100;1050;1100
line-crossing-West=1200;400;900;400;1050;100;1050;1100
`,
  );
  return file;
}

describe.skipIf(!hasVideo || !hasModel)('nvdsanalytics', () => {
  it('counts people in a zone and over lines, the same in frames and objects', { timeout: 120_000 }, async () => {
    await using pipeline = Pipeline.launch(`uridecodebin uri=file://${video} ! mux.sink_0
      nvstreammux name=mux batch-size=1 width=768 height=576 ! nvinfer config-file-path=${detectorConfig()} ! nvtracker !
      nvdsanalytics config-file=${zones()} ! fakesink sync=false`);
    const seen = lastValueFrom(
      pipeline.frames({ policy: 'block' }).pipe(
        take(frameCount),
        map(({ analytics, objects }) => ({
          frame: analytics as FrameAnalytics,
          inPlaza: objects.filter(({ analytics }) => analytics?.rois.includes('Plaza')).length,
          lines: objects.flatMap(({ analytics }) => analytics?.lines ?? []),
        })),
        scan((before, { lines, ...rest }) => ({ ...rest, crossed: [...before.crossed, ...lines] }), { crossed: [] as string[] } as {
          frame: FrameAnalytics;
          inPlaza: number;
          crossed: string[];
        }),
        toArray(),
      ),
    );
    await pipeline.play();
    const frames = await seen;
    expect(frames).toHaveLength(frameCount);
    for (const { frame, inPlaza, crossed } of frames) {
      expect(frame.roiCounts).toEqual({ Plaza: inPlaza });
      const count = (line: string) => crossed.filter((name) => name === line).length;
      expect(frame.lineCrossings.cumulative).toEqual({ East: count('East'), West: count('West') });
    }
    const last = frames.at(-1);
    expect(last?.crossed.length).toBeGreaterThan(0);
    expect(frames.some(({ inPlaza }) => inPlaza > 0)).toBe(true);
  });
});
