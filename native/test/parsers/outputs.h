// Synthetic output tensors, and one parser of libnvds_parsers.so called as nvinfer calls it.
#pragma once

#include <dlfcn.h>
#include <gtest/gtest.h>

#include <deque>
#include <string>
#include <vector>

#include "nvds/inference.h"

class Outputs {
 public:
  // Zeros; the returned values stay writable.
  std::vector<float>& add(const char* name, const std::vector<unsigned>& dims) {
    nvds::NvDsInferLayerInfo layer{};
    layer.layerName = name;
    layer.inferDims.numElements = 1;
    for (const unsigned size : dims) {
      layer.inferDims.d[layer.inferDims.numDims++] = size;
      layer.inferDims.numElements *= size;
    }
    auto& values = values_.emplace_back(layer.inferDims.numElements);
    layer.buffer = values.data();
    layers.push_back(layer);
    return values;
  }

  std::vector<nvds::NvDsInferLayerInfo> layers;

 private:
  std::deque<std::vector<float>> values_;
};

class Parser {
 public:
  explicit Parser(const char* function) : library_(dlopen(PARSERS, RTLD_NOW | RTLD_LOCAL)) {
    EXPECT_TRUE(library_) << dlerror();
    function_ = reinterpret_cast<nvds::NvDsInferParseCustomFunc>(dlsym(library_, function));
    EXPECT_TRUE(function_) << function;
  }
  ~Parser() { dlclose(library_); }
  Parser(const Parser&) = delete;
  Parser& operator=(const Parser&) = delete;

  bool operator()(const Outputs& outputs, const std::vector<float>& thresholds) {
    nvds::NvDsInferParseDetectionParams parameters{static_cast<unsigned>(thresholds.size()), thresholds,
                                                   std::vector<float>(thresholds.size()),
                                                   parameters.perClassPreclusterThreshold};
    boxes.clear();
    return function_(outputs.layers, {640, 480, 3}, parameters, boxes);
  }

  std::string error() const {
    return reinterpret_cast<const char* (*)()>(dlsym(library_, "NvDsInferCustomLastError"))();
  }

  std::vector<nvds::NvDsInferObjectDetectionInfo> boxes;

 private:
  void* library_;
  nvds::NvDsInferParseCustomFunc function_;
};

inline void expect_box(const nvds::NvDsInferObjectDetectionInfo& box, unsigned class_id, float confidence, float left,
                       float top, float width, float height) {
  EXPECT_EQ(box.classId, class_id);
  EXPECT_FLOAT_EQ(box.detectionConfidence, confidence);
  EXPECT_FLOAT_EQ(box.left, left);
  EXPECT_FLOAT_EQ(box.top, top);
  EXPECT_FLOAT_EQ(box.width, width);
  EXPECT_FLOAT_EQ(box.height, height);
  EXPECT_EQ(box.rotation_angle, 0);
}
