/** Reads edits back into plain values, for tests without native code. */
import { COMMAND, EDIT_MAGIC } from '../../lib/edits.js';

const names = Object.fromEntries(Object.entries(COMMAND).map(([name, number]) => [number, name]));
const fields = [
  ['label', 'text'],
  ['classId', 'integer'],
  ['componentId', 'integer'],
  ['trackId', 'long'],
  ['confidence', 'float'],
  ['box', 'box'],
  ['rotation', 'float'],
  ['borderWidth', 'word'],
  ['borderColor', 'color'],
  ['background', 'colorOrNone'],
  ['text', 'textOrNone'],
  ['textAt', 'point'],
  ['font', 'text'],
  ['fontSize', 'word'],
  ['fontColor', 'color'],
  ['textBackground', 'colorOrNone'],
] as const;

class Reader {
  #at = 0;
  readonly #view: DataView;
  constructor(readonly bytes: Uint8Array) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }
  get done() {
    return this.#at === this.bytes.length;
  }
  #take<T>(size: number, read: (at: number) => T): T {
    const value = read(this.#at);
    this.#at += size;
    return value;
  }
  word = () => this.#take(4, (at) => this.#view.getUint32(at, true));
  integer = () => this.#take(4, (at) => this.#view.getInt32(at, true));
  long = () => this.#take(8, (at) => this.#view.getBigUint64(at, true));
  float = () => this.#take(4, (at) => this.#view.getFloat32(at, true));
  double = () => this.#take(8, (at) => this.#view.getFloat64(at, true));
  text = () => {
    const length = this.word();
    return this.#take(length, (at) => Buffer.from(this.bytes.subarray(at, at + length)).toString());
  };
  textOrNone = () => (this.word() ? this.text() : null);
  color = () => [this.double(), this.double(), this.double(), this.double()];
  colorOrNone = () => (this.word() ? this.color() : null);
  point = () => [this.word(), this.word()];
  box = () => ({ left: this.float(), top: this.float(), width: this.float(), height: this.float() });
  fields = () => {
    const mask = this.word();
    return Object.fromEntries(fields.flatMap(([name, kind], bit) => (mask & (1 << bit) ? [[name, this[kind]()]] : [])));
  };
}

/** The commands, each with its name and its operands. */
export function decodeEdits(bytes: Uint8Array): Record<string, unknown>[] {
  if (bytes.length === 0) return [];
  const from = new Reader(bytes);
  if (from.word() !== EDIT_MAGIC) throw new Error('no edits');
  const operands: Record<string, () => Record<string, unknown>> = {
    frame: () => ({ frame: from.word(), inferred: from.word() }),
    change: () => ({ object: from.word(), ...from.fields() }),
    add: () => ({ frame: from.word(), parent: from.word(), ...from.fields() }),
    remove: () => ({ object: from.word() }),
    classify: () => ({
      object: from.word(),
      componentId: from.integer(),
      type: from.text(),
      labels: Array.from({ length: from.word() }, () => ({ id: from.word(), classId: from.word(), probability: from.float(), label: from.text() })),
    }),
    text: () => ({
      frame: from.word(),
      text: from.text(),
      at: from.point(),
      font: from.text(),
      size: from.word(),
      color: from.color(),
      background: from.colorOrNone(),
    }),
    line: () => ({ frame: from.word(), from: from.point(), to: from.point(), width: from.word(), color: from.color() }),
    arrow: () => ({ frame: from.word(), from: from.point(), to: from.point(), width: from.word(), color: from.color(), head: from.word() }),
    circle: () => ({
      frame: from.word(),
      at: from.point(),
      radius: from.word(),
      width: from.word(),
      color: from.color(),
      background: from.colorOrNone(),
    }),
    rectangle: () => ({ frame: from.word(), box: from.box(), width: from.word(), color: from.color(), background: from.colorOrNone() }),
    attachToFrame: () => ({ frame: from.word(), name: from.text(), value: JSON.parse(from.text()) }),
    attachToObject: () => ({ object: from.word(), name: from.text(), value: JSON.parse(from.text()) }),
  };
  const commands = Array.from({ length: from.word() }, () => {
    const command = names[from.word()] as string;
    return { command, ...(operands[command] as () => Record<string, unknown>)() };
  });
  if (!from.done) throw new Error('bytes follow the last command');
  return commands;
}
