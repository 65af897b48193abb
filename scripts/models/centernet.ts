/**
 * Prepares the COCO detector of the demo: CenterNet on MobileNetV3 from the npm package @vladmandic/human (MIT), converted from
 * TensorFlow.js (NHWC, fp16 weights) to ONNX (NCHW, fp32, free batch, height and width in multiples of 32).
 *
 * Outputs, at a quarter of the input's size: `heatmap` [N, 80, H/4, W/4], class scores 0..1 that are not a peak of their
 * 3×3 neighbourhood set to 0; `wh` [N, 4, H/4, W/4], distances from the cell to the box's edges in input pixels.
 */
import { type Attribute, encodeOnnx, type OnnxNode, type OnnxTensor } from './onnx-writer.js';
import { readTfjsGraph, type TfGraph, type TfNode, text } from './tfjs-graph.js';

const INPUT = 'images';
const SIZES = 'tower_0/wh';
const SCORES = 'tower_0/keypoints';

/** `file` is models/centernet.json of that package; its weights lie beside it. */
export function convertCenterNet(file: string): Buffer {
  const converter = new Converter(readTfjsGraph(file));
  const sizes = converter.visit(SIZES);
  const scores = converter.visit(SCORES);
  converter.add('MaxPool', [scores], 'peaks', { kernel_shape: [3, 3], pads: [1, 1, 1, 1], strides: [1, 1] });
  converter.add('GreaterOrEqual', [scores, 'peaks'], 'is_peak');
  converter.add('Where', ['is_peak', scores, converter.scalar('zero', 0)], 'heatmap');
  converter.add('Identity', [sizes], 'wh');
  return encodeOnnx({
    name: 'centernet-coco80',
    producer: 'node-deepstream',
    opset: 13,
    nodes: converter.nodes,
    constants: [...converter.constants.values()],
    inputs: [{ name: INPUT, dims: ['batch', 3, 'height', 'width'] }],
    outputs: [
      { name: 'heatmap', dims: ['batch', 80, 'height_div_4', 'width_div_4'] },
      { name: 'wh', dims: ['batch', 4, 'height_div_4', 'width_div_4'] },
    ],
  });
}

/** Walks the TensorFlow graph from its outputs and writes the same computation with channels first. */
class Converter {
  readonly nodes: OnnxNode[] = [];
  readonly constants = new Map<string, OnnxTensor>();
  private readonly visited = new Set<string>();

  constructor(private readonly graph: TfGraph) {}

  add(type: string, inputs: string[], output: string, attributes?: Record<string, Attribute>): string {
    this.nodes.push(attributes ? { type, inputs, outputs: [output], attributes } : { type, inputs, outputs: [output] });
    return output;
  }

  scalar(name: string, value: number): string {
    return this.constant({ name, dims: [], data: Float32Array.of(value) });
  }

  /** Writes the node and all that it needs; returns the name of its output. */
  visit(name: string): string {
    const node = this.graph.nodes.get(name);
    if (!node) throw new Error(`centernet.json has no node ${name}`);
    if (node.op === 'Const') return this.broadcastConstant(name);
    if (node.op === 'Placeholder') return INPUT;
    if (this.visited.has(name)) return name;
    this.visited.add(name);
    return this.write(node);
  }

  private write(node: TfNode): string {
    const { name, op, inputs } = node;
    const input = (index: number): string => this.visit(at(inputs, index));
    switch (op) {
      case '_FusedConv2D':
      case 'Conv2D':
      case 'FusedDepthwiseConv2dNative':
      case 'DepthwiseConv2dNative':
        return this.convolution(node);
      case 'Relu6':
      case 'Relu':
      case 'Sigmoid':
        return this.activation(op, input(0), name);
      case 'Mul':
      case 'Add':
      case 'AddV2':
        return this.add(op === 'AddV2' ? 'Add' : op, [input(0), input(1)], name);
      case 'Mean': // over height and width, kept as 1×1
        return this.add('GlobalAveragePool', [input(0)], name);
      case 'ConcatV2': // the last input is the axis (channels)
        return this.add(
          'Concat',
          inputs.slice(0, -1).map((item) => this.visit(item)),
          name,
          { axis: 1 },
        );
      case 'ResizeBilinear': {
        // always by two here
        const scales = this.constant({ name: 'upsampling', dims: [4], data: Float32Array.of(1, 1, 2, 2) });
        return this.add('Resize', [input(0), '', scales], name, { mode: 'linear', coordinate_transformation_mode: 'asymmetric' });
      }
      case 'Identity':
        return this.add('Identity', [input(0)], name);
      default:
        throw new Error(`centernet.json: node ${name} has an operation that this converter does not know: ${op}`);
    }
  }

  private convolution({ name, op, inputs, attributes }: TfNode): string {
    const source = this.visit(at(inputs, 0));
    const kernel = this.tensor(at(inputs, 1));
    const depthwise = op.includes('epthwise');
    const [height, width, channelsIn, channelsOut] = kernel.dims as [number, number, number, number];
    const weights = this.constant({
      name: at(inputs, 1),
      dims: depthwise ? [channelsIn * channelsOut, 1, height, width] : [channelsOut, channelsIn, height, width],
      // HWIO to OIHW; a depthwise kernel (HWCM) to (C·M)1HW
      data: permute(kernel.data, kernel.dims, depthwise ? [2, 3, 0, 1] : [3, 2, 0, 1]),
    });
    const fused = (attributes.fused_ops?.list?.s ?? []).map(text);
    const spatial = (key: string): number[] => (attributes[key]?.list?.i ?? ['1', '1', '1', '1']).map(Number).slice(1, 3);
    const operands = [source, weights];
    if (fused.includes('BiasAdd')) {
      const bias = this.tensor(at(inputs, 2));
      operands.push(this.constant({ name: at(inputs, 2), dims: bias.dims, data: bias.data }));
    }
    const activation = fused.find((item) => item !== 'BiasAdd');
    const output = activation ? `${name}/convolution` : name;
    this.add('Conv', operands, output, {
      kernel_shape: [height, width],
      strides: spatial('strides'),
      dilations: spatial('dilations'),
      group: depthwise ? channelsIn : 1,
      ...(text(attributes.padding?.s) === 'SAME' ? { auto_pad: 'SAME_UPPER' } : { pads: [0, 0, 0, 0] }),
    });
    return activation ? this.activation(activation, output, name) : output;
  }

  private activation(kind: string, input: string, output: string): string {
    if (kind !== 'Relu6') return this.add(kind, [input], output);
    return this.add('Clip', [input, this.scalar('zero', 0), this.scalar('six', 6)], output);
  }

  /** A constant operand of an element-wise operation, shaped so that channels broadcast in NCHW. */
  private broadcastConstant(name: string): string {
    const { dims, data } = this.tensor(name);
    if (data.length === 1) return this.constant({ name, dims: [], data });
    if (dims.length === 1) return this.constant({ name, dims: [1, at(dims, 0), 1, 1], data });
    return this.constant({ name, dims: [0, 3, 1, 2].map((axis) => at(dims, axis)), data: permute(data, dims, [0, 3, 1, 2]) });
  }

  private tensor(name: string): { dims: number[]; data: Float32Array } {
    const tensor = this.graph.weights.get(name);
    if (!(tensor?.data instanceof Float32Array)) throw new Error(`centernet.json: no float weights for ${name}`);
    return { dims: tensor.dims, data: tensor.data };
  }

  private constant(tensor: OnnxTensor): string {
    this.constants.set(tensor.name, tensor);
    return tensor.name;
  }
}

/** `data` of shape `dims` with its axes in the given order. */
function permute(data: Float32Array, dims: readonly number[], order: readonly number[]): Float32Array {
  const strides = dims.map((_, axis) => dims.slice(axis + 1).reduce((product, dim) => product * dim, 1));
  const result = new Float32Array(data.length);
  let next = 0;
  const walk = (depth: number, offset: number): void => {
    if (depth === order.length) {
      result[next++] = data[offset] ?? 0;
      return;
    }
    const axis = at(order, depth);
    for (let i = 0; i < at(dims, axis); ++i) walk(depth + 1, offset + i * at(strides, axis));
  };
  walk(0, 0);
  return result;
}

function at<T>(list: readonly T[], index: number): T {
  const item = list[index];
  if (item === undefined) throw new RangeError(`no item ${index} in a list of ${list.length}`);
  return item;
}
