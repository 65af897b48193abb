/** `speeds()`: how fast each track moves. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber } from '../arguments.js';
import type { ClockOptions } from './clock.js';
import { checkScope } from './definitions.js';
import type { FrameLike, ObjectOf } from './frames.js';
import { type Anchor, anchorPoint, type Point } from './geometry.js';
import { checkOptions, perSource } from './per-source.js';
import type { Plane } from './plane.js';
import { type MemoryOptions, TrackTable } from './tracks.js';

export interface SpeedOptions extends ClockOptions, MemoryOptions {
  /** Where on the ground a point is, in metres: `planeThrough` or `metresPerPixel`. Default: pixels. */
  readonly plane?: Plane;
  /** The speed is the mean over so long. Default 1,000 ms. */
  readonly windowMs?: number;
  /** Which point of the box is followed. Default `bottom-center`. */
  readonly anchor?: Anchor;
}

/** A track's speed at one frame. */
export interface Speed<F extends FrameLike = FrameLike> {
  readonly frame: F;
  readonly trackId: bigint;
  readonly object: ObjectOf<F>;
  /** Metres a second with a plane, else pixels a second. */
  readonly speed: number;
  readonly velocity: Point;
}

interface Sample {
  readonly ms: number;
  readonly point: Point;
}

/**
 * The speed of a straight path: the line that fits the samples best, by least squares. It is less troubled by trembling boxes than the distance
 * between first and last.
 *
 * @returns units of the points a second; nothing for fewer than two moments.
 */
export function velocityOf(samples: readonly Sample[]): Point | undefined {
  const n = samples.length;
  let t = 0;
  let x = 0;
  let y = 0;
  for (const { ms, point } of samples) {
    t += ms;
    x += point[0];
    y += point[1];
  }
  let tt = 0;
  let tx = 0;
  let ty = 0;
  for (const { ms, point } of samples) {
    tt += (ms - t / n) ** 2;
    tx += (ms - t / n) * (point[0] - x / n);
    ty += (ms - t / n) * (point[1] - y / n);
  }
  return tt === 0 ? undefined : [(1000 * tx) / tt, (1000 * ty) / tt];
}

/** Samples remembered of each track at most. */
const sampleLimit = 64;

/** The speed of each track at each frame, from its second frame on. */
export function speeds<F extends FrameLike>(options: SpeedOptions = {}): OperatorFunction<F, Speed<F>> {
  checkOptions(options, ['plane', 'windowMs', 'anchor']);
  const { plane = (point: Point) => point, anchor = 'bottom-center' } = options;
  const windowMs = checkNumber('windowMs', options.windowMs ?? 1000, 1);
  checkScope('options', { anchor });
  return perSource<F, Speed<F>>(options, () => {
    const tracks = new TrackTable<Sample[]>(options);
    return {
      next(frame, { ms, restarted }, emit) {
        if (restarted) tracks.clear();
        for (const object of frame.objects as readonly ObjectOf<F>[]) {
          const { trackId } = object;
          if (trackId === undefined) continue;
          const samples = tracks.seen(trackId, ms) ?? tracks.add(trackId, ms, []);
          samples.push({ ms, point: plane(anchorPoint(object.box, anchor)) });
          while (samples.length > sampleLimit || ms - (samples[0] as Sample).ms > windowMs) samples.shift();
          const velocity = velocityOf(samples);
          if (velocity) emit({ frame, trackId, object, speed: Math.hypot(...velocity), velocity });
        }
        tracks.expire(ms);
      },
    };
  });
}
