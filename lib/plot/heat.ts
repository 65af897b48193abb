/** A heat map over a frame. */
import type { HeatMap } from '../operators/heat-map.js';
import { background, document, element, label } from './svg.js';
import { type SceneOptions, shapes } from './tracks.js';

/** An SVG picture of a heat map: from clear over yellow to red, where objects spent most time. */
export function heatMapSvg(map: HeatMap, { picture, title = 'Heat map', zones, lines }: Omit<SceneOptions, 'size'> = {}): string {
  const { size, columns, rows, seconds, peak } = map;
  const [width, height] = [size.width / columns, size.height / rows];
  const cells: string[] = [];
  seconds.forEach((value, i) => {
    if (value === 0) return;
    // The root shows places that are used now and then beside those that are always.
    const heat = Math.sqrt(value / peak);
    const look = { fill: `hsl(${Math.round(60 - 60 * heat)}, 95%, 50%)`, 'fill-opacity': Math.round(20 + 60 * heat) / 100 };
    cells.push(element('rect', { x: (i % columns) * width, y: Math.floor(i / columns) * height, width, height, ...look }));
  });
  const legend = label(8, size.height - 10, `most: ${peak.toFixed(1)} s in one place`);
  return document(size, title, [background(size, picture), ...cells, ...shapes({ zones, lines }), legend]);
}
