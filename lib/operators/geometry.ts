/** Points, boxes and polygons in pixels; y grows downwards. Pure functions. */
import type { Box } from '../object.js';

/** `[x, y]`. */
export type Point = readonly [x: number, y: number];

/** Which point of a box stands for the object. */
export type Anchor =
  | 'bottom-center'
  | 'bottom-left'
  | 'bottom-right'
  | 'center'
  | 'center-left'
  | 'center-right'
  | 'top-center'
  | 'top-left'
  | 'top-right';

const parts: Readonly<Record<Anchor, Point>> = {
  'bottom-center': [0.5, 1],
  'bottom-left': [0, 1],
  'bottom-right': [1, 1],
  center: [0.5, 0.5],
  'center-left': [0, 0.5],
  'center-right': [1, 0.5],
  'top-center': [0.5, 0],
  'top-left': [0, 0],
  'top-right': [1, 0],
};

export const anchors = Object.keys(parts) as readonly Anchor[];

/** A box's point; by default where the object stands. */
export function anchorPoint({ left, top, width, height }: Box, anchor: Anchor = 'bottom-center'): Point {
  const [x, y] = parts[anchor];
  return [left + width * x, top + height * y];
}

/** Even-odd rule; of two polygons that share an edge, a point on it is inside one only. */
export function insidePolygon([x, y]: Point, polygon: readonly Point[]): boolean {
  let inside = false;
  let [px, py] = polygon[polygon.length - 1] as Point;
  for (const [qx, qy] of polygon) {
    if (py > y !== qy > y && x < ((px - qx) * (y - qy)) / (py - qy) + qx) inside = !inside;
    px = qx;
    py = qy;
  }
  return inside;
}

/** Twice the area of the triangle a, b, p: positive when p is to the right of a → b as seen on the screen. */
export function turn([ax, ay]: Point, [bx, by]: Point, [px, py]: Point): number {
  return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

/** True when the segments share a point; touching counts. */
export function segmentsMeet(a: Point, b: Point, c: Point, d: Point): boolean {
  const abc = Math.sign(turn(a, b, c));
  const abd = Math.sign(turn(a, b, d));
  const cda = Math.sign(turn(c, d, a));
  const cdb = Math.sign(turn(c, d, b));
  if (abc !== abd && cda !== cdb) return true;
  return (abc === 0 && within(a, b, c)) || (abd === 0 && within(a, b, d)) || (cda === 0 && within(c, d, a)) || (cdb === 0 && within(c, d, b));
}

/** Of a point in line with a and b: whether it lies between them. */
function within([ax, ay]: Point, [bx, by]: Point, [px, py]: Point): boolean {
  return Math.min(ax, bx) <= px && px <= Math.max(ax, bx) && Math.min(ay, by) <= py && py <= Math.max(ay, by);
}

/** Area with a sign: positive for points in clockwise order on the screen. */
export function signedArea(polygon: readonly Point[]): number {
  let twice = 0;
  let [px, py] = polygon[polygon.length - 1] ?? [0, 0];
  for (const [qx, qy] of polygon) {
    twice += px * qy - qx * py;
    px = qx;
    py = qy;
  }
  return twice / 2;
}

/** Numbers (from 1) of two edges that meet where they should not; nothing for a simple polygon. */
export function crossingEdges(polygon: readonly Point[]): readonly [number, number] | undefined {
  const corner = (i: number) => polygon[i % polygon.length] as Point;
  for (let i = 0; i < polygon.length; i++) {
    for (let j = i + 1; j < polygon.length; j++) {
      const next = j === i + 1;
      const last = i === 0 && j === polygon.length - 1;
      // Neighbours share a corner; they cross only when one runs back over the other.
      const meet = next
        ? runsBack(corner(i), corner(j), corner(j + 1))
        : last
          ? runsBack(corner(j), corner(0), corner(1))
          : segmentsMeet(corner(i), corner(i + 1), corner(j), corner(j + 1));
      if (meet) return [i + 1, j + 1];
    }
  }
  return undefined;
}

function runsBack(a: Point, b: Point, c: Point): boolean {
  const [ux, uy] = [b[0] - a[0], b[1] - a[1]];
  const [vx, vy] = [c[0] - b[0], c[1] - b[1]];
  return turn(a, b, c) === 0 && ux * vx + uy * vy <= 0;
}

/** Cosine of the angle between two vectors; 0 where one has no length. */
export function cosine([ax, ay]: Point, [bx, by]: Point): number {
  const lengths = Math.hypot(ax, ay) * Math.hypot(bx, by);
  return lengths === 0 ? 0 : (ax * bx + ay * by) / lengths;
}
