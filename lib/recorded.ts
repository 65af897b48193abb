/** Frames that were written down: what `toJSON` gave becomes a frame again. Loads no native code. */
import { Frame, type FrameJSON } from './frame.js';
import { DetectedObject, type ObjectJSON } from './object.js';
import type { Source } from './source.js';

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

/** Sources that recorded frames name; each is one object, as in a pipeline. */
export class RecordedSources {
  readonly #known = new Map<string, Source>();

  source(recorded: Source): Source {
    const key = `${recorded.pad}/${recorded.id}/${recorded.name}`;
    const source = this.#known.get(key) ?? Object.freeze({ ...recorded });
    this.#known.set(key, source);
    return source;
  }
}

/**
 * The frame that `frame.toJSON()` described. Numbers that were 32-bit floats are again: the copy has equal fields and equal JSON. Of what `include` adds, embeddings
 * are vectors again; tensors, masks and other typed arrays stay the lists of numbers that JSON has.
 *
 * @throws TypeError when the value is no frame.
 */
export function frameFromJSON(json: FrameJSON, sources = new RecordedSources()): Frame {
  checkFrame(json);
  const { source, pts, ntpTimestamp, misc, objects, ...plain } = json;
  const frame: Mutable<Frame> = Object.create(Frame.prototype);
  Object.assign(frame, plain, {
    source: sources.source(source),
    pts: pts === undefined ? undefined : BigInt(pts),
    ntpTimestamp: ntpTimestamp === undefined ? undefined : BigInt(ntpTimestamp),
    sourceSize: plain.sourceSize ?? plain.size,
    batchIndex: plain.batchIndex ?? 0,
    inferred: plain.inferred ?? true,
    surface: plain.surface,
    ...(misc && { misc: misc.map(BigInt) }),
  });
  const all = objects.map(objectFromJSON);
  objects.forEach(({ parent }, i) => {
    const owner = parent === undefined ? undefined : all[parent];
    if (!owner) return;
    (all[i] as Mutable<DetectedObject>).parent = owner;
    (owner as Mutable<DetectedObject>).children = [...owner.children, all[i] as DetectedObject];
  });
  frame.objects = all;
  return frame;
}

/** Objects of frames that this library did not make. `parent` is left to the caller. */
export function objectFromJSON({ trackId, embedding, misc, parent: _, ...json }: ObjectJSON): DetectedObject {
  const object: Mutable<DetectedObject> = Object.create(DetectedObject.prototype);
  const float = (value: number | undefined) => (value === undefined ? undefined : Math.fround(value));
  Object.assign(object, json, {
    confidence: Math.fround(json.confidence),
    trackId: trackId === undefined ? undefined : BigInt(trackId),
    trackerConfidence: float(json.trackerConfidence),
    box: boxOf(json.box),
    detectorBox: json.detectorBox && boxOf(json.detectorBox),
    trackerBox: json.trackerBox && boxOf(json.trackerBox),
    rotation: float(json.rotation),
    text: json.text,
    classifications: (json.classifications ?? []).map((one) => ({
      ...one,
      labels: one.labels.map((label) => ({ ...label, probability: Math.fround(label.probability) })),
    })),
    parent: undefined,
    children: [],
    ...(embedding && { embedding: Float32Array.from(embedding) }),
    ...(misc && { misc: misc.map(BigInt) }),
  });
  return object;
}

function boxOf({ left, top, width, height }: ObjectJSON['box']) {
  return { left: Math.fround(left), top: Math.fround(top), width: Math.fround(width), height: Math.fround(height) };
}

function checkFrame(json: unknown): void {
  const { source, number, size, objects } = (json ?? {}) as Partial<FrameJSON>;
  if (typeof source?.name !== 'string' || typeof source.id !== 'number') throw new TypeError('it has no source with name and id');
  if (!Number.isInteger(number)) throw new TypeError('it has no frame number');
  if (!(typeof size?.width === 'number' && typeof size.height === 'number')) throw new TypeError('it has no size');
  if (!Array.isArray(objects)) throw new TypeError('it has no objects');
  objects.forEach((object, i) => {
    const { left, top, width, height } = object?.box ?? ({} as Partial<ObjectJSON['box']>);
    if (![left, top, width, height].every((value) => typeof value === 'number')) throw new TypeError(`object ${i} has no box`);
    if (typeof object.label !== 'string' || typeof object.confidence !== 'number') throw new TypeError(`object ${i} has no label or confidence`);
  });
}
