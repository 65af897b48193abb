/**
 * Tracks detections with byteTrack(): `tracking.ts DETECTIONS TRACKS` writes TRACKS and prints {seconds, boxes}; processor time. Files are in the format of the MOT Challenge.
 * `tracking.ts --analytics` measures the processor time of zones, lines and events instead, and prints {nsPerObjectAndZone, nsPerObjectAndLine, nsPerObjectOfEvents}.
 */
import { writeFileSync } from 'node:fs';
import { byteTrack, lineCrossings, type Point, trackEvents, type Zones, zones } from 'node-deepstream/operators';
import { fakeFrames, replayMot } from 'node-deepstream/testing';
import { lastValueFrom, type OperatorFunction, Subject, toArray } from 'rxjs';
import type { Frame } from '../../lib/index.js';

/** What the others take for sure: supervision begins tracks at 0.35, norfair is given detections from 0.4 on. */
const highConfidence = 0.4;
const [first = '', out = ''] = process.argv.slice(2);
if (first === '--analytics') console.log(JSON.stringify(await analytics()));
else console.log(JSON.stringify(await track(first, out)));

async function track(detections: string, tracks: string) {
  const frames = await lastValueFrom(replayMot(detections, { size: { width: 1920, height: 1080 } }).pipe(toArray()));
  const input = new Subject<Frame>();
  const results: Frame[] = [];
  input.pipe(byteTrack({ highConfidence })).subscribe((frame) => results.push(frame));
  // A site runs for days: what the compiler does in the first second does not count.
  const warmUp = new Subject<Frame>();
  warmUp.pipe(byteTrack({ highConfidence })).subscribe();
  for (const frame of frames.slice(0, 200)) warmUp.next(frame);
  const cpu = process.cpuUsage();
  for (const frame of frames) input.next(frame);
  const { user, system } = process.cpuUsage(cpu);
  const lines = results.flatMap(({ number, objects }) =>
    objects.map(({ trackId, box }) => `${number + 1},${trackId},${box.left},${box.top},${box.width},${box.height},1,-1,-1,-1\n`),
  );
  writeFileSync(tracks, lines.join(''));
  return { seconds: (user + system) / 1e6, boxes: frames.reduce((sum, { objects }) => sum + objects.length, 0) };
}

/** 50 people who walk through 4 zones and over 4 lines. */
async function analytics() {
  const size = { width: 1920, height: 1080 };
  const tracks = Array.from({ length: 50 }, (_, id) => ({
    id,
    path: [
      [20 + id * 5, 100 + id * 18],
      [1800 - id * 5, 1000 - id * 18],
    ] as const,
  }));
  const frames = await lastValueFrom(fakeFrames({ frames: 3000, frameRate: 30, size, tracks }).pipe(toArray()));
  const shapes: Zones = Object.fromEntries(Array.from({ length: 4 }, (_, i) => [`zone ${i}`, octagon([300 + 400 * i, 540], 250)]));
  const borders = Object.fromEntries(
    Array.from({ length: 4 }, (_, i) => [`line ${i}`, { from: [300 + 400 * i, 0] as const, to: [300 + 400 * i, 1080] as const }]),
  );
  const nanoseconds = <R>(operator: OperatorFunction<Frame, R>, each: number) => {
    const input = new Subject<Frame>();
    let values = 0;
    input.pipe(operator).subscribe(() => values++);
    const before = process.cpuUsage();
    for (const frame of frames) input.next(frame);
    const { user, system } = process.cpuUsage(before);
    return ((user + system) * 1e3) / (frames.length * tracks.length * each);
  };
  const events = trackEvents();
  for (const operator of [zones(shapes), lineCrossings(borders), events] as OperatorFunction<Frame, unknown>[]) nanoseconds(operator, 1); // warm up
  return {
    nsPerObjectAndZone: nanoseconds(zones(shapes), 4),
    nsPerObjectAndLine: nanoseconds(lineCrossings(borders), 4),
    nsPerObjectOfEvents: nanoseconds(events, 1),
  };
}

function octagon([x, y]: Point, radius: number): Point[] {
  return Array.from({ length: 8 }, (_, i) => [x + radius * Math.cos((i * Math.PI) / 4), y + radius * Math.sin((i * Math.PI) / 4)]);
}
