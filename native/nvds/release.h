// The releases of DeepStream, 6.0 to 9.1: which layouts each has, and what its user metadata's numbers mean.
//
//   const nvds::Release& release = producer.release;                 // meta/producer.h: who laid out this batch
//   switch (nvds::kind_of(release, user->base_meta.meta_type)) …     // what the data is
//   nvds::field<guint>(data, release.attached.segmentation.unique_id)  // when that is not kAbsent
#pragma once

#include <compare>
#include <span>

#include "nvds/gst_metadata.h"
#include "nvds/user_meta.h"

namespace nvds {

struct Version {
  unsigned first = 0, second = 0, third = 0;  // 6.0.1
  auto operator<=>(const Version&) const = default;
};

struct Release {
  Version since;  // the first version with these layouts
  Family family;
  // False for what several releases have in common, when it is not known which of them it is: types whose numbers or
  // fields differ between them are unknown.
  bool exact;
  UserKinds kinds;
  AttachedLayout attached;
  std::uint32_t half;  // NvDsDataType_FP16; kAbsent when it is not known
};

inline constexpr Release kRelease6_0 = {
    .since = {6, 0, 0},
    .family = Family::v6,
    .exact = true,
    .kinds = numbered_from(
        {}, 8,
        {UserKind::payload, UserKind::event_message, UserKind::optical_flow, UserKind::latency, UserKind::tensors,
         UserKind::segmentation, UserKind::crop, UserKind::past_frames, UserKind::audio_batch, UserKind::audio_frame,
         UserKind::preprocess_frame, UserKind::preprocess_batch, UserKind::message_blob}),
    .attached = {.roi = {.size = 232,
                         .roi = 0,
                         .roi_polygon = 104,
                         .converted_buffer = 168,
                         .frame_meta = 176,
                         .scale_ratio_x = 184,
                         .scale_ratio_y = 192,
                         .offset_left = 200,
                         .offset_top = 208,
                         .classifier_meta_list = 216,
                         .roi_user_meta_list = 224,
                         .object_meta = kAbsent},
                 .target_frame = {.size = 120,
                                  .frameNum = 0,
                                  .tBbox = 8,
                                  .confidence = 112,
                                  .age = 116,
                                  .trackerState = kAbsent,
                                  .visibility = kAbsent,
                                  .ptWorldFeet = kAbsent},
                 .tensor = {.size = 64, .maintain_aspect_ratio = kAbsent, .symmetric_padding = kAbsent},
                 .segmentation = {.size = 40, .unique_id = kAbsent},
                 .preprocess = {.size = 96, .meta_id = kAbsent, .maintain_aspect_ratio = kAbsent},
                 .analytics_object = {.size = 112, .objStatus = kAbsent},
                 .circle = {.size = 96, .circle_width = kAbsent}},
    .half = 5,
};

inline constexpr Release kRelease6_1 = [] {
  Release release = kRelease6_0;
  release.since = {6, 1, 0};
  release.attached.tensor.maintain_aspect_ratio = 60;
  return release;
}();

inline constexpr Release kRelease6_2 = [] {
  Release release = kRelease6_1;
  release.since = {6, 2, 0};
  release.attached.roi.size = 240;
  release.attached.roi.object_meta = 232;
  release.attached.segmentation = {.size = 48, .unique_id = 40};
  release.attached.preprocess = {.size = 104, .meta_id = 96, .maintain_aspect_ratio = kAbsent};
  return release;
}();

inline constexpr Release kRelease6_3 = [] {
  Release release = kRelease6_2;
  release.since = {6, 3, 0};
  release.kinds =
      numbered_from(release.kinds, 16,
                    {UserKind::reid_batch, UserKind::reid_index, UserKind::audio_batch, UserKind::audio_frame,
                     UserKind::preprocess_frame, UserKind::preprocess_batch, UserKind::message_blob});
  release.attached.analytics_object = {.size = 144, .objStatus = 112};
  return release;
}();

inline constexpr Release kRelease6_4 = [] {
  Release release = kRelease6_3;
  release.since = {6, 4, 0};
  release.kinds =
      numbered_from(release.kinds, 18,
                    {UserKind::terminated, UserKind::shadow, UserKind::visibility, UserKind::image_foot,
                     UserKind::world_foot, UserKind::convex_hull, UserKind::audio_batch, UserKind::audio_frame,
                     UserKind::preprocess_frame, UserKind::preprocess_batch, UserKind::message_blob});
  release.attached.target_frame.size = 128;
  release.attached.target_frame.trackerState = 120;
  release.attached.target_frame.visibility = 124;
  release.attached.circle.circle_width = 88;
  return release;
}();

inline constexpr Release kRelease7_0 = [] {
  Release release = kRelease6_4;
  release.since = {7, 0, 0};
  release.kinds[NVDS_TRACKER_OBJ_REID_META] = UserKind::reid;
  return release;
}();

inline constexpr Release kRelease7_1 = [] {
  Release release = kRelease7_0;
  release.since = {7, 1, 0};
  release.kinds[29] = UserKind::roi;
  release.attached.tensor.size = 72;
  release.attached.tensor.symmetric_padding = 64;
  release.attached.preprocess.maintain_aspect_ratio = 100;
  return release;
}();

inline constexpr Release kRelease8_0 = [] {
  Release release = kRelease7_1;
  release.since = {8, 0, 0};
  release.family = Family::v8;
  release.kinds =
      numbered_from(release.kinds, 24,
                    {UserKind::box_3d, UserKind::audio_batch, UserKind::audio_frame, UserKind::preprocess_frame,
                     UserKind::preprocess_batch, UserKind::message_blob, UserKind::roi, UserKind::sparse4d,
                     UserKind::analytics_frame, UserKind::analytics_object});
  release.half = NvDsDataType_FP16;
  return release;
}();

// The rectangle grew by 8 bytes, and what follows one with it.
inline constexpr Release kRelease9_0 = [] {
  Release release = kRelease8_0;
  release.since = {9, 0, 0};
  release.family = Family::v9;
  RoiLayout& roi = release.attached.roi;
  for (auto* word :
       {&roi.size, &roi.roi_polygon, &roi.converted_buffer, &roi.frame_meta, &roi.scale_ratio_x, &roi.scale_ratio_y,
        &roi.offset_left, &roi.offset_top, &roi.classifier_meta_list, &roi.roi_user_meta_list, &roi.object_meta})
    *word += 8;
  TargetFrameLayout& target = release.attached.target_frame;
  for (auto* word : {&target.confidence, &target.age, &target.trackerState, &target.visibility}) *word += 8;
  target.ptWorldFeet = 136;
  target.size = 144;
  return release;
}();

inline constexpr std::array kReleases = {kRelease6_0, kRelease6_1, kRelease6_2, kRelease6_3, kRelease6_4,
                                         kRelease7_0, kRelease7_1, kRelease8_0, kRelease9_0};

// The last version that the tables were checked against.
inline constexpr Version kNewestKnown = {9, 1, 0};

// What 6.0 to 7.1 have in common, for a batch of that family whose producer does not tell its version.
inline constexpr Release kSome6 = [] {
  Release some = kRelease6_0;
  some.exact = false;
  for (const Release& release : kReleases) {
    if (release.family != Family::v6) continue;
    some.kinds = common_of(some.kinds, release.kinds);
    some.attached = common_of(some.attached, release.attached);
  }
  return some;
}();

// A release newer than known whose pools have elements of the same sizes as in 9.1. That proves the structures of the
// pools, not the numbers of later types nor the strides of arrays elsewhere, both of which changed without a trace in
// the pools before.
inline constexpr Release kNewer = [] {
  Release newer = kRelease9_0;
  newer.exact = false;
  newer.kinds = common_of(newer.kinds, kSome6.kinds);
  newer.attached.roi.size = kAbsent;
  newer.attached.target_frame.size = kAbsent;
  newer.half = kAbsent;
  return newer;
}();

// The release of that version; nullptr before 6.0 and after 9.1.
constexpr const Release* find_release(const Version& version) {
  const Release* found = nullptr;
  // Point releases (6.0.1, 6.1.1, 9.0.2) have the layouts of the version that they mend.
  if (Version{version.first, version.second, 0} > kNewestKnown) return nullptr;
  for (const Release& release : kReleases)
    if (release.since <= version) found = &release;
  return found;
}

// The first number of the types that are made at run time from a name, nvds_get_user_meta_type(): the name's quark
// is added to it. The same name has another number in another process.
inline const char* descriptor_of(std::int32_t type) {
  return type > NVDS_START_USER_META ? g_quark_to_string(static_cast<GQuark>(type) - NVDS_START_USER_META) : nullptr;
}

inline UserKind kind_of(const Release& release, std::int32_t type) {
  if (type >= 0 && static_cast<std::size_t>(type) < release.kinds.size())
    return release.kinds[static_cast<std::size_t>(type)];
  switch (type) {
    case NVDS_DECODER_GST_META: return UserKind::decoder;
    case NVDS_DEWARPER_GST_META: return UserKind::dewarper;
    case NVDS_BUFFER_GST_AS_FRAME_USER_META: return UserKind::gst_buffer;
    default: break;
  }
  const char* descriptor = descriptor_of(type);
  if (!descriptor) return UserKind::unknown;
  // Before 8.0 nvdsanalytics registered its types by name.
  struct Named {
    const char* descriptor;
    UserKind kind;
  };
  constexpr Named kNamed[] = {{"NVIDIA.DSANALYTICSFRAME.USER_META", UserKind::analytics_frame},
                              {"NVIDIA.DSANALYTICSOBJ.USER_META", UserKind::analytics_object},
                              {"NVIDIA.USER.CUSTOM_META", UserKind::custom_payload}};
  for (const Named& named : kNamed)
    if (std::strcmp(descriptor, named.descriptor) == 0) return named.kind;
  return UserKind::unknown;
}

// The type of a preprocessed tensor's values: 64-bit integers came with 8.0 and took FP16's number.
constexpr Scalar scalar_of_tensor(const Release& release, std::uint32_t type) {
  constexpr std::array kScalars = {Scalar::float32, Scalar::uint8, Scalar::int8, Scalar::uint32, Scalar::int32};
  if (type < kScalars.size()) return kScalars[type];
  if (release.half == kAbsent) return Scalar::unknown;
  if (type == release.half) return Scalar::float16;
  if (type == NvDsDataType_INT64 && release.half == NvDsDataType_FP16) return Scalar::int64;
  if (type == NvDsDataType_UINT64 && release.half == NvDsDataType_FP16) return Scalar::uint64;
  return Scalar::unknown;
}

}  // namespace nvds
