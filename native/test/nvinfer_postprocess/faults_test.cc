// Models and files that do not fit: every one an error that says what was found and what to do.
#include <gtest/gtest.h>

#include <array>
#include <cstdio>
#include <fstream>

#include "runtime/nvinfer/postprocess.h"

namespace {

using namespace runtime::nvinfer;
using runtime::Fault;

nvds::NvDsInferLayerInfo layer(const char* name, std::initializer_list<unsigned> dims, void* buffer,
                               nvds::NvDsInferDataType type = nvds::FLOAT) {
  nvds::NvDsInferLayerInfo info{};
  info.layerName = name;
  info.dataType = type;
  info.buffer = buffer;
  info.inferDims.numElements = 1;
  for (const unsigned size : dims) {
    info.inferDims.d[info.inferDims.numDims++] = size;
    info.inferDims.numElements *= size;
  }
  return info;
}

std::array<float, 1024> values{};

DetectParameters one_class() {
  DetectParameters parameters;
  parameters.network = {96, 64, 3};
  parameters.classes.resize(1);
  return parameters;
}

Fault detection_fault(const Layers& layers) {
  Fault fault;
  EXPECT_FALSE(detect(layers, one_class(), {}, fault));
  EXPECT_EQ(fault.code, "ERR_MODEL_OUTPUT");
  EXPECT_FALSE(fault.remedy.empty());
  return fault;
}

TEST(Faults, a_model_without_the_default_parsers_layers_lists_what_it_has) {
  const Fault fault = detection_fault({layer("heatmap", {80, 16, 24}, values.data())});
  EXPECT_NE(fault.message.find("\"cov\""), std::string::npos) << fault.message;
  EXPECT_NE(fault.detail.find("heatmap [80,16,24] FP32"), std::string::npos) << fault.detail;
  EXPECT_NE(fault.remedy.find("parse-bbox-func-name"), std::string::npos) << fault.remedy;
}

TEST(Faults, no_output_at_all_is_said) { EXPECT_NE(detection_fault({}).detail.find("no output"), std::string::npos); }

TEST(Faults, boxes_that_do_not_cover_the_coverage_grid_are_not_read) {
  const Fault fault =
      detection_fault({layer("cov", {1, 4, 6}, values.data()), layer("bbox", {4, 2, 3}, values.data())});
  EXPECT_NE(fault.message.find("bbox [4,2,3]"), std::string::npos) << fault.message;
}

TEST(Faults, a_layer_without_extent_is_not_read) {
  detection_fault({layer("cov", {1, 4, 6}, values.data()), layer("bbox", {4, 0, 6}, values.data())});
}

TEST(Faults, an_output_of_another_type_is_named_with_its_type) {
  const Fault fault =
      detection_fault({layer("cov", {1, 4, 6}, values.data(), nvds::HALF), layer("bbox", {4, 4, 6}, values.data())});
  EXPECT_NE(fault.message.find("cov [1,4,6] FP16"), std::string::npos) << fault.message;
}

TEST(Faults, an_output_without_host_values_is_not_read) {
  const Fault fault = detection_fault({layer("cov", {1, 4, 6}, nullptr), layer("bbox", {4, 4, 6}, values.data())});
  EXPECT_NE(fault.message.find("cov [1,4,6]"), std::string::npos) << fault.message;
}

TEST(Faults, a_segmentation_output_smaller_than_the_network_is_not_read) {
  SegmentParameters parameters;
  parameters.network = {6, 4, 3};
  parameters.num_classes = 2;
  Fault fault;
  EXPECT_FALSE(segment({layer("map", {2, 4, 3}, values.data())}, parameters, fault));
  EXPECT_NE(fault.message.find("map [2,4,3]"), std::string::npos) << fault.message;
  EXPECT_NE(fault.message.find("6x4"), std::string::npos) << fault.message;
  EXPECT_FALSE(segment({}, parameters, fault));
}

TEST(Faults, a_classifier_output_of_another_type_is_an_error) {
  Fault fault;
  EXPECT_FALSE(classify({layer("p", {4}, values.data(), nvds::INT8)}, {}, {}, fault));
  EXPECT_NE(fault.message.find("p [4] INT8"), std::string::npos) << fault.message;
}

TEST(Faults, a_label_file_that_cannot_be_read_names_key_and_path) {
  for (const char* path : {"/no/such/labels.txt", NDS_SOURCE_DIR}) {
    Fault fault;
    EXPECT_FALSE(load_labels(path, fault)) << path;
    EXPECT_EQ(fault.code, "ERR_CONFIG");
    EXPECT_EQ(fault.key, "labelfile-path");
    EXPECT_EQ(fault.value, path);
  }
}

TEST(Labels, a_file_gives_what_its_text_gives) {
  const std::string path = testing::TempDir() + "nvinfer_labels.txt";
  for (const char* text : {"car;auto\n\nperson\r\n", "", "last line without end"}) {
    std::ofstream(path, std::ios::binary) << text;
    Fault fault;
    const auto labels = load_labels(path, fault);
    ASSERT_TRUE(labels) << fault.message;
    EXPECT_EQ(*labels, parse_labels(text));
  }
  std::remove(path.c_str());
}

}  // namespace
