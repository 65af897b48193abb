/** One batch: all frames that travelled through the pipeline in one buffer. */
import { Block, FRAME32, FRAME64, NONE64, OBJECT32, OBJECT64 } from './block.js';
import { Frame } from './frame.js';
import type { SourceDirectory } from './source.js';

/** Columns of a batch's frames; row `i` is `batch.frames[i]`. Units are those of {@link Frame}. */
export interface FrameColumns {
  /** All ones where a frame has no time. */
  readonly pts: BigUint64Array;
  /** 0 where the muxer gave none. */
  readonly ntpTimestamp: BigUint64Array;
  readonly sourceId: Uint32Array;
  readonly pad: Uint32Array;
  readonly number: Int32Array;
  readonly width: Uint32Array;
  readonly height: Uint32Array;
  /** Row of the frame's first object, and how many follow. */
  readonly firstObject: Uint32Array;
  readonly objectCount: Uint32Array;
}

/** Columns of a batch's objects, frame by frame. Units are those of {@link DetectedObject}. */
export interface ObjectColumns {
  /** All ones where an object is untracked. */
  readonly trackId: BigUint64Array;
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly confidence: Float32Array;
  readonly trackerConfidence: Float32Array;
  readonly classId: Int32Array;
  readonly componentId: Int32Array;
  /** Row of the parent; negative without one. */
  readonly parent: Int32Array;
  /** Row of the frame. */
  readonly frame: Uint32Array;
  /** Number for {@link Columns.string}. */
  readonly label: Uint32Array;
}

/** A batch as typed arrays, for millions of objects a second: views of the packed batch, nothing is copied. */
export interface Columns {
  readonly frames: FrameColumns;
  readonly objects: ObjectColumns;
  /** Text of a label's number. */
  string(number: number): string;
}

/** A batch (`NvDsBatchMeta`). Frames and columns are made when first asked for. */
export class Batch {
  /** Time of the batch's buffer in nanoseconds; undefined when it has none. */
  readonly pts: bigint | undefined;
  /** Batches that this subscription's queue dropped just before this one. */
  readonly droppedBefore: number;
  readonly frameCount: number;
  readonly objectCount: number;
  readonly #block: Block;
  readonly #sources: SourceDirectory;
  #frames: readonly Frame[] | undefined;
  #columns: Columns | undefined;

  private constructor(buffer: ArrayBuffer, sources: SourceDirectory) {
    this.#block = new Block(buffer);
    this.#sources = sources;
    this.pts = this.#block.pts === NONE64 ? undefined : this.#block.pts;
    this.droppedBefore = this.#block.droppedBefore;
    this.frameCount = this.#block.frames.count;
    this.objectCount = this.#block.objects.count;
  }

  /** @internal */
  static of(buffer: ArrayBuffer, sources: SourceDirectory): Batch {
    return new Batch(buffer, sources);
  }

  get frames(): readonly Frame[] {
    this.#frames ??= Array.from({ length: this.frameCount }, (_, row) => Frame.of(this.#block, row, this.#sources));
    return this.#frames;
  }

  get columns(): Columns {
    this.#columns ??= columnsOf(this.#block);
    return this.#columns;
  }

  toJSON() {
    return {
      ...(this.pts !== undefined && { pts: this.pts.toString() }),
      droppedBefore: this.droppedBefore,
      frames: this.frames.map((frame) => frame.toJSON()),
    };
  }
}

function columnsOf(block: Block): Columns {
  const { frames, objects } = block;
  return {
    frames: {
      pts: frames.longs(FRAME64.pts),
      ntpTimestamp: frames.longs(FRAME64.ntpTimestamp),
      sourceId: frames.words(FRAME32.sourceId),
      pad: frames.words(FRAME32.padIndex),
      number: frames.integers(FRAME32.number),
      width: frames.words(FRAME32.width),
      height: frames.words(FRAME32.height),
      firstObject: frames.words(FRAME32.firstObject),
      objectCount: frames.words(FRAME32.objectCount),
    },
    objects: {
      trackId: objects.longs(OBJECT64.trackId),
      left: objects.floats(OBJECT32.left),
      top: objects.floats(OBJECT32.top),
      width: objects.floats(OBJECT32.width),
      height: objects.floats(OBJECT32.height),
      confidence: objects.floats(OBJECT32.confidence),
      trackerConfidence: objects.floats(OBJECT32.trackerConfidence),
      classId: objects.integers(OBJECT32.classId),
      componentId: objects.integers(OBJECT32.componentId),
      parent: objects.integers(OBJECT32.parent),
      frame: objects.words(OBJECT32.frame),
      label: objects.words(OBJECT32.label),
    },
    string: (number) => block.string(number),
  };
}
