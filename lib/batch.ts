/** One batch: all frames that travelled through the pipeline in one buffer. */
import { attachedToBatch, type BatchAttached, type Embeddings } from './attached.js';
import { Block, FRAME32, NONE64 } from './block.js';
import { type Columns, columnsOf } from './columns.js';
import { Frame } from './frame.js';
import type { ComponentLatency } from './latency.js';
import type { DetectedObject } from './object.js';
import { type BatchPixels, FramePixels } from './pixels.js';
import { plainFields } from './plain.js';
import type { Preprocessed } from './region.js';
import type { Source, SourceDirectory } from './source.js';
import type { BatchTracks } from './tracks.js';
import type { UserMeta } from './user-meta.js';

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
  readonly #pixels: BatchPixels | undefined;
  #frames: readonly Frame[] | undefined;
  #columns: Columns | undefined;
  #attached: BatchAttached | undefined;

  private constructor(buffer: ArrayBuffer, sources: SourceDirectory, pixels: BatchPixels | undefined) {
    this.#block = new Block(buffer);
    this.#sources = sources;
    this.#pixels = pixels;
    this.pts = this.#block.pts === NONE64 ? undefined : this.#block.pts;
    this.droppedBefore = this.#block.droppedBefore;
    this.frameCount = this.#block.frames.count;
    this.objectCount = this.#block.objects.count;
  }

  /** @internal */
  static of(buffer: ArrayBuffer, sources: SourceDirectory, pixels?: BatchPixels): Batch {
    return new Batch(buffer, sources, pixels);
  }

  get frames(): readonly Frame[] {
    this.#frames ??= Array.from({ length: this.frameCount }, (_, row) => Frame.of(this.#block, row, this.#sources, this.#pixelsOf(row)));
    return this.#frames;
  }

  get columns(): Columns {
    this.#columns ??= columnsOf(this.#block);
    return this.#columns;
  }

  /** Tracks beside the batch's objects, when the tracker gives them; with `include: ['tracks']`. */
  get tracks(): BatchTracks | undefined {
    return this.#read().tracks;
  }

  /** What `nvdspreprocess` made for models; with `include: ['tensors']`. */
  get preprocessed(): readonly Preprocessed<Frame, DetectedObject>[] | undefined {
    const { preprocessed } = this.#read();
    return preprocessed?.map(({ regions, ...rest }) => ({
      ...rest,
      regions: regions.map(({ frameRow, objectRow, region }) => {
        const frame = this.frames[frameRow];
        const object = this.#objects()[objectRow];
        return { ...region, ...(frame && { frame }), ...(object && { object }) };
      }),
    }));
  }

  /** Vectors of appearance, when the tracker gives them; with `include: ['embeddings']`. */
  get embeddings(): Embeddings | undefined {
    return this.#read().embeddings;
  }

  /** When the batch passed each element; with `include: ['latency']`. */
  get latency(): readonly ComponentLatency[] | undefined {
    return this.#read().latency;
  }

  /** Four 64-bit numbers of an application's own (`misc_batch_info`), unless all are 0. */
  get misc(): readonly bigint[] | undefined {
    return this.#read().misc;
  }

  /** User metadata of other types; with `include: ['userMeta']`. */
  get userMeta(): readonly UserMeta[] | undefined {
    return this.#read().userMeta;
  }

  /** Gives the pixels of all frames back before `retain` does. */
  release(): void {
    this.#pixels?.release();
  }

  toJSON() {
    return {
      ...(this.pts !== undefined && { pts: this.pts.toString() }),
      droppedBefore: this.droppedBefore,
      ...plainFields(this.#read(), ['tracks', 'embeddings', 'latency', 'misc', 'userMeta', 'preprocessed']),
      frames: this.frames.map((frame) => frame.toJSON()),
    };
  }

  #pixelsOf(row: number): FramePixels | undefined {
    return this.#pixels && new FramePixels(this.#pixels, this.#block.frames.word(FRAME32.batchId, row), this.frameCount);
  }

  #read(): BatchAttached {
    this.#attached ??= attachedToBatch(this.#block, (pad) => this.#sourceOf(pad));
    return this.#attached;
  }

  #objects(): readonly DetectedObject[] {
    return this.frames.flatMap(({ objects }) => objects);
  }

  /** A source without a frame in this batch may still have tracks. */
  #sourceOf(pad: number): Source {
    return this.frames.find(({ source }) => source.pad === pad)?.source ?? this.#sources.source(pad, pad);
  }
}
