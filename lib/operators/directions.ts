/** `directions()`: which way each track goes, and who stands still. */
import type { OperatorFunction } from 'rxjs';
import { checkNumber } from '../arguments.js';
import type { ClockOptions } from './clock.js';
import { checkDefinition, checkPoint, checkScope, malformed, type Named, namedEntries, type Scope, scopeKeys } from './definitions.js';
import { accepts, type FrameLike, matchesSource, type ObjectLike, type ObjectOf } from './frames.js';
import { type Anchor, anchorPoint, cosine, type Point } from './geometry.js';
import { checkOptions, perSource } from './per-source.js';
import { type MemoryOptions, TrackTable } from './tracks.js';
import { type ReportOptions, UnseenSources } from './unseen.js';

export interface Direction extends Omit<Scope, 'anchor'> {
  /** Arrow `[dx, dy]` in pixels; only its direction matters. Up in the picture is `[0, -1]`. */
  readonly arrow: Point;
  /** A movement goes this way when it deviates by no more, in degrees. Default 60. */
  readonly withinDegrees?: number;
}

/** Directions by name; an arrow is a direction without options. */
export type Directions = Named<Direction, Point>;

export interface DirectionOptions extends ClockOptions, MemoryOptions, ReportOptions {
  /** Movement is looked at over the last so many milliseconds. Default 1,000. */
  readonly windowMs?: number;
  /** Moving means at least so far within the window, as a part of the object's height. Default 0.25. */
  readonly movingFrom?: number;
  /** Which point of the box is followed. Default `bottom-center`. */
  readonly anchor?: Anchor;
}

/** The directions of a track changed. */
export interface DirectionChange<F extends FrameLike = FrameLike> {
  readonly frame: F;
  readonly trackId: bigint;
  readonly object: ObjectOf<F>;
  /** Names of the directions in which it goes now; none while it stands or goes another way. */
  readonly directions: readonly string[];
  readonly moving: boolean;
  /** Movement over the window, in pixels. */
  readonly movement: Point;
}

interface Shape {
  readonly name: string;
  readonly key: string;
  readonly arrow: Point;
  readonly leastCosine: number;
  readonly sources: Direction['sources'];
  readonly accepts: (object: ObjectLike) => boolean;
}

interface Mover {
  /** Anchors within the window, oldest first. */
  readonly trail: { readonly ms: number; readonly point: Point }[];
  state: string;
}

const directionKeys = [...scopeKeys.filter((key) => key !== 'anchor'), 'arrow', 'withinDegrees'];

/**
 * Tells each change of a track's direction, once the track has been seen for the whole window. (`nvdsanalytics` tells the direction of every
 * frame and has no window; its `mode` for directions has no effect.)
 *
 * @throws `ERR_ARGUMENT` for an arrow without length, a name given twice, negative class numbers.
 */
export function directions<F extends FrameLike>(definitions: Directions, options: DirectionOptions = {}): OperatorFunction<F, DirectionChange<F>> {
  checkOptions(options, ['windowMs', 'movingFrom', 'anchor', 'logger']);
  const shapes = directionShapes(definitions);
  const windowMs = checkNumber('windowMs', options.windowMs ?? 1000, 1);
  const movingFrom = checkNumber('movingFrom', options.movingFrom ?? 0.25, 0);
  const { anchor = 'bottom-center' } = options;
  checkScope('options', { anchor });
  return perSource<F, DirectionChange<F>>(
    options,
    (first) => {
      const here = shapes.filter(({ sources }) => sources === undefined || matchesSource(sources, first.source));
      const movers = new TrackTable<Mover>(options);
      return {
        next(frame, { ms, restarted }, emit) {
          if (restarted) movers.clear();
          for (const object of frame.objects as readonly ObjectOf<F>[]) {
            const { trackId, box } = object;
            if (trackId === undefined) continue;
            const mine = here.filter(({ accepts }) => accepts(object));
            if (mine.length === 0) continue;
            const mover = movers.seen(trackId, ms) ?? movers.add(trackId, ms, { trail: [], state: '' });
            const movement = advance(mover.trail, ms, anchorPoint(box, anchor), windowMs);
            if (!movement) continue;
            const moving = Math.hypot(...movement) >= movingFrom * box.height;
            const names = moving ? mine.filter(({ arrow, leastCosine }) => cosine(movement, arrow) >= leastCosine).map(({ name }) => name) : [];
            const state = JSON.stringify([moving, names]);
            if (state === mover.state) continue;
            mover.state = state;
            emit({ frame, trackId, object, directions: names, moving, movement });
          }
          movers.expire(ms);
        },
      };
    },
    () => new UnseenSources(shapes, options.logger),
  );
}

/** Samples of a window at most: of a fast camera, every second one is as good. */
const trailLimit = 64;

/** Adds a point; the movement since the window began, once the trail is as long. */
function advance(trail: Mover['trail'], ms: number, point: Point, windowMs: number): Point | undefined {
  // The newest sample gives way to the next one unless it is far enough from the one before it.
  const before = trail[trail.length - 2];
  if (before && ms - before.ms < windowMs / trailLimit) trail.pop();
  trail.push({ ms, point });
  // The first sample stays the newest one that is at least a window old.
  while (trail.length > 1 && ms - (trail[1] as { ms: number }).ms >= windowMs) trail.shift();
  const begin = trail[0] as { ms: number; point: Point };
  return ms - begin.ms < windowMs ? undefined : [point[0] - begin.point[0], point[1] - begin.point[1]];
}

function directionShapes(definitions: Directions): Shape[] {
  return namedEntries<Direction, Point>('direction', definitions).map(([name, definition]) => {
    const key = `directions.${name}`;
    const direction: Direction = isArrow(definition) ? { arrow: definition } : definition;
    checkDefinition(key, direction, directionKeys);
    checkScope(key, direction);
    const arrow = checkPoint(`${key}.arrow`, direction.arrow);
    if (arrow[0] === 0 && arrow[1] === 0)
      throw malformed(`${key}.arrow`, arrow, 'an arrow of no length has no direction', 'Give [dx, dy], for example [0, -1] for up.');
    const degrees = checkNumber(`${key}.withinDegrees`, direction.withinDegrees ?? 60, 0, 180);
    const { sources } = direction;
    // A hair wider, so that an angle of exactly so many degrees is within.
    const leastCosine = Math.cos((degrees * Math.PI) / 180) - 1e-9;
    return { name, key, arrow, leastCosine, sources, accepts: accepts(direction) };
  });
}

function isArrow(definition: unknown): definition is Point {
  return Array.isArray(definition);
}
