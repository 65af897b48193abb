/** What hangs on a batch, a frame, an object or a region, as plain values: only the fields that are there. */
import { type FrameAnalytics, type ObjectAnalytics, readFrameAnalytics, readObjectAnalytics } from './analytics.js';
import type { Block } from './block.js';
import { type Display, type ObjectStyle, readDisplay, readStyle } from './display.js';
import { type ComponentLatency, readLatency } from './latency.js';
import { floats, type Mask, readMask, readSegmentation, type Segmentation } from './picture.js';
import { KIND, OWNER, type RecordReader } from './records.js';
import { type Region, type RegionRecord, readPreprocessed, readRegion } from './region.js';
import { readSei, type SeiMessage } from './sei.js';
import type { Source } from './source.js';
import { type ModelOutput, readModelOutput } from './tensor.js';
import { type BatchTracks, type Projection, readBox3d, readHull, readPoint, readTracks } from './tracks.js';
import { UserMeta } from './user-meta.js';

/** What frames and objects may both have. */
export interface Attached {
  /** Four 64-bit numbers of an application's own (`misc_frame_info`, `misc_obj_info`), unless all of them are 0. */
  readonly misc?: readonly bigint[];
  /** What programs attached with `intercept`, by name. */
  readonly attachments?: Readonly<Record<string, unknown>>;
  /** Raw outputs of each model; with `include: ['tensors']`. */
  readonly tensors?: readonly ModelOutput[];
  /** Regions whose tensors a model used instead of the whole; with `include: ['tensors']`. */
  readonly regions?: readonly Region[];
  /** Of each segmentation model; with `include: ['segmentation']`. */
  readonly segmentations?: readonly Segmentation[];
  /** Of types that have no field of their own; with `include: ['userMeta']`. */
  readonly userMeta?: readonly UserMeta[];
}

/** What objects may have. */
export interface ObjectAttached extends Attached {
  readonly analytics?: ObjectAnalytics;
  readonly projection?: Projection;
  /** With `include: ['masks']`. */
  readonly mask?: Mask;
  /** Vector of the object's appearance; with `include: ['embeddings']`. A view of the batch. */
  readonly embedding?: Float32Array;
  /** With `include: ['display']`. */
  readonly style?: ObjectStyle;
}

/** What the source of a frame is called (`sensorInfo_meta`); since DeepStream 8.0. */
export interface Sensor {
  readonly id?: string;
  readonly name?: string;
  readonly uri?: string;
}

/** What frames may have. */
export interface FrameAttached extends Attached {
  readonly sensor?: Sensor;
  readonly analytics?: FrameAnalytics;
  /** With `include: ['display']`. */
  readonly display?: readonly Display[];
  /** With `include: ['latency']`. */
  readonly latency?: readonly ComponentLatency[];
  /** With `include: ['sei']`. */
  readonly sei?: readonly SeiMessage[];
}

/** Vectors of appearance of all objects, one after the other (`NvDsReidTensorBatch`). */
export interface Embeddings {
  /** Numbers of one vector. */
  readonly length: number;
  readonly count: number;
  /** A view of the batch; undefined when the CPU cannot read it. */
  readonly values?: Float32Array;
}

/** What batches may have. */
export interface BatchAttached {
  readonly misc?: readonly bigint[];
  readonly preprocessed?: readonly PreprocessedRecord[];
  readonly tracks?: BatchTracks;
  readonly embeddings?: Embeddings;
  readonly latency?: readonly ComponentLatency[];
  readonly userMeta?: readonly UserMeta[];
}

/** A preprocessed batch whose regions refer to frames and objects by row. */
export interface PreprocessedRecord extends Omit<ReturnType<typeof readPreprocessed>, 'firstRegion' | 'regionCount'> {
  readonly regions: readonly RegionRecord[];
}

type Mutable<T> = { -readonly [K in keyof T]: T[K] };

export function attachedToObject(block: Block, row: number): ObjectAttached {
  const into: Mutable<ObjectAttached> = {};
  block.attached(OWNER.object, row, (kind, record) => {
    switch (kind) {
      case KIND.objectAnalytics:
        into.analytics = readObjectAnalytics(record, into.analytics);
        break;
      case KIND.visibility:
        into.projection = { ...into.projection, visibility: record.float() };
        break;
      case KIND.imageFoot:
        into.projection = { ...into.projection, imageFoot: readPoint(record) };
        break;
      case KIND.worldFoot:
        into.projection = { ...into.projection, worldFoot: readPoint(record) };
        break;
      case KIND.hull:
        into.projection = { ...into.projection, hull: readHull(record) };
        break;
      case KIND.box3d:
        into.projection = { ...into.projection, box3d: readBox3d(record) };
        break;
      case KIND.mask:
        into.mask = readMask(record);
        break;
      case KIND.embedding:
        assignEmbedding(into, record);
        break;
      case KIND.style:
        into.style = readStyle(record);
        break;
      default:
        readCommon(block, into, kind, record);
    }
  });
  return into;
}

export function attachedToFrame(block: Block, row: number): FrameAttached {
  const into: Mutable<FrameAttached> = {};
  block.attached(OWNER.frame, row, (kind, record) => {
    switch (kind) {
      case KIND.sensor:
        into.sensor = readSensor(record);
        break;
      case KIND.frameAnalytics:
        into.analytics = readFrameAnalytics(record, into.analytics);
        break;
      case KIND.display:
        into.display = appended(into.display, readDisplay(record));
        break;
      case KIND.latency:
        into.latency = appended(into.latency, readLatency(record));
        break;
      case KIND.sei:
        into.sei = appended(into.sei, readSei(record));
        break;
      default:
        readCommon(block, into, kind, record);
    }
  });
  return into;
}

/** `sourceOf` knows the source of a muxer's pad. */
export function attachedToBatch(block: Block, sourceOf: (pad: number) => Source): BatchAttached {
  const into: Mutable<BatchAttached> = {};
  const none: BatchTracks = { past: [], shadow: [], terminated: [] };
  const regions: RegionRecord[] = [];
  const preprocessed: ReturnType<typeof readPreprocessed>[] = [];
  const tracks = (field: keyof BatchTracks, record: RecordReader) => {
    into.tracks = { ...none, ...into.tracks, [field]: [...(into.tracks?.[field] ?? []), ...readTracks(record, sourceOf)] };
  };
  block.attached(OWNER.batch, 0, (kind, record) => {
    switch (kind) {
      case KIND.misc:
        into.misc = readMisc(record);
        break;
      case KIND.preprocessed:
        preprocessed.push(readPreprocessed(record));
        break;
      case KIND.region:
        regions.push(regionOf(block, record));
        break;
      case KIND.embeddings:
        into.embeddings = readEmbeddings(record);
        break;
      case KIND.pastTracks:
        tracks('past', record);
        break;
      case KIND.shadowTracks:
        tracks('shadow', record);
        break;
      case KIND.terminatedTracks:
        tracks('terminated', record);
        break;
      case KIND.latency:
        into.latency = appended(into.latency, readLatency(record));
        break;
      case KIND.userMeta:
        into.userMeta = appended(into.userMeta, UserMeta.of(record));
        break;
    }
  });
  if (preprocessed.length > 0) {
    into.preprocessed = preprocessed.map(({ firstRegion, regionCount, ...rest }) => ({
      ...rest,
      regions: regions.filter(({ number }) => number >= firstRegion && number < firstRegion + regionCount),
    }));
  }
  return into;
}

function readCommon(block: Block, into: Mutable<Attached>, kind: number, record: RecordReader): void {
  switch (kind) {
    case KIND.misc:
      into.misc = readMisc(record);
      break;
    case KIND.tensors:
      into.tensors = appended(into.tensors, readModelOutput(record));
      break;
    case KIND.region:
      into.regions = appended(into.regions, regionOf(block, record).region);
      break;
    case KIND.segmentation:
      into.segmentations = appended(into.segmentations, readSegmentation(record));
      break;
    case KIND.json:
      into.attachments = { ...readJson(record), ...into.attachments };
      break;
    case KIND.userMeta:
      into.userMeta = appended(into.userMeta, UserMeta.of(record));
      break;
  }
}

/** With what hangs on the region itself. */
function regionOf(block: Block, record: RecordReader): RegionRecord {
  const read = readRegion(record);
  const attached: Mutable<Attached> = {};
  block.attached(OWNER.region, read.number, (kind, own) => {
    // A region in a region would be a region's own: no element makes one.
    if (kind !== KIND.region) readCommon(block, attached, kind, own);
  });
  return { ...read, region: { ...read.region, ...attached } };
}

/** Lists stand newest first: of two with one name the newer one stays. What is no JSON comes as its text. */
function readJson(record: RecordReader): Record<string, unknown> {
  const name = record.text();
  const bytes = record.bulk();
  const text = bytes ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString() : '';
  try {
    return { [name]: JSON.parse(text) as unknown };
  } catch {
    return { [name]: text };
  }
}

function readMisc(record: RecordReader): bigint[] {
  return record.times(4, () => record.signedLong());
}

function readSensor(record: RecordReader): Sensor {
  const [id, name, uri] = record.times(3, () => record.text());
  return { ...(id && { id }), ...(name && { name }), ...(uri && { uri }) };
}

function readEmbeddings(record: RecordReader): Embeddings {
  const size = { length: record.word(), count: record.word() };
  const values = floats(record.bulk());
  return { ...size, ...(values && { values }) };
}

function assignEmbedding(into: Mutable<ObjectAttached>, record: RecordReader): void {
  const values = floats(record.bulk());
  if (values) into.embedding = values;
}

function appended<T>(list: readonly T[] | undefined, value: T): T[] {
  return [...(list ?? []), value];
}
