/** Results that are pictures: instance masks and segmentation maps. */
import type { Bytes, RecordReader } from './records.js';

/** Which part of an object's box is the object (`mask_params`). */
export interface Mask {
  readonly width: number;
  readonly height: number;
  /** What counts as the object: values above it. */
  readonly threshold: number;
  /** Row by row, stretched over the object's box. A view of the batch; undefined when the CPU cannot read it. */
  readonly data?: Float32Array;
}

/** The class of every pixel (`NvDsInferSegmentationMeta`). */
export interface Segmentation {
  /** `gie-unique-id` of the model, since DeepStream 6.2. */
  readonly componentId?: number;
  readonly classes: number;
  readonly width: number;
  readonly height: number;
  /** Row by row, −1 where no class is likely enough. A view of the batch; undefined when the CPU cannot read it. */
  readonly classMap?: Int32Array;
  /** Of each class in turn, row by row. A view of the batch; undefined when the CPU cannot read it. */
  readonly probabilities?: Float32Array;
}

export function readMask(record: RecordReader): Mask {
  const size = { width: record.word(), height: record.word(), threshold: record.float() };
  const data = floats(record.bulk());
  return { ...size, ...(data && { data }) };
}

export function readSegmentation(record: RecordReader): Segmentation {
  const componentId = record.integer();
  const size = { classes: record.word(), width: record.word(), height: record.word() };
  const map = record.bulk();
  const probabilities = floats(record.bulk());
  return {
    ...(componentId >= 0 && { componentId }),
    ...size,
    ...(map && { classMap: new Int32Array(map.buffer, map.byteOffset, map.byteLength / 4) }),
    ...(probabilities && { probabilities }),
  };
}

export function floats(bytes: Bytes | undefined): Float32Array | undefined {
  return bytes && new Float32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4);
}
