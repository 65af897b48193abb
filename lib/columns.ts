/** Batches as typed arrays, for users who need millions of objects a second. */
import { type Block, CLASSIFIER32, FRAME32, FRAME64, LABEL32, OBJECT32, OBJECT64 } from './block.js';

/** Columns of a batch's frames; row `i` is `batch.frames[i]`. Units are those of {@link Frame}. */
export interface FrameColumns {
  /** All ones where a frame has no time. */
  readonly pts: BigUint64Array;
  /** 0 where the muxer gave none. */
  readonly ntpTimestamp: BigUint64Array;
  readonly sourceId: Uint32Array;
  readonly pad: Uint32Array;
  readonly batchIndex: Uint32Array;
  readonly number: Int32Array;
  readonly width: Uint32Array;
  readonly height: Uint32Array;
  readonly sourceWidth: Uint32Array;
  readonly sourceHeight: Uint32Array;
  readonly surfaceType: Uint32Array;
  readonly surfaceIndex: Uint32Array;
  readonly surfacesPerFrame: Uint32Array;
  /** 1 where a detector looked at the frame. */
  readonly inferred: Uint32Array;
  /** Row of the frame's first object, and how many follow. */
  readonly firstObject: Uint32Array;
  readonly objectCount: Uint32Array;
}

/** Columns of a batch's objects, frame by frame. Units are those of {@link DetectedObject}. */
export interface ObjectColumns {
  /** All ones where an object is untracked. */
  readonly trackId: BigUint64Array;
  readonly left: Float32Array;
  readonly top: Float32Array;
  readonly width: Float32Array;
  readonly height: Float32Array;
  readonly confidence: Float32Array;
  readonly trackerConfidence: Float32Array;
  /** Zero where no detector gave a box. */
  readonly detectorLeft: Float32Array;
  readonly detectorTop: Float32Array;
  readonly detectorWidth: Float32Array;
  readonly detectorHeight: Float32Array;
  /** Zero where no tracker gave a box. */
  readonly trackerLeft: Float32Array;
  readonly trackerTop: Float32Array;
  readonly trackerWidth: Float32Array;
  readonly trackerHeight: Float32Array;
  readonly rotation: Float32Array;
  readonly classId: Int32Array;
  readonly componentId: Int32Array;
  /** Row of the parent; negative without one. */
  readonly parent: Int32Array;
  /** Row of the frame. */
  readonly frame: Uint32Array;
  /** Numbers for {@link Columns.string}. */
  readonly label: Uint32Array;
  readonly text: Uint32Array;
  /** Row of the object's first classification, and how many follow. */
  readonly firstClassification: Uint32Array;
  readonly classificationCount: Uint32Array;
}

/** Columns of what classifiers said. */
export interface ClassificationColumns {
  readonly componentId: Int32Array;
  /** Number for {@link Columns.string}. */
  readonly type: Uint32Array;
  /** Row of the first label, and how many follow. */
  readonly firstLabel: Uint32Array;
  readonly labelCount: Uint32Array;
  /** Row of the object. */
  readonly object: Uint32Array;
}

/** Columns of classifiers' labels. */
export interface LabelColumns {
  readonly id: Uint32Array;
  readonly classId: Uint32Array;
  readonly probability: Float32Array;
  /** Number for {@link Columns.string}. */
  readonly label: Uint32Array;
  readonly classCount: Uint32Array;
}

/** A batch as typed arrays: views of the packed batch, nothing is copied. */
export interface Columns {
  readonly frames: FrameColumns;
  readonly objects: ObjectColumns;
  readonly classifications: ClassificationColumns;
  readonly labels: LabelColumns;
  /** Text of a label's number. */
  string(number: number): string;
}

export function columnsOf(block: Block): Columns {
  return {
    frames: frameColumns(block),
    objects: objectColumns(block),
    classifications: classificationColumns(block),
    labels: labelColumns(block),
    string: (number) => block.string(number),
  };
}

function frameColumns({ frames }: Block): FrameColumns {
  return {
    pts: frames.longs(FRAME64.pts),
    ntpTimestamp: frames.longs(FRAME64.ntpTimestamp),
    sourceId: frames.words(FRAME32.sourceId),
    pad: frames.words(FRAME32.padIndex),
    batchIndex: frames.words(FRAME32.batchId),
    number: frames.integers(FRAME32.number),
    width: frames.words(FRAME32.width),
    height: frames.words(FRAME32.height),
    sourceWidth: frames.words(FRAME32.sourceWidth),
    sourceHeight: frames.words(FRAME32.sourceHeight),
    surfaceType: frames.words(FRAME32.surfaceType),
    surfaceIndex: frames.words(FRAME32.surfaceIndex),
    surfacesPerFrame: frames.words(FRAME32.surfacesPerFrame),
    inferred: frames.words(FRAME32.flags),
    firstObject: frames.words(FRAME32.firstObject),
    objectCount: frames.words(FRAME32.objectCount),
  };
}

function objectColumns({ objects }: Block): ObjectColumns {
  return {
    trackId: objects.longs(OBJECT64.trackId),
    left: objects.floats(OBJECT32.left),
    top: objects.floats(OBJECT32.top),
    width: objects.floats(OBJECT32.width),
    height: objects.floats(OBJECT32.height),
    confidence: objects.floats(OBJECT32.confidence),
    trackerConfidence: objects.floats(OBJECT32.trackerConfidence),
    detectorLeft: objects.floats(OBJECT32.detectorLeft),
    detectorTop: objects.floats(OBJECT32.detectorTop),
    detectorWidth: objects.floats(OBJECT32.detectorWidth),
    detectorHeight: objects.floats(OBJECT32.detectorHeight),
    trackerLeft: objects.floats(OBJECT32.trackerLeft),
    trackerTop: objects.floats(OBJECT32.trackerTop),
    trackerWidth: objects.floats(OBJECT32.trackerWidth),
    trackerHeight: objects.floats(OBJECT32.trackerHeight),
    rotation: objects.floats(OBJECT32.rotation),
    classId: objects.integers(OBJECT32.classId),
    componentId: objects.integers(OBJECT32.componentId),
    parent: objects.integers(OBJECT32.parent),
    frame: objects.words(OBJECT32.frame),
    label: objects.words(OBJECT32.label),
    text: objects.words(OBJECT32.text),
    firstClassification: objects.words(OBJECT32.firstClassifier),
    classificationCount: objects.words(OBJECT32.classifierCount),
  };
}

function classificationColumns({ classifiers }: Block): ClassificationColumns {
  return {
    componentId: classifiers.integers(CLASSIFIER32.componentId),
    type: classifiers.words(CLASSIFIER32.type),
    firstLabel: classifiers.words(CLASSIFIER32.firstLabel),
    labelCount: classifiers.words(CLASSIFIER32.labelCount),
    object: classifiers.words(CLASSIFIER32.object),
  };
}

function labelColumns({ labels }: Block): LabelColumns {
  return {
    id: labels.words(LABEL32.labelId),
    classId: labels.words(LABEL32.classId),
    probability: labels.floats(LABEL32.probability),
    label: labels.words(LABEL32.text),
    classCount: labels.words(LABEL32.classCount),
  };
}
