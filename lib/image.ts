/** Images of frames and objects: how to ask for them, and what one is. */
import { writeFile } from 'node:fs/promises';
import { checkKeys, oneOf, wrong } from './arguments.js';
import type { NativeImageRequest } from './native.js';
import type { Box } from './object.js';

/** `jpeg` and `png` are files; `rgb`, `rgba` and `gray` are rows of bytes without gaps, full range. */
export type ImageFormat = 'jpeg' | 'png' | 'rgb' | 'rgba' | 'gray';

/** What an image shall be. */
export interface ImageOptions {
  /** Default: `jpeg`. */
  format?: ImageFormat;
  /** The part of the frame, in its pixels: whole pixels that enclose the box, cut at the frame's edges. Default: all of it. */
  crop?: Box;
  /** Times the size of the frame or crop: 0.5 is half as wide and half as high. */
  scale?: number;
  /** Pixels; with one of the two the proportions stay. Instead of `scale`. */
  size?: { width?: number; height?: number };
  /** Of JPEG, 1 to 100; default 85. */
  quality?: number;
}

/** What the image of an object shall be. */
export interface CropOptions extends Omit<ImageOptions, 'crop'> {
  /** Pixels of the frame added on every side of the object's box; default 0. */
  padding?: number;
}

/** An image of a frame, or of a part of it. Its bytes are its own. */
export class Image {
  readonly width: number;
  readonly height: number;
  readonly format: ImageFormat;
  /** Bytes a pixel of `rgb` (3), `rgba` (4) and `gray` (1); undefined for files. */
  readonly channels: 1 | 3 | 4 | undefined;
  readonly data: Uint8Array;

  /** @internal */
  constructor(format: ImageFormat, { width, height, data }: { width: number; height: number; data: Uint8Array }) {
    this.width = width;
    this.height = height;
    this.format = format;
    this.channels = channels[format];
    this.data = data;
  }

  /** Writes `data` to a file: a picture file for `jpeg` and `png`, bare pixels for the others. */
  toFile(path: string | URL): Promise<void> {
    return writeFile(path, this.data);
  }
}

/** One plane of a {@link RawImage}. */
export interface RawPlane {
  readonly data: Uint8Array;
  /** Bytes from one row to the next. */
  readonly stride: number;
  readonly rows: number;
}

/** The pixels of a frame as they lie in the pipeline: a copy, which stays what it is. */
export interface RawImage {
  readonly width: number;
  readonly height: number;
  /** GStreamer's name: `NV12`, `I420`, `RGBA`… */
  readonly format: string;
  /** GStreamer's name or numbers for range and matrix: `bt601`, `bt709`, `sRGB`… */
  readonly colorimetry: string;
  readonly planes: readonly RawPlane[];
}

const channels: Record<ImageFormat, 1 | 3 | 4 | undefined> = { jpeg: undefined, png: undefined, rgb: 3, rgba: 4, gray: 1 };
const formats = Object.keys(channels) as ImageFormat[];
const LONGEST_SIDE = 16384;

/** A format alone stands for `{ format }`. */
export function checkImageOptions(given: ImageOptions | ImageFormat): ImageOptions {
  const options = typeof given === 'string' ? { format: given } : given;
  checkKeys('option', options, ['format', 'crop', 'scale', 'size', 'quality']);
  const { format, crop, scale, size, quality } = options;
  if (format !== undefined && !formats.includes(format)) throw wrong('format', format, oneOf(formats));
  if (crop !== undefined) checkCrop(crop);
  if (scale !== undefined && !(Number.isFinite(scale) && scale > 0)) throw wrong('scale', scale, 'a number above 0');
  if (size !== undefined) checkSize(size);
  if (scale !== undefined && size !== undefined) throw wrong('scale', scale, 'either "scale" or "size"');
  if (quality !== undefined && !isWhole(quality, 100)) throw wrong('quality', quality, 'a whole number from 1 to 100');
  return options;
}

/** The box with `padding` around it. */
export function checkCropOptions(given: CropOptions | ImageFormat, { left, top, width, height }: Box): ImageOptions {
  const options = typeof given === 'string' ? { format: given } : given;
  checkKeys('option', options, ['format', 'padding', 'scale', 'size', 'quality']);
  const { padding = 0, ...rest } = options;
  if (!(Number.isFinite(padding) && padding >= 0)) throw wrong('padding', padding, 'a number of pixels, 0 or more');
  return checkImageOptions({
    ...rest,
    crop: { left: left - padding, top: top - padding, width: width + 2 * padding, height: height + 2 * padding },
  });
}

/** @internal */
export function nativeRequest(
  index: number,
  { format = 'jpeg', crop, scale, size, quality }: ImageOptions,
): NativeImageRequest & { format: ImageFormat } {
  return {
    index,
    format,
    ...(crop && { crop }),
    ...(scale !== undefined && { scale }),
    ...(size?.width !== undefined && { width: size.width }),
    ...(size?.height !== undefined && { height: size.height }),
    ...(quality !== undefined && { quality }),
  };
}

function checkCrop(crop: Box): void {
  const { left, top, width, height } = crop ?? {};
  if (![left, top, width, height].every(Number.isFinite) || width <= 0 || height <= 0) {
    throw wrong('crop', crop, 'a box { left, top, width, height } in pixels, wider and higher than 0');
  }
}

function checkSize(size: { width?: number; height?: number }): void {
  const sides = [size?.width, size?.height].filter((side) => side !== undefined);
  if (sides.length === 0 || !sides.every((side) => isWhole(side, LONGEST_SIDE))) {
    throw wrong('size', size, `{ width, height } or one of them, whole numbers from 1 to ${LONGEST_SIDE}`);
  }
}

function isWhole(value: number, most: number): boolean {
  return Number.isInteger(value) && value >= 1 && value <= most;
}
