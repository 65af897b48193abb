/** Zones as programs define them, checked. */
import { checkNumber } from '../arguments.js';
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
import { type Anchor, anchorPoint, crossingEdges, insidePolygon, type Point, turn } from './geometry.js';

export interface Zone extends Scope {
  /** At least three corners, in order around the zone; the last is joined with the first. */
  readonly polygon: readonly Point[];
  /** Everything outside the polygon (`inverse-roi`). Default false. */
  readonly inverse?: boolean;
  /** An object has entered once it has been inside for so long. Default 0. */
  readonly enterAfterMs?: number;
  /** An object has left once it has been outside for so long. Default 0. */
  readonly leaveAfterMs?: number;
}

/** Zones by name; a list of corners is a zone without options. */
export type Zones = Named<Zone, readonly Point[]>;

/** A zone whose definition is sound. */
export interface ZoneShape extends Required<Pick<Zone, 'enterAfterMs' | 'leaveAfterMs' | 'inverse'>> {
  readonly name: string;
  readonly key: string;
  readonly corners: readonly Point[];
  readonly anchor: Anchor;
  readonly sources: Zone['sources'];
  readonly accepts: (object: ObjectLike) => boolean;
}

const zoneKeys = [...scopeKeys, 'polygon', 'inverse', 'enterAfterMs', 'leaveAfterMs'];

export function zoneShapes(zones: Zones, { size }: DrawnOn): ZoneShape[] {
  if (size !== undefined) checkSize(size);
  return namedEntries<Zone, readonly Point[]>('zone', zones).map(([name, definition]) => {
    const key = `zones.${name}`;
    const zone: Zone = isCorners(definition) ? { polygon: definition } : definition;
    checkDefinition(key, zone, zoneKeys);
    checkScope(key, zone);
    const corners = checkPolygon(isCorners(definition) ? key : `${key}.polygon`, zone.polygon);
    if (size) refuseOutside(key, corners, size, 'the picture');
    const { anchor = 'bottom-center', inverse = false, enterAfterMs = 0, leaveAfterMs = 0, sources } = zone;
    checkNumber(`${key}.enterAfterMs`, enterAfterMs, 0);
    checkNumber(`${key}.leaveAfterMs`, leaveAfterMs, 0);
    return { name, key, corners, anchor, inverse: inverse === true, enterAfterMs, leaveAfterMs, sources, accepts: accepts(zone) };
  });
}

/** Whether an object stands in the zone, for frames of one size. */
export function zoneTest(shape: ZoneShape, drawnOn: Size | undefined, frame: Size): (object: ObjectLike) => boolean {
  const polygon = pointsInFrame(shape.key, shape.corners, drawnOn, frame);
  const { anchor, inverse } = shape;
  return (object) => shape.accepts(object) && insidePolygon(anchorPoint(object.box, anchor), polygon) !== inverse;
}

function isCorners(definition: unknown): definition is readonly Point[] {
  return Array.isArray(definition);
}

function checkPolygon(key: string, polygon: unknown): readonly Point[] {
  if (!Array.isArray(polygon)) throw malformed(key, polygon, 'the zone has no corners', 'Give them as [[x, y], [x, y], [x, y]].');
  const corners = polygon.map((point, i) => checkPoint(`${key}[${i}]`, point));
  const [first, last] = [corners[0], corners[corners.length - 1]];
  // Many drawing tools close a polygon with its first corner.
  if (corners.length > 3 && first && last && first[0] === last[0] && first[1] === last[1]) corners.pop();
  if (corners.length < 3)
    throw malformed(key, polygon, `${corners.length} corners enclose nothing`, 'A zone needs at least three; use lineCrossings for a line.');
  if (corners.every((corner, i) => turn(corners[0] as Point, corners[i - 1] ?? corner, corner) === 0))
    throw malformed(key, polygon, 'all corners lie on one line', 'Give corners that enclose an area.');
  const crossing = crossingEdges(corners);
  if (crossing)
    throw malformed(key, polygon, `edge ${crossing[0]} crosses edge ${crossing[1]}`, 'Give the corners in order around the zone, each once.');
  return corners;
}
