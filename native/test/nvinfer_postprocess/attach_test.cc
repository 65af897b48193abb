#include <gtest/gtest.h>

#include <limits>

#include "metadata.h"
#include "runtime/nvinfer/postprocess.h"

namespace {

using namespace runtime::nvinfer;

Unit full_frame(const BatchMeta& meta) {
  Unit unit;
  unit.frame = meta.frame;
  unit.frame_width = 640;
  unit.frame_height = 360;
  return unit;
}

AttachParameters one_class() {
  AttachParameters parameters;
  parameters.classes.resize(1);
  return parameters;
}

Detection masked(std::size_t count) {
  Detection detection;
  detection.width = detection.height = 10;
  auto mask = std::shared_ptr<float[]>(new float[count]);
  for (std::size_t i = 0; i < count; ++i) mask[i] = static_cast<float>(i);
  detection.mask = mask;
  detection.mask_width = static_cast<unsigned>(count);
  detection.mask_height = 1;
  detection.mask_bytes = static_cast<unsigned>(count * sizeof(float));
  return detection;
}

TEST(Attach, instance_masks_are_copied_with_the_segmentation_threshold_when_asked_for) {
  BatchMeta meta;
  AttachParameters parameters = one_class();
  parameters.output_instance_mask = true;
  parameters.segmentation_threshold = 0.5f;
  attach_detections({masked(4)}, full_frame(meta), parameters);
  const auto& mask = meta.objects().front()->mask_params;
  ASSERT_TRUE(mask.data);
  EXPECT_EQ(mask.data[3], 3);
  EXPECT_EQ(mask.size, 16u);
  EXPECT_EQ(mask.width, 4u);
  EXPECT_EQ(mask.threshold, 0.5f);
}

TEST(Attach, masked_objects_have_random_border_colours_that_are_the_same_in_every_frame) {
  BatchMeta first, second;
  AttachParameters parameters = one_class();
  parameters.output_instance_mask = true;
  for (const BatchMeta* meta : {&first, &second})
    attach_detections({masked(1), masked(1)}, full_frame(*meta), parameters);
  const auto red = [](const BatchMeta& meta, int i) { return meta.objects()[i]->rect_params.border_color.red; };
  EXPECT_EQ(red(first, 0), red(second, 0));
  EXPECT_EQ(red(first, 1), red(second, 1));
  EXPECT_NE(red(first, 0), red(first, 1));
}

TEST(Attach, masks_stay_away_without_output_instance_mask) {
  BatchMeta meta;
  attach_detections({masked(4)}, full_frame(meta), one_class());
  EXPECT_FALSE(meta.objects().front()->mask_params.data);
}

TEST(Attach, labels_longer_than_the_metadata_holds_are_cut_there_but_shown_whole) {
  BatchMeta meta;
  const std::string label(300, 'x');
  Detection detection;
  detection.label = label.c_str();
  attach_detections({detection}, full_frame(meta), one_class());
  EXPECT_EQ(std::string(meta.objects().front()->obj_label), std::string(127, 'x'));
  EXPECT_EQ(std::string(meta.objects().front()->text_params.display_text), label);
}

TEST(Attach, coordinates_beyond_every_integer_are_no_crash) {
  BatchMeta meta;
  for (const float value : {1e30f, std::numeric_limits<float>::infinity(), std::numeric_limits<float>::quiet_NaN()}) {
    Detection detection;
    detection.left = value;
    attach_detections({detection}, full_frame(meta), one_class());
    ASSERT_FALSE(meta.objects().empty());
    EXPECT_EQ(meta.objects().front()->text_params.x_offset, 0u);
  }
}

TEST(Attach, a_class_beyond_the_configured_ones_has_the_defaults) {
  BatchMeta meta;
  Detection detection;
  detection.class_id = 9;
  attach_detections({detection}, full_frame(meta), one_class());
  EXPECT_EQ(meta.objects().front()->rect_params.border_color.red, 1);
}

TEST(AttachClassification, a_region_gets_it_and_no_object_appears) {
  BatchMeta meta;
  nvds::NvDsRoiMeta roi{};
  Unit unit = full_frame(meta);
  unit.roi = &roi;
  AttachParameters parameters;
  parameters.input_tensor_from_meta = true;
  parameters.unique_id = 5;
  attach_classification({{{0, 1, 0.5f, "red"}}, "red "}, unit, parameters);
  EXPECT_TRUE(meta.objects().empty());
  ASSERT_EQ(g_list_length(roi.classifier_meta_list), 1u);
  auto* classifier = static_cast<nvds::NvDsClassifierMeta*>(roi.classifier_meta_list->data);
  EXPECT_EQ(classifier->unique_component_id, 5);
  nvds::nvds_remove_classifier_meta_from_roi(&roi, classifier);
}

TEST(AttachSegmentation, metadata_holds_map_and_tensors_and_its_copies_outlive_it) {
  auto tensors = std::make_shared<std::vector<float>>(12, 0.25f);
  const std::weak_ptr<const void> alive = tensors;
  auto source = std::make_unique<BatchMeta>();
  AttachParameters parameters;
  parameters.unique_id = 7;
  Segmentation segmentation{2, 3, 2, {0, 1, 0, 1, 0, -1}, tensors->data()};
  attach_segmentation(segmentation, tensors, full_frame(*source), parameters);
  tensors.reset();
  EXPECT_EQ(source->frame->bInferDone, 1);

  auto copy = std::make_unique<BatchMeta>();
  nvds::nvds_copy_frame_user_meta_list(source->frame->frame_user_meta_list, copy->frame);
  source.reset();
  ASSERT_EQ(g_list_length(copy->frame->frame_user_meta_list), 1u);
  const auto* user = static_cast<nvds::NvDsUserMeta*>(copy->frame->frame_user_meta_list->data);
  EXPECT_EQ(user->base_meta.meta_type, nvds::NVDSINFER_SEGMENTATION_META);
  const auto* meta = static_cast<nvds::NvDsInferSegmentationMeta*>(user->user_meta_data);
  EXPECT_EQ(meta->unique_id, 7);
  EXPECT_EQ(std::vector<int>(meta->class_map, meta->class_map + 6), segmentation.class_map);
  EXPECT_EQ(meta->class_probabilities_map[11], 0.25f);
  EXPECT_FALSE(alive.expired());
  copy.reset();
  EXPECT_TRUE(alive.expired());
}

TEST(AttachSegmentation, process_mode_2_puts_it_on_the_object) {
  BatchMeta meta;
  Unit unit = full_frame(meta);
  unit.object = nvds::nvds_acquire_obj_meta_from_pool(meta.batch);
  nvds::nvds_add_obj_meta_to_frame(meta.frame, unit.object, nullptr);
  attach_segmentation({1, 1, 1, {0}, nullptr}, nullptr, unit, {});
  EXPECT_EQ(g_list_length(unit.object->obj_user_meta_list), 1u);
  EXPECT_EQ(g_list_length(meta.frame->frame_user_meta_list), 0u);
}

}  // namespace
