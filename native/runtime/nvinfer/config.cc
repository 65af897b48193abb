#include "runtime/nvinfer/config.h"

#include <glib.h>

#include <algorithm>
#include <filesystem>
#include <set>

#include "runtime/element/config_reader.h"
#include "runtime/nvinfer/config_keys.h"

namespace runtime::nvinfer {
namespace {

constexpr const char* kClassAttributes = "class-attrs-";

class Loader {
 public:
  Loader(const ConfigText& text, const ConfigOverrides& overrides, ConfigResult& result)
      : text_(text), overrides_(overrides), result_(result), reader_(text, result.errors, result.warnings) {}

  void load() {
    draft_.config.path = text_.path;
    read_property_group();
    apply_overrides();
    settle_model();
    settle_kinds();
    if (config().detector()) read_class_attributes();
    if (const ConfigGroup* group = text_.find("onnxruntime")) read_onnxruntime(*group);
    check_together();
    warn_of_unknown_groups();
    result_.config = std::move(draft_.config);
  }

 private:
  Config& config() { return draft_.config; }

  template <class Target>
  void read(const ConfigGroup& group, std::span<const ConfigKey<Target>> keys, Target& target,
            const std::set<std::string>& overridden = {}) {
    for (const ConfigEntry& entry : group.entries) {
      if (overridden.count(entry.key)) continue;
      const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return entry.key == k.name; });
      reader_.enter(group, entry);
      if (key == keys.end())
        warn_of_unknown_key(group, entry, keys);
      else if (key->read)
        key->read(reader_, target);
    }
  }

  template <class Target>
  void warn_of_unknown_key(const ConfigGroup& group, const ConfigEntry& entry,
                           std::span<const ConfigKey<Target>> keys) {
    std::vector<const char*> names;
    for (const auto& key : keys) names.push_back(key.name);
    const std::string close = nearest(entry.key, names.data(), names.size());
    reader_.warning("Unknown key \"" + entry.key + "\" in [" + group.name + "]; it has no effect.",
                    close.empty() ? "Remove the line or correct the name." : "Did you mean " + close + "?");
  }

  void read_property_group() {
    const ConfigGroup* group = text_.find("property");
    if (!group) {
      result_.errors.push_back(at(0, "property", "", "The group [property] is missing.",
                                  "Add [property] (YAML: property:) with at least onnx-file."));
      return;
    }
    for (const ConfigEntry& entry : group->entries) config().lines[entry.key] = entry.line;
    read(*group, property_keys(), draft_, overridden_keys());
  }

  std::set<std::string> overridden_keys() const {
    std::set<std::string> keys;
    if (overrides_.unique_id) keys.insert("gie-unique-id");
    if (overrides_.process_mode) keys.insert("process-mode");
    if (overrides_.batch_size) keys.insert("batch-size");
    if (overrides_.interval) keys.insert("interval");
    if (overrides_.gpu_id) keys.insert("gpu-id");
    if (overrides_.model_engine_file) keys.insert("model-engine-file");
    if (overrides_.operate_on_gie_id || overrides_.operate_on_class_ids) {
      keys.insert("operate-on-gie-id");
      keys.insert("operate-on-class-ids");
    }
    if (overrides_.input_tensor_meta) keys.insert("input-tensor-from-meta");
    return keys;
  }

  void apply_overrides() {
    const auto apply = [](auto& target, const auto& value) {
      if (value) target = *value;
    };
    apply(config().unique_id, overrides_.unique_id);
    apply(config().process_mode, overrides_.process_mode);
    apply(config().batch_size, overrides_.batch_size);
    apply(config().interval, overrides_.interval);
    apply(config().gpu_id, overrides_.gpu_id);
    apply(config().operate_on_gie_id, overrides_.operate_on_gie_id);
    apply(config().operate_on_class_ids, overrides_.operate_on_class_ids);
    apply(config().filter_out_class_ids, overrides_.filter_out_class_ids);
    apply(config().output_tensor_meta, overrides_.output_tensor_meta);
    apply(config().output_instance_mask, overrides_.output_instance_mask);
    apply(config().input_tensor_meta, overrides_.input_tensor_meta);
    apply(config().raw_output_file_write, overrides_.raw_output_file_write);
    apply(config().crop_objects_to_roi_boundary, overrides_.crop_objects_to_roi_boundary);
    apply(config().clip_object_outside_roi, overrides_.clip_object_outside_roi);
    apply(draft_.engine_path, overrides_.model_engine_file);
  }

  // An ONNX file named as the engine serves as the model; real engines need a GPU.
  void settle_model() {
    if (config().lines.count("onnx-file")) return;  // present; when unreadable, that is reported already
    const std::string& engine = draft_.engine_path;
    if (g_str_has_suffix(engine.c_str(), ".onnx")) {
      std::error_code ignored;
      if (std::filesystem::is_regular_file(engine, ignored))
        config().onnx_file = engine;
      else
        result_.errors.push_back(at(line_of("model-engine-file"), "model-engine-file", engine,
                                    "The model file does not exist: " + engine + ".", "Correct model-engine-file.",
                                    "ERR_MODEL_LOAD"));
      return;
    }
    if (draft_.foreign_model || !engine.empty()) {
      const ConfigEntry entry =
          draft_.foreign_model ? *draft_.foreign_model : ConfigEntry{"model-engine-file", engine, 0};
      result_.errors.push_back(at(entry.line, entry.key, entry.value,
                                  "Only " + entry.key + " is given, a model that needs a GPU.",
                                  "Add onnx-file with the ONNX model that it was made from.", "ERR_MODEL_LOAD"));
    } else if (const ConfigGroup* group = text_.find("property")) {
      result_.errors.push_back(at(group->line, "onnx-file", "", "onnx-file is missing.",
                                  "Add onnx-file=<path of the ONNX model> to [property].", "ERR_MODEL_LOAD"));
    }
  }

  void settle_kinds() {
    if (draft_.classifier && !draft_.network_type_given)
      config().network_type = *draft_.classifier ? NetworkType::kClassifier : NetworkType::kDetector;
    if (draft_.cluster_mode)
      config().cluster_mode = ClusterMode(*draft_.cluster_mode);
    else if (draft_.dbscan)
      config().cluster_mode = ClusterMode::kDbscan;
    const bool may_be_async =
        config().process_mode == ProcessMode::kSecondary && config().network_type == NetworkType::kClassifier;
    if (config().classifier_async_mode && !may_be_async) {
      config().classifier_async_mode = false;
      result_.warnings.push_back(at(line_of("classifier-async-mode"), "classifier-async-mode", "1",
                                    "classifier-async-mode is for secondary classifiers; it is switched off.",
                                    "Remove it, or set process-mode=2 and network-type=1."));
    }
  }

  void read_class_attributes() {
    ClassAttributes defaults;
    // A detector's file without cluster-mode: DeepStream 9.1 asks for group rectangles, is built without them and takes
    // NMS with these two values.
    if (!draft_.cluster_mode && !draft_.dbscan && config().network_type == NetworkType::kDetector) {
      defaults.topk = 20;
      defaults.nms_iou_threshold = 0.5f;
    }
    if (const ConfigGroup* all = text_.find(std::string(kClassAttributes) + "all"))
      read(*all, class_attribute_keys(), defaults);
    config().classes.assign(config().num_detected_classes, defaults);
    for (const ConfigGroup& group : text_.groups) {
      if (group.name.rfind(kClassAttributes, 0) != 0 || group.name == std::string(kClassAttributes) + "all") continue;
      const std::string id = group.name.substr(std::string(kClassAttributes).size());
      if (id.empty() || id.size() > 9 || id.find_first_not_of("0123456789") != std::string::npos) {
        result_.errors.push_back(at(group.line, group.name, "", "[" + group.name + "] names no class.",
                                    "Write [class-attrs-all] or [class-attrs-<number of the class>]."));
      } else if (std::stoul(id) >= config().num_detected_classes) {
        result_.errors.push_back(at(group.line, group.name, "",
                                    "[" + group.name +
                                        "] is for a class that does not exist: num-detected-classes is " +
                                        std::to_string(config().num_detected_classes) + ".",
                                    "Raise num-detected-classes or remove the group."));
      } else {
        read(group, class_attribute_keys(), config().classes[std::stoul(id)]);
      }
    }
  }

  void read_onnxruntime(const ConfigGroup& group) {
    ConfigGroup own = group;
    std::erase_if(own.entries, [this](const ConfigEntry& entry) {
      const bool passed_on = entry.key.find('.') != std::string::npos;
      if (passed_on) config().onnxruntime.entries.emplace_back(entry.key, entry.value);
      return passed_on;
    });
    read(own, onnxruntime_keys(), config().onnxruntime);
  }

  void check_together() {
    if (config().output_instance_mask && config().cluster_mode != ClusterMode::kNone)
      result_.errors.push_back(at(line_of("output-instance-mask"), "output-instance-mask", "1",
                                  "Instance masks cannot go through clustering.", "Set cluster-mode=4 (none)."));
    if (config().detector() && config().num_detected_classes == 0 && !config().output_tensor_meta &&
        text_.find("property"))
      result_.warnings.push_back(at(line_of("num-detected-classes"), "num-detected-classes", "",
                                    "num-detected-classes is 0 or missing: every detection is dropped.",
                                    "Set num-detected-classes to the number of classes of the model."));
    if (config().symmetric_padding && !config().maintain_aspect_ratio)
      result_.warnings.push_back(at(line_of("symmetric-padding"), "symmetric-padding", "1",
                                    "symmetric-padding has no effect without maintain-aspect-ratio=1.",
                                    "Add maintain-aspect-ratio=1 or remove it."));
    const auto functions = {std::pair{"parse-bbox-func-name", &config().parse_bbox_function},
                            {"parse-bbox-instance-mask-func-name", &config().parse_instance_mask_function},
                            {"parse-classifier-func-name", &config().parse_classifier_function},
                            {"parse-segmentation-func-name", &config().parse_segmentation_function}};
    for (const auto& [key, function] : functions)
      if (!function->empty() && !config().lines.count("custom-lib-path"))
        result_.errors.push_back(at(line_of(key), key, *function, std::string(key) + " names a function of no library.",
                                    "Add custom-lib-path=<path of the library that has it>."));
  }

  void warn_of_unknown_groups() {
    const char* const known[] = {"property", "class-attrs-all", "onnxruntime"};
    for (const ConfigGroup& group : text_.groups) {
      if (std::find(std::begin(known), std::end(known), group.name) != std::end(known)) continue;
      if (group.name.rfind(kClassAttributes, 0) == 0) continue;
      const std::string close = nearest(group.name, known, std::size(known));
      result_.warnings.push_back(at(group.line, group.name, "", "Unknown group [" + group.name + "]; it has no effect.",
                                    close.empty() ? "Remove it." : "Did you mean [" + close + "]?"));
    }
  }

  int line_of(const std::string& key) const {
    const ConfigEntry* entry = text_.find("property", key);
    return entry ? entry->line : 0;
  }

  Fault at(int line, const std::string& key, const std::string& value, const std::string& message,
           const std::string& remedy, const char* code = "ERR_CONFIG") const {
    return {code, message, remedy, text_.path, line, key, value, ""};
  }

  const ConfigText& text_;
  const ConfigOverrides& overrides_;
  ConfigResult& result_;
  ConfigReader reader_;
  ConfigDraft draft_;
};

}  // namespace

Fault Config::fault(const char* code, const std::string& key, const std::string& value, const std::string& message,
                    const std::string& remedy) const {
  const auto line = lines.find(key);
  return {code, message, remedy, path, line == lines.end() ? 0 : line->second, key, value, ""};
}

ConfigResult load_config(const std::string& path, const ConfigOverrides& overrides) {
  ConfigResult result;
  Fault fault;
  const auto text = read_config_text(path, fault);
  if (text)
    Loader(*text, overrides, result).load();
  else
    result.errors.push_back(fault);
  return result;
}

Fault combined(const std::vector<Fault>& errors) {
  Fault all = errors.front();
  for (std::size_t i = 1; i < errors.size(); ++i) {
    const Fault& other = errors[i];
    const std::string place = other.line ? "line " + std::to_string(other.line) + ": " : "";
    all.message += (i == 1 ? " Also " : " ") + place + other.message;
    all.detail += (i == 1 ? "" : "\n") + place + other.message + " " + other.remedy;
  }
  return all;
}

}  // namespace runtime::nvinfer
