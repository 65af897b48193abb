// nvinfer's settings as values: the config file's [property], [class-attrs-*] and [onnxruntime] groups, and what the
// application's GObject properties put in their place.
#pragma once

#include <array>
#include <climits>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "runtime/element/fault.h"
#include "runtime/nvinfer/postprocess.h"
#include "runtime/surface/surface.h"

namespace runtime::nvinfer {

enum class NetworkType { kDetector = 0, kClassifier = 1, kSegmentation = 2, kInstanceSegmentation = 3, kOther = 100 };
enum class ProcessMode { kPrimary = 1, kSecondary = 2 };
enum class ColorFormat { kRgb = 0, kBgr = 1, kGray = 2 };
enum class GraphOptimization { kNone = 0, kBasic = 1, kExtended = 2, kAll = 99 };  // ONNX Runtime's numbers

// Group [onnxruntime], an extension of ours.
struct OnnxRuntimeOptions {
  int parallel_batches = 0;  // batches inferred at the same time; 0: one for each usable core
  int intra_op_threads = 1;  // threads of one batch
  int inter_op_threads = 1;  // with execution-mode=parallel
  bool parallel_execution = false;
  GraphOptimization graph_optimization = GraphOptimization::kAll;
  bool memory_pattern = true;
  bool memory_arena = true;
  std::string profile_prefix;                                // writes ONNX Runtime's profile when set
  std::vector<std::pair<std::string, std::string>> entries;  // session config entries: keys that contain a dot
};

struct Config {
  std::string path;
  std::map<std::string, int> lines;  // of the keys in [property], for messages

  unsigned unique_id = 15;
  ProcessMode process_mode = ProcessMode::kPrimary;
  NetworkType network_type = NetworkType::kDetector;
  unsigned batch_size = 1;
  unsigned interval = 0;
  unsigned gpu_id = 0;
  unsigned stabilize_buffer_count = 0;

  std::string onnx_file;
  std::string label_file;
  std::string mean_file;
  std::string custom_library;
  int custom_library_deepstream_version = 9;
  std::string parse_bbox_function;
  std::string parse_instance_mask_function;
  std::string parse_classifier_function;
  std::string parse_segmentation_function;

  std::array<unsigned, 3> infer_dims{};  // channels, height, width; zeros: as the model says
  TensorOrder input_order = TensorOrder::kNchw;
  ColorFormat color_format = ColorFormat::kRgb;
  float net_scale_factor = 1;
  std::vector<float> offsets;
  bool maintain_aspect_ratio = false;
  bool symmetric_padding = false;
  Scaling scaling = Scaling::bilinear;
  std::vector<std::string> output_blob_names;

  unsigned num_detected_classes = 0;
  ClusterMode cluster_mode = ClusterMode::kNms;
  std::vector<ClassAttributes> classes;
  float classifier_threshold = 0;
  std::string classifier_type;
  bool classifier_async_mode = false;
  float segmentation_threshold = 0;
  TensorOrder segmentation_output_order = TensorOrder::kNchw;

  int operate_on_gie_id = -1;
  std::vector<int> operate_on_class_ids;
  std::vector<int> filter_out_class_ids;
  unsigned input_object_min_width = 0;
  unsigned input_object_min_height = 0;
  unsigned input_object_max_width = 0;  // 0: none
  unsigned input_object_max_height = 0;
  int secondary_reinfer_interval = INT_MAX;  // INT_MAX: never given
  bool crop_objects_to_roi_boundary = false;
  bool clip_object_outside_roi = true;

  bool output_tensor_meta = false;
  bool output_instance_mask = false;
  bool input_tensor_meta = false;
  bool raw_output_file_write = false;

  OnnxRuntimeOptions onnxruntime;

  bool detector() const {
    return network_type == NetworkType::kDetector || network_type == NetworkType::kInstanceSegmentation;
  }
  // A fault about a key of [property], at its line when the file has it.
  Fault fault(const char* code, const std::string& key, const std::string& value, const std::string& message,
              const std::string& remedy) const;
};

// Values that the application set as GObject properties: they beat the file's keys.
struct ConfigOverrides {
  std::optional<unsigned> unique_id;
  std::optional<ProcessMode> process_mode;
  std::optional<unsigned> batch_size;
  std::optional<unsigned> interval;
  std::optional<unsigned> gpu_id;
  std::optional<std::string> model_engine_file;
  // Either of the two switches both of the file's operate-on-* keys off.
  std::optional<int> operate_on_gie_id;
  std::optional<std::vector<int>> operate_on_class_ids;
  std::optional<std::vector<int>> filter_out_class_ids;
  std::optional<bool> output_tensor_meta;
  std::optional<bool> output_instance_mask;
  std::optional<bool> input_tensor_meta;
  std::optional<bool> raw_output_file_write;
  std::optional<bool> crop_objects_to_roi_boundary;
  std::optional<bool> clip_object_outside_roi;
};

struct ConfigResult {
  Config config;
  std::vector<Fault> errors;    // in the file's order; the config is usable when there are none
  std::vector<Fault> warnings;  // unknown or outdated keys
};

ConfigResult load_config(const std::string& path, const ConfigOverrides& overrides = {});

// All errors of a file as one: the first one's place, with the others' messages behind its own.
Fault combined(const std::vector<Fault>& errors);

}  // namespace runtime::nvinfer
