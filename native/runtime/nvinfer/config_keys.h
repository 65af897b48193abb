// The keys that each group of the config file knows.
#pragma once

#include <span>

#include "runtime/element/config_reader.h"
#include "runtime/nvinfer/config.h"

namespace runtime::nvinfer {

// What the keys say besides the Config itself.
struct ConfigDraft {
  Config config;
  std::optional<int> cluster_mode;
  bool dbscan = false;             // enable-dbscan
  std::optional<bool> classifier;  // is-classifier
  bool network_type_given = false;
  std::optional<ConfigEntry> foreign_model;  // a model file of another framework or a TensorRT engine
  std::string engine_path;                   // model-engine-file, absolute
};

template <class Target>
struct ConfigKey {
  const char* name;
  void (*read)(ConfigReader& reader, Target& target);  // nullptr: accepted, of no effect on a CPU
};

std::span<const ConfigKey<ConfigDraft>> property_keys();
std::span<const ConfigKey<ClassAttributes>> class_attribute_keys();
std::span<const ConfigKey<OnnxRuntimeOptions>> onnxruntime_keys();

}  // namespace runtime::nvinfer
