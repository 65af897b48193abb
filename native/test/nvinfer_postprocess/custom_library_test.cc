#include <gtest/gtest.h>

#include "runtime/nvinfer/postprocess.h"

namespace {

using namespace runtime::nvinfer;
using runtime::Fault;

Layers one_layer(std::vector<float>& values) {
  nvds::NvDsInferLayerInfo layer{};
  layer.layerName = "lefts";
  layer.inferDims = {1, {static_cast<unsigned>(values.size())}, static_cast<unsigned>(values.size())};
  layer.buffer = values.data();
  return {layer};
}

DetectParameters two_classes(DetectionParser parser) {
  DetectParameters parameters;
  parameters.cluster_mode = ClusterMode::kNone;
  parameters.classes.resize(2);
  parameters.parser = std::move(parser);
  return parameters;
}

std::shared_ptr<CustomLibrary> opened(const char* path, int version) {
  Fault fault;
  auto library = CustomLibrary::open(path, version, fault);
  EXPECT_TRUE(library) << fault.message << fault.detail;
  return library;
}

TEST(CustomLibrary, a_parser_of_deepstream_9_gives_boxes_with_rotation) {
  Fault fault;
  auto parameters = two_classes(opened(CUSTOM_PARSER_9, 9)->detection_parser("ParseBoxes", fault));
  std::vector<float> lefts = {10, 20, 30};
  const Labels labels = {{"car"}, {"person"}};
  const auto boxes = detect(one_layer(lefts), parameters, labels, fault);
  ASSERT_TRUE(boxes) << fault.message;
  ASSERT_EQ(boxes->size(), 3u);
  EXPECT_EQ((*boxes)[1].left, 30);
  EXPECT_EQ((*boxes)[1].rotation, 0.5f);
  EXPECT_EQ((*boxes)[1].confidence, 0.2f + 0.25f);
  EXPECT_STREQ((*boxes)[2].label, "person");
}

TEST(CustomLibrary, a_parser_of_deepstream_8_gives_the_same_boxes_with_its_version_stated) {
  for (const int version : {5, 6, 7, 8}) {
    Fault fault;
    auto parameters = two_classes(opened(CUSTOM_PARSER_8, version)->detection_parser("ParseBoxes", fault));
    std::vector<float> lefts = {10, 20, 30, 40, 50, 60, 70};
    const auto boxes = detect(one_layer(lefts), parameters, {}, fault);
    ASSERT_TRUE(boxes) << fault.message;
    ASSERT_EQ(boxes->size(), 7u);
    EXPECT_EQ((*boxes)[3].left, 70);
    EXPECT_EQ((*boxes)[3].height, 4);
    EXPECT_EQ((*boxes)[3].rotation, 0);
  }
}

TEST(CustomLibrary, boxes_of_another_size_than_the_stated_version_are_an_error_naming_the_key) {
  const std::pair<const char*, int> mismatches[] = {{CUSTOM_PARSER_8, 9}, {CUSTOM_PARSER_9, 8}};
  for (const auto& [path, version] : mismatches) {
    Fault fault;
    auto parameters = two_classes(opened(path, version)->detection_parser("ParseBoxes", fault));
    std::vector<float> lefts = {10, 20};
    EXPECT_FALSE(detect(one_layer(lefts), parameters, {}, fault));
    EXPECT_EQ(fault.code, "ERR_MODEL_OUTPUT");
    EXPECT_NE(fault.remedy.find("custom-lib-deepstream-version"), std::string::npos) << fault.remedy;
  }
}

TEST(CustomLibrary, a_parser_that_fails_or_throws_is_a_fault_naming_function_and_library) {
  std::vector<float> lefts = {1};
  for (const char* function : {"ParseNothing", "ParseAndThrow"}) {
    Fault fault;
    auto parameters = two_classes(opened(CUSTOM_PARSER_9, 9)->detection_parser(function, fault));
    EXPECT_FALSE(detect(one_layer(lefts), parameters, {}, fault));
    EXPECT_EQ(fault.value, function);
    EXPECT_NE(fault.message.find(CUSTOM_PARSER_9), std::string::npos);
    EXPECT_EQ(fault.message.find("no such anchor") != std::string::npos, function == std::string("ParseAndThrow"));
  }
}

TEST(CustomLibrary, instance_masks_are_taken_over_and_freed) {
  Fault fault;
  auto library = opened(CUSTOM_PARSER_9, 9);
  auto parameters = two_classes(library->instance_mask_parser("ParseMasks", fault));
  const auto objects = detect({}, parameters, {}, fault);
  ASSERT_TRUE(objects) << fault.message;
  ASSERT_EQ(objects->size(), 1u);
  const Detection& object = objects->front();
  EXPECT_EQ(object.mask_width, 3u);
  EXPECT_EQ(object.mask_height, 2u);
  EXPECT_EQ(object.mask_bytes, 24u);
  EXPECT_EQ(object.mask[5], 5);
  parameters = two_classes(library->instance_mask_parser("ParseMasksAndFail", fault));
  EXPECT_FALSE(detect({}, parameters, {}, fault));
}

TEST(CustomLibrary, a_classifier_keeps_its_own_labels_and_takes_missing_ones_from_the_label_file) {
  Fault fault;
  ClassifyParameters parameters;
  parameters.threshold = 0.75f;
  parameters.parser = opened(CUSTOM_PARSER_9, 9)->classification_parser("ParseClasses", fault);
  const auto result = classify({}, parameters, {{"a", "b"}, {"from file", "c"}}, fault);
  ASSERT_TRUE(result) << fault.message;
  ASSERT_EQ(result->attributes.size(), 2u);
  EXPECT_EQ(result->attributes[0].label, "own text");
  EXPECT_EQ(result->attributes[0].confidence, 0.75f);
  EXPECT_EQ(result->attributes[1].label, "from file");
  EXPECT_EQ(result->label, "own text from file ");
}

TEST(CustomLibrary, a_segmentation_parser_fills_the_map_of_the_network_size) {
  Fault fault;
  std::vector<float> values(12);
  SegmentParameters parameters;
  parameters.network = {3, 2, 3};
  parameters.num_classes = 2;
  parameters.parser = opened(CUSTOM_PARSER_9, 9)->segmentation_parser("ParsePixels", fault);
  const auto result = segment(one_layer(values), parameters, fault);
  ASSERT_TRUE(result) << fault.message;
  EXPECT_EQ(result->class_map, (std::vector<int>{0, 1, 0, 1, 0, 1}));
  EXPECT_EQ(result->probability_map, values.data());
}

TEST(CustomLibrary, parsers_keep_the_library_loaded) {
  Fault fault;
  DetectParameters parameters;
  {
    auto library = opened(CUSTOM_PARSER_9, 9);
    parameters = two_classes(library->detection_parser("ParseBoxes", fault));
  }
  std::vector<float> lefts = {1};
  EXPECT_TRUE(detect(one_layer(lefts), parameters, {}, fault));
}

TEST(CustomLibrary, a_misspelt_function_names_the_nearest_exported_one) {
  Fault fault;
  EXPECT_FALSE(opened(CUSTOM_PARSER_9, 9)->detection_parser("ParseBoxs", fault));
  EXPECT_EQ(fault.code, "ERR_LIBRARY_LOAD");
  EXPECT_EQ(fault.key, "parse-bbox-func-name");
  EXPECT_EQ(fault.value, "ParseBoxs");
  EXPECT_EQ(fault.remedy, "Did you mean \"ParseBoxes\"?");
  for (const char* name : {"ParseBoxes", "ParseMasks", "ParseClasses", "ParsePixels"}) {
    EXPECT_NE(fault.detail.find(name), std::string::npos) << fault.detail;
  }
  EXPECT_EQ(fault.detail.find("_init"), std::string::npos) << fault.detail;
}

TEST(CustomLibrary, a_function_without_extern_c_is_told_apart) {
  Fault fault;
  EXPECT_FALSE(opened(CUSTOM_PARSER_9, 9)->segmentation_parser("ParseWithoutExternC", fault));
  EXPECT_NE(fault.remedy.find("extern \"C\""), std::string::npos) << fault.remedy;
}

TEST(CustomLibrary, a_missing_file_and_a_file_that_is_no_library_differ) {
  Fault fault;
  EXPECT_FALSE(CustomLibrary::open("/no/such/libparser.so", 9, fault));
  EXPECT_EQ(fault.key, "custom-lib-path");
  EXPECT_NE(fault.message.find("does not exist"), std::string::npos) << fault.message;
  EXPECT_FALSE(CustomLibrary::open(NDS_SOURCE_DIR "/CMakeLists.txt", 9, fault));
  EXPECT_NE(fault.message.find("cannot be loaded"), std::string::npos) << fault.message;
  EXPECT_FALSE(fault.detail.empty());
}

TEST(CustomLibrary, a_version_before_5_is_an_error_naming_the_key) {
  Fault fault;
  EXPECT_FALSE(CustomLibrary::open(CUSTOM_PARSER_9, 4, fault));
  EXPECT_EQ(fault.key, "custom-lib-deepstream-version");
  EXPECT_EQ(fault.value, "4");
}

}  // namespace
