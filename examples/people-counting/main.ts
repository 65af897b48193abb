/**
 * Counts people in zones and across a line with TypeScript operators, draws zones and line on the video and what happened as pictures, and records it all.
 * Usage: main.ts [uri]
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Pipeline } from 'node-deepstream';
import { dwell, filterObjects, heatMap, lineCrossings, trackEvents, zones as zoneStates } from 'node-deepstream/operators';
import { countsSvg, heatMapSvg, type Series, tracksSvg } from 'node-deepstream/plot';
import { csv, jsonLines } from 'node-deepstream/sinks';
import { filter, firstValueFrom, lastValueFrom, share, toArray } from 'rxjs';
import { lines, size, zones } from './scene.js';

const uri = process.argv[2] ?? 'file:///usr/share/doc/opencv-doc/examples/data/vtest.avi';
const out = 'out/people-counting';
mkdirSync(out, { recursive: true });
writeFileSync(`${out}/scene.svg`, tracksSvg([], { size, zones, lines, picture: false }));

await takePicture(`${out}/frame.png`);

await using pipeline = Pipeline.launch(`
  uridecodebin uri=${uri} ! mux.sink_0
  nvstreammux name=mux batch-size=1 width=${size.width} height=${size.height} !
  nvinfer name=pgie config-file-path=models/centernet/config_infer.txt !
  nvtracker name=tracker ll-lib-file=libnvds_nvmultiobjecttracker.so ! nvvideoconvert ! nvdsosd ! nvvideoconvert ! videoconvert !
  rsvgoverlay location=${out}/scene.svg ! videoconvert ! x264enc speed-preset=veryfast ! mp4mux ! filesink location=${out}/video.mp4`);

const people = pipeline.frames({ at: 'tracker', policy: 'block' }).pipe(filterObjects({ labels: ['person'] }), share());

// Events, as they happen.
people
  .pipe(lineCrossings(lines))
  .subscribe(({ way, trackId, counts }) => console.log(`person ${trackId} crossed ${way}; ${counts.in} in, ${counts.out} out so far`));
people
  .pipe(
    dwell(zones, { thresholdsMs: [10_000] }),
    filter(({ type }) => type === 'exceeded'),
  )
  .subscribe(({ zone, trackId }) => console.log(`person ${trackId} has been on the ${zone} for ten seconds`));

// Files: everything to replay, and tracks for `node-deepstream eval`.
const record = jsonLines(`${out}/frames.jsonl`);
const tracks = csv(`${out}/tracks.csv`, { format: 'mot' });
people.subscribe(record);
people.subscribe(tracks);

// Pictures.
const series = new Map<string, Series['counts'][number][]>(Object.keys(zones).map((name) => [name, []]));
people
  .pipe(zoneStates(zones))
  .subscribe(({ zone, frame, counts }) => series.get(zone)?.push({ seconds: Number(frame.pts) / 1e9, count: counts.inside }));
const lives = lastValueFrom(
  people.pipe(
    trackEvents({ updates: 'none', minFrames: 10 }),
    filter(({ type }) => type === 'end'),
    toArray(),
  ),
);
const heat = firstValueFrom(people.pipe(heatMap()));

await pipeline.play();
await pipeline.ended;
await Promise.all([record.flushed(), tracks.flushed()]);

const ended = (await lives).map(({ track }) => track);
const picture = `data:image/png;base64,${readFileSync(`${out}/frame.png`, 'base64')}`;
writeFileSync(
  `${out}/counts.svg`,
  countsSvg(
    Array.from(series, ([name, counts]) => ({ name, counts })),
    { title: 'People in each zone' },
  ),
);
writeFileSync(`${out}/tracks.svg`, tracksSvg(ended, { size, zones, lines, picture }));
writeFileSync(`${out}/heatmap.svg`, heatMapSvg(await heat, { zones, lines, picture }));
console.log(`${ended.length} people; video, pictures and recordings in ${out}`);

/** The first frame, as what tracks are drawn over. */
async function takePicture(file: string): Promise<void> {
  await using snapshot = Pipeline.launch(
    `uridecodebin uri=${uri} ! videoconvert ! videoscale ! video/x-raw,width=${size.width},height=${size.height} ! pngenc snapshot=true ! filesink location=${file}`,
  );
  await snapshot.play();
  await snapshot.ended;
}
