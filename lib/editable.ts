/** A batch while a handler may change it. */
import { Block, FRAME32, INFER_DONE, NONE64, OBJECT32, OBJECT64 } from './block.js';
import type { ColorLike, PointLike } from './color.js';
import { type Drawing, writeDrawing } from './drawing.js';
import { COMMAND, EditWriter, type ObjectFields } from './edits.js';
import { DeepStreamError } from './errors.js';
import { Frame } from './frame.js';
import { type Box, type ClassificationLabel, DetectedObject } from './object.js';
import type { SourceDirectory } from './source.js';

/** How `nvdsosd` shall draw an object's box. */
export interface BorderStyle {
  /** Pixels, 0 to 32. */
  width?: number;
  color?: ColorLike;
}

/** How `nvdsosd` shall draw an object's text. */
export interface TextStyle {
  /** Upper left corner. Until it is set, the text goes along with its box. */
  at?: PointLike;
  /** Font family. */
  font?: string;
  /** Points, 1 to 512. */
  size?: number;
  color?: ColorLike;
  /** `null` for none. */
  background?: ColorLike | null;
}

/** A label to add; `id` and `classId` are 0 when left out. */
export type NewLabel = Pick<ClassificationLabel, 'label' | 'probability'> & Partial<ClassificationLabel>;

/** What a classifier would say about an object. */
export interface NewClassification {
  /** `gie-unique-id` of the classifier; default −1: none. */
  componentId?: number;
  type?: string;
  labels: readonly NewLabel[];
}

/** An object to add to a frame. */
export interface NewObject {
  box: Box;
  label: string;
  classId: number;
  /** 0 to 1; default 1. */
  confidence?: number;
  /** `gie-unique-id` that elements see; default −1: none. */
  componentId?: number;
  trackId?: bigint;
  /** Text to draw; default: the label. `null` for none. */
  text?: string | null;
  border?: BorderStyle;
  background?: ColorLike | null;
  textStyle?: TextStyle;
  /** The object in which it was found: one of the frame, or added before. */
  parent?: EditableObject | AddedObject;
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** The commands of one batch, while they are still taken. */
class Session {
  readonly edits = new EditWriter();
  open = true;

  write(): EditWriter {
    if (this.open) return this.edits;
    throw new DeepStreamError({
      code: 'ERR_INTERCEPT',
      message: 'The batch has gone on: it can no longer be edited.',
      remedy: 'Edit it before the handler returns or its promise resolves.',
    });
  }
}

/** What can be said about an object that is there and about one that is being added. */
interface Editable {
  /** Adds what a classifier would say. Throws `ERR_ARGUMENT`. */
  classify(classification: NewClassification): void;
  /** Attaches a value that JSON can hold, under a name; a reader finds it in `object.attachments`. Throws `ERR_ARGUMENT`. */
  attach(name: string, value: unknown): void;
}

function classify(session: Session, object: number, { componentId = -1, type = '', labels }: NewClassification): void {
  session.write().classify(
    object,
    componentId,
    type,
    labels.map(({ id = 0, classId = 0, label, probability }) => ({ id, classId, label, probability })),
  );
}

/** An object that the handler added. */
export class AddedObject implements Editable {
  readonly #session: Session;
  /** @internal */
  readonly number: number;

  /** @internal */
  constructor(session: Session, number: number) {
    this.#session = session;
    this.number = number;
  }

  classify(classification: NewClassification): void {
    classify(this.#session, this.number, classification);
  }

  attach(name: string, value: unknown): void {
    this.#session.write().attach(COMMAND.attachToObject, this.number, name, value);
  }
}

/**
 * A detected object whose fields can be assigned: `label`, `classId`, `componentId`, `trackId`, `confidence`, `box` (also its sides),
 * `rotation`, `text`. What differs when the handler is done is written back. An object whose label changes and whose text was its label
 * shows the new one.
 */
export class EditableObject extends DetectedObject implements Editable {
  declare label: string;
  declare classId: number;
  declare componentId: number;
  declare trackId: bigint | undefined;
  declare confidence: number;
  declare box: Mutable<Box>;
  declare rotation: number | undefined;
  declare text: string | undefined;
  declare readonly parent: EditableObject | undefined;
  declare readonly children: readonly EditableObject[];
  /** Set it to change how the box is drawn. */
  border?: BorderStyle;
  /** Set it to fill the box, or `null` not to. */
  background?: ColorLike | null;
  /** Set it to change how the text is drawn. */
  textStyle?: TextStyle;
  readonly #session: Session;
  readonly #block: Block;
  readonly #row: number;
  #removed = false;

  /** @internal */
  constructor(session: Session, block: Block, row: number) {
    super(block, row);
    this.#session = session;
    this.#block = block;
    this.#row = row;
  }

  /** Takes the object out of its frame. Its children stay, without a parent. */
  remove(): void {
    if (this.#removed) return;
    this.#session.write().remove(this.#row);
    this.#removed = true;
  }

  classify(classification: NewClassification): void {
    classify(this.#session, this.#row, classification);
  }

  attach(name: string, value: unknown): void {
    this.#session.write().attach(COMMAND.attachToObject, this.#row, name, value);
  }

  /** Row in the batch. @internal */
  get number(): number {
    return this.#row;
  }

  /** Writes what differs from the block. @internal */
  writeChanges(): void {
    if (!this.#removed) this.#session.write().change(this.#row, { ...this.#changedFields(), ...styleFields(this) });
  }

  #changedFields(): ObjectFields {
    const { objects } = this.#block;
    const row = this.#row;
    const fields: ObjectFields = {};
    const label = this.#block.string(objects.word(OBJECT32.label, row));
    const text = this.#block.string(objects.word(OBJECT32.text, row)) || undefined;
    if (this.label !== label) fields.label = present(this.label);
    if (this.classId !== objects.integer(OBJECT32.classId, row)) fields.classId = present(this.classId);
    if (this.componentId !== objects.integer(OBJECT32.componentId, row)) fields.componentId = present(this.componentId);
    if ((this.trackId ?? NONE64) !== objects.long(OBJECT64.trackId, row)) fields.trackId = this.trackId ?? NONE64;
    if (differs(this.confidence, objects.float(OBJECT32.confidence, row))) fields.confidence = present(this.confidence);
    if (differs(this.rotation ?? 0, objects.float(OBJECT32.rotation, row))) fields.rotation = this.rotation ?? 0;
    if (sides.some((side, i) => differs(this.box?.[side], objects.float(OBJECT32.left + i, row)))) fields.box = present(this.box);
    if (this.text !== text) fields.text = this.text || null;
    else if (fields.label !== undefined && text === label) fields.text = fields.label;
    return fields;
  }
}

/** A frame that can be edited. */
export class EditableFrame extends Frame {
  /** Assign it to say that a detector has (or has not) looked at this frame: trackers act on that. */
  declare inferred: boolean;
  declare readonly objects: readonly EditableObject[];
  readonly #session: Session;
  readonly #row: number;
  readonly #wasInferred: boolean;

  /** @internal */
  constructor(session: Session, block: Block, row: number, sources: SourceDirectory) {
    super(block, row, sources, undefined, (object) => new EditableObject(session, block, object));
    this.#session = session;
    this.#row = row;
    this.#wasInferred = (block.frames.word(FRAME32.flags, row) & INFER_DONE) !== 0;
  }

  /** Adds an object, which elements downstream take for a detector's own. Throws `ERR_ARGUMENT`. */
  addObject(object: NewObject): AddedObject {
    const { box, label, classId, confidence = 1, componentId, trackId, text = label, parent } = object;
    const fields = { label, classId, componentId, trackId, confidence, box, text: text || null, ...styleFields(object) };
    return new AddedObject(this.#session, this.#session.write().add(this.#row, parent?.number, fields));
  }

  /** Has `nvdsosd` draw something on this frame. Throws `ERR_ARGUMENT`. */
  draw(...drawings: readonly Drawing[]): void {
    for (const drawing of drawings) writeDrawing(this.#session.write(), this.#row, drawing);
  }

  /** Attaches a value that JSON can hold, under a name; a reader finds it in `frame.attachments`. */
  attach(name: string, value: unknown): void {
    this.#session.write().attach(COMMAND.attachToFrame, this.#row, name, value);
  }

  /** Writes what differs from the block. @internal */
  writeChanges(): void {
    if (this.inferred !== this.#wasInferred) this.#session.write().markInferred(this.#row, this.inferred);
    for (const object of this.objects) object.writeChanges();
  }
}

/** A batch in the hands of a handler: its frames are made when first asked for, and edits are written back when it is done. */
export class EditableBatch {
  /** Time of the batch's buffer in nanoseconds; undefined when it has none. */
  readonly pts: bigint | undefined;
  readonly #session = new Session();
  readonly #block: Block;
  readonly #sources: SourceDirectory;
  #frames: readonly EditableFrame[] | undefined;

  /** @internal */
  constructor(buffer: ArrayBuffer, sources: SourceDirectory) {
    this.#block = new Block(buffer);
    this.#sources = sources;
    this.pts = this.#block.pts === NONE64 ? undefined : this.#block.pts;
  }

  get frames(): readonly EditableFrame[] {
    this.#frames ??= Array.from({ length: this.#block.frames.count }, (_, row) => new EditableFrame(this.#session, this.#block, row, this.#sources));
    return this.#frames;
  }

  /** The edits as bytes, none when nothing changed; from then on it can no longer be edited. Throws `ERR_ARGUMENT`. @internal */
  finish(): Uint8Array {
    try {
      for (const frame of this.#frames ?? []) frame.writeChanges();
    } finally {
      this.#session.open = false;
    }
    return this.#session.edits.bytes;
  }
}

const sides = ['left', 'top', 'width', 'height'] as const;

/** A field cannot be taken away: `null` is refused where `undefined` would leave it as it is. */
function present<T>(value: T): T {
  return value === undefined ? (null as T) : value;
}

/** Metadata holds 32-bit floats. What is no number differs from all. */
function differs(value: unknown, float32: number): boolean {
  return !(typeof value === 'number' && Math.fround(value) === float32);
}

function styleFields({ border, background, textStyle }: Pick<NewObject, 'border' | 'background' | 'textStyle'>): ObjectFields {
  return {
    borderWidth: border?.width,
    borderColor: border?.color,
    background,
    textAt: textStyle?.at,
    font: textStyle?.font,
    fontSize: textStyle?.size,
    fontColor: textStyle?.color,
    textBackground: textStyle?.background,
  };
}
