/** What a tracker says about other frames than this one, and about places in the world. */
import type { Box } from './object.js';
import type { RecordReader } from './records.js';
import type { Source } from './source.js';

/** In the order of `TRACKER_STATE`. */
const STATES = ['empty', 'active', 'inactive', 'tentative', 'projected', 'quasi-active'] as const;
export type TrackState = (typeof STATES)[number];

/** In pixels of the frame, or in the units of the camera's calibration. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** One frame of a track. */
export interface TrackFrame {
  readonly number: number;
  /** Of past frames in pixels of the muxer's frame; of shadow and terminated tracks in pixels of the tracker's. */
  readonly box: Box;
  readonly confidence: number;
  /** Frames since the track began. */
  readonly age: number;
  /** Since DeepStream 6.4. */
  readonly state?: TrackState;
  /** 0 to 1; since DeepStream 6.4. */
  readonly visibility?: number;
  /** Since DeepStream 9.0. */
  readonly worldFoot?: Point;
}

/** A track's frames that are no objects of this batch (`NvDsTargetMiscDataObject`). */
export interface TrackHistory {
  readonly source: Source;
  readonly trackId: bigint;
  readonly classId: number;
  readonly label: string;
  readonly frames: readonly TrackFrame[];
}

/** Tracks beside the objects of a batch, as `nvtracker` gives them when its configuration asks for them. */
export interface BatchTracks {
  /** Frames in which a track was not yet sure enough to be an object. */
  readonly past: readonly TrackHistory[];
  /** Tracks that go on unseen. */
  readonly shadow: readonly TrackHistory[];
  readonly terminated: readonly TrackHistory[];
}

/** Where an object is in the world, as `nvtracker` projects it with a camera model. */
export interface Projection {
  /** 0 to 1. */
  readonly visibility?: number;
  /** Where it stands, in pixels. */
  readonly imageFoot?: Point;
  /** Where it stands, on the ground of the world. */
  readonly worldFoot?: Point;
  /** Outline in pixels. */
  readonly hull?: readonly Point[];
  /** Since DeepStream 8.0. */
  readonly box3d?: Box3d;
}

export interface Point3d extends Point {
  readonly z: number;
}

/** Box in the world (`NvDsObj3DBbox`), in the units of the camera's calibration. */
export interface Box3d {
  readonly centre: Point3d;
  readonly size: Point3d;
  readonly rotation: Point3d;
  readonly velocity: Point3d;
}

export function readPoint(record: RecordReader): Point {
  return { x: record.float(), y: record.float() };
}

export function readHull(record: RecordReader): Point[] {
  return record.list(() => ({ x: record.integer(), y: record.integer() }));
}

export function readBox3d(record: RecordReader): Box3d {
  const point = () => ({ x: record.float(), y: record.float(), z: record.float() });
  return { centre: point(), size: point(), rotation: point(), velocity: point() };
}

export function readBox(record: RecordReader): Box {
  return { left: record.float(), top: record.float(), width: record.float(), height: record.float() };
}

/** `sourceOf` knows the source of a muxer's pad. */
export function readTracks(record: RecordReader, sourceOf: (pad: number) => Source): TrackHistory[] {
  return record
    .list(() => {
      const source = sourceOf(record.word());
      return record.list(() => ({
        source,
        trackId: record.long(),
        classId: record.word(),
        label: record.text(),
        frames: record.list(() => readTrackFrame(record)),
      }));
    })
    .flat();
}

function readTrackFrame(record: RecordReader): TrackFrame {
  const number = record.word();
  const box = readBox(record);
  const confidence = record.float();
  const age = record.word();
  const state = STATES[record.word()];
  const visibility = record.float();
  const worldFoot = readPoint(record);
  return {
    number,
    box,
    confidence,
    age,
    ...(state && { state }),
    ...(!Number.isNaN(visibility) && { visibility }),
    ...(!Number.isNaN(worldFoot.x) && { worldFoot }),
  };
}
