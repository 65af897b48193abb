/**
 * NVIDIA DeepStream pipelines in Node.js: detections, tracks and analytics as RxJS observables, on a GPU or on the embedded CPU runtime.
 *
 * @packageDocumentation
 */
export type { FrameAnalytics, ObjectAnalytics } from './analytics.js';
export type { AnnotateOptions } from './annotate.js';
export type { Embeddings, Sensor } from './attached.js';
export type { Batch } from './batch.js';
export type { ColorLike, ColorName, PointLike } from './color.js';
export type { ClassificationColumns, Columns, FrameColumns, LabelColumns, ObjectColumns } from './columns.js';
export type { Color, Display, DisplayArrow, DisplayCircle, DisplayLine, DisplayRect, DisplayText, ObjectStyle } from './display.js';
export type { ArrowDrawing, BoxDrawing, CircleDrawing, Drawing, LineDrawing, TextDrawing } from './drawing.js';
export type {
  AddedObject,
  BorderStyle,
  EditableBatch,
  EditableFrame,
  EditableObject,
  NewClassification,
  NewLabel,
  NewObject,
  TextStyle,
} from './editable.js';
export type { Element, ElementInfo, Properties, PropertyInfo, PropertyValue } from './element.js';
export { DeepStreamError, type ErrorCode, errorCodes, type Fault, isDeepStreamError } from './errors.js';
export type { PipelineEvent, PipelineState } from './events.js';
export type { Frame, FrameJSON, Size, Surface } from './frame.js';
export type { CropOptions, Image, ImageFormat, ImageOptions, RawImage, RawPlane } from './image.js';
export type { InterceptHandler, Interception, InterceptionStats, InterceptOptions } from './intercept.js';
export type { ComponentLatency, Passage } from './latency.js';
export type { Box, Classification, ClassificationLabel, DetectedObject, ObjectJSON } from './object.js';
export type { DropPolicy, Include, Logger, PipelineOptions, ReadOptions, RuntimeChoice } from './options.js';
export { type Detection, nonMaximumSuppression, type ParseOptions, parseTensors, type TensorParser } from './parse-tensors.js';
export type { Mask, Segmentation } from './picture.js';
export { Pipeline } from './pipeline.js';
export type { Plain } from './plain.js';
export type { Preprocessed, PreprocessedRegion, PreprocessedTensor, Region } from './region.js';
export type { EndSummary } from './run.js';
export type { SeiMessage } from './sei.js';
export type { Source } from './source.js';
export type { PipelineStats } from './stats.js';
export type { Stream } from './stream.js';
export type { SubscriptionStats } from './taps.js';
export { float16ToFloat32, type ModelOutput, type Tensor, type TensorData, type TensorOrder, type TensorType } from './tensor.js';
export type { BatchTracks, Box3d, Point, Point3d, Projection, TrackFrame, TrackHistory, TrackState } from './tracks.js';
export { registerUserMeta, type UserMeta, type UserMetaDecoder, type UserMetaDescriptor } from './user-meta.js';
