/** Counts over time. */
import { checkNumber } from '../arguments.js';
import type { Size } from '../frame.js';
import { colour, document, element, escaped, label, points } from './svg.js';

/** One line of a chart. */
export interface Series {
  readonly name: string;
  /** In the order of time; a count holds until the next one. */
  readonly counts: readonly { readonly seconds: number; readonly count: number }[];
}

export interface ChartOptions {
  /** Default 800 × 320. */
  readonly size?: Size;
  readonly title?: string;
}

const margin = { left: 48, right: 16, top: 36, bottom: 36 };
/** Corners of one line at most: what falls on one pixel column is drawn as its lowest and highest count. */
const columnsAtMost = 2000;

/** An SVG chart of counts over time, as steps. */
export function countsSvg(series: readonly Series[], { size = { width: 800, height: 320 }, title = 'Objects over time' }: ChartOptions = {}): string {
  checkNumber('size.width', size.width, 100, columnsAtMost);
  const all = series.flatMap(({ counts }) => counts);
  const begin = all.reduce((least, { seconds }) => Math.min(least, seconds), Number.POSITIVE_INFINITY);
  const end = all.reduce((most, { seconds }) => Math.max(most, seconds), Number.NEGATIVE_INFINITY);
  const most = niceCeiling(all.reduce((highest, { count }) => Math.max(highest, count), 1));
  const [width, height] = [size.width - margin.left - margin.right, size.height - margin.top - margin.bottom];
  const x = (seconds: number) => margin.left + (end > begin ? ((seconds - begin) / (end - begin)) * width : 0);
  const y = (count: number) => margin.top + height - (count / most) * height;
  const grid = ticks(most).flatMap((count) => [
    element('line', { x1: margin.left, x2: size.width - margin.right, y1: y(count), y2: y(count), stroke: '#ddd' }),
    label(margin.left - 8, y(count) + 4, String(count), { 'text-anchor': 'end' }),
  ]);
  const times = all.length === 0 ? [] : [0, 0.25, 0.5, 0.75, 1].map((part) => begin + part * (end - begin));
  const axis = times.map((seconds) => label(x(seconds), size.height - 14, clock(seconds), { 'text-anchor': 'middle' }));
  const lines = series.map(({ counts }, i) =>
    element('polyline', { points: points(steps(counts, x, y)), fill: 'none', stroke: colour(i), 'stroke-width': 2, 'stroke-linejoin': 'round' }),
  );
  const legend = series.map(({ name }, i) => {
    const left = margin.left + i * 120;
    return element('g', {}, element('rect', { x: left, y: 12, width: 12, height: 12, fill: colour(i) }) + label(left + 18, 23, name));
  });
  const paper = element('rect', { width: size.width, height: size.height, fill: '#fff' });
  return document(size, title, [paper, ...grid, ...axis, ...lines, ...legend, element('desc', {}, escaped(title))]);
}

/** Corners of the line. Within one pixel, only the lowest, the highest and the last count can be seen. */
function steps(counts: Series['counts'], x: (seconds: number) => number, y: (count: number) => number): [number, number][] {
  const corners: [number, number][] = [];
  let before: number | undefined;
  for (let i = 0; i < counts.length; ) {
    const at = Math.round(x((counts[i] as Series['counts'][0]).seconds));
    let [low, high, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0];
    for (; i < counts.length && Math.round(x((counts[i] as Series['counts'][0]).seconds)) === at; i++) {
      last = (counts[i] as Series['counts'][0]).count;
      low = Math.min(low, last);
      high = Math.max(high, last);
    }
    for (const count of [before, low, high, last]) {
      const [px, py] = corners[corners.length - 1] ?? [];
      if (count !== undefined && !(px === at && py === y(count))) corners.push([at, y(count)]);
    }
    before = last;
  }
  return corners;
}

function ticks(most: number): number[] {
  const step = Math.max(1, most / 5);
  return Array.from({ length: Math.floor(most / step) + 1 }, (_, i) => Math.round(i * step));
}

/** The next number of the kind 5, 10, 20, 40, 50, 80, 100, 200. */
function niceCeiling(value: number): number {
  if (value <= 5) return 5;
  for (let unit = 10; ; unit *= 10) for (const factor of [1, 2, 4, 5, 8]) if (unit * factor >= value) return unit * factor;
}

function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  const tail = `${String(minutes).padStart(hours > 0 ? 2 : 1, '0')}:${String(whole % 60).padStart(2, '0')}`;
  return hours > 0 ? `${hours}:${tail}` : tail;
}
