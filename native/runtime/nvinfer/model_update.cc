#include "runtime/nvinfer/model_update.h"

#include <glib.h>

namespace runtime::nvinfer {
namespace {

// DeepStream keeps what the element was set up with and takes the model's own settings from the new file.
void keep_element_settings(Config& config, const Config& current) {
  const Config given = config;
  config = current;
  config.path = given.path;
  config.lines = given.lines;
  config.onnx_file = given.onnx_file;
  config.infer_dims = given.infer_dims;
  config.input_order = given.input_order;
  config.color_format = given.color_format;
  config.net_scale_factor = given.net_scale_factor;
  config.offsets = given.offsets;
  config.mean_file = given.mean_file;
  config.output_blob_names = given.output_blob_names;
  config.cluster_mode = given.cluster_mode;
  config.onnxruntime = given.onnxruntime;
  if (!given.label_file.empty()) config.label_file = given.label_file;
  if (!given.custom_library.empty()) {
    config.custom_library = given.custom_library;
    config.custom_library_deepstream_version = given.custom_library_deepstream_version;
    config.parse_bbox_function = given.parse_bbox_function;
    config.parse_instance_mask_function = given.parse_instance_mask_function;
    config.parse_classifier_function = given.parse_classifier_function;
    config.parse_segmentation_function = given.parse_segmentation_function;
  }
}

std::string size_text(const nvds::NvDsInferNetworkInfo& info) {
  return std::to_string(info.width) + "x" + std::to_string(info.height);
}

}  // namespace

ModelUpdater::ModelUpdater(std::shared_ptr<const Model> current, Failed failed)
    : failed_(std::move(failed)), current_(std::move(current)), thread_([this] { run(); }) {}

ModelUpdater::~ModelUpdater() {
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void ModelUpdater::request(Kind kind, const std::string& path) {
  {
    std::lock_guard lock(mutex_);
    requests_.push_back({kind, path});
  }
  changed_.notify_all();
}

std::optional<ModelUpdater::Update> ModelUpdater::take() {
  std::lock_guard lock(mutex_);
  if (!ready_) return std::nullopt;
  std::optional<Update> update = std::move(ready_);
  ready_.reset();
  current_ = update->model;
  return update;
}

void ModelUpdater::run() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !requests_.empty(); });
    if (stopping_) return;
    const Request request = std::move(requests_.front());
    requests_.pop_front();
    const auto current = current_;
    const bool waiting = ready_.has_value();
    lock.unlock();
    if (waiting) {
      Fault fault;
      fault.code = "ERR_MODEL_LOAD";
      fault.message = "The model loaded before is not in use yet.";
      fault.remedy = "Wait for model-updated before asking for the next model.";
      failed_(nvds::NVDSINFER_UNKNOWN_ERROR, request.path, fault);
    } else {
      load(request, *current);
    }
    lock.lock();
  }
}

void ModelUpdater::load(const Request& request, const Model& current) {
  Config config = current.config;
  Fault fault;
  if (request.kind == Kind::kConfigFile) {
    ConfigResult result = load_config(request.path);
    if (!result.errors.empty()) {
      failed_(nvds::NVDSINFER_CONFIG_FAILED, request.path, combined(result.errors));
      return;
    }
    config = std::move(result.config);
    keep_element_settings(config, current.config);
  } else if (g_str_has_suffix(request.path.c_str(), ".onnx")) {
    config.onnx_file = request.path;
  } else {
    fault = config.fault("ERR_MODEL_LOAD", "model-engine-file", request.path,
                         "TensorRT engines need a GPU: " + request.path + ".",
                         "Set model-engine-file to an ONNX model (.onnx).");
    failed_(nvds::NVDSINFER_CONFIG_FAILED, request.path, fault);
    return;
  }

  const auto model = Model::load(std::move(config), fault);
  if (!model) {
    failed_(fault.code == "ERR_CONFIG" ? nvds::NVDSINFER_CONFIG_FAILED : nvds::NVDSINFER_TENSORRT_ERROR, request.path,
            fault);
    return;
  }
  const auto& was = current.network->info();
  const auto& is = model->network->info();
  if (is.width != was.width || is.height != was.height) {
    fault =
        model->config.fault("ERR_MODEL_LOAD", "onnx-file", model->config.onnx_file,
                            "The new model's input is " + size_text(is) + ", the present one's " + size_text(was) + ".",
                            "Only a model of the same input size can be swapped in while playing.");
    failed_(nvds::NVDSINFER_CONFIG_FAILED, request.path, fault);
    return;
  }
  std::lock_guard lock(mutex_);
  ready_ = Update{model, request.path};
}

}  // namespace runtime::nvinfer
