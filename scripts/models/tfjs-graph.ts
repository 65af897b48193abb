/** Reads a TensorFlow.js graph model: model.json and its weight files. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

export interface TfNode {
  name: string;
  op: string;
  /** Names of the nodes whose (first) output this node takes. */
  inputs: string[];
  attributes: Record<string, TfAttribute>;
}

interface TfAttribute {
  s?: string;
  b?: boolean;
  list?: { i?: string[]; s?: string[] };
}

export interface TfTensor {
  dims: number[];
  data: Float32Array | Int32Array;
}

export interface TfGraph {
  nodes: Map<string, TfNode>;
  weights: Map<string, TfTensor>;
}

interface WeightEntry {
  name: string;
  shape: number[];
  dtype: 'float32' | 'int32';
  quantization?: { dtype: 'float16' };
}

interface ModelJson {
  modelTopology: { node: { name: string; op: string; input?: string[]; attr?: Record<string, TfAttribute> }[] };
  weightsManifest: { paths: string[]; weights: WeightEntry[] }[];
}

/** Attribute texts are base64 in the JSON form of a TensorFlow graph. */
export const text = (encoded: string | undefined): string => Buffer.from(encoded ?? '', 'base64').toString();

export function readTfjsGraph(file: string): TfGraph {
  const json = JSON.parse(readFileSync(file, 'utf8')) as ModelJson;
  const nodes = new Map<string, TfNode>();
  for (const { name, op, input = [], attr = {} } of json.modelTopology.node) {
    nodes.set(name, { name, op, inputs: input.map((item) => item.replace(/^\^|:\d+$/g, '')), attributes: attr });
  }
  const weights = new Map<string, TfTensor>();
  for (const { paths, weights: entries } of json.weightsManifest) {
    const bytes = Buffer.concat(paths.map((path) => readFileSync(join(dirname(file), path))));
    let offset = 0;
    for (const entry of entries) {
      const count = entry.shape.reduce((product, dim) => product * dim, 1);
      const [data, size] = decode(entry, bytes, offset, count);
      weights.set(entry.name, { dims: entry.shape, data });
      offset += size;
    }
    if (offset !== bytes.length) throw new Error(`${file}: weights are ${bytes.length} bytes, the manifest describes ${offset}`);
  }
  return { nodes, weights };
}

function decode(entry: WeightEntry, bytes: Buffer, offset: number, count: number): [TfTensor['data'], number] {
  if (entry.quantization?.dtype === 'float16') {
    const data = Float32Array.from({ length: count }, (_, i) => halfToFloat(bytes.readUInt16LE(offset + 2 * i)));
    return [data, 2 * count];
  }
  const copy = Uint8Array.prototype.slice.call(bytes, offset, offset + 4 * count);
  return [entry.dtype === 'int32' ? new Int32Array(copy.buffer) : new Float32Array(copy.buffer), 4 * count];
}

/** IEEE 754 binary16 to binary32. */
export function halfToFloat(half: number): number {
  const sign = half & 0x8000 ? -1 : 1;
  const exponent = (half >> 10) & 0x1f;
  const fraction = half & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
