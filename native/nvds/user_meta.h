// What kinds of data hang off user metadata, and where their fields lie in each release.
//
// Structures that never changed since 6.0 are read through their declarations (inference.h, preprocess.h, tracker.h,
// analytics.h, latency.h, osd.h). Of those that grew, the fields that are not in a table here stand where the
// declaration has them in every release.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>

#include "nvds/layout.h"

namespace nvds {

// What NvDsUserMeta::user_meta_data points at.
enum class UserKind : std::uint8_t {
  unknown,        // an application's own, or a number that this release does not have
  payload,        // NvDsPayload; frame, Sparse4D: batch
  event_message,  // NvDsEventMsgMeta; frame
  optical_flow,   // NvDsOpticalFlowMeta; frame
  latency,        // NvDsMetaCompLatency; batch
  tensors,        // NvDsInferTensorMeta; frame, object, region
  segmentation,   // NvDsInferSegmentationMeta; frame, object, region
  crop,           // NvDsObjEncOutParams: an encoded picture; object, frame
  past_frames,    // NvDsTargetMiscDataBatch; batch
  reid_batch,     // NvDsReidTensorBatch; batch
  reid_index,     // std::int32_t, the row of the object's vector in reid_batch (6.3, 6.4); object
  reid,           // NvDsObjReid (from 7.0); object
  terminated,     // NvDsTargetMiscDataBatch; batch
  shadow,         // NvDsTargetMiscDataBatch; batch
  visibility,     // float, 0 to 1; object
  image_foot,     // float[2], pixels; object
  world_foot,     // float[2], metres; object
  convex_hull,    // NvDsObjConvexHull; object
  box_3d,         // NvDsObj3DBbox; object
  audio_batch,    // an audio batch carried by a video one
  audio_frame,
  preprocess_frame,
  preprocess_batch,  // GstNvDsPreProcessBatchMeta; batch
  message_blob,      // NvDsCustomMsgInfo; frame
  roi,               // NvDsRoiMeta; frame
  sparse4d,
  analytics_frame,   // NvDsAnalyticsFrameMeta; frame
  analytics_object,  // NvDsAnalyticsObjInfo; object
  decoder,
  dewarper,       // NvDewarperSurfaceMeta
  gst_buffer,     // an empty GstBuffer with the GstMetas of the input, GstVideoSEIMeta among them; frame
  custom_payload  // NVDS_CUSTOM_PAYLOAD, as made by custom SEI libraries; frame
};

// By number; what lies behind the end is unknown.
using UserKinds = std::array<UserKind, 40>;

// NvDsRoiMeta, the elements of GstNvDsPreProcessBatchMeta::roi_vector: `size` is their stride.
struct RoiLayout {
  std::uint32_t size;
  std::uint32_t roi, roi_polygon, converted_buffer, frame_meta, scale_ratio_x, scale_ratio_y, offset_left, offset_top;
  std::uint32_t classifier_meta_list, roi_user_meta_list, object_meta;
};

// NvDsTargetMiscDataFrame (NvDsPastFrameObj before 6.4), the elements of NvDsTargetMiscDataObject::list.
struct TargetFrameLayout {
  std::uint32_t size;
  std::uint32_t frameNum, tBbox, confidence, age, trackerState, visibility, ptWorldFeet;
};

struct InferTensorLayout {
  std::uint32_t size, maintain_aspect_ratio, symmetric_padding;
};
struct SegmentationLayout {
  std::uint32_t size, unique_id;
};
struct PreprocessTensorLayout {
  std::uint32_t size, meta_id, maintain_aspect_ratio;
};
struct AnalyticsObjectLayout {
  std::uint32_t size, objStatus;
};
struct CircleLayout {
  std::uint32_t size, circle_width;
};

// Words only: an entry that differs between two releases is found by comparing them one by one (common_of).
struct AttachedLayout {
  RoiLayout roi;
  TargetFrameLayout target_frame;
  InferTensorLayout tensor;
  SegmentationLayout segmentation;
  PreprocessTensorLayout preprocess;
  AnalyticsObjectLayout analytics_object;
  CircleLayout circle;
};

// What holds in both; an entry that differs becomes kAbsent. A structure whose `size` is absent cannot be read when it
// stands in an array.
constexpr AttachedLayout common_of(const AttachedLayout& a, const AttachedLayout& b) {
  using Words = std::array<std::uint32_t, sizeof(AttachedLayout) / sizeof(std::uint32_t)>;
  auto words = std::bit_cast<Words>(a);
  const auto others = std::bit_cast<Words>(b);
  for (std::size_t i = 0; i < words.size(); ++i)
    if (words[i] != others[i]) words[i] = kAbsent;
  return std::bit_cast<AttachedLayout>(words);
}

constexpr UserKinds common_of(const UserKinds& a, const UserKinds& b) {
  UserKinds kinds = a;
  for (std::size_t i = 0; i < kinds.size(); ++i)
    if (kinds[i] != b[i]) kinds[i] = UserKind::unknown;
  return kinds;
}

// Numbers given one after the other from `first` on; those behind them are no longer in use.
constexpr UserKinds numbered_from(UserKinds kinds, std::size_t first, std::initializer_list<UserKind> next) {
  for (const UserKind kind : next) kinds[first++] = kind;
  while (first < kinds.size()) kinds[first++] = UserKind::unknown;
  return kinds;
}

// How numbers of NvDsDataType (NvDsPreProcessTensorMeta::data_type) and NvDsInferDataType (NvDsInferLayerInfo) read.
enum class Scalar : std::uint8_t { unknown, float32, float16, int8, uint8, int32, uint32, int64, uint64 };

// The same in every release.
constexpr Scalar scalar_of_layer(std::uint32_t type) {
  constexpr std::array kScalars = {Scalar::float32, Scalar::float16, Scalar::int8,
                                   Scalar::int32,   Scalar::int64,   Scalar::uint8};
  return type < kScalars.size() ? kScalars[type] : Scalar::unknown;
}

}  // namespace nvds
