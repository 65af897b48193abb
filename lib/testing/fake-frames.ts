/** Made-up tracks as frames. */
import { Observable } from 'rxjs';
import { checkNumber, checkWhole, wrong } from '../arguments.js';
import type { Frame, FrameJSON, Size } from '../frame.js';
import type { ObjectJSON } from '../object.js';
import type { Point } from '../operators/geometry.js';
import { frameFromJSON, RecordedSources } from '../recorded.js';
import type { Source } from '../source.js';

/** One object that moves through made-up frames. */
export interface FakeTrack {
  /** Track ID; left out for an untracked object. */
  readonly id?: number | bigint;
  /** Default `person`. */
  readonly label?: string;
  readonly classId?: number;
  /** Default 0.9. */
  readonly confidence?: number;
  /** Where its feet (the middle of the box's lower edge) are, evenly spaced from its first to its last frame. One point: it stands. */
  readonly path: readonly Point[];
  /** Of its box. Default 40 × 80. */
  readonly width?: number;
  readonly height?: number;
  /** First and last frame in which it is there. Default: all. */
  readonly from?: number;
  readonly to?: number;
  /** Frames in which it is not seen, as pairs of first and last. */
  readonly hidden?: readonly (readonly [number, number])[];
}

export interface FakeFramesOptions {
  /** How many. */
  readonly frames: number;
  /** Default 10. */
  readonly frameRate?: number;
  /** Default 640 × 480. */
  readonly size?: Size;
  /** Name of the source, or all about it. Default `fake`. */
  readonly source?: string | Source;
  /** PTS of the first frame in nanoseconds. Default 0. */
  readonly startPts?: bigint;
  readonly tracks: readonly FakeTrack[];
}

/** The frames that a pipeline would give for these tracks, at once. */
export function fakeFrames({
  frames,
  frameRate = 10,
  size = { width: 640, height: 480 },
  source = 'fake',
  startPts = 0n,
  tracks,
}: FakeFramesOptions) {
  checkWhole('frames', frames, 0);
  checkNumber('frameRate', frameRate, 0.001, 1000);
  tracks.forEach(({ path }, i) => {
    if (path.length === 0) throw wrong(`tracks[${i}].path`, path, 'at least one point');
  });
  return new Observable<Frame>((subscriber) => {
    const sources = new RecordedSources();
    for (let number = 0; number < frames && !subscriber.closed; number++) {
      const objects = tracks.map((track) => objectAt(track, number, frames - 1)).filter((object) => object !== undefined);
      const pts = startPts + BigInt(Math.round((number * 1e9) / frameRate));
      subscriber.next(fakeFrame({ number, pts: pts.toString(), size, objects, source: sourceOf(source) }, sources));
    }
    subscriber.complete();
  });
}

/** One frame, from as much of its JSON as matters. */
export function fakeFrame(json: Partial<FrameJSON> = {}, sources?: RecordedSources): Frame {
  const size = json.size ?? { width: 640, height: 480 };
  const blank = { source: sourceOf('fake'), number: 0, size, sourceSize: size, batchIndex: 0, inferred: true, objects: [] };
  return frameFromJSON({ ...blank, ...json }, sources);
}

function sourceOf(source: string | Source): Source {
  return typeof source === 'string' ? { id: 0, name: source, pad: 0 } : source;
}

function objectAt(track: FakeTrack, number: number, lastFrame: number): ObjectJSON | undefined {
  const { id, label = 'person', classId = 0, confidence = 0.9, path, width = 40, height = 80, from = 0, to = lastFrame, hidden = [] } = track;
  if (number < from || number > to || hidden.some(([first, last]) => number >= first && number <= last)) return undefined;
  const [x, y] = along(path, to > from ? (number - from) / (to - from) : 0);
  const box = { left: x - width / 2, top: y - height, width, height };
  return { label, classId, confidence, componentId: 1, ...(id !== undefined && { trackId: String(id), trackerConfidence: 1 }), box };
}

function along(path: readonly Point[], part: number): Point {
  const place = part * (path.length - 1);
  const before = Math.min(Math.floor(place), path.length - 1);
  const [ax, ay] = path[before] as Point;
  const [bx, by] = path[Math.min(before + 1, path.length - 1)] as Point;
  return [ax + (bx - ax) * (place - before), ay + (by - ay) * (place - before)];
}
