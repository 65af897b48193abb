/** Edits of one batch as bytes; the mirror of native/meta/edits.h, which says what they look like and checks them. */

import { wrong } from './arguments.js';
import { type ColorLike, type PointLike, pixels, rgba } from './color.js';
import type { Box, ClassificationLabel } from './object.js';

export const EDIT_MAGIC = 0x3145444e;
/** Objects that edits add are this plus their number, in order of addition. */
export const ADDED = 0x8000_0000;
const NOBODY = 0xffff_ffff;

export const COMMAND = {
  frame: 1,
  change: 2,
  add: 3,
  remove: 4,
  classify: 5,
  text: 6,
  line: 7,
  arrow: 8,
  circle: 9,
  rectangle: 10,
  attachToFrame: 11,
  attachToObject: 12,
} as const;

/** What can be set on an object; `undefined` is left as it is, `null` is none. */
export interface ObjectFields {
  label?: string | undefined;
  classId?: number | undefined;
  componentId?: number | undefined;
  /** All ones for an untracked object. */
  trackId?: bigint | undefined;
  confidence?: number | undefined;
  box?: Box | undefined;
  rotation?: number | undefined;
  borderWidth?: number | undefined;
  borderColor?: ColorLike | undefined;
  background?: ColorLike | null | undefined;
  text?: string | null | undefined;
  textAt?: PointLike | undefined;
  font?: string | undefined;
  fontSize?: number | undefined;
  fontColor?: ColorLike | undefined;
  textBackground?: ColorLike | null | undefined;
}

/** Writes commands one after the other. A command that throws leaves no trace. */
export class EditWriter {
  #bytes = new Uint8Array(1024);
  #view = new DataView(this.#bytes.buffer);
  #length = 8;
  #commands = 0;
  #added = 0;

  /** The bytes to hand over; none when there is nothing to do. Valid until the next command. */
  get bytes(): Uint8Array {
    if (this.#commands === 0) return this.#bytes.subarray(0, 0);
    this.#view.setUint32(0, EDIT_MAGIC, true);
    this.#view.setUint32(4, this.#commands, true);
    return this.#bytes.subarray(0, this.#length);
  }

  markInferred(frame: number, inferred: boolean): void {
    this.#command(COMMAND.frame, () => {
      this.word(frame);
      this.word(inferred ? 1 : 0);
    });
  }

  /** Nothing when no field is set. */
  change(object: number, fields: ObjectFields): void {
    if (Object.values(fields).every((value) => value === undefined)) return;
    this.#command(COMMAND.change, () => {
      this.word(object);
      this.#fields(fields);
    });
  }

  /** The number by which other commands name the new object. It needs a box. */
  add(frame: number, parent: number | undefined, fields: ObjectFields): number {
    this.#command(COMMAND.add, () => {
      this.word(frame);
      this.word(parent ?? NOBODY);
      this.#fields(fields);
    });
    return ADDED + this.#added++;
  }

  remove(object: number): void {
    this.#command(COMMAND.remove, () => this.word(object));
  }

  classify(object: number, componentId: number, type: string, labels: readonly ClassificationLabel[]): void {
    this.#command(COMMAND.classify, () => {
      this.word(object);
      this.#integer('componentId', componentId);
      this.text('type', type);
      this.word(labels.length);
      for (const { id, classId, label, probability } of labels) {
        this.whole('id', id);
        this.whole('classId', classId);
        this.#float('probability', probability);
        this.text('label', label);
      }
    });
  }

  attach(command: typeof COMMAND.attachToFrame | typeof COMMAND.attachToObject, target: number, name: string, value: unknown): void {
    this.#command(command, () => {
      this.word(target);
      if (typeof name !== 'string' || name === '') throw wrong('name', name, 'a text that is not empty');
      this.text('name', name);
      const json = JSON.stringify(value);
      if (json === undefined) throw wrong('value', value, 'a value that JSON can hold');
      this.text('value', json);
    });
  }

  /** `write` adds the operands after the frame. */
  draw(command: number, frame: number, write: () => void): void {
    this.#command(command, () => {
      this.word(frame);
      write();
    });
  }

  // ---- operands

  word(value: number): void {
    this.#reserve(4);
    this.#view.setUint32(this.#length, value, true);
    this.#length += 4;
  }

  whole(key: string, value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw wrong(key, value, 'a whole number that is not negative');
    this.word(value);
  }

  text(key: string, value: string): void {
    if (typeof value !== 'string') throw wrong(key, value, 'a text');
    // At most three bytes a UTF-16 unit.
    this.#reserve(4 + 3 * value.length);
    const { written } = encoder.encodeInto(value, this.#bytes.subarray(this.#length + 4));
    this.#view.setUint32(this.#length, written, true);
    this.#length += 4 + written;
  }

  point(key: string, point: PointLike): void {
    for (const coordinate of pixels(key, point)) this.word(coordinate);
  }

  color(key: string, color: ColorLike): void {
    this.#reserve(32);
    for (const channel of rgba(key, color)) {
      this.#view.setFloat64(this.#length, channel, true);
      this.#length += 8;
    }
  }

  colorOrNone(key: string, color: ColorLike | null | undefined): void {
    this.word(color == null ? 0 : 1);
    if (color != null) this.color(key, color);
  }

  box(key: string, box: Box): void {
    if (typeof box !== 'object' || box === null) throw wrong(key, box, 'a box { left, top, width, height }');
    for (const side of ['left', 'top', 'width', 'height'] as const) this.#float(`${key}.${side}`, box[side]);
  }

  // ---- details

  /** The order is that of ObjectFields in native/meta/edits.h. */
  #fields(fields: ObjectFields): void {
    this.#reserve(4);
    const at = this.#length;
    this.#length += 4;
    let mask = 0;
    let bit = 0;
    const put = <T>(value: T | undefined, write: (value: T) => void) => {
      if (value !== undefined) {
        mask |= 1 << bit;
        write(value);
      }
      bit++;
    };
    put(fields.label, (label) => this.text('label', label));
    put(fields.classId, (id) => this.#integer('classId', id));
    put(fields.componentId, (id) => this.#integer('componentId', id));
    put(fields.trackId, (id) => this.#long('trackId', id));
    put(fields.confidence, (confidence) => this.#float('confidence', confidence));
    put(fields.box, (box) => this.box('box', box));
    put(fields.rotation, (degrees) => this.#float('rotation', degrees));
    put(fields.borderWidth, (width) => this.whole('border.width', width));
    put(fields.borderColor, (color) => this.color('border.color', color));
    put(fields.background, (color) => this.colorOrNone('background', color));
    put(fields.text, (text) => {
      this.word(text === null ? 0 : 1);
      if (text !== null) this.text('text', text);
    });
    put(fields.textAt, (at) => this.point('textStyle.at', at));
    put(fields.font, (font) => this.text('textStyle.font', font));
    put(fields.fontSize, (size) => this.whole('textStyle.size', size));
    put(fields.fontColor, (color) => this.color('textStyle.color', color));
    put(fields.textBackground, (color) => this.colorOrNone('textStyle.background', color));
    this.#view.setUint32(at, mask, true);
  }

  #command(command: number, write: () => void): void {
    const before = this.#length;
    try {
      this.word(command);
      write();
      this.#commands++;
    } catch (error) {
      this.#length = before;
      throw error;
    }
  }

  #integer(key: string, value: number): void {
    if (!Number.isInteger(value) || value !== value << 0) throw wrong(key, value, 'a whole number of 32 bits');
    this.word(value);
  }

  #long(key: string, value: bigint): void {
    if (typeof value !== 'bigint' || value !== BigInt.asUintN(64, value)) throw wrong(key, value, 'a bigint of 64 bits that is not negative');
    this.#reserve(8);
    this.#view.setBigUint64(this.#length, value, true);
    this.#length += 8;
  }

  #float(key: string, value: number): void {
    if (typeof value !== 'number' || !Number.isFinite(value)) throw wrong(key, value, 'a finite number');
    this.#reserve(4);
    this.#view.setFloat32(this.#length, value, true);
    this.#length += 4;
  }

  #reserve(bytes: number): void {
    if (this.#length + bytes <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(2 * this.#bytes.length, this.#length + bytes));
    larger.set(this.#bytes);
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

const encoder = new TextEncoder();
