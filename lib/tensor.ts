/** Raw tensors: what a model gave, and what was made for it. */
import type { Bytes, RecordReader } from './records.js';

/** In the order of `Scalar` in native/meta/block.h. */
const TYPES = ['unknown', 'float32', 'float16', 'int8', 'uint8', 'int32', 'uint32', 'int64', 'uint64'] as const;

/** Type of a tensor's values; `unknown` when this library does not know it. */
export type TensorType = (typeof TYPES)[number];

/** Values of a tensor. 16-bit floats come as their bits: {@link float16ToFloat32} turns them into numbers. */
export type TensorData = Float32Array | Uint16Array | Int8Array | Uint8Array | Int32Array | Uint32Array | BigInt64Array | BigUint64Array;

/** Where the channels, rows and columns are; N is the batch. */
export type TensorOrder = 'CHW' | 'HWC' | 'NCHW' | 'NHWC';

/** A tensor. */
export interface Tensor {
  /** Name of the model's layer. */
  readonly name: string;
  readonly type: TensorType;
  /** Length of each dimension, outermost first. Outputs are those of one frame, object or region: they have no batch dimension. */
  readonly shape: readonly number[];
  /**
   * Told by the shape: of three or four dimensions, the two neighbours whose ratio is that of the network's height and width are rows and
   * columns; in a tensor made for a model, the one of 1 to 4 elements is the channels. Undefined where that does not decide.
   */
  readonly order?: TensorOrder;
  /** A view of the batch, without a copy; undefined when the tensor is in memory that the CPU cannot read. */
  readonly data?: TensorData;
}

/** Outputs of one model for one frame, object or region (`NvDsInferTensorMeta`): `nvinfer` with `output-tensor-meta=1`. */
export interface ModelOutput {
  /** `gie-unique-id` of the model. */
  readonly componentId: number;
  /** Input of the model, in pixels. */
  readonly network: { readonly width: number; readonly height: number; readonly channels: number };
  readonly gpuId: number;
  /** Since DeepStream 6.1. */
  readonly maintainAspectRatio?: boolean;
  /** Since DeepStream 7.1. */
  readonly symmetricPadding?: boolean;
  readonly layers: readonly Tensor[];
}

export function readModelOutput(record: RecordReader): ModelOutput {
  const componentId = record.word();
  const gpuId = record.integer();
  const network = { width: record.word(), height: record.word(), channels: record.word() };
  const maintainAspectRatio = readChoice(record);
  const symmetricPadding = readChoice(record);
  return {
    componentId,
    network,
    gpuId,
    ...(maintainAspectRatio !== undefined && { maintainAspectRatio }),
    ...(symmetricPadding !== undefined && { symmetricPadding }),
    layers: record.list(() => readTensor(record, (shape) => orderOfOutput(shape, network))),
  };
}

/** Name, type, shape, values. */
export function readTensor(record: RecordReader, orderOf: (shape: readonly number[]) => TensorOrder | undefined): Tensor {
  const name = record.text();
  const type = TYPES[record.word()] ?? 'unknown';
  const shape = record.list(() => record.word());
  const order = orderOf(shape);
  const bytes = record.bulk();
  return { name, type, shape, ...(order && { order }), ...(bytes && { data: dataOf(type, bytes) }) };
}

/** Negative: the release does not say. */
export function readChoice(record: RecordReader): boolean | undefined {
  const value = record.integer();
  return value < 0 ? undefined : value !== 0;
}

/** 16-bit floats as numbers: what `data` of a tensor of type `float16` holds. */
export function float16ToFloat32(halves: Uint16Array): Float32Array {
  const floats = new Float32Array(halves.length);
  const bits = new Uint32Array(floats.buffer);
  for (let i = 0; i < halves.length; i++) bits[i] = widened(halves[i] as number);
  return floats;
}

function widened(half: number): number {
  const sign = (half & 0x8000) << 16;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0x1f) return sign | 0x7f80_0000 | (fraction << 13);
  if (exponent > 0) return sign | ((exponent + 112) << 23) | (fraction << 13);
  if (fraction === 0) return sign;
  // A subnormal half is a normal float: its leading one moves to the implicit place.
  const shift = Math.clz32(fraction) - 21;
  return sign | ((113 - shift) << 23) | (((fraction << shift) & 0x3ff) << 13);
}

function dataOf(type: TensorType, { buffer, byteOffset, byteLength }: Bytes): TensorData {
  switch (type) {
    case 'float32':
      return new Float32Array(buffer, byteOffset, byteLength / 4);
    case 'float16':
      return new Uint16Array(buffer, byteOffset, byteLength / 2);
    case 'int8':
      return new Int8Array(buffer, byteOffset, byteLength);
    case 'int32':
      return new Int32Array(buffer, byteOffset, byteLength / 4);
    case 'uint32':
      return new Uint32Array(buffer, byteOffset, byteLength / 4);
    case 'int64':
      return new BigInt64Array(buffer, byteOffset, byteLength / 8);
    case 'uint64':
      return new BigUint64Array(buffer, byteOffset, byteLength / 8);
    default:
      return new Uint8Array(buffer, byteOffset, byteLength);
  }
}

function orderOfOutput(shape: readonly number[], { width, height }: { width: number; height: number }): TensorOrder | undefined {
  if (shape.length !== 3 || width === 0) return undefined;
  const [first, second, third] = shape as [number, number, number];
  const outer = second * width === third * height;
  const inner = first * width === second * height;
  return outer === inner ? undefined : outer ? 'CHW' : 'HWC';
}

export function orderOfInput(shape: readonly number[]): TensorOrder | undefined {
  if (shape.length !== 4) return undefined;
  const isChannels = (length: number | undefined) => length !== undefined && length >= 1 && length <= 4;
  const outer = isChannels(shape[1]);
  const inner = isChannels(shape[3]);
  return outer === inner ? undefined : outer ? 'NCHW' : 'NHWC';
}
