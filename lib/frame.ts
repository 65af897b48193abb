/** One frame of one source, as plain data. */
import type { FrameAnalytics } from './analytics.js';
import { attachedToFrame, type FrameAttached, type Sensor } from './attached.js';
import { type Block, FRAME32, FRAME64, INFER_DONE, NONE64 } from './block.js';
import type { Display } from './display.js';
import { checkImageOptions, type Image, type ImageFormat, type ImageOptions, type RawImage } from './image.js';
import type { ComponentLatency } from './latency.js';
import { DetectedObject, type ObjectJSON } from './object.js';
import type { Segmentation } from './picture.js';
import { attachPixels, type FramePixels, pixelsOf, releasePixels } from './pixels.js';
import { inspectAs, inspectSymbol, type Plain, plainFields } from './plain.js';
import type { Region } from './region.js';
import type { SeiMessage } from './sei.js';
import type { Source, SourceDirectory } from './source.js';
import type { ModelOutput } from './tensor.js';
import type { UserMeta } from './user-meta.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** {@link Frame} as JSON: 64-bit numbers are strings of decimal digits. */
export interface FrameJSON extends Plain<FrameAttached> {
  source: Source;
  number: number;
  /** Nanoseconds. */
  pts?: string;
  /** Nanoseconds since 1970. */
  ntpTimestamp?: string;
  size: Size;
  sourceSize: Size;
  batchIndex: number;
  inferred: boolean;
  surface?: Surface;
  objects: ObjectJSON[];
}

const attachedFields = [
  'analytics',
  'tensors',
  'regions',
  'segmentations',
  'display',
  'latency',
  'sei',
  'sensor',
  'misc',
  'attachments',
  'userMeta',
] as const satisfies readonly (keyof FrameAttached)[];

/** Which part of a camera's picture the frame is, of cameras that give several (`nvdewarper`). */
export interface Surface {
  /** `surface_type`: 0 of any other camera. */
  readonly type: number;
  /** `surface_index`. */
  readonly index: number;
  /** `num_surfaces_per_frame`. */
  readonly count: number;
}

/**
 * A frame (`NvDsFrameMeta`) with its objects. Its fields are own, enumerable values: nothing points into the pipeline, but for the pixels
 * that `include: ['pixels']` keeps there.
 */
export class Frame {
  readonly source: Source;
  /** Counts the source's frames from 0 (`frame_num`). */
  readonly number: number;
  /** Presentation time in nanoseconds (`buf_pts`); undefined when the buffer has none. */
  readonly pts: bigint | undefined;
  /** Wall-clock time of capture or arrival, nanoseconds since 1970; undefined when the muxer gave none. */
  readonly ntpTimestamp: bigint | undefined;
  /** Size of the muxer's output, to which all boxes refer. */
  readonly size: Size;
  /** Size of the picture as it came from the source. */
  readonly sourceSize: Size;
  /** Place in the batch (`batch_id`). */
  readonly batchIndex: number;
  /** False where a detector skipped the frame (`interval`). */
  readonly inferred: boolean;
  /** Undefined unless the camera gives several. */
  readonly surface: Surface | undefined;
  readonly objects: readonly DetectedObject[];
  // The following are there only when the pipeline attached them.
  /** What `nvdsanalytics` says about it. */
  declare readonly analytics?: FrameAnalytics;
  /** Raw outputs of each model; with `include: ['tensors']`. */
  declare readonly tensors?: readonly ModelOutput[];
  /** Regions whose tensors a model used; with `include: ['tensors']`. */
  declare readonly regions?: readonly Region[];
  /** Of each segmentation model; with `include: ['segmentation']`. */
  declare readonly segmentations?: readonly Segmentation[];
  /** What elements added for `nvdsosd` to draw; with `include: ['display']`. */
  declare readonly display?: readonly Display[];
  /** When it passed each element before the muxer; with `include: ['latency']`. */
  declare readonly latency?: readonly ComponentLatency[];
  /** User data of the video stream; with `include: ['sei']`. */
  declare readonly sei?: readonly SeiMessage[];
  /** What its source is called, in pipelines of `nvmultiurisrcbin`. */
  declare readonly sensor?: Sensor;
  /** Four 64-bit numbers of an application's own (`misc_frame_info`), unless all are 0. */
  declare readonly misc?: readonly bigint[];
  /** What programs attached with `intercept`, by name. */
  declare readonly attachments?: Readonly<Record<string, unknown>>;
  /** User metadata of other types; with `include: ['userMeta']`. */
  declare readonly userMeta?: readonly UserMeta[];

  /** The frame in one row of a block. @internal */
  constructor(block: Block, row: number, sources: SourceDirectory, pixels?: FramePixels, makeObject?: (row: number) => DetectedObject) {
    const { frames } = block;
    const pts = frames.long(FRAME64.pts, row);
    const ntp = frames.long(FRAME64.ntpTimestamp, row);
    this.source = sources.source(frames.word(FRAME32.padIndex, row), frames.word(FRAME32.sourceId, row));
    this.number = frames.integer(FRAME32.number, row);
    this.pts = pts === NONE64 ? undefined : pts;
    this.ntpTimestamp = ntp === 0n || ntp === NONE64 ? undefined : ntp;
    this.size = { width: frames.word(FRAME32.width, row), height: frames.word(FRAME32.height, row) };
    this.sourceSize = { width: frames.word(FRAME32.sourceWidth, row), height: frames.word(FRAME32.sourceHeight, row) };
    this.batchIndex = frames.word(FRAME32.batchId, row);
    this.inferred = (frames.word(FRAME32.flags, row) & INFER_DONE) !== 0;
    this.surface = surfaceOf(block, row);
    const objectCount = frames.word(FRAME32.objectCount, row);
    this.objects = DetectedObject.ofFrame(
      block,
      frames.word(FRAME32.firstObject, row),
      objectCount,
      makeObject ?? ((each) => new DetectedObject(block, each, pixels)),
    );
    attachPixels(this, pixels);
    if (block.attachments.count > 0) Object.assign(this, attachedToFrame(block, row));
  }

  /** The frame in one row of a block. @internal */
  static of(block: Block, row: number, sources: SourceDirectory, pixels?: FramePixels): Frame {
    return new Frame(block, row, sources, pixels);
  }

  /**
   * An image of the frame or of a part of it, made off the JavaScript thread; a format alone stands for `{ format }`. Needs
   * `include: ['pixels']`.
   *
   * Rejects with `ERR_FRAME_RELEASED` when the frame's pixels are no longer there (`retain` says for how long they are), `ERR_PICTURE`
   * when they cannot be read or encoded, `ERR_BUSY` when too many images wait, `ERR_ARGUMENT`. Once asked for, an image is made, whatever
   * is released meanwhile.
   */
  async image(options: ImageOptions | ImageFormat = {}): Promise<Image> {
    return pixelsOf(this).image(checkImageOptions(options));
  }

  /** A copy of the frame's pixels as they lie in the pipeline, e.g. the two planes of NV12. Needs `include: ['pixels']`. */
  async raw(): Promise<RawImage> {
    return pixelsOf(this).raw();
  }

  /** Gives the pixels back before `retain` does: when all frames of a batch are released, its buffer goes back to the pipeline. */
  release(): void {
    releasePixels(this);
  }

  /** As plain JSON values, structured-cloneable. 32-bit floats have their shortest form; `parent` is an index into `objects`. */
  toJSON(): FrameJSON {
    return {
      source: this.source,
      number: this.number,
      ...(this.pts !== undefined && { pts: this.pts.toString() }),
      ...(this.ntpTimestamp !== undefined && { ntpTimestamp: this.ntpTimestamp.toString() }),
      size: this.size,
      sourceSize: this.sourceSize,
      batchIndex: this.batchIndex,
      inferred: this.inferred,
      ...(this.surface && { surface: this.surface }),
      ...plainFields<FrameAttached, (typeof attachedFields)[number]>(this, attachedFields),
      objects: this.objects.map((object) => object.toJSON(this.objects)),
    };
  }

  /** @internal */
  [inspectSymbol](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const { batchIndex, sourceSize, objects, ...shown } = this;
    return inspectAs('Frame', { ...shown, source: this.source.name, objects }, depth, options, inspect);
  }
}

function surfaceOf({ frames }: Block, row: number): Surface | undefined {
  const type = frames.word(FRAME32.surfaceType, row);
  const index = frames.word(FRAME32.surfaceIndex, row);
  const count = frames.word(FRAME32.surfacesPerFrame, row);
  return type === 0 && index === 0 && count <= 1 ? undefined : { type, index, count };
}
