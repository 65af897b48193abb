// The tables of release.h and user_meta.h against the recorded facts, and the choice of a release at run time.
#include "nvds/release.h"

#include <gst/gst.h>
#include <gtest/gtest.h>

#include <cctype>
#include <set>

#include "meta/producer.h"
#include "test/nvds/facts.h"

namespace {

using namespace nvds;

Version version_of(const std::string& text) {
  Version version;
  std::sscanf(text.c_str(), "%u.%u.%u", &version.first, &version.second, &version.third);
  return version;
}

class EachRelease : public testing::TestWithParam<std::string> {
 protected:
  const facts::Release& facts_ = facts::Release::of(GetParam());
  const Release& release_ = *find_release(version_of(GetParam()));
};

struct Entry {
  const char* structure;
  const char* field;  // "" for the size
  std::uint32_t word;
};

std::vector<Entry> entries_of(const AttachedLayout& l) {
#define OF(part, structure, field) \
  Entry { #structure, #field, l.part.field }
#define SIZE(part, structure) \
  Entry { #structure, "", l.part.size }
  return {
      SIZE(roi, NvDsRoiMeta),
      OF(roi, NvDsRoiMeta, roi),
      OF(roi, NvDsRoiMeta, roi_polygon),
      OF(roi, NvDsRoiMeta, converted_buffer),
      OF(roi, NvDsRoiMeta, frame_meta),
      OF(roi, NvDsRoiMeta, scale_ratio_x),
      OF(roi, NvDsRoiMeta, scale_ratio_y),
      OF(roi, NvDsRoiMeta, offset_left),
      OF(roi, NvDsRoiMeta, offset_top),
      OF(roi, NvDsRoiMeta, classifier_meta_list),
      OF(roi, NvDsRoiMeta, roi_user_meta_list),
      OF(roi, NvDsRoiMeta, object_meta),
      SIZE(target_frame, NvDsTargetMiscDataFrame),
      OF(target_frame, NvDsTargetMiscDataFrame, frameNum),
      OF(target_frame, NvDsTargetMiscDataFrame, tBbox),
      OF(target_frame, NvDsTargetMiscDataFrame, confidence),
      OF(target_frame, NvDsTargetMiscDataFrame, age),
      OF(target_frame, NvDsTargetMiscDataFrame, trackerState),
      OF(target_frame, NvDsTargetMiscDataFrame, visibility),
      OF(target_frame, NvDsTargetMiscDataFrame, ptWorldFeet),
      SIZE(tensor, NvDsInferTensorMeta),
      OF(tensor, NvDsInferTensorMeta, maintain_aspect_ratio),
      OF(tensor, NvDsInferTensorMeta, symmetric_padding),
      SIZE(segmentation, NvDsInferSegmentationMeta),
      OF(segmentation, NvDsInferSegmentationMeta, unique_id),
      SIZE(preprocess, NvDsPreProcessTensorMeta),
      OF(preprocess, NvDsPreProcessTensorMeta, meta_id),
      OF(preprocess, NvDsPreProcessTensorMeta, maintain_aspect_ratio),
      SIZE(analytics_object, NvDsAnalyticsObjInfo),
      OF(analytics_object, NvDsAnalyticsObjInfo, objStatus),
      SIZE(circle, NvOSD_CircleParams),
      OF(circle, NvOSD_CircleParams, circle_width),
  };
#undef SIZE
#undef OF
}

const facts::Struct& recorded(const facts::Release& release, const std::string& name) {
  const bool renamed = name == "NvDsTargetMiscDataFrame" && !release.find(name);
  return release.at(renamed ? "NvDsPastFrameObj" : name);
}

TEST_P(EachRelease, EveryOffsetAndSizeOfAttachedStructuresIsItsOwn) {
  for (const Entry& entry : entries_of(release_.attached)) {
    const auto& structure = recorded(facts_, entry.structure);
    const std::uint32_t fact = *entry.field ? structure[entry.field] : structure.size;
    EXPECT_EQ(entry.word, fact) << entry.structure << "." << entry.field;
  }
}

TEST_P(EachRelease, TheTablesOfRegionsAndTrackedFramesHaveEveryFieldOfIt) {
  std::set<std::string> in_table;
  for (const Entry& entry : entries_of(release_.attached))
    in_table.insert(std::string(entry.structure) + "." + entry.field);
  for (const char* name : {"NvDsRoiMeta", "NvDsTargetMiscDataFrame"})
    for (const auto& field : recorded(facts_, name).fields)
      EXPECT_TRUE(in_table.contains(std::string(name) + "." + field.name)) << name << "." << field.name;
}

TEST(AttachedLayout, HasNoEntryThatIsNotCompared) {
  EXPECT_EQ(entries_of(kRelease9_0.attached).size(), sizeof(AttachedLayout) / sizeof(std::uint32_t));
}

// ---- numbers of user metadata

const std::map<std::string, UserKind> kKinds = {
    {"NVDS_PAYLOAD_META", UserKind::payload},
    {"NVDS_EVENT_MSG_META", UserKind::event_message},
    {"NVDS_OPTICAL_FLOW_META", UserKind::optical_flow},
    {"NVDS_LATENCY_MEASUREMENT_META", UserKind::latency},
    {"NVDSINFER_TENSOR_OUTPUT_META", UserKind::tensors},
    {"NVDSINFER_SEGMENTATION_META", UserKind::segmentation},
    {"NVDS_CROP_IMAGE_META", UserKind::crop},
    {"NVDS_TRACKER_PAST_FRAME_META", UserKind::past_frames},
    {"NVDS_TRACKER_BATCH_REID_META", UserKind::reid_batch},
    {"NVDS_TRACKER_TERMINATED_LIST_META", UserKind::terminated},
    {"NVDS_TRACKER_SHADOW_LIST_META", UserKind::shadow},
    {"NVDS_OBJ_VISIBILITY", UserKind::visibility},
    {"NVDS_OBJ_IMAGE_FOOT_LOCATION", UserKind::image_foot},
    {"NVDS_OBJ_WORLD_FOOT_LOCATION", UserKind::world_foot},
    {"NVDS_OBJ_IMAGE_CONVEX_HULL", UserKind::convex_hull},
    {"NVDS_OBJ_3D_META", UserKind::box_3d},
    {"NVDS_AUDIO_BATCH_META", UserKind::audio_batch},
    {"NVDS_AUDIO_FRAME_META", UserKind::audio_frame},
    {"NVDS_PREPROCESS_FRAME_META", UserKind::preprocess_frame},
    {"NVDS_PREPROCESS_BATCH_META", UserKind::preprocess_batch},
    {"NVDS_CUSTOM_MSG_BLOB", UserKind::message_blob},
    {"NVDS_ROI_META", UserKind::roi},
    {"NVDS_CUSTOM_MSG_SPARSE4D", UserKind::sparse4d},
    {"NVDS_FRAME_META_NVDSANALYTICS", UserKind::analytics_frame},
    {"NVDS_OBJ_META_NVDSANALYTICS", UserKind::analytics_object},
};

TEST_P(EachRelease, EveryNumberOfNvDsMetaTypeIsTheKindOfThatName) {
  // Types of the structures that are not user metadata, and bounds of ranges.
  const std::set<std::string> others = {"NVDS_INVALID_META", "NVDS_BATCH_META",      "NVDS_FRAME_META",
                                        "NVDS_OBJ_META",     "NVDS_DISPLAY_META",    "NVDS_CLASSIFIER_META",
                                        "NVDS_USER_META",    "NVDS_LABEL_INFO_META", "NVDS_RESERVED_META",
                                        "NVDS_FORCE32_META", "NVDS_GST_CUSTOM_META", "NVDS_START_USER_META"};
  std::map<std::int64_t, UserKind> expected;
  for (const auto& [name, number] : facts_.values("NvDsMetaType")) {
    if (name == "NVDS_TRACKER_OBJ_REID_META") {
      // Before 7.0 had NvDsObjReid, it was a row of the batch's vectors.
      expected[number] = facts_.find("NvDsObjReid") ? UserKind::reid : UserKind::reid_index;
    } else if (const auto kind = kKinds.find(name); kind != kKinds.end()) {
      expected[number] = kind->second;
    } else {
      EXPECT_TRUE(others.contains(name)) << name;
    }
  }
  for (std::int32_t number = -1; number < 8192; ++number) {
    if (number >= NVDS_GST_CUSTOM_META && number <= NVDS_BUFFER_GST_AS_FRAME_USER_META) continue;
    const auto known = expected.find(number);
    EXPECT_EQ(kind_of(release_, number), known == expected.end() ? UserKind::unknown : known->second) << number;
  }
}

TEST_P(EachRelease, NumbersOfBuffersMetadataAreTheSame) {
  EXPECT_EQ(kind_of(release_, 4098), UserKind::decoder);
  EXPECT_EQ(kind_of(release_, 4099), UserKind::dewarper);
  EXPECT_EQ(kind_of(release_, 4100), UserKind::gst_buffer);
  const auto& recorded = facts_.values("GstNvDsMetaType");
  EXPECT_EQ(recorded.at("NVDS_DECODER_GST_META"), 4098);
  EXPECT_EQ(recorded.at("NVDS_DEWARPER_GST_META"), 4099);
  if (recorded.contains("NVDS_BUFFER_GST_AS_FRAME_USER_META")) {
    EXPECT_EQ(recorded.at("NVDS_BUFFER_GST_AS_FRAME_USER_META"), 4100);
  }
}

// What nvds_get_user_meta_type() returns, in whatever library.
std::int32_t registered(const char* descriptor) {
  return NVDS_START_USER_META + static_cast<std::int32_t>(g_quark_from_string(descriptor));
}

TEST_P(EachRelease, TypesThatItRegistersByNameAreToldByTheirName) {
  const std::map<std::string, UserKind> named = {{"NVIDIA.DSANALYTICSFRAME.USER_META", UserKind::analytics_frame},
                                                 {"NVIDIA.DSANALYTICSOBJ.USER_META", UserKind::analytics_object},
                                                 {"NVIDIA.USER.CUSTOM_META", UserKind::custom_payload}};
  for (const auto& [descriptor, kind] : named)
    if (facts_.registers(descriptor)) {
      EXPECT_EQ(kind_of(release_, registered(descriptor.c_str())), kind) << descriptor;
    }
  const std::int32_t own = registered("my own metadata");
  EXPECT_EQ(kind_of(release_, own), UserKind::unknown);
  EXPECT_STREQ(descriptor_of(own), "my own metadata");
}

TEST(UserMetaType, IsUnknownAndNamelessWhenNoNameWasRegistered) {
  for (const std::int32_t type : {NVDS_START_USER_META + 0, 2'000'000'000, 2147483647, -1, -2'000'000'000}) {
    EXPECT_EQ(kind_of(kRelease9_0, type), UserKind::unknown) << type;
    EXPECT_EQ(descriptor_of(type), nullptr) << type;
  }
}

TEST_P(EachRelease, NumbersOfValueTypesReadAsItsEnumHasThem) {
  const std::map<std::string, Scalar> names = {
      {"FP32", Scalar::float32},  {"FP16", Scalar::float16},  {"INT8", Scalar::int8},   {"UINT8", Scalar::uint8},
      {"INT32", Scalar::int32},   {"UINT32", Scalar::uint32}, {"INT64", Scalar::int64}, {"UINT64", Scalar::uint64},
      {"FLOAT", Scalar::float32}, {"HALF", Scalar::float16}};
  const std::string prefix = "NvDsDataType_";
  std::int64_t last = 0;
  for (const auto& [name, number] : facts_.values("NvDsDataType")) {
    EXPECT_EQ(scalar_of_tensor(release_, static_cast<std::uint32_t>(number)), names.at(name.substr(prefix.size())))
        << name;
    last = std::max(last, number);
  }
  EXPECT_EQ(scalar_of_tensor(release_, static_cast<std::uint32_t>(last + 1)), Scalar::unknown);
  for (const auto& [name, number] : facts_.values("NvDsInferDataType"))
    EXPECT_EQ(scalar_of_layer(static_cast<std::uint32_t>(number)), names.at(name)) << name;
}

INSTANTIATE_TEST_SUITE_P(Releases, EachRelease, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

// ---- the choice

struct Batch {
  explicit Batch(const Layout& layout, std::uint32_t more = 0) {
    meta.base_meta.meta_type = NVDS_BATCH_META;
    frames.element_size = layout.frame.size + more;
    objects.element_size = layout.object.size + more;
    meta.frame_meta_pool = &frames;
    meta.obj_meta_pool = &objects;
  }
  NvDsBatchMeta meta{};
  NvDsMetaPool frames{}, objects{};
};

TEST(ReleaseOfABatch, IsTheInstalledOneWhenThePoolsAreOfItsFamily) {
  EXPECT_EQ(meta::release_of(Batch(kLayout6).meta, Version{6, 3}), find_release({6, 3, 0}));
  EXPECT_EQ(meta::release_of(Batch(kLayout6).meta, Version{6, 1, 1}), find_release({6, 1, 0}));
  EXPECT_EQ(meta::release_of(Batch(kLayout8).meta, Version{8, 0}), find_release({8, 0, 0}));
  EXPECT_EQ(meta::release_of(Batch(kLayout9).meta, Version{9, 1}), find_release({9, 0, 0}));
}

TEST(ReleaseOfABatch, IsToldByThePoolsWhenTheInstalledOneIsNotItsProducer) {
  EXPECT_EQ(meta::release_of(Batch(kLayout9).meta, Version{7, 1})->since, (Version{9, 0, 0}));
  EXPECT_EQ(meta::release_of(Batch(kLayout8).meta, std::nullopt)->since, (Version{8, 0, 0}));
}

TEST(ReleaseOfABatch, Of6Or7WithoutAVersionKnowsOnlyWhatTheseHaveInCommon) {
  const Release& some = *meta::release_of(Batch(kLayout6).meta, std::nullopt);
  EXPECT_FALSE(some.exact);
  for (const auto& version : facts::supported()) {
    const Release& release = *find_release(version_of(version));
    if (release.family != Family::v6) continue;
    for (std::int32_t number = 0; number < 40; ++number)
      if (kind_of(some, number) != UserKind::unknown) {
        EXPECT_EQ(kind_of(some, number), kind_of(release, number)) << version << " " << number;
      }
    const auto common = entries_of(some.attached), own = entries_of(release.attached);
    for (std::size_t i = 0; i < own.size(); ++i)
      if (common[i].word != kAbsent) {
        EXPECT_EQ(common[i].word, own[i].word) << version << " " << own[i].field;
      }
  }
  EXPECT_EQ(kind_of(some, NVDSINFER_TENSOR_OUTPUT_META), UserKind::tensors);
  EXPECT_EQ(kind_of(some, registered("NVIDIA.DSANALYTICSOBJ.USER_META")), UserKind::analytics_object);
  EXPECT_EQ(kind_of(some, 18), UserKind::unknown) << "audio, preprocessing or a tracker's list";
  EXPECT_EQ(some.attached.roi.size, kAbsent);
  EXPECT_EQ(some.attached.target_frame.size, kAbsent);
}

TEST(ReleaseOfABatch, NewerThanKnownIsReadWhenItsPoolsHaveTheSizesOf91) {
  const Release* newer = meta::release_of(Batch(kLayout9).meta, Version{9, 2});
  ASSERT_TRUE(newer);
  EXPECT_FALSE(newer->exact);
  EXPECT_EQ(newer->family, Family::v9);
  EXPECT_EQ(kind_of(*newer, NVDSINFER_TENSOR_OUTPUT_META), UserKind::tensors);
  EXPECT_EQ(kind_of(*newer, NVDS_PREPROCESS_BATCH_META), UserKind::unknown) << "renumbered before";
  EXPECT_EQ(newer->attached.target_frame.size, kAbsent) << "grew before";
}

TEST(ReleaseOfABatch, NewerThanKnownIsRefusedWhenItsPoolsDiffer) {
  const Batch batch(kLayout9, 8);
  EXPECT_EQ(meta::release_of(batch.meta, Version{10, 0}), nullptr);
  EXPECT_EQ(meta::refusal_of(batch.meta, Version{10, 0}),
            "The metadata was laid out by DeepStream 10.0, whose frames and objects take 240 and 560 bytes. Known are "
            "6.0 to 7.1 (200 and 544 bytes), 8.0 (232 and 544 bytes) and 9.0 to 9.1 (232 and 552 bytes).");
  EXPECT_EQ(meta::release_of(batch.meta, std::nullopt), nullptr);
}

TEST(ReleaseOfABatch, ThatIsNotKnownExactlyComesWithACaution) {
  EXPECT_EQ(meta::caution_of(kRelease9_0, Version{9, 1}), "");
  EXPECT_EQ(meta::caution_of(kRelease6_3, Version{6, 3}), "");
  EXPECT_TRUE(meta::caution_of(kNewer, Version{9, 2}).starts_with("DeepStream 9.2 is newer than 9.1, the last"));
  EXPECT_TRUE(meta::caution_of(kSome6, std::nullopt).starts_with("The DeepStream that made the metadata, one of 6.0"));
}

TEST(FindRelease, KnowsTheSupportedVersionsAndNoOther) {
  for (const auto& version : facts::supported()) EXPECT_TRUE(find_release(version_of(version))) << version;
  EXPECT_TRUE(find_release({9, 1, 3})) << "a point release";
  for (const Version version : {Version{5, 1, 0}, Version{0, 0, 0}, Version{9, 2, 0}, Version{10, 0, 0}})
    EXPECT_FALSE(find_release(version)) << meta::text_of(version);
}

}  // namespace
