#include "runtime/nvinfer/properties.h"

#include <algorithm>
#include <sstream>

namespace runtime::nvinfer {
namespace {

GType process_mode_type() {
  static const GEnumValue values[] = {{1, "Primary: whole frames", "primary"},
                                      {2, "Secondary: objects found upstream", "secondary"},
                                      {0, nullptr, nullptr}};
  return register_enum("NodeDeepStreamInferProcessMode", values);
}

const std::vector<Property>& table() {
  static const std::vector<Property> properties = {
      uint_property("unique-id", 15, 0, G_MAXUINT32, "Number of this element in the metadata that it makes",
                    GST_PARAM_MUTABLE_READY),
      enum_property("process-mode", process_mode_type, 1, "Infer on frames or on objects found upstream",
                    GST_PARAM_MUTABLE_READY),
      string_property("config-file-path", "", "File with the settings; a new one while playing swaps the model",
                      GST_PARAM_MUTABLE_PLAYING),
      uint_property("batch-size", 1, 1, 1024, "Most frames or objects in one inference", GST_PARAM_MUTABLE_READY),
      uint_property("interval", 0, 0, G_MAXINT32, "Buffers passed on uninferred after each inferred one",
                    GST_PARAM_MUTABLE_READY),
      int_property("infer-on-gie-id", -1, -1, G_MAXINT32, "Only objects of the element with this unique-id; -1: all",
                   GST_PARAM_MUTABLE_READY),
      string_property("infer-on-class-ids", "", "Only objects of these classes, e.g. 0:2; empty: all",
                      GST_PARAM_MUTABLE_READY),
      string_property("filter-out-class-ids", "", "Detections of these classes are dropped, e.g. 0;2",
                      GST_PARAM_MUTABLE_READY),
      string_property("model-engine-file", "",
                      "ONNX model in place of the file's; a new one while playing swaps the model",
                      GST_PARAM_MUTABLE_PLAYING),
      uint_property("gpu-id", 0, 0, G_MAXUINT32, "Without effect on a CPU", GST_PARAM_MUTABLE_READY),
      boolean_property("raw-output-file-write", false, "Write inputs and outputs of every inference to files",
                       GST_PARAM_MUTABLE_READY),
      pointer_property("raw-output-generated-callback", "C function that sees the layers of every inference",
                       GST_PARAM_MUTABLE_READY),
      pointer_property("raw-output-generated-userdata", "Last argument of that function", GST_PARAM_MUTABLE_READY),
      boolean_property("output-tensor-meta", false, "Attach the output layers as user metadata",
                       GST_PARAM_MUTABLE_READY),
      boolean_property("output-instance-mask", false, "Attach the mask that the parser gives with each box",
                       GST_PARAM_MUTABLE_READY),
      boolean_property("input-tensor-meta", false, "Take the tensors that nvdspreprocess made",
                       GST_PARAM_MUTABLE_READY),
      boolean_property("clip-object-outside-roi", true, "With input-tensor-meta: cut boxes at the region's border",
                       GST_PARAM_MUTABLE_READY),
      boolean_property("crop-objects-to-roi-boundary", false, "Cut boxes at the allowed area's border, not drop them",
                       GST_PARAM_MUTABLE_READY),
      boolean_property("strongly-typed", false, "Without effect on a CPU", GST_PARAM_MUTABLE_READY),
      string_property("dynamic-properties", "", "Without effect on a CPU", GST_PARAM_MUTABLE_READY),
  };
  return properties;
}

bool read_ids(const PropertyValues& values, const char* property, char separator, std::optional<std::vector<int>>& ids,
              Fault& fault) {
  if (!values.was_set(property)) return true;
  const std::string text = values.text(property);
  ids.emplace();
  std::istringstream words(text);
  std::string word;
  while (std::getline(words, word, separator)) {
    if (word.empty()) continue;
    if (word.size() > 9 || word.find_first_not_of("0123456789") != std::string::npos) {
      fault.code = "ERR_PROPERTY";
      fault.message = std::string(property) + "=" + text + " is no list of class ids.";
      fault.remedy = std::string("Write whole numbers separated by '") + separator + "', e.g. 0" + separator + "2.";
      fault.key = property;
      fault.value = text;
      return false;
    }
    ids->push_back(std::stoi(word));
  }
  return true;
}

std::string joined(const std::vector<int>& ids, char separator) {
  std::string text;
  for (const int id : ids) text += std::to_string(id) + separator;
  return text;
}

}  // namespace

std::span<const Property> property_table() { return table(); }

bool overrides_of(const PropertyValues& values, ConfigOverrides& overrides, Fault& fault) {
  const auto take = [&values](auto& target, const char* property, auto read) {
    if (values.was_set(property)) target = read(property);
  };
  const auto number = [&values](const char* property) { return unsigned(values.unsigned_integer(property)); };
  const auto flag = [&values](const char* property) { return values.boolean(property); };
  take(overrides.unique_id, "unique-id", number);
  take(overrides.process_mode, "process-mode",
       [&values](const char* property) { return ProcessMode(values.integer(property)); });
  take(overrides.batch_size, "batch-size", number);
  take(overrides.interval, "interval", number);
  take(overrides.gpu_id, "gpu-id", number);
  take(overrides.model_engine_file, "model-engine-file",
       [&values](const char* property) { return values.text(property); });
  take(overrides.operate_on_gie_id, "infer-on-gie-id",
       [&values](const char* property) { return int(values.integer(property)); });
  take(overrides.output_tensor_meta, "output-tensor-meta", flag);
  take(overrides.output_instance_mask, "output-instance-mask", flag);
  take(overrides.input_tensor_meta, "input-tensor-meta", flag);
  take(overrides.raw_output_file_write, "raw-output-file-write", flag);
  take(overrides.crop_objects_to_roi_boundary, "crop-objects-to-roi-boundary", flag);
  take(overrides.clip_object_outside_roi, "clip-object-outside-roi", flag);
  return read_ids(values, "infer-on-class-ids", ':', overrides.operate_on_class_ids, fault) &&
         read_ids(values, "filter-out-class-ids", ';', overrides.filter_out_class_ids, fault);
}

void show(const Config& config, PropertyValues& values) {
  const auto put = [&values](const char* property, auto value) {
    if (!values.was_set(property)) values.assign(property, value);
  };
  put("unique-id", gint64(config.unique_id));
  put("process-mode", gint64(config.process_mode));
  put("batch-size", gint64(config.batch_size));
  put("interval", gint64(config.interval));
  put("gpu-id", gint64(config.gpu_id));
  put("infer-on-gie-id", gint64(config.operate_on_gie_id));
  put("infer-on-class-ids", joined(config.operate_on_class_ids, ':'));
  put("filter-out-class-ids", joined(config.filter_out_class_ids, ';'));
  put("raw-output-file-write", gint64(config.raw_output_file_write));
  put("output-tensor-meta", gint64(config.output_tensor_meta));
  put("output-instance-mask", gint64(config.output_instance_mask));
  put("input-tensor-meta", gint64(config.input_tensor_meta));
  put("crop-objects-to-roi-boundary", gint64(config.crop_objects_to_roi_boundary));
}

}  // namespace runtime::nvinfer
