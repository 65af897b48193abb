// DeepStream's answers on recorded inputs (test/golden/nvinfer), one JSON file per case.
#pragma once

#include <gtest/gtest.h>
#include <yaml-cpp/yaml.h>

#include <deque>
#include <string>
#include <vector>

#include "runtime/nvinfer/postprocess.h"

namespace golden {

// Output tensors with their values, which the layers point into.
class Tensors {
 public:
  explicit Tensors(const YAML::Node& output_layers);
  const runtime::nvinfer::Layers& layers() const { return layers_; }

 private:
  std::deque<std::string> names_;
  std::deque<std::vector<float>> values_;
  runtime::nvinfer::Layers layers_;
};

float number(const YAML::Node& node, float otherwise = 0);
nvds::NvDsInferNetworkInfo network(const YAML::Node& input);
std::vector<runtime::nvinfer::ClassAttributes> class_attributes(const YAML::Node& list);
runtime::nvinfer::Labels labels(const YAML::Node& input);
// A JSON null, or a text.
std::string text_or_null(const YAML::Node& node);
std::string text_or_null(const char* text);

// One for each kind of file.
void check_detect(const YAML::Node& input, const YAML::Node& expect);
void check_classify(const YAML::Node& input, const YAML::Node& expect);
void check_segment(const YAML::Node& input, const YAML::Node& expect);
void check_labels(const YAML::Node& input, const YAML::Node& expect);
void check_attach(const YAML::Node& input, const YAML::Node& expect);

}  // namespace golden
