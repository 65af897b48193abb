/** From pixels to metres: the plane on which objects stand, seen by a camera. Pure values. */
import { DeepStreamError } from '../errors.js';
import { checkPoint } from './definitions.js';
import { type Point, turn } from './geometry.js';

/** Turns a point of the picture into one of the ground, in metres. */
export type Plane = (point: Point) => Point;

/** The same scale everywhere: for cameras that look straight down. */
export function metresPerPixel(metres: number): Plane {
  return ([x, y]) => [x * metres, y * metres];
}

/**
 * The plane through four points whose places on the ground are known, such as the corners of a parking space.
 *
 * @throws `ERR_ARGUMENT` when three of them lie on one line.
 */
export function planeThrough(picture: readonly [Point, Point, Point, Point], ground: readonly [Point, Point, Point, Point]): Plane {
  for (const [name, points] of Object.entries({ picture, ground })) {
    if (!Array.isArray(points) || points.length !== 4) throw unfit(name, 'there are not four points');
    for (const [i, point] of points.entries()) checkPoint(`${name}[${i}]`, point);
    for (let skipped = 0; skipped < 4; skipped++) {
      const [a, b, c] = points.filter((_, i) => i !== skipped) as [Point, Point, Point];
      if (turn(a, b, c) === 0) throw unfit(name, 'three of the points lie on one line');
    }
  }
  // Two equations a pair, for the eight unknown entries of the homography (the ninth is 1).
  const rows = picture.flatMap(([x, y], i) => {
    const [u, v] = ground[i] as Point;
    return [
      [x, y, 1, 0, 0, 0, -u * x, -u * y, u],
      [0, 0, 0, x, y, 1, -v * x, -v * y, v],
    ];
  });
  const [a, b, c, d, e, f, g, h] = solved(rows) as [number, number, number, number, number, number, number, number];
  return ([x, y]) => {
    const w = g * x + h * y + 1;
    return [(a * x + b * y + c) / w, (d * x + e * y + f) / w];
  };
}

/** Gauss–Jordan elimination with pivoting; the last column is the right-hand side. */
function solved(rows: number[][]): number[] {
  const n = rows.length;
  const at = (row: number, column: number) => (rows[row] as number[])[column] as number;
  for (let column = 0; column < n; column++) {
    let pivot = column;
    for (let row = column + 1; row < n; row++) if (Math.abs(at(row, column)) > Math.abs(at(pivot, column))) pivot = row;
    [rows[column], rows[pivot]] = [rows[pivot] as number[], rows[column] as number[]];
    const divisor = at(column, column);
    rows[column] = (rows[column] as number[]).map((value) => value / divisor);
    for (let row = 0; row < n; row++) {
      if (row === column) continue;
      const factor = at(row, column);
      rows[row] = (rows[row] as number[]).map((value, i) => value - factor * at(column, i));
    }
  }
  return rows.map((row) => row[n] as number);
}

function unfit(key: string, message: string): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: `"${key}": ${message}.`,
    key,
    remedy: 'Give four corners of an area on the ground, in the same order in both lists.',
  });
}
