/**
 * Pictures of a run as SVG text: tracks over a frame, counts over time, heat maps. Loads no native code.
 *
 * @packageDocumentation
 */
export { type ChartOptions, countsSvg, type Series } from './counts.js';
export { heatMapSvg } from './heat.js';
export { type DrawnTrack, type SceneOptions, tracksSvg } from './tracks.js';
