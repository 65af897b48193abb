/** Colours and places on a picture. */
import { wrong } from './arguments.js';
import type { Color } from './display.js';
import type { Point } from './tracks.js';

/** A name, `#rgb`, `#rrggbb`, `#rrggbbaa`, or red, green, blue and alpha from 0 to 1, as DeepStream has them. */
export type ColorLike = ColorName | `#${string}` | readonly [red: number, green: number, blue: number, alpha?: number] | Color;

/** In pixels of the muxer's frame, from its upper left corner. */
export type PointLike = readonly [x: number, y: number] | Point;

export const colorNames = ['black', 'white', 'red', 'green', 'blue', 'yellow', 'cyan', 'magenta', 'orange', 'gray'] as const;
export type ColorName = (typeof colorNames)[number];

const hex: Record<ColorName, string> = {
  black: '#000000',
  white: '#ffffff',
  red: '#ff0000',
  green: '#00ff00',
  blue: '#0000ff',
  yellow: '#ffff00',
  cyan: '#00ffff',
  magenta: '#ff00ff',
  orange: '#ff8000',
  gray: '#808080',
};

/** Red, green, blue, alpha, 0 to 1. Throws `ERR_ARGUMENT`. @internal */
export function rgba(key: string, color: ColorLike): readonly [number, number, number, number] {
  if (typeof color === 'object' && color !== null) {
    const channels: (number | undefined)[] = isTuple(color) ? [...color] : [color.red, color.green, color.blue, color.alpha];
    if (channels.length === 3) channels.push(1);
    if (channels.length === 4 && channels.every((channel) => typeof channel === 'number' && channel >= 0 && channel <= 1)) {
      return channels as [number, number, number, number];
    }
  } else if (typeof color === 'string') {
    const digits = hexDigits(hex[color as ColorName] ?? color);
    if (digits) return [0, 2, 4, 6].map((at) => Number.parseInt(digits.slice(at, at + 2), 16) / 255) as [number, number, number, number];
  }
  throw wrong(key, color, `a colour: one of ${colorNames.join(', ')}, "#rrggbb", "#rrggbbaa" or [red, green, blue, alpha] from 0 to 1`);
}

/** Whole pixels. Throws `ERR_ARGUMENT`. @internal */
export function pixels(key: string, point: PointLike): readonly [number, number] {
  const [x, y] = Array.isArray(point) ? point : [(point as Point | undefined)?.x, (point as Point | undefined)?.y];
  for (const value of [x, y]) {
    if (!(typeof value === 'number' && value >= 0 && value <= 1e6)) throw wrong(key, point, 'a point [x, y] in pixels, not negative');
  }
  return [Math.round(x), Math.round(y)];
}

function isTuple(value: object): value is Exclude<ColorLike, string | Color> {
  return Array.isArray(value);
}

/** Eight digits. */
function hexDigits(text: string): string | undefined {
  const digits = /^#([0-9a-f]{3}|[0-9a-f]{6}|[0-9a-f]{8})$/i.exec(text)?.[1];
  if (digits === undefined) return undefined;
  const long = digits.length === 3 ? [...digits].map((digit) => digit + digit).join('') : digits;
  return long.padEnd(8, 'f');
}
