#include "golden.h"
#include "metadata.h"

namespace golden {

using namespace runtime::nvinfer;

namespace {

void expect_colour(const nvds::NvOSD_ColorParams& found, const YAML::Node& wanted, const char* name) {
  EXPECT_EQ(static_cast<float>(found.red), number(wanted[0])) << name;
  EXPECT_EQ(static_cast<float>(found.green), number(wanted[1])) << name;
  EXPECT_EQ(static_cast<float>(found.blue), number(wanted[2])) << name;
  EXPECT_EQ(static_cast<float>(found.alpha), number(wanted[3])) << name;
}

void expect_classifiers(const nvds::NvDsObjectMeta& object, const YAML::Node& wanted) {
  ASSERT_EQ(g_list_length(object.classifier_meta_list), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    const auto* found = static_cast<nvds::NvDsClassifierMeta*>(g_list_nth_data(object.classifier_meta_list, i));
    EXPECT_EQ(found->unique_component_id, wanted[i]["unique_component_id"].as<int>());
    EXPECT_EQ(text_or_null(found->classifier_type), text_or_null(wanted[i]["classifier_type"]));
    EXPECT_EQ(found->num_labels, wanted[i]["num_labels"].as<unsigned>());
    const YAML::Node labels = wanted[i]["labels"];
    ASSERT_EQ(g_list_length(found->label_info_list), labels.size());
    for (std::size_t j = 0; j < labels.size(); ++j) {
      const auto* info = static_cast<nvds::NvDsLabelInfo*>(g_list_nth_data(found->label_info_list, j));
      EXPECT_EQ(info->label_id, labels[j]["label_id"].as<unsigned>());
      EXPECT_EQ(info->result_class_id, labels[j]["result_class_id"].as<unsigned>());
      EXPECT_EQ(info->result_prob, number(labels[j]["result_prob"]));
      EXPECT_EQ(std::string(info->result_label), labels[j]["result_label"].as<std::string>());
    }
  }
}

void expect_object(const nvds::NvDsObjectMeta& found, const YAML::Node& wanted) {
  EXPECT_EQ(found.unique_component_id, wanted["unique_component_id"].as<int>());
  EXPECT_EQ(found.class_id, wanted["class_id"].as<int>());
  EXPECT_EQ(std::to_string(found.object_id), wanted["object_id"].as<std::string>());
  EXPECT_EQ(found.confidence, number(wanted["confidence"]));
  EXPECT_EQ(std::string(found.obj_label), wanted["obj_label"].as<std::string>());
  EXPECT_EQ(found.parent != nullptr, wanted["has_parent"].as<bool>());
  const auto& rect = found.rect_params;
  EXPECT_EQ((std::vector<float>{rect.left, rect.top, rect.width, rect.height}),
            wanted["rect"].as<std::vector<float>>());
  EXPECT_EQ(rect.rotation_angle, number(wanted["rotation_angle"]));
  const auto& box = found.detector_bbox_info.org_bbox_coords;
  EXPECT_EQ((std::vector<float>{box.left, box.top, box.width, box.height}),
            wanted["detector_bbox"].as<std::vector<float>>());
  EXPECT_EQ(rect.border_width, wanted["border_width"].as<unsigned>());
  EXPECT_EQ(rect.has_bg_color, wanted["has_bg_color"].as<unsigned>());
  expect_colour(rect.border_color, wanted["border_color"], "border_color");
  expect_colour(rect.bg_color, wanted["bg_color"], "bg_color");
  const auto& text = found.text_params;
  EXPECT_EQ(text_or_null(text.display_text), text_or_null(wanted["display_text"]));
  EXPECT_EQ(text.x_offset, wanted["x_offset"].as<unsigned>());
  EXPECT_EQ(text.y_offset, wanted["y_offset"].as<unsigned>());
  EXPECT_EQ(text_or_null(text.font_params.font_name), text_or_null(wanted["font_name"]));
  EXPECT_EQ(text.font_params.font_size, wanted["font_size"].as<unsigned>());
  EXPECT_EQ(text.set_bg_clr, wanted["set_bg_clr"].as<int>());
  expect_colour(text.font_params.font_color, wanted["font_color"], "font_color");
  expect_colour(text.text_bg_clr, wanted["text_bg_clr"], "text_bg_clr");
  if (wanted["classifiers"]) expect_classifiers(found, wanted["classifiers"]);
}

AttachParameters parameters_of(const YAML::Node& nvinfer) {
  AttachParameters parameters;
  parameters.unique_id = nvinfer["gie-unique-id"].as<unsigned>(1);
  parameters.classes = class_attributes(nvinfer["class_attrs"]);
  parameters.filter_out_class_ids = nvinfer["filter-out-class-ids"].as<std::vector<int>>(std::vector<int>{});
  parameters.crop_objects_to_roi_boundary = nvinfer["crop-objects-to-roi-boundary"].as<bool>(false);
  parameters.clip_object_outside_roi = nvinfer["clip-object-outside-roi"].as<bool>(false);
  parameters.input_tensor_from_meta = nvinfer["input-tensor-from-meta"].as<bool>(false);
  parameters.classifier_type = nvinfer["classifier-type"].as<std::string>("");
  return parameters;
}

nvds::NvDsObjectMeta* add_parent(const BatchMeta& meta, const YAML::Node& node) {
  nvds::NvDsObjectMeta* parent = nvds::nvds_acquire_obj_meta_from_pool(meta.batch);
  parent->unique_component_id = 1;
  parent->rect_params.left = number(node["left"]);
  parent->rect_params.top = number(node["top"]);
  parent->rect_params.width = number(node["width"]);
  parent->rect_params.height = number(node["height"]);
  parent->class_id = node["class_id"].as<int>();
  parent->object_id = node["object_id"].as<guint64>();
  if (node["display_text"]) parent->text_params.display_text = g_strdup(node["display_text"].as<std::string>().c_str());
  nvds::nvds_add_obj_meta_to_frame(meta.frame, parent, nullptr);
  return parent;
}

Unit unit_of(const BatchMeta& meta, const YAML::Node& input, nvds::NvDsRoiMeta& roi) {
  const YAML::Node frame = input["frame"];
  Unit unit;
  unit.frame = meta.frame;
  unit.scale_ratio_x = frame["scale_ratio_x"].as<double>();
  unit.scale_ratio_y = frame["scale_ratio_y"].as<double>();
  unit.offset_left = frame["offset_left"].as<unsigned>(0);
  unit.offset_top = frame["offset_top"].as<unsigned>(0);
  unit.roi_left = frame["roi_left"].as<unsigned>(0);
  unit.roi_top = frame["roi_top"].as<unsigned>(0);
  unit.frame_width = frame["width"].as<unsigned>();
  unit.frame_height = frame["height"].as<unsigned>();
  if (const YAML::Node area = frame["roi"]) {
    roi.roi.left = number(area["left"]);
    roi.roi.top = number(area["top"]);
    roi.roi.width = number(area["width"]);
    roi.roi.height = number(area["height"]);
    unit.roi = &roi;
  }
  if (input["parent"]) unit.object = add_parent(meta, input["parent"]);
  return unit;
}

void attach_detected(const YAML::Node& rows, const Unit& unit, const AttachParameters& parameters) {
  std::vector<Detection> detections;
  std::deque<std::string> labels;
  for (const auto& row : rows) {
    Detection& box = detections.emplace_back();
    box.class_id = row[0].as<unsigned>();
    box.left = number(row[1]);
    box.top = number(row[2]);
    box.width = number(row[3]);
    box.height = number(row[4]);
    box.confidence = number(row[5]);
    box.rotation = number(row[6]);
    if (!row[7].IsNull()) box.label = labels.emplace_back(row[7].as<std::string>()).c_str();
  }
  attach_detections(detections, unit, parameters);
}

void attach_classified(const YAML::Node& input, const Unit& unit, const AttachParameters& parameters) {
  Classification classification;
  classification.label = input["label"].as<std::string>();
  for (const auto& node : input["attributes"]) {
    Attribute& attribute = classification.attributes.emplace_back();
    attribute.index = node["attribute_index"].as<unsigned>();
    attribute.value = node["attribute_value"].as<unsigned>();
    attribute.confidence = number(node["attribute_confidence"]);
    if (!node["attribute_label"].IsNull()) attribute.label = node["attribute_label"].as<std::string>();
  }
  attach_classification(classification, unit, parameters);
}

}  // namespace

void check_attach(const YAML::Node& input, const YAML::Node& expect) {
  BatchMeta meta;
  nvds::NvDsRoiMeta roi{};
  const Unit unit = unit_of(meta, input, roi);
  const AttachParameters parameters = parameters_of(input["nvinfer"]);
  const bool detector = static_cast<bool>(input["detections"]);
  if (detector) {
    attach_detected(input["detections"], unit, parameters);
  } else {
    attach_classified(input, unit, parameters);
  }

  EXPECT_EQ(meta.frame->bInferDone, expect["bInferDone"].as<int>());
  EXPECT_EQ(meta.frame->num_obj_meta, expect["num_obj_meta"].as<unsigned>());
  std::vector<nvds::NvDsObjectMeta*> found = meta.objects();
  // The files list a detector's new objects only.
  if (detector) std::erase(found, unit.object);
  ASSERT_EQ(found.size(), expect["objects"].size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    SCOPED_TRACE("object " + std::to_string(i));
    expect_object(*found[i], expect["objects"][i]);
  }
}

}  // namespace golden
