/**
 * What frames mean: zones, lines, tracks and counts as RxJS operators, and the pure functions beneath them. They work on live and on recorded
 * frames and load no native code.
 *
 * @packageDocumentation
 */
export { type ByteTrackOptions, byteTrack } from './byte-track/byte-track.js';
export type { ClockOptions } from './clock.js';
export { type CountOptions, type Counts, countBy } from './count-by.js';
export { type CrowdingEvent, type CrowdingOptions, crowding } from './crowding.js';
export type { DrawnOn, Named, Scope } from './definitions.js';
export { type Direction, type DirectionChange, type DirectionOptions, type Directions, directions } from './directions.js';
export { type DwellEvent, type DwellOptions, dwell } from './dwell.js';
export { filterObjects } from './filter-objects.js';
export type { FrameLike, ObjectFilter, ObjectLike, ObjectOf, SourceNames } from './frames.js';
export { type Anchor, anchorPoint, insidePolygon, type Point } from './geometry.js';
export { type HeatMap, type HeatMapOptions, heatMap, mergeHeatMaps } from './heat-map.js';
export { type LineCounts, type LineCrossing, type LineOptions, lineCrossings } from './line-crossings.js';
export type { Line, LineMode, Lines } from './line-shape.js';
export { type Answer, type CallContext, type OnceOptions, oncePerTrack } from './once-per-track.js';
export { metresPerPixel, type Plane, planeThrough } from './plane.js';
export { type Speed, type SpeedOptions, speeds, velocityOf } from './speeds.js';
export type { PathPoint, Track, View, ViewScore } from './track.js';
export { viewScore } from './track.js';
export type { TrackAnswer } from './track-cases.js';
export { type TrackEvent, type TrackOptions, trackEvents } from './track-events.js';
export type { MemoryOptions } from './tracks.js';
export type { ReportOptions } from './unseen.js';
export { byConfidence, byMajority, type Reading, type Verdict, type Vote } from './vote.js';
export type { Zone, Zones } from './zone-shape.js';
export type { Visit, ZoneOptions } from './zone-watch.js';
export { type ZoneCounts, type ZoneState, zones } from './zones.js';
