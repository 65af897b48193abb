/** The little of SVG that pictures here need. */
import type { Size } from '../frame.js';

type Attributes = Readonly<Record<string, string | number | undefined>>;

/** An element; `content` is SVG. */
export function element(name: string, attributes: Attributes, content = ''): string {
  const text = Object.entries(attributes)
    .filter(([, value]) => value !== undefined)
    .map(([key, value]) => ` ${key}="${typeof value === 'number' ? short(value) : escaped(value as string)}"`)
    .join('');
  return content === '' ? `<${name}${text}/>` : `<${name}${text}>${content}</${name}>`;
}

/** Text that stands out on light and dark pictures alike. */
export function label(x: number, y: number, text: string, attributes: Attributes = {}): string {
  const halo = { 'paint-order': 'stroke', stroke: '#fff', 'stroke-width': 3, 'stroke-linejoin': 'round', fill: '#222' };
  return element('text', { x, y, ...halo, ...attributes }, escaped(text));
}

export function points(list: readonly (readonly [number, number])[]): string {
  return list.map(([x, y]) => `${short(x)},${short(y)}`).join(' ');
}

export function document({ width, height }: Size, title: string, content: readonly string[]): string {
  const about = {
    xmlns: 'http://www.w3.org/2000/svg',
    width,
    height,
    viewBox: `0 0 ${width} ${height}`,
    'font-family': 'sans-serif',
    'font-size': 13,
  };
  return `${element('svg', about, `\n${[element('title', {}, escaped(title)), ...content].join('\n')}\n`)}\n`;
}

/** The frame beneath: a picture as a data URL, nothing, or plain grey. */
export function background({ width, height }: Size, picture: string | false | undefined): string {
  if (picture === false) return '';
  return picture === undefined
    ? element('rect', { width, height, fill: '#e9e9e6' })
    : element('image', { width, height, href: picture, preserveAspectRatio: 'none' });
}

export function escaped(text: string): string {
  // Characters that XML forbids would make the whole file unreadable.
  const allowed = [...text].filter((character) => character >= ' ' || character === '\t').join('');
  return allowed.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** A tenth of a pixel is enough. */
function short(value: number): string {
  return String(Math.round(value * 10) / 10);
}

/** Colours that differ as much as possible, however many there are: each a golden angle from the one before. */
export function colour(index: number): string {
  return `hsl(${Math.round((index * 137.508) % 360)}, 75%, ${index % 2 === 0 ? 42 : 55}%)`;
}
