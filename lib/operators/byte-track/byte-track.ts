/** `byteTrack()`: gives detections track IDs, instead of `nvtracker`. */
import { defer, map, type OperatorFunction } from 'rxjs';
import { checkKeys, checkNumber, checkWhole } from '../../arguments.js';
import type { Box } from '../../object.js';
import { accepts, BySource, type FrameLike, type ObjectFilter, type ObjectOf } from '../frames.js';
import { type Detection, type Rules, StreamTracker } from './stream-tracker.js';
import { withTracks } from './tracked-frame.js';

/** The key of the native tracker's configuration file that means the same is named with each option. */
export interface ByteTrackOptions extends ObjectFilter {
  /** Detections from here on are matched first and begin tracks. Default 0.6 (`tentativeDetectorConfidence`). */
  readonly highConfidence?: number;
  /** Those from here to `highConfidence` keep seen tracks going. Default 0.1 (`minDetectorConfidence`). */
  readonly lowConfidence?: number;
  /** Overlap that a sure detection must have with where the track should be. Default 0.2 (`minMatchingScore4Iou`). */
  readonly minIou?: number;
  /** The same for weak detections, and for tracks on probation. Default 0.5 (`minMatchingScore4TentativeIou`). */
  readonly minWeakIou?: number;
  /** Frames before a track is shown; one that is missed in that time ends. Default 1 (`probationAge`). */
  readonly probationFrames?: number;
  /** Frames that an unseen track keeps its ID. Default 30 (`maxShadowTrackingAge`). */
  readonly maxLostFrames?: number;
  /** A detection that overlaps a track by more begins no new one. Default 0.85 (`minIouDiff4NewTarget`). */
  readonly maxNewOverlap?: number;
  /** Tracks of each source at most, lost ones included. Default 150 (`maxTargetsPerStream`). */
  readonly maxTracks?: number;
  /** A track keeps its class. Default true (`checkClassMatch`). */
  readonly matchClasses?: boolean;
  /** Detections without a track stay in the frame. Default false, as with `nvtracker`. Objects of other labels and classes always stay. */
  readonly keepUntracked?: boolean;
}

const keys = [
  'labels',
  'classIds',
  'highConfidence',
  'lowConfidence',
  'minIou',
  'minWeakIou',
  'probationFrames',
  'maxLostFrames',
  'maxNewOverlap',
  'maxTracks',
  'matchClasses',
  'keepUntracked',
];

/**
 * Tracks the objects of frames: sure detections are matched with tracks first, weak ones then keep the rest going (ByteTrack). With the settings
 * of `examples/configs/tracker_bytetrack.yml` the native tracker gives the same tracks for the same detections.
 *
 * As after `nvtracker`, the frames that come out have track IDs (from 0, one count for all sources), `box` and `trackerBox` from the tracker,
 * `detectorBox` from the detector, and no untracked objects. In frames that the detector skipped, tracks go on where their motion leads.
 *
 * ```ts
 * pipeline.frames({ at: 'pgie' }).pipe(byteTrack(), lineCrossings(lines));
 * ```
 * A source that starts again gets new tracks.
 */
export function byteTrack<F extends FrameLike & { readonly inferred?: boolean }>(options: ByteTrackOptions = {}): OperatorFunction<F, F> {
  checkKeys('option', options, keys);
  const rules = checkRules(options);
  const wanted = accepts(options);
  const keepUntracked = options.keepUntracked === true;
  return (frames) =>
    defer(() => {
      const trackers = new BySource<StreamTracker<ObjectOf<F>>>();
      let ids = 0n;
      return frames.pipe(
        map((frame) => {
          const tracker = trackers.of(frame.source, () => new StreamTracker<ObjectOf<F>>(rules, () => ids++));
          const detections = detectionsOf(frame, wanted, rules.lowConfidence);
          // Objects in a frame that claims no detection were put there by somebody else: they count.
          const detectorRan = (frame.inferred ?? true) || detections.length > 0;
          const targets = tracker.next(frame.number, detections, detectorRan, frame.size);
          return withTracks(frame, targets, (object) => keepUntracked || !wanted(object));
        }),
      );
    });
}

function detectionsOf<F extends FrameLike>(
  { objects }: F,
  wanted: (object: ObjectOf<F>) => boolean,
  lowConfidence: number,
): Detection<ObjectOf<F>>[] {
  const detections: Detection<ObjectOf<F>>[] = [];
  for (const object of objects as readonly ObjectOf<F>[]) {
    // A detector that knows no confidence says -0.1; its objects are believed.
    const confidence = object.confidence < 0 ? 1 : object.confidence;
    if (confidence >= lowConfidence && usable(object.box) && wanted(object))
      detections.push({ box: object.box, confidence, classId: object.classId, object, matched: false });
  }
  return detections;
}

/** False for what no object can have: an empty, infinite or undefined box. */
function usable({ left, top, width, height }: Box): boolean {
  return width > 0 && height > 0 && Number.isFinite(left + top + width + height);
}

function checkRules(options: ByteTrackOptions): Rules {
  const part = (name: keyof ByteTrackOptions, standard: number) =>
    // As the native tracker does: confidences are 32-bit floats, and so are the thresholds they are compared with.
    Math.fround(checkNumber(name, options[name] ?? standard, 0, 1));
  return {
    highConfidence: part('highConfidence', 0.6),
    lowConfidence: part('lowConfidence', 0.1),
    minIou: part('minIou', 0.2),
    minWeakIou: part('minWeakIou', 0.5),
    maxNewOverlap: part('maxNewOverlap', 0.85),
    probationFrames: checkWhole('probationFrames', options.probationFrames ?? 1, 0),
    maxLostFrames: checkWhole('maxLostFrames', options.maxLostFrames ?? 30, 0),
    maxTracks: checkWhole('maxTracks', options.maxTracks ?? 150, 1),
    matchClasses: options.matchClasses !== false,
  };
}
