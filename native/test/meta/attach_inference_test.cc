// Tensors, regions, segmentation and masks, as each release lays them out.
#include "nvds/inference.h"
#include "nvds/preprocess.h"
#include "test/meta/attached.h"

namespace {

using meta::block::Kind;
using meta::block::Owner;
using test::RecordReader;
using test::SyntheticBatch;

class Inference : public test::AttachedInEachRelease {
 protected:
  // Two layers: two by three floats, four bytes.
  std::byte* tensors(guint id = 7) {
    layers_[0].dataType = nvds::FLOAT;
    layers_[0].inferDims = {.numDims = 2, .d = {2, 3}, .numElements = 6};
    layers_[0].layerName = "boxes";
    layers_[1].dataType = nvds::UINT8;
    layers_[1].inferDims = {.numDims = 1, .d = {4}, .numElements = 4};
    std::byte* meta = batch_->make("NvDsInferTensorMeta");
    set(meta, "NvDsInferTensorMeta", "unique_id", id);
    set(meta, "NvDsInferTensorMeta", "num_output_layers", 2u);
    set(meta, "NvDsInferTensorMeta", "output_layers_info", layers_);
    set(meta, "NvDsInferTensorMeta", "out_buf_ptrs_host", buffers_);
    set(meta, "NvDsInferTensorMeta", "network_info", nvds::NvDsInferNetworkInfo{640, 480, 3});
    for (const char* choice : {"maintain_aspect_ratio", "symmetric_padding"})
      if (facts_of("NvDsInferTensorMeta").find(choice)) set(meta, "NvDsInferTensorMeta", choice, gboolean{TRUE});
    return meta;
  }

  void expect_tensors(RecordReader record, guint id = 7) {
    const auto choice = [&](const char* name) { return facts_of("NvDsInferTensorMeta").find(name) ? 1 : -1; };
    EXPECT_EQ(record.word(), id);
    EXPECT_EQ(record.integer(), 0);
    EXPECT_EQ(record.word(), 640u);
    EXPECT_EQ(record.word(), 480u);
    EXPECT_EQ(record.word(), 3u);
    EXPECT_EQ(record.integer(), choice("maintain_aspect_ratio"));
    EXPECT_EQ(record.integer(), choice("symmetric_padding"));
    ASSERT_EQ(record.word(), 2u);
    EXPECT_EQ(record.text(), "boxes");
    EXPECT_EQ(record.word(), static_cast<std::uint32_t>(meta::block::Scalar::float32));
    ASSERT_EQ(record.word(), 2u);
    EXPECT_EQ(record.word(), 2u);
    EXPECT_EQ(record.word(), 3u);
    EXPECT_EQ(record.values<float>(), (std::vector<float>{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(record.text(), "");
    EXPECT_EQ(record.word(), static_cast<std::uint32_t>(meta::block::Scalar::uint8));
    ASSERT_EQ(record.word(), 1u);
    EXPECT_EQ(record.word(), 4u);
    EXPECT_EQ(record.values<char>(), (std::vector<char>{'a', 'b', 'c', 'd'}));
    EXPECT_TRUE(record.at_end());
  }

  std::byte* region(std::byte* at, float left) {
    set(at, "NvDsRoiMeta", "roi", std::array<float, 4>{left, 2, 30, 40});
    set(at, "NvDsRoiMeta", "roi_polygon", std::array<guint, 4>{1, 2, 3, 4});
    set(at, "NvDsRoiMeta", "scale_ratio_x", 0.5);
    set(at, "NvDsRoiMeta", "scale_ratio_y", 0.25);
    set(at, "NvDsRoiMeta", "offset_left", 8.0);
    set(at, "NvDsRoiMeta", "offset_top", 16.0);
    return at;
  }

  void expect_region(RecordReader record, std::uint32_t number, std::int32_t frame, std::int32_t object, float left) {
    EXPECT_EQ(record.word(), number);
    EXPECT_EQ(record.integer(), frame);
    EXPECT_EQ(record.integer(), object);
    for (const float edge : {left, 2.0f, 30.0f, 40.0f}) EXPECT_EQ(record.real(), edge);
    for (std::uint32_t i = 0; i < 16; ++i) EXPECT_EQ(record.word(), i < 4 ? i + 1 : 0);
    for (const double ratio : {0.5, 0.25, 8.0, 16.0}) EXPECT_EQ(record.wide_real(), ratio);
    EXPECT_EQ(record.word(), 0u);
    EXPECT_TRUE(record.at_end());
  }

  float values_[6] = {1, 2, 3, 4, 5, 6};
  char bytes_[4] = {'a', 'b', 'c', 'd'};
  void* buffers_[2] = {values_, bytes_};
  nvds::NvDsInferLayerInfo layers_[2]{};
};

TEST_P(Inference, TensorsOfAFrameAndOfAnObjectAreCopied) {
  batch_->attach_to_frame(1, "NVDSINFER_TENSOR_OUTPUT_META", tensors());
  expect_tensors(only(Kind::tensors, Owner::frame, 1));
  make(GetParam());
  batch_->attach_to_object(2, "NVDSINFER_TENSOR_OUTPUT_META", tensors(9));
  expect_tensors(only(Kind::tensors, Owner::object, 2), 9);
}

TEST_P(Inference, NothingLargeIsCopiedForThoseWhoDoNotAsk) {
  batch_->attach_to_frame(1, "NVDSINFER_TENSOR_OUTPUT_META", tensors());
  ASSERT_EQ(pack({}), meta::Packed::ok);
  EXPECT_EQ(test::header(block_->bytes(), meta::block::attachment_count), 0u);
  EXPECT_EQ(test::header(block_->bytes(), meta::block::bulk_length), 0u);
}

TEST_P(Inference, SegmentationIsAMapOfClassesAndTheirProbabilities) {
  int classes[6] = {0, 1, -1, 1, 0, 0};
  float probabilities[12] = {0.5f};
  std::byte* meta = batch_->make("NvDsInferSegmentationMeta");
  const bool has_id = facts_of("NvDsInferSegmentationMeta").find("unique_id");
  set(meta, "NvDsInferSegmentationMeta", "classes", 2u);
  set(meta, "NvDsInferSegmentationMeta", "width", 3u);
  set(meta, "NvDsInferSegmentationMeta", "height", 2u);
  set(meta, "NvDsInferSegmentationMeta", "class_map", classes);
  set(meta, "NvDsInferSegmentationMeta", "class_probabilities_map", probabilities);
  if (has_id) set(meta, "NvDsInferSegmentationMeta", "unique_id", 5);
  batch_->attach_to_frame(0, "NVDSINFER_SEGMENTATION_META", meta);
  RecordReader record = only(Kind::segmentation, Owner::frame, 0);
  EXPECT_EQ(record.integer(), has_id ? 5 : -1);
  for (const std::uint32_t size : {2u, 3u, 2u}) EXPECT_EQ(record.word(), size);
  EXPECT_EQ(record.values<int>(), std::vector<int>(std::begin(classes), std::end(classes)));
  EXPECT_EQ(record.values<float>().size(), 12u);
  EXPECT_TRUE(record.at_end());
}

TEST_P(Inference, AnObjectsMaskHasItsSizeAndThreshold) {
  float mask[6] = {0, 1, 0, 1, 0, 1};
  const facts::Struct& l = facts_of("NvOSD_MaskParams");
  std::byte* at = batch_->object(1) + facts_of("NvDsObjectMeta")["mask_params"];
  SyntheticBatch::set(at, l["data"], mask);
  SyntheticBatch::set(at, l["size"], static_cast<unsigned>(sizeof mask));
  SyntheticBatch::set(at, l["threshold"], 0.5f);
  SyntheticBatch::set(at, l["width"], 3u);
  SyntheticBatch::set(at, l["height"], 2u);
  RecordReader record = only(Kind::mask, Owner::object, 1);
  EXPECT_EQ(record.word(), 3u);
  EXPECT_EQ(record.word(), 2u);
  EXPECT_EQ(record.real(), 0.5f);
  EXPECT_EQ(record.values<float>(), std::vector<float>(std::begin(mask), std::end(mask)));
}

TEST_P(Inference, ARegionOfAFrameStandsOnItsFrame) {
  if (!has("NVDS_ROI_META")) GTEST_SKIP() << "the release has no such metadata";
  batch_->attach_to_frame(1, "NVDS_ROI_META", region(batch_->make("NvDsRoiMeta"), 3));
  expect_region(only(Kind::region, Owner::frame, 1), 0, 1, -1, 3);
}

TEST_P(Inference, APreprocessedBatchHasItsTensorAndRegionsWithTheirTensors) {
  const std::uint32_t stride = facts_of("NvDsRoiMeta").size;
  std::byte* regions = batch_->make("NvDsRoiMeta", 2);
  region(regions, 1);
  region(regions + stride, 10);
  set(regions, "NvDsRoiMeta", "frame_meta", batch_->frame(0));
  set(regions + stride, "NvDsRoiMeta", "frame_meta", batch_->frame(1));
  const bool has_object = facts_of("NvDsRoiMeta").find("object_meta");
  if (has_object) set(regions + stride, "NvDsRoiMeta", "object_meta", batch_->object(2));
  batch_->attach_to(regions + stride, "NvDsRoiMeta", "roi_user_meta_list", batch_->type("NVDSINFER_TENSOR_OUTPUT_META"),
                    tensors());

  std::uint16_t halves[12] = {0x3C00};
  nvds::NvDsPreProcessTensorMeta tensor{};
  tensor.raw_tensor_buffer = halves;
  tensor.buffer_size = sizeof halves;
  tensor.tensor_shape = {2, 3, 2, 1};
  tensor.data_type = static_cast<nvds::NvDsDataType>(batch_->release().values("NvDsDataType").at("NvDsDataType_FP16"));
  tensor.tensor_name = "input_1";
  tensor.gpu_id = 1;
  tensor.meta_id = 4;
  tensor.maintain_aspect_ratio = TRUE;
  std::uint64_t ids[] = {1, 2};
  std::byte* meta = batch_->make("GstNvDsPreProcessBatchMeta");
  const facts::Struct& l = facts_of("GstNvDsPreProcessBatchMeta");
  // libstdc++'s vector: begin, end, end of room.
  SyntheticBatch::set(meta, l["target_unique_ids"], std::array<void*, 3>{ids, ids + 2, ids + 2});
  SyntheticBatch::set(meta, l["tensor_meta"], &tensor);
  SyntheticBatch::set(meta, l["roi_vector"], std::array<void*, 3>{regions, regions + 2 * stride, regions + 2 * stride});
  batch_->attach_to_batch("NVDS_PREPROCESS_BATCH_META", meta);

  RecordReader record = only(Kind::preprocessed, Owner::batch, 0);
  ASSERT_EQ(record.word(), 2u);
  EXPECT_EQ(record.wide(), 1u);
  EXPECT_EQ(record.wide(), 2u);
  EXPECT_EQ(record.word(), 0u);
  EXPECT_EQ(record.word(), 2u);
  ASSERT_EQ(record.word(), 1u);
  EXPECT_EQ(record.word(), 1u);
  EXPECT_EQ(record.integer(), facts_of("NvDsPreProcessTensorMeta").find("meta_id") ? 4 : -1);
  EXPECT_EQ(record.integer(), facts_of("NvDsPreProcessTensorMeta").find("maintain_aspect_ratio") ? 1 : -1);
  EXPECT_EQ(record.text(), "input_1");
  EXPECT_EQ(record.word(), static_cast<std::uint32_t>(meta::block::Scalar::float16));
  ASSERT_EQ(record.word(), 4u);
  for (const std::uint32_t dimension : {2u, 3u, 2u, 1u}) EXPECT_EQ(record.word(), dimension);
  EXPECT_EQ(record.values<std::uint16_t>(), std::vector<std::uint16_t>(std::begin(halves), std::end(halves)));
  EXPECT_TRUE(record.at_end());

  const auto found = attachments(Kind::region);
  ASSERT_EQ(found.size(), 2u);
  expect_region(found[0].record, 0, 0, -1, 1);
  expect_region(found[1].record, 1, 1, has_object ? 2 : -1, 10);
  const auto outputs = attachments(Kind::tensors);
  ASSERT_EQ(outputs.size(), 1u);
  EXPECT_EQ(outputs[0].owner, Owner::region);
  EXPECT_EQ(outputs[0].row, 1u);
  expect_tensors(outputs[0].record);
}

INSTANTIATE_TEST_SUITE_P(Releases, Inference, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

}  // namespace
