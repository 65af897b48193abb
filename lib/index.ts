/**
 * NVIDIA DeepStream pipelines in Node.js: detections, tracks and analytics as RxJS observables, on a GPU or on the embedded CPU runtime.
 *
 * @packageDocumentation
 */
export type { Batch, Columns, FrameColumns, ObjectColumns } from './batch.js';
export type { Element, ElementInfo, Properties, PropertyInfo, PropertyValue } from './element.js';
export { DeepStreamError, type ErrorCode, errorCodes, type Fault, isDeepStreamError } from './errors.js';
export type { PipelineEvent, PipelineState } from './events.js';
export type { Frame, FrameJSON, Size } from './frame.js';
export type { Box, Classification, ClassificationLabel, DetectedObject, ObjectJSON } from './object.js';
export type { DropPolicy, Include, Logger, PipelineOptions, ReadOptions, RuntimeChoice } from './options.js';
export { Pipeline } from './pipeline.js';
export type { EndSummary } from './run.js';
export type { Source } from './source.js';
export type { PipelineStats } from './stats.js';
export type { Stream } from './stream.js';
export type { SubscriptionStats } from './taps.js';
