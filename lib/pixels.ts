/** The pixels of delivered batches: who may still have them, and what becomes of requests for images. */
import { DeepStreamError, toDeepStreamError } from './errors.js';
import { Image, type ImageOptions, nativeRequest, type RawImage } from './image.js';
import type { NativeBinding, NativeImage, NativeImageRequest, NativePixels } from './native.js';

/** The part of the add-on that makes images. */
export type ImageMaker = Pick<NativeBinding, 'makeImage' | 'releasePixels'>;

/** One batch's buffer in the pipeline, kept until it is released. */
export class BatchPixels {
  readonly #maker: ImageMaker;
  #native: NativePixels | undefined;
  readonly #kept: boolean;
  #framesReleased = 0;

  /** `native` is undefined where the buffer could not be kept. */
  constructor(maker: ImageMaker, native: NativePixels | undefined) {
    this.#maker = maker;
    this.#native = native;
    this.#kept = native !== undefined;
  }

  /** Asks now: what is released afterwards does not matter to it. */
  async make(request: NativeImageRequest): Promise<NativeImage> {
    if (!this.#native) throw this.#kept ? released() : notKept();
    try {
      return await this.#maker.makeImage(this.#native, request);
    } catch (error) {
      throw toDeepStreamError(error);
    }
  }

  release(): void {
    if (this.#native) this.#maker.releasePixels(this.#native);
    this.#native = undefined;
  }

  /** The release of the last of `frames` is the batch's. */
  releaseFrame(frames: number): void {
    this.#framesReleased++;
    if (this.#framesReleased === frames) this.release();
  }
}

/** One frame's share of it, for the frame and its objects. */
export class FramePixels {
  readonly #batch: BatchPixels;
  readonly #index: number;
  readonly #siblings: number;
  #released = false;

  /** `index` in a batch of `siblings` frames. */
  constructor(batch: BatchPixels, index: number, siblings: number) {
    this.#batch = batch;
    this.#index = index;
    this.#siblings = siblings;
  }

  async image(options: ImageOptions): Promise<Image> {
    const request = nativeRequest(this.#index, options);
    return new Image(request.format, await this.#make(request));
  }

  async raw(): Promise<RawImage> {
    const { width, height, data, format = '', colorimetry = '', planes = [] } = await this.#make({ index: this.#index, format: 'raw' });
    return {
      width,
      height,
      format,
      colorimetry,
      planes: planes.map(({ offset, stride, rows }) => ({ data: data.subarray(offset, offset + stride * rows), stride, rows })),
    };
  }

  release(): void {
    if (this.#released) return;
    this.#released = true;
    this.#batch.releaseFrame(this.#siblings);
  }

  #make(request: NativeImageRequest): Promise<NativeImage> {
    if (this.#released) throw released();
    return this.#batch.make(request);
  }
}

/** Batches whose pixels stay: the last ones that were delivered. */
export class Retention {
  readonly #most: number;
  readonly #batches: { release(): void }[] = [];

  constructor(most: number) {
    this.#most = most;
  }

  add(batch: { release(): void }): void {
    this.#batches.push(batch);
    if (this.#batches.length > this.#most) this.#batches.shift()?.release();
  }

  /**
   * Releases all, after the current turn of the event loop: what follows `await firstValueFrom(…)` at once can still ask for an image.
   */
  end(): void {
    if (this.#batches.length === 0) return;
    setImmediate(() => {
      for (const batch of this.#batches.splice(0)) batch.release();
    });
  }
}

/** Of frames and objects; beside them, so that they stay plain data. */
const known = new WeakMap<object, FramePixels>();

export function attachPixels(owner: object, pixels: FramePixels | undefined): void {
  if (pixels) known.set(owner, pixels);
}

export function releasePixels(owner: object): void {
  known.get(owner)?.release();
}

/** The pixels of a frame or object; throws when it was read, or recorded, without. */
export function pixelsOf(owner: object): FramePixels {
  const pixels = known.get(owner);
  if (pixels) return pixels;
  throw new DeepStreamError({
    code: 'ERR_ARGUMENT',
    message: 'This frame was read without its pixels.',
    key: 'include',
    remedy: "Read with { include: ['pixels'] }.",
  });
}

function released(): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_FRAME_RELEASED',
    message: "The frame's pixels were released.",
    remedy: 'Ask for images when the frame is delivered, before waiting for anything else, or keep more batches with { retain }.',
  });
}

function notKept(): DeepStreamError {
  return new DeepStreamError({
    code: 'ERR_FRAME_RELEASED',
    message: "The frame's pixels were not kept: the pipeline has too few buffers to spare one.",
    key: 'buffer-pool-size',
    remedy: 'Raise buffer-pool-size of nvstreammux, or lower { capacity } and { retain }.',
  });
}
