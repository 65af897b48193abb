/** Regions of frames that a preprocessor cut out, and the tensors it made of them. */
import type { Box, Classification } from './object.js';
import type { Segmentation } from './picture.js';
import type { RecordReader } from './records.js';
import type { ModelOutput, Tensor } from './tensor.js';
import { orderOfInput, readChoice, readTensor } from './tensor.js';
import { type Point, readBox } from './tracks.js';
import type { UserMeta } from './user-meta.js';

/** A region of a frame (`NvDsRoiMeta`), in pixels of the muxer's frame. */
export interface Region {
  readonly box: Box;
  /** Corners, if the region is a polygon. */
  readonly polygon: readonly Point[];
  /** Input pixels for each pixel of the region. */
  readonly scale: Point;
  /** Where the region begins in the model's input. */
  readonly offset: Point;
  readonly classifications: readonly Classification[];
  readonly tensors?: readonly ModelOutput[];
  readonly segmentations?: readonly Segmentation[];
  readonly userMeta?: readonly UserMeta[];
}

/** A batch that `nvdspreprocess` made for models (`GstNvDsPreProcessBatchMeta`). `F` is the type of frames, `O` that of objects. */
export interface Preprocessed<F = unknown, O = unknown> {
  /** `gie-unique-id`s of the models it is for. */
  readonly componentIds: readonly bigint[];
  /** Undefined when the preprocessor made none. */
  readonly tensor?: PreprocessedTensor;
  readonly regions: readonly PreprocessedRegion<F, O>[];
}

export interface PreprocessedTensor extends Tensor {
  readonly gpuId: number;
  /** Since DeepStream 6.2. */
  readonly id?: number;
  /** Since DeepStream 7.1. */
  readonly maintainAspectRatio?: boolean;
}

export interface PreprocessedRegion<F = unknown, O = unknown> extends Region {
  readonly frame?: F;
  /** The object that the region is; since DeepStream 6.2. */
  readonly object?: O;
}

/** A region's own fields, and what it refers to by number. */
export interface RegionRecord {
  readonly number: number;
  /** Rows; negative: none. */
  readonly frameRow: number;
  readonly objectRow: number;
  readonly region: Region;
}

export function readRegion(record: RecordReader): RegionRecord {
  const number = record.word();
  const rows = { frameRow: record.integer(), objectRow: record.integer() };
  const box = readBox(record);
  const corners = record.times(8, () => ({ x: record.word(), y: record.word() }));
  const scale = { x: record.double(), y: record.double() };
  const offset = { x: record.double(), y: record.double() };
  // DeepStream leaves what is not used zero.
  const polygon = corners.some(({ x, y }) => x !== 0 || y !== 0) ? corners : [];
  return { number, ...rows, region: { box, polygon, scale, offset, classifications: record.list(() => readClassification(record)) } };
}

/** Without regions: they are records of their own, from `firstRegion` on. */
export function readPreprocessed(record: RecordReader): {
  componentIds: bigint[];
  firstRegion: number;
  regionCount: number;
  tensor?: PreprocessedTensor;
} {
  const componentIds = record.list(() => record.long());
  const regions = { firstRegion: record.word(), regionCount: record.word() };
  if (!record.flag()) return { componentIds, ...regions };
  const gpuId = record.word();
  const id = record.integer();
  const maintainAspectRatio = readChoice(record);
  const tensor = {
    ...readTensor(record, orderOfInput),
    gpuId,
    ...(id >= 0 && { id }),
    ...(maintainAspectRatio !== undefined && { maintainAspectRatio }),
  };
  return { componentIds, ...regions, tensor };
}

function readClassification(record: RecordReader): Classification {
  const componentId = record.integer();
  const type = record.text();
  const labels = record.list(() => ({ id: record.word(), classId: record.word(), probability: record.float(), label: record.text() }));
  return { componentId, ...(type !== '' && { type }), labels };
}
