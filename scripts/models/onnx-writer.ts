/** Just enough of ONNX's protobuf schema to write a model file. Field numbers are those of onnx.proto (IR version 8). */

/** One protobuf message being written. */
class Message {
  private readonly parts: Buffer[] = [];

  varint(field: number, value: number): this {
    return this.push(tag(field, 0), varint(value));
  }
  bytes(field: number, value: Uint8Array): this {
    return this.push(tag(field, 2), varint(value.byteLength), Buffer.from(value.buffer, value.byteOffset, value.byteLength));
  }
  text(field: number, value: string): this {
    return this.bytes(field, Buffer.from(value));
  }
  message(field: number, value: Message): this {
    return this.bytes(field, value.finish());
  }
  finish(): Buffer {
    return Buffer.concat(this.parts);
  }
  private push(...parts: Buffer[]): this {
    this.parts.push(...parts);
    return this;
  }
}

const tag = (field: number, wireType: number) => varint(field * 8 + wireType);

function varint(value: number): Buffer {
  if (value < 0) throw new RangeError(`negative varint ${value}`);
  const bytes: number[] = [];
  for (; value > 127; value = Math.floor(value / 128)) bytes.push((value % 128) | 128);
  bytes.push(value);
  return Buffer.from(bytes);
}

/** An attribute of a node: integers, text, or lists of integers. */
export type Attribute = number | string | readonly number[];

export interface OnnxNode {
  type: string;
  inputs: readonly string[];
  outputs: readonly string[];
  attributes?: Readonly<Record<string, Attribute>>;
}

export interface OnnxTensor {
  name: string;
  dims: readonly number[];
  data: Float32Array;
}

/** Dimensions are numbers, or names where the size is free. */
export interface OnnxValue {
  name: string;
  dims: readonly (number | string)[];
}

export interface OnnxModel {
  name: string;
  producer: string;
  opset: number;
  nodes: readonly OnnxNode[];
  constants: readonly OnnxTensor[];
  inputs: readonly OnnxValue[];
  outputs: readonly OnnxValue[];
}

const FLOAT = 1;
const ATTRIBUTE_INT = 2;
const ATTRIBUTE_STRING = 3;
const ATTRIBUTE_INTS = 7;

function attribute(name: string, value: Attribute): Message {
  const message = new Message().text(1, name);
  if (typeof value === 'number') return message.varint(3, value).varint(20, ATTRIBUTE_INT);
  if (typeof value === 'string') return message.text(4, value).varint(20, ATTRIBUTE_STRING);
  for (const item of value) message.varint(8, item);
  return message.varint(20, ATTRIBUTE_INTS);
}

function node({ type, inputs, outputs, attributes = {} }: OnnxNode): Message {
  const message = new Message();
  for (const input of inputs) message.text(1, input);
  for (const output of outputs) message.text(2, output);
  message.text(3, outputs[0] ?? type).text(4, type);
  for (const [name, value] of Object.entries(attributes)) message.message(5, attribute(name, value));
  return message;
}

function tensor({ name, dims, data }: OnnxTensor): Message {
  const message = new Message();
  for (const dim of dims) message.varint(1, dim);
  return message
    .varint(2, FLOAT)
    .text(8, name)
    .bytes(9, new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
}

function value({ name, dims }: OnnxValue): Message {
  const shape = new Message();
  for (const dim of dims) {
    shape.message(1, typeof dim === 'number' ? new Message().varint(1, dim) : new Message().text(2, dim));
  }
  const type = new Message().message(1, new Message().varint(1, FLOAT).message(2, shape));
  return new Message().text(1, name).message(2, type);
}

/** The bytes of a model file. */
export function encodeOnnx(model: OnnxModel): Buffer {
  const graph = new Message();
  for (const item of model.nodes) graph.message(1, node(item));
  graph.text(2, model.name);
  for (const item of model.constants) graph.message(5, tensor(item));
  for (const item of model.inputs) graph.message(11, value(item));
  for (const item of model.outputs) graph.message(12, value(item));
  return new Message().varint(1, 8).text(2, model.producer).message(7, graph).message(8, new Message().text(1, '').varint(2, model.opset)).finish();
}
