/** One detected object, as plain data. */

import type { ObjectAnalytics } from './analytics.js';
import { attachedToObject, type ObjectAttached } from './attached.js';
import { type Block, CLASSIFIER32, LABEL32, NONE64, OBJECT32, OBJECT64 } from './block.js';
import type { ObjectStyle } from './display.js';
import { type CropOptions, checkCropOptions, type Image, type ImageFormat } from './image.js';
import type { Mask, Segmentation } from './picture.js';
import { attachPixels, type FramePixels, pixelsOf } from './pixels.js';
import { inspectAs, inspectSymbol, type Plain, plainFields, shortest } from './plain.js';
import type { Region } from './region.js';
import type { ModelOutput } from './tensor.js';
import type { Projection } from './tracks.js';
import type { UserMeta } from './user-meta.js';

/** Axis-aligned, in pixels of the muxer's frame; may reach beyond its edges. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** One label that a classifier gave. */
export interface ClassificationLabel {
  /** Which of the classifier's outputs (attributes). */
  readonly id: number;
  readonly classId: number;
  readonly label: string;
  /** 0 to 1. */
  readonly probability: number;
  /** How many classes the attribute has, if the element tells (`num_classes`). */
  readonly classCount?: number;
}

/** What one classifier said about an object. */
export interface Classification {
  /** `gie-unique-id` of the classifier. */
  readonly componentId: number;
  /** `classifier-type` of its configuration. */
  readonly type?: string;
  readonly labels: readonly ClassificationLabel[];
}

/** {@link DetectedObject} as JSON. */
export interface ObjectJSON extends Plain<ObjectAttached> {
  label: string;
  classId: number;
  confidence: number;
  componentId: number;
  /** Decimal digits: JSON numbers cannot hold 64 bits. */
  trackId?: string;
  trackerConfidence?: number;
  box: Box;
  detectorBox?: Box;
  trackerBox?: Box;
  rotation?: number;
  text?: string;
  classifications?: Classification[];
  /** Index of the parent in the frame's `objects`. */
  parent?: number;
}

const attachedFields = [
  'analytics',
  'projection',
  'mask',
  'embedding',
  'tensors',
  'regions',
  'segmentations',
  'style',
  'misc',
  'attachments',
  'userMeta',
] as const satisfies readonly (keyof ObjectAttached)[];

const NOTHING: readonly never[] = Object.freeze([]);

/**
 * A detected object (`NvDsObjectMeta`). Its fields are own, enumerable values: it can be spread, compared, cloned and kept for as long as
 * you like. They are filled at once from the batch's columns, which costs about 0.1 µs an object.
 */
export class DetectedObject {
  /** Text of `label` in the detector's label file (`obj_label`). */
  readonly label: string;
  readonly classId: number;
  /**
   * Of the detector, 0 to 1. DeepStream's −0.1 where there is none: the tracker alone saw the object in this frame, or the detector groups
   * its boxes (`cluster-mode` 0).
   */
  readonly confidence: number;
  /** `gie-unique-id` of the detector; −1 when another element made the object. */
  readonly componentId: number;
  /** 64-bit track ID; undefined when untracked. */
  readonly trackId: bigint | undefined;
  /** 0 to 1; undefined when untracked. */
  readonly trackerConfidence: number | undefined;
  readonly box: Box;
  /** The detector's box before the tracker changed it; undefined when no detector gave one. */
  readonly detectorBox: Box | undefined;
  /** The tracker's box; undefined when no tracker gave one. */
  readonly trackerBox: Box | undefined;
  /** Degrees; undefined for an upright box. */
  readonly rotation: number | undefined;
  /** Text that `nvdsosd` would draw beside it (`text_params.display_text`). */
  readonly text: string | undefined;
  readonly classifications: readonly Classification[];
  /** The object in which a secondary detector found this one. */
  readonly parent: DetectedObject | undefined;
  readonly children: readonly DetectedObject[];
  // The following are there only when the pipeline attached them.
  /** What `nvdsanalytics` says about it. */
  declare readonly analytics?: ObjectAnalytics;
  /** Where it is in the world, if the tracker projects objects. */
  declare readonly projection?: Projection;
  /** Which part of the box it is; with `include: ['masks']`. */
  declare readonly mask?: Mask;
  /** Vector of its appearance; with `include: ['embeddings']`. A view of the batch. */
  declare readonly embedding?: Float32Array;
  /** Raw outputs of each secondary model; with `include: ['tensors']`. */
  declare readonly tensors?: readonly ModelOutput[];
  /** The regions that it is, with `nvdspreprocess`; with `include: ['tensors']`. */
  declare readonly regions?: readonly Region[];
  /** Of each segmentation model; with `include: ['segmentation']`. */
  declare readonly segmentations?: readonly Segmentation[];
  /** How its box and text look; with `include: ['display']`. */
  declare readonly style?: ObjectStyle;
  /** Four 64-bit numbers of an application's own (`misc_obj_info`), unless all are 0. */
  declare readonly misc?: readonly bigint[];
  /** What programs attached with `intercept`, by name. */
  declare readonly attachments?: Readonly<Record<string, unknown>>;
  /** User metadata of other types; with `include: ['userMeta']`. */
  declare readonly userMeta?: readonly UserMeta[];

  /** The object in one row of a block. @internal */
  constructor(block: Block, row: number, pixels?: FramePixels) {
    const { objects } = block;
    const id = objects.long(OBJECT64.trackId, row);
    const tracked = id !== NONE64;
    const rotation = objects.float(OBJECT32.rotation, row);
    const text = objects.word(OBJECT32.text, row);
    this.label = block.string(objects.word(OBJECT32.label, row));
    this.classId = objects.integer(OBJECT32.classId, row);
    this.confidence = objects.float(OBJECT32.confidence, row);
    this.componentId = objects.integer(OBJECT32.componentId, row);
    this.trackId = tracked ? id : undefined;
    this.trackerConfidence = tracked ? objects.float(OBJECT32.trackerConfidence, row) : undefined;
    this.box = box(block, row, OBJECT32.left);
    this.detectorBox = boxIfSet(block, row, OBJECT32.detectorLeft);
    this.trackerBox = boxIfSet(block, row, OBJECT32.trackerLeft);
    this.rotation = rotation === 0 ? undefined : rotation;
    this.text = text === 0 ? undefined : block.string(text);
    this.classifications = objects.word(OBJECT32.classifierCount, row) === 0 ? NOTHING : classifications(block, row);
    this.parent = undefined;
    this.children = NOTHING;
    attachPixels(this, pixels);
    if (block.attachments.count > 0) Object.assign(this, attachedToObject(block, row));
  }

  /** The objects in rows `first` to `first + count` of a block: those of one frame. @internal */
  static ofFrame(block: Block, first: number, count: number, make: (row: number) => DetectedObject): DetectedObject[] {
    block.objects.run(first, count);
    const all = new Array<DetectedObject>(count);
    let related = false;
    for (let i = 0; i < count; i++) {
      all[i] = make(first + i);
      related ||= block.objects.integer(OBJECT32.parent, first + i) >= 0;
    }
    if (related) relate(block, first, all);
    return all;
  }

  /**
   * An image of the object's box, made off the JavaScript thread; a format alone stands for `{ format }`. Needs `include: ['pixels']`, and
   * rejects as {@link Frame.image} does.
   */
  async crop(options: CropOptions | ImageFormat = {}): Promise<Image> {
    return pixelsOf(this).image(checkCropOptions(options, this.box));
  }

  /** As plain JSON values; `undefined` fields are left out. */
  toJSON(siblings?: readonly DetectedObject[]): ObjectJSON {
    const json: ObjectJSON = {
      label: this.label,
      classId: this.classId,
      confidence: shortest(this.confidence),
      componentId: this.componentId,
      ...(this.trackId !== undefined && { trackId: this.trackId.toString() }),
      ...(this.trackerConfidence !== undefined && { trackerConfidence: shortest(this.trackerConfidence) }),
      box: boxToJSON(this.box),
    };
    if (this.detectorBox) json.detectorBox = boxToJSON(this.detectorBox);
    if (this.trackerBox) json.trackerBox = boxToJSON(this.trackerBox);
    if (this.rotation !== undefined) json.rotation = shortest(this.rotation);
    if (this.text !== undefined) json.text = this.text;
    if (this.classifications.length > 0) json.classifications = this.classifications.map(classificationToJSON);
    Object.assign(json, plainFields<ObjectAttached, (typeof attachedFields)[number]>(this, attachedFields));
    if (this.parent && Array.isArray(siblings)) {
      const index = siblings.indexOf(this.parent);
      if (index >= 0) json.parent = index;
    }
    return json;
  }

  /** `util.inspect`: what is there, without what is not. @internal */
  [inspectSymbol](depth: number, options: object, inspect: (value: unknown, options: object) => string): string {
    const { parent, children, ...shown } = this;
    const relatives = { parent: parent && `${parent.label} ${parent.trackId ?? ''}`.trim(), children: children.length || undefined };
    return inspectAs('DetectedObject', { ...shown, ...relatives }, depth, options, inspect);
  }
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

function relate(block: Block, first: number, all: DetectedObject[]): void {
  all.forEach((object, i) => {
    const parent = all[block.objects.integer(OBJECT32.parent, first + i) - first] as Mutable<DetectedObject> | undefined;
    if (!parent) return;
    (object as Mutable<DetectedObject>).parent = parent;
    parent.children = [...parent.children, object];
  });
}

/** `left` is the first of four neighbouring columns. */
function box({ objects }: Block, row: number, left: number): Box {
  return {
    left: objects.float(left, row),
    top: objects.float(left + 1, row),
    width: objects.float(left + 2, row),
    height: objects.float(left + 3, row),
  };
}

function boxIfSet(block: Block, row: number, left: number): Box | undefined {
  const { objects } = block;
  return objects.float(left + 2, row) === 0 && objects.float(left + 3, row) === 0 ? undefined : box(block, row, left);
}

function classifications(block: Block, row: number): Classification[] {
  const { classifiers, labels } = block;
  const { first, count } = classifiers.run(block.objects.word(OBJECT32.firstClassifier, row), block.objects.word(OBJECT32.classifierCount, row));
  return Array.from({ length: count }, (_, i) => {
    const classifier = first + i;
    const type = block.string(classifiers.word(CLASSIFIER32.type, classifier));
    const { first: firstLabel, count: labelCount } = labels.run(
      classifiers.word(CLASSIFIER32.firstLabel, classifier),
      classifiers.word(CLASSIFIER32.labelCount, classifier),
    );
    return {
      componentId: classifiers.integer(CLASSIFIER32.componentId, classifier),
      ...(type !== '' && { type }),
      labels: Array.from({ length: labelCount }, (_, j) => ({
        id: labels.integer(LABEL32.labelId, firstLabel + j),
        classId: labels.integer(LABEL32.classId, firstLabel + j),
        label: block.string(labels.word(LABEL32.text, firstLabel + j)),
        probability: labels.float(LABEL32.probability, firstLabel + j),
        ...classCount(labels.word(LABEL32.classCount, firstLabel + j)),
      })),
    };
  });
}

function classCount(count: number): { classCount?: number } {
  return count === 0 ? {} : { classCount: count };
}

function boxToJSON({ left, top, width, height }: Box): Box {
  return { left: shortest(left), top: shortest(top), width: shortest(width), height: shortest(height) };
}

function classificationToJSON({ labels, ...rest }: Classification): Classification {
  return { ...rest, labels: labels.map((label) => ({ ...label, probability: shortest(label.probability) })) };
}
