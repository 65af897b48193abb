// Attachments that no correct element makes. What can be seen to be wrong is damage; what cannot be read is missing.
#include <sys/mman.h>

#include "nvds/analytics.h"
#include "nvds/inference.h"
#include "nvds/latency.h"
#include "nvds/preprocess.h"
#include "nvds/tracker.h"
#include "test/meta/attached.h"

namespace {

using meta::block::Kind;
using meta::block::Owner;
using test::RecordReader;
using test::SyntheticBatch;

class DamagedAttachment : public test::Attached {
 protected:
  void SetUp() override { make("9.1"); }

  void attach_tensors() {
    layer_.inferDims = {.numDims = 1, .d = {4}, .numElements = 4};
    tensors_.num_output_layers = 1;
    tensors_.output_layers_info = &layer_;
    tensors_.out_buf_ptrs_host = buffers_;
    batch_->attach_to_frame(0, "NVDSINFER_TENSOR_OUTPUT_META", &tensors_);
  }

  // The data of the only tensor.
  std::optional<std::vector<std::byte>> tensor_data() {
    RecordReader record = only(Kind::tensors, Owner::frame, 0);
    for (int i = 0; i < 7; ++i) record.word();
    if (record.word() == 0) return std::nullopt;
    record.text();
    record.word();
    for (std::uint32_t dimensions = record.word(); dimensions > 0; --dimensions) record.word();
    return record.bulk();
  }

  float values_[4] = {1, 2, 3, 4};
  void* buffers_[1] = {values_};
  nvds::NvDsInferLayerInfo layer_{};
  nvds::NvDsInferTensorMeta tensors_{};
};

TEST_F(DamagedAttachment, TensorsWithoutPointersHaveNoData) {
  attach_tensors();
  EXPECT_EQ(tensor_data().value().size(), sizeof values_);
  buffers_[0] = nullptr;
  EXPECT_FALSE(tensor_data());
  tensors_.out_buf_ptrs_host = nullptr;
  EXPECT_FALSE(tensor_data());
  tensors_.output_layers_info = nullptr;
  EXPECT_FALSE(tensor_data());
}

TEST_F(DamagedAttachment, TensorsInMemoryThatCannotBeReadHaveNoData) {
  attach_tensors();
  void* const unreadable = mmap(nullptr, 4096, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  buffers_[0] = unreadable;
  EXPECT_FALSE(tensor_data());
  munmap(unreadable, 4096);
  EXPECT_FALSE(tensor_data());
  buffers_[0] = reinterpret_cast<void*>(8);
  EXPECT_FALSE(tensor_data());
}

TEST_F(DamagedAttachment, OneThatCannotBeReadDoesNotSpoilTheOthers) {
  attach_tensors();
  nvds::NvDsInferLayerInfo layers[3] = {layer_, layer_, layer_};
  void* buffers[3] = {values_, reinterpret_cast<void*>(8), values_};
  tensors_.num_output_layers = 3;
  tensors_.output_layers_info = layers;
  tensors_.out_buf_ptrs_host = buffers;
  RecordReader record = only(Kind::tensors, Owner::frame, 0);
  for (int i = 0; i < 8; ++i) record.word();
  for (int i = 0; i < 3; ++i) {
    for (int word = 0; word < 4; ++word) record.word();
    EXPECT_EQ(record.bulk().has_value(), i != 1);
  }
}

TEST_F(DamagedAttachment, AbsurdDimensionsAndCountsAreDamage) {
  attach_tensors();
  layer_.inferDims.numDims = 9;
  EXPECT_EQ(damage(), "a tensor has more than 8 dimensions");
  layer_.inferDims.numDims = 1;
  layer_.inferDims.numElements = 5;
  EXPECT_EQ(damage(), "a tensor's dimensions do not give its number of elements");
  layer_.inferDims = {.numDims = 8,
                      .d = {0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 2},
                      .numElements = 0xFFFFFFFE};
  EXPECT_EQ(damage(), "a tensor's dimensions do not give its number of elements");
  layer_.inferDims = {.numDims = 1, .d = {1u << 30}, .numElements = 1u << 30};
  EXPECT_EQ(damage(), "its tensors, masks and maps are larger than 1 GiB together");
  tensors_.num_output_layers = 4'000'000'000u;
  EXPECT_EQ(damage(), "a model has more than 1024 output layers");
  // Who does not ask for tensors does not meet them.
  EXPECT_EQ(damage({}), "nothing");
}

TEST_F(DamagedAttachment, ATypeOfValuesThatIsNotKnownHasItsShapeOnly) {
  attach_tensors();
  layer_.dataType = static_cast<nvds::NvDsInferDataType>(77);
  EXPECT_FALSE(tensor_data());
}

TEST_F(DamagedAttachment, TensorsThatTogetherExceedTheLimitAreDamage) {
  layer_.inferDims = {.numDims = 1, .d = {100'000'000}, .numElements = 100'000'000};
  for (int i = 0; i < 3; ++i) {
    tensors_.num_output_layers = 1;
    tensors_.output_layers_info = &layer_;
    tensors_.out_buf_ptrs_host = buffers_;
    batch_->attach_to_frame(0, "NVDSINFER_TENSOR_OUTPUT_META", &tensors_);
  }
  EXPECT_EQ(damage(), "its tensors, masks and maps are larger than 1 GiB together");
}

TEST_F(DamagedAttachment, AMaskThatDoesNotFitItsBytesIsDamage) {
  float mask[6] = {};
  const auto set_mask = [&](float* data, unsigned bytes, unsigned width, unsigned height) {
    std::byte* at = batch_->object(0) + facts_of("NvDsObjectMeta")["mask_params"];
    const nvds::NvOSD_MaskParams params{data, bytes, 0.5f, width, height};
    std::memcpy(at, &params, sizeof params);
  };
  constexpr const char* kDamage = "an object's mask has fewer bytes than its width and height need";
  set_mask(mask, sizeof mask, 3, 3);
  EXPECT_EQ(damage(), kDamage);
  set_mask(mask, sizeof mask, 0x80000000, 0x80000000);
  EXPECT_EQ(damage(), kDamage);
  for (const auto& [data, width] : {std::pair<float*, unsigned>{nullptr, 3}, {mask, 0}}) {
    set_mask(data, sizeof mask, width, 2);
    EXPECT_EQ(damage(), "nothing");
    EXPECT_TRUE(attachments(Kind::mask).empty());
  }
}

TEST_F(DamagedAttachment, SegmentationWithoutMapsOrOfAbsurdSize) {
  nvds::NvDsInferSegmentationMeta meta{};
  meta.classes = 3;
  meta.width = 1u << 31;
  meta.height = 1u << 31;
  batch_->attach_to_frame(0, "NVDSINFER_SEGMENTATION_META", &meta);
  RecordReader record = only(Kind::segmentation, Owner::frame, 0);
  for (int i = 0; i < 4; ++i) record.word();
  EXPECT_FALSE(record.bulk());
  EXPECT_FALSE(record.bulk());
  int map = 0;
  meta.class_map = &map;
  EXPECT_EQ(damage(), "its tensors, masks and maps are larger than 1 GiB together");
}

TEST_F(DamagedAttachment, CountsBeyondTheRoomOfTrackListsAreDamage) {
  nvds::NvDsTargetMiscDataFrame frame{};
  nvds::NvDsTargetMiscDataObject object{};
  object.list = &frame;
  object.numObj = object.numAllocated = 1;
  nvds::NvDsTargetMiscDataStream stream{&object, 0, 0, 1, 1};
  nvds::NvDsTargetMiscDataBatch all{&stream, 1, 1, nullptr};
  batch_->attach_to_batch("NVDS_TRACKER_PAST_FRAME_META", &all);
  constexpr const char* kDamage = "a list of tracks says that it holds more than it has room for";
  EXPECT_EQ(damage(), "nothing");
  object.numObj = 4'000'000'000u;
  EXPECT_EQ(damage(), "a track has more frames than it can have");
  object.numObj = 1;
  stream.numFilled = 2;
  EXPECT_EQ(damage(), kDamage);
  stream.numFilled = 1;
  all.numFilled = all.numAllocated = 4'000'000'000u;
  EXPECT_EQ(damage(), kDamage);
  all.numFilled = 1;
  stream.list = nullptr;
  EXPECT_EQ(damage(), "nothing");
  all.list = nullptr;
  EXPECT_EQ(damage(), "nothing");
}

TEST_F(DamagedAttachment, HullsVectorsLatenciesAndDisplaysWithAbsurdCountsAreDamage) {
  int points[2] = {};
  nvds::NvDsObjConvexHull hull{points, 1, 2};
  batch_->attach_to_object(0, "NVDS_OBJ_IMAGE_CONVEX_HULL", &hull);
  EXPECT_EQ(damage(), "a convex hull has more points than it has room for");

  make("9.1");
  float vector[2] = {};
  nvds::NvDsReidTensorBatch all{0xFFFFFFFF, 0xFFFFFFFF, vector, nullptr, nullptr};
  batch_->attach_to_batch("NVDS_TRACKER_BATCH_REID_META", &all);
  EXPECT_EQ(damage(), "its tensors, masks and maps are larger than 1 GiB together");

  make("6.4");
  std::int32_t row = 3;
  all = {.featureSize = 1, .numFilled = 2, .ptr_host = vector, .ptr_dev = nullptr, .priv_data = nullptr};
  batch_->attach_to_batch("NVDS_TRACKER_BATCH_REID_META", &all);
  batch_->attach_to_object(0, "NVDS_TRACKER_OBJ_REID_META", &row);
  EXPECT_EQ(damage(), "an object's vector is not among those of its batch");

  make("9.1");
  nvds::NvDsMetaCompLatency latency{};
  latency.num_sub_comps = 17;
  batch_->attach_to_batch("NVDS_LATENCY_MEASUREMENT_META", &latency);
  EXPECT_EQ(damage(), "a latency has more than 16 components");

  make("9.1");
  std::byte* display = batch_->make("NvDsDisplayMeta");
  set(display, "NvDsDisplayMeta", "num_lines", 17u);
  batch_->append(batch_->frame(0), "NvDsFrameMeta", "display_meta_list", display);
  EXPECT_EQ(damage(), "display metadata has more than 16 shapes of one kind");
}

TEST_F(DamagedAttachment, PreprocessedTensorsThatDoNotFitAreDamage) {
  nvds::NvDsPreProcessTensorMeta tensor{};
  float values[6] = {};
  tensor.raw_tensor_buffer = values;
  tensor.buffer_size = sizeof values;
  tensor.tensor_shape = {1, 2, 4};
  tensor.data_type = nvds::NvDsDataType_FP32;
  nvds::GstNvDsPreProcessBatchMeta meta{};
  meta.tensor_meta = &tensor;
  batch_->attach_to_batch("NVDS_PREPROCESS_BATCH_META", &meta);
  EXPECT_EQ(damage(), "a preprocessed tensor has fewer bytes than its shape needs");
  tensor.tensor_shape = {1, -2, 3};
  EXPECT_EQ(damage(), "a preprocessed tensor has fewer bytes than its shape needs");
  tensor.tensor_shape.assign(9, 1);
  EXPECT_EQ(damage(), "a preprocessed tensor has more than 8 dimensions");
  meta.tensor_meta = nullptr;
  EXPECT_EQ(damage(), "nothing");
}

TEST_F(DamagedAttachment, ARegionThatContainsItselfIsReadOnce) {
  std::byte* region = batch_->make("NvDsRoiMeta");
  batch_->attach_to_frame(0, "NVDS_ROI_META", region);
  batch_->attach_to(region, "NvDsRoiMeta", "roi_user_meta_list", batch_->type("NVDS_ROI_META"), region);
  nvds::GstNvDsPreProcessBatchMeta meta{};
  batch_->attach_to(region, "NvDsRoiMeta", "roi_user_meta_list", batch_->type("NVDS_PREPROCESS_BATCH_META"), &meta);
  EXPECT_EQ(damage(), "nothing");
  EXPECT_EQ(attachments(Kind::region).size(), 1u);
  EXPECT_TRUE(attachments(Kind::preprocessed).empty());
}

TEST_F(DamagedAttachment, WhatIsNoBufferCarriesNoUserData) {
  gst_init(nullptr, nullptr);
  std::byte* other = batch_->make("NvDsObjectMeta");
  batch_->attach_to(batch_->frame(0), "NvDsFrameMeta", "frame_user_meta_list", nvds::NVDS_BUFFER_GST_AS_FRAME_USER_META,
                    other);
  EXPECT_EQ(damage(), "nothing");
  EXPECT_TRUE(attachments(Kind::sei).empty());
}

TEST_F(DamagedAttachment, ListsOfUserMetadataInACircleAreDamage) {
  batch_->attach_to_object(0, "NVDS_OBJ_VISIBILITY", nullptr);
  batch_->attach_to_object(0, "NVDS_OBJ_VISIBILITY", nullptr);
  auto* list = nvds::field<GList*>(batch_->object(0), facts_of("NvDsObjectMeta")["obj_user_meta_list"]);
  list->next->next = list;
  EXPECT_EQ(damage({}), "a list of user metadata does not end");
  list->next->next = nullptr;
  EXPECT_EQ(damage({}), "nothing");
}

TEST_F(DamagedAttachment, MetadataWithoutDataIsVisibleAndNothingElse) {
  for (const char* type : {"NVDSINFER_TENSOR_OUTPUT_META", "NVDS_OBJ_VISIBILITY", "NVDS_TRACKER_OBJ_REID_META",
                           "NVDS_OBJ_META_NVDSANALYTICS", "NVDSINFER_SEGMENTATION_META", "NVDS_ROI_META"})
    batch_->attach_to_object(0, type, nullptr);
  for (const char* type : {"NVDS_TRACKER_PAST_FRAME_META", "NVDS_TRACKER_BATCH_REID_META", "NVDS_PREPROCESS_BATCH_META",
                           "NVDS_LATENCY_MEASUREMENT_META"})
    batch_->attach_to_batch(type, nullptr);
  EXPECT_EQ(damage(), "nothing");
  EXPECT_EQ(attachments(Kind::user_meta).size(), 10u);
}

TEST_F(DamagedAttachment, MoreNamesThanAnalyticsHaveIsDamage) {
  nvds::NvDsAnalyticsObjInfo meta;
  meta.roiStatus.resize(meta::kMaxEntries + 1);
  batch_->attach_to_object(0, "NVDS_OBJ_META_NVDSANALYTICS", &meta);
  EXPECT_EQ(damage(), "analytics metadata has more entries than any real one");
}

TEST_F(DamagedAttachment, ARegisteredSizeThatReachesBeyondTheMappingGivesNoBytes) {
  const long page = sysconf(_SC_PAGESIZE);
  auto* const pages =
      static_cast<std::byte*>(mmap(nullptr, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0));
  mprotect(pages + page, page, PROT_NONE);
  const std::int32_t type = nvds::user_meta_type_of("ACME.COUNTER");
  batch_->attach_to(batch_->frame(0), "NvDsFrameMeta", "frame_user_meta_list", type, pages + page - 8);
  const auto bytes = [&](std::uint32_t size) {
    EXPECT_EQ(pack({.include = meta::kUserMeta, .user_meta = {{type, size}}}), meta::Packed::ok);
    RecordReader record = attachments(Kind::user_meta).at(0).record;
    record.integer();
    record.text();
    return record.bulk();
  };
  EXPECT_TRUE(bytes(8));
  EXPECT_FALSE(bytes(16));
  munmap(pages, 2 * page);
}

}  // namespace
