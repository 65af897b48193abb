/** One frame of one source, as plain data. */
import { type Block, FRAME32, FRAME64, INFER_DONE, NONE64 } from './block.js';
import { DetectedObject, type ObjectJSON } from './object.js';
import { inspectAs, inspectSymbol } from './plain.js';
import type { Source, SourceDirectory } from './source.js';

/** In pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** {@link Frame} as JSON: 64-bit numbers are strings of decimal digits. */
export interface FrameJSON {
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
  objects: ObjectJSON[];
}

/** A frame (`NvDsFrameMeta`) with its objects. Its fields are own, enumerable values: nothing points into the pipeline. */
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
  readonly objects: readonly DetectedObject[];

  private constructor(block: Block, row: number, sources: SourceDirectory) {
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
    this.objects = DetectedObject.ofFrame(block, frames.word(FRAME32.firstObject, row), frames.word(FRAME32.objectCount, row));
  }

  /** The frame in one row of a block. @internal */
  static of(block: Block, row: number, sources: SourceDirectory): Frame {
    return new Frame(block, row, sources);
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
      objects: this.objects.map((object) => object.toJSON(this.objects)),
    };
  }

  /** @internal */
  [inspectSymbol](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const { batchIndex, sourceSize, objects, ...shown } = this;
    return inspectAs('Frame', { ...shown, source: this.source.name, objects }, depth, options, inspect);
  }
}
