#include "golden.h"

namespace golden {

using namespace runtime::nvinfer;

namespace {

// Hands candidates over as a parser library would.
DetectionParser parser_of(std::vector<Detection> candidates) {
  return [candidates](const Layers&, const nvds::NvDsInferNetworkInfo&, const nvds::NvDsInferParseDetectionParams&,
                      std::vector<Detection>& out, runtime::Fault&) {
    out = candidates;
    return true;
  };
}

std::vector<Detection> candidates_of(const YAML::Node& rows) {
  std::vector<Detection> candidates;
  for (const auto& row : rows) {
    Detection box;
    box.class_id = row[0].as<unsigned>();
    box.left = number(row[1]);
    box.top = number(row[2]);
    box.width = number(row[3]);
    box.height = number(row[4]);
    box.confidence = number(row[5]);
    box.rotation = row.size() > 6 ? number(row[6]) : 0;
    candidates.push_back(box);
  }
  return candidates;
}

}  // namespace

void check_detect(const YAML::Node& input, const YAML::Node& expect) {
  // cluster-mode 0 has two answers; ours is the one of DeepStream built with OpenCV.
  const YAML::Node answer = expect["with_opencv"] ? expect["with_opencv"] : expect;
  DetectParameters parameters;
  parameters.cluster_mode = static_cast<ClusterMode>(input["cluster_mode"].as<int>());
  parameters.classes = class_attributes(input["class_attrs"]);
  parameters.classes.resize(input["num_detected_classes"].as<std::size_t>());
  if (input["network"]) parameters.network = network(input);
  if (input["candidates"]) parameters.parser = parser_of(candidates_of(input["candidates"]));
  const Tensors tensors(input["output_layers"]);
  const Labels names = labels(input);
  runtime::Fault fault;
  const auto detections = detect(tensors.layers(), parameters, names, fault);

  // DeepStream drops the status on its way out; a parse failure shows as no objects.
  const YAML::Node objects = answer["objects"];
  if (!detections) {
    EXPECT_EQ(fault.code, "ERR_MODEL_OUTPUT");
    EXPECT_EQ(objects.size(), 0u) << fault.message;
    return;
  }
  EXPECT_EQ(answer["status"].as<int>(), 0);
  ASSERT_EQ(detections->size(), objects.size());
  for (std::size_t i = 0; i < objects.size(); ++i) {
    SCOPED_TRACE("object " + std::to_string(i));
    const Detection& found = (*detections)[i];
    EXPECT_EQ(found.class_id, objects[i]["class_index"].as<unsigned>());
    EXPECT_EQ(found.left, number(objects[i]["left"]));
    EXPECT_EQ(found.top, number(objects[i]["top"]));
    EXPECT_EQ(found.width, number(objects[i]["width"]));
    EXPECT_EQ(found.height, number(objects[i]["height"]));
    EXPECT_EQ(found.confidence, number(objects[i]["confidence"]));
    EXPECT_EQ(found.rotation, number(objects[i]["rotation_angle"]));
    EXPECT_EQ(text_or_null(found.label), text_or_null(objects[i]["label"]));
  }
}

void check_classify(const YAML::Node& input, const YAML::Node& expect) {
  ClassifyParameters parameters;
  parameters.network = network(input);
  parameters.threshold = number(input["classifier_threshold"]);
  const Tensors tensors(input["output_layers"]);
  runtime::Fault fault;
  const auto result = classify(tensors.layers(), parameters, labels(input), fault);
  ASSERT_TRUE(result) << fault.message;
  EXPECT_EQ(result->label, expect["label"].as<std::string>());
  ASSERT_EQ(result->attributes.size(), expect["attributes"].size());
  for (std::size_t i = 0; i < result->attributes.size(); ++i) {
    const Attribute& found = result->attributes[i];
    const YAML::Node wanted = expect["attributes"][i];
    EXPECT_EQ(found.index, wanted["attribute_index"].as<unsigned>());
    EXPECT_EQ(found.value, wanted["attribute_value"].as<unsigned>());
    EXPECT_EQ(found.confidence, number(wanted["attribute_confidence"]));
    EXPECT_EQ(text_or_null(found.label ? found.label->c_str() : nullptr), text_or_null(wanted["attribute_label"]));
  }
}

void check_segment(const YAML::Node& input, const YAML::Node& expect) {
  SegmentParameters parameters;
  parameters.network = network(input);
  parameters.num_classes = input["num_detected_classes"].as<unsigned>();
  parameters.threshold = number(input["segmentation_threshold"]);
  parameters.order = static_cast<TensorOrder>(input["segmentation_output_order"].as<int>());
  const Tensors tensors(input["output_layers"]);
  runtime::Fault fault;
  const auto result = segment(tensors.layers(), parameters, fault);
  ASSERT_EQ(result.has_value(), expect["status"].as<int>() == nvds::NVDSINFER_SUCCESS) << fault.message;
  if (!result) {
    EXPECT_EQ(fault.code, "ERR_MODEL_OUTPUT");
    return;
  }
  EXPECT_EQ(result->width, expect["width"].as<unsigned>());
  EXPECT_EQ(result->height, expect["height"].as<unsigned>());
  EXPECT_EQ(result->classes, expect["classes"].as<unsigned>());
  EXPECT_EQ(result->probability_map == tensors.layers()[0].buffer, expect["probability_map_is_first_layer"].as<bool>());
  std::vector<int> rows;
  for (const auto& row : expect["class_map"]) {
    for (const auto& value : row) rows.push_back(value.as<int>());
  }
  EXPECT_EQ(result->class_map, rows);
}

void check_labels(const YAML::Node& input, const YAML::Node& expect) {
  EXPECT_EQ(labels(input), expect["labels"].as<Labels>());
}

}  // namespace golden
