/** Tracks, zones and lines over a frame. */
import type { Size } from '../frame.js';
import type { Point } from '../operators/geometry.js';
import { type Lines, lineShapes } from '../operators/line-shape.js';
import { type Zones, zoneShapes } from '../operators/zone-shape.js';
import { background, colour, document, element, escaped, label, points } from './svg.js';

/** What is drawn of a track; a `Track` of `trackEvents()` has it. */
export interface DrawnTrack {
  readonly id: bigint | number;
  readonly label: string;
  readonly path: readonly { readonly x: number; readonly y: number }[];
}

export interface SceneOptions {
  /** Of the frames. */
  readonly size: Size;
  /** The picture beneath as a URL, such as `data:image/jpeg;base64,…`; `false` for nothing, to lay the drawing over video. Default: plain grey. */
  readonly picture?: string | false;
  readonly title?: string;
  readonly zones?: Zones;
  readonly lines?: Lines;
}

/** An SVG picture of where tracks went. Each ends with a dot and its ID. */
export function tracksSvg(tracks: readonly DrawnTrack[], { size, picture, title = 'Tracks', zones, lines }: SceneOptions): string {
  return document(size, title, [background(size, picture), ...shapes({ zones, lines }), ...tracks.flatMap(drawn)]);
}

function drawn({ id, label: name, path }: DrawnTrack): string[] {
  const last = path[path.length - 1];
  if (!last) return [];
  const stroke = colour(Number(BigInt(id) % 997n));
  const way = points(path.map(({ x, y }) => [x, y]));
  const joined = { fill: 'none', 'stroke-linejoin': 'round', 'stroke-linecap': 'round' };
  return [
    element('polyline', { points: way, ...joined, stroke: '#fff', 'stroke-width': 4, 'stroke-opacity': 0.6 }),
    element('polyline', { points: way, ...joined, stroke, 'stroke-width': 2 }, element('title', {}, escaped(`${name} ${id}`))),
    element('circle', { cx: last.x, cy: last.y, r: 4, fill: stroke, stroke: '#fff' }),
    label(last.x + 6, last.y + 4, String(id), { 'font-size': 11 }),
  ];
}

/** Zones and lines as programs define them; lines have an arrow that shows the way in. */
export function shapes({ zones, lines }: { readonly zones?: Zones | undefined; readonly lines?: Lines | undefined }): string[] {
  const areas = zones ? zoneShapes(zones, {}) : [];
  const borders = lines ? lineShapes(lines, {}) : [];
  return [
    ...areas.flatMap(({ name, corners }, i) => {
      const [x, y] = corners[0] as Point;
      const look = { fill: colour(i), 'fill-opacity': 0.15, stroke: colour(i), 'stroke-width': 2 };
      return [element('polygon', { points: points(corners), ...look }), label(x + 6, y + 16, name)];
    }),
    ...borders.flatMap(({ name, ends: [from, to], direction: [dx, dy] }, i) => {
      const stroke = colour(areas.length + i);
      const middle: Point = [(from[0] + to[0]) / 2, (from[1] + to[1]) / 2];
      const length = Math.hypot(dx, dy);
      const tip: Point = [middle[0] + (30 * dx) / length, middle[1] + (30 * dy) / length];
      const side: Point = [(-8 * dy) / length, (8 * dx) / length];
      const back: Point = [middle[0] + (20 * dx) / length, middle[1] + (20 * dy) / length];
      const head: Point[] = [tip, [back[0] + side[0], back[1] + side[1]], [back[0] - side[0], back[1] - side[1]]];
      return [
        element('polyline', { points: points([from, to]), fill: 'none', stroke, 'stroke-width': 3 }),
        element('polyline', { points: points([middle, back]), fill: 'none', stroke, 'stroke-width': 2 }),
        element('polygon', { points: points(head), fill: stroke }),
        label(from[0] + 6, from[1] - 6, name),
      ];
    }),
  ];
}
