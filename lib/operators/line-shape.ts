/** Lines as programs define them, checked. */
import { checkNumber, wrong } from '../arguments.js';
import type { Size } from '../frame.js';
import {
  checkDefinition,
  checkPoint,
  checkScope,
  checkSize,
  type DrawnOn,
  malformed,
  type Named,
  namedEntries,
  pointsInFrame,
  refuseOutside,
  type Scope,
  scopeKeys,
} from './definitions.js';
import { accepts, type ObjectLike } from './frames.js';
import { type Anchor, cosine, type Point, turn } from './geometry.js';

/** How well a movement must go along the line's direction: any, within 60°, within 37° (the cosines 0.5 and 0.8 of `nvdsanalytics`). */
export type LineMode = 'loose' | 'balanced' | 'strict';

export interface Line extends Scope {
  readonly from: Point;
  readonly to: Point;
  /** Arrow `[dx, dy]` of the movement that counts as `in`. Default: to the right of someone walking from `from` to `to`. */
  readonly direction?: Point;
  /** Default `loose`. */
  readonly mode?: LineMode;
  /** The line goes on beyond its ends (`extended`). Default false. */
  readonly extended?: boolean;
  /** A crossing counts once the object has stayed on the other side for so long; trembling on the line does not count. Default 0. */
  readonly settleMs?: number;
  /** Each track counts once in its life, as in `nvdsanalytics`. Default false. */
  readonly once?: boolean;
}

export type Lines = Named<Line>;

/** A line whose definition is sound. */
export interface LineShape {
  readonly name: string;
  readonly key: string;
  readonly ends: readonly [Point, Point];
  /** Of `in`. */
  readonly direction: Point;
  /** Side of `in`: the sign of `turn`. */
  readonly inward: 1 | -1;
  readonly leastCosine: number;
  readonly extended: boolean;
  readonly settleMs: number;
  readonly once: boolean;
  readonly anchor: Anchor;
  readonly sources: Line['sources'];
  readonly accepts: (object: ObjectLike) => boolean;
}

const lineKeys = [...scopeKeys, 'from', 'to', 'direction', 'mode', 'extended', 'settleMs', 'once'];
const cosines: Readonly<Record<LineMode, number>> = { loose: 0, balanced: 0.5, strict: 0.8 };

export function lineShapes(lines: Lines, { size }: DrawnOn): LineShape[] {
  if (size !== undefined) checkSize(size);
  return namedEntries<Line, never>('line', lines).map(([name, line]) => {
    const key = `lines.${name}`;
    checkDefinition(key, line, lineKeys);
    checkScope(key, line);
    const from = checkPoint(`${key}.from`, line.from);
    const to = checkPoint(`${key}.to`, line.to);
    if (size) refuseOutside(key, [from, to], size, 'the picture');
    if (from[0] === to[0] && from[1] === to[1])
      throw malformed(key, line.to, 'the line begins and ends at one point, so it has no direction', 'Give two different points.');
    const { mode = 'loose', extended = false, settleMs = 0, once = false, anchor = 'bottom-center', sources } = line;
    if (!(mode in cosines)) throw wrong(`${key}.mode`, mode, `one of ${Object.keys(cosines).join(', ')}`);
    const direction = line.direction === undefined ? rightOf(from, to) : checkDirection(key, line.direction, from, to);
    const inward = turn(from, to, [from[0] + direction[0], from[1] + direction[1]]) > 0 ? 1 : -1;
    const flags = { extended: extended === true, once: once === true };
    const leastCosine = cosines[mode];
    checkNumber(`${key}.settleMs`, settleMs, 0);
    return { name, key, ends: [from, to], direction, inward, leastCosine, ...flags, settleMs, anchor, sources, accepts: accepts(line) };
  });
}

/** The line's ends in pixels of a frame. */
export function lineInFrame(shape: LineShape, drawnOn: Size | undefined, frame: Size): readonly [Point, Point] {
  return pointsInFrame(shape.key, shape.ends, drawnOn, frame) as [Point, Point];
}

function rightOf(from: Point, to: Point): Point {
  return [from[1] - to[1], to[0] - from[0]];
}

function checkDirection(key: string, direction: unknown, from: Point, to: Point): Point {
  const arrow = checkPoint(`${key}.direction`, direction);
  const along = Math.abs(cosine(arrow, [to[0] - from[0], to[1] - from[1]]));
  if ((arrow[0] === 0 && arrow[1] === 0) || along > 0.9999)
    throw malformed(
      `${key}.direction`,
      direction,
      arrow[0] === 0 && arrow[1] === 0 ? 'an arrow of no length has no direction' : 'the direction runs along the line, so it crosses it neither way',
      'Give the arrow [dx, dy] of the movement that counts as "in", or leave it out.',
    );
  return arrow;
}
