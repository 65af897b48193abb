#include "golden.h"

#include <cstdlib>

namespace golden {

using runtime::nvinfer::ClassAttributes;

Tensors::Tensors(const YAML::Node& output_layers) {
  for (const auto& node : output_layers) {
    nvds::NvDsInferLayerInfo layer{};
    layer.layerName = names_.emplace_back(node["name"].as<std::string>()).c_str();
    layer.dataType =
        node["data_type"] ? static_cast<nvds::NvDsInferDataType>(node["data_type"].as<unsigned>()) : nvds::FLOAT;
    layer.inferDims.numElements = 1;
    for (const auto& size : node["dims"]) {
      layer.inferDims.d[layer.inferDims.numDims++] = size.as<unsigned>();
      layer.inferDims.numElements *= size.as<unsigned>();
    }
    auto& values = values_.emplace_back();
    for (const auto& value : node["data"]) values.push_back(number(value));
    layer.buffer = values.data();
    layers_.push_back(layer);
  }
}

// The text rounded once, to float.
float number(const YAML::Node& node, float otherwise) {
  return node ? std::strtof(node.Scalar().c_str(), nullptr) : otherwise;
}

nvds::NvDsInferNetworkInfo network(const YAML::Node& input) {
  const YAML::Node node = input["network"];
  return {node["width"].as<unsigned>(), node["height"].as<unsigned>(), node["channels"].as<unsigned>()};
}

std::vector<ClassAttributes> class_attributes(const YAML::Node& list) {
  std::vector<ClassAttributes> classes;
  for (const auto& node : list) {
    ClassAttributes a;
    a.pre_cluster_threshold = number(node["pre-cluster-threshold"], a.pre_cluster_threshold);
    a.post_cluster_threshold = number(node["post-cluster-threshold"], a.post_cluster_threshold);
    a.eps = number(node["eps"], a.eps);
    a.group_threshold = node["group-threshold"].as<int>(a.group_threshold);
    a.min_boxes = node["minBoxes"].as<int>(a.min_boxes);
    a.dbscan_min_score = number(node["dbscan-min-score"], a.dbscan_min_score);
    a.nms_iou_threshold = number(node["nms-iou-threshold"], a.nms_iou_threshold);
    a.topk = node["topk"].as<int>(a.topk);
    a.roi_top_offset = node["roi-top-offset"].as<unsigned>(a.roi_top_offset);
    a.roi_bottom_offset = node["roi-bottom-offset"].as<unsigned>(a.roi_bottom_offset);
    a.detected_min_w = node["detected-min-w"].as<unsigned>(a.detected_min_w);
    a.detected_min_h = node["detected-min-h"].as<unsigned>(a.detected_min_h);
    a.detected_max_w = node["detected-max-w"].as<unsigned>(a.detected_max_w);
    a.detected_max_h = node["detected-max-h"].as<unsigned>(a.detected_max_h);
    const auto colour = [](const YAML::Node& c) {
      return nvds::NvOSD_ColorParams{c[0].as<double>(), c[1].as<double>(), c[2].as<double>(), c[3].as<double>()};
    };
    if (node["border-color"]) a.border_color = colour(node["border-color"]);
    if (node["bg-color"]) a.bg_color = colour(node["bg-color"]);
    classes.push_back(a);
  }
  return classes;
}

runtime::nvinfer::Labels labels(const YAML::Node& input) {
  const YAML::Node text = input["label_file_text"];
  return text ? runtime::nvinfer::parse_labels(text.as<std::string>()) : runtime::nvinfer::Labels{};
}

std::string text_or_null(const YAML::Node& node) {
  return !node || node.IsNull() ? "(null)" : "\"" + node.as<std::string>() + "\"";
}

std::string text_or_null(const char* text) { return text ? "\"" + std::string(text) + "\"" : "(null)"; }

}  // namespace golden
