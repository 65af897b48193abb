// Loading a model and checking that it fits what the config file asks.
#include "runtime/nvinfer/network.h"

#include <algorithm>
#include <cstring>
#include <limits>

#include "runtime/nvinfer/tensors.h"

namespace runtime::nvinfer {
namespace {

std::string listed(const std::vector<TensorSpec>& specs) {
  std::string text;
  for (const TensorSpec& spec : specs)
    text += (text.empty() ? "" : ", ") + spec.name + " (" + type_name(spec.type) + " " + dims_text(spec.dims) + ")";
  return text;
}

Fault model_fault(const Config& config, const std::string& message, const std::string& remedy,
                  const std::string& detail = "") {
  Fault fault = config.fault("ERR_MODEL_LOAD", "onnx-file", config.onnx_file, message, remedy);
  fault.detail = detail;
  return fault;
}

// A batch of more than 4 GiB is a slip of the pen, not a network.
bool too_large(const std::vector<std::int64_t>& dims, std::size_t bytes, unsigned units) {
  double size = double(bytes) * units;
  for (std::size_t i = 1; i < dims.size(); ++i) size *= double(std::max<std::int64_t>(dims[i], 1));
  return size > 4.0 * 1024 * 1024 * 1024;
}

std::string dims_asked(const Config& config) {
  return std::to_string(config.infer_dims[0]) + ";" + std::to_string(config.infer_dims[1]) + ";" +
         std::to_string(config.infer_dims[2]);
}

}  // namespace

std::shared_ptr<const Network> Network::load(const Config& config, std::shared_ptr<CustomLibrary> custom,
                                             Fault& fault) {
  std::shared_ptr<Network> network(new Network);
  network->library_ = ort::Library::load(fault);
  if (!network->library_ || !network->create_session(config, fault)) return nullptr;
  std::string failure;
  network->inputs_ = network->specs(true, failure);
  if (failure.empty()) network->outputs_ = network->specs(false, failure);
  if (!failure.empty()) {
    fault = model_fault(config, "The model's inputs and outputs cannot be read.",
                        "Only tensors are supported; export the model without sequences and maps.", failure);
    return nullptr;
  }
  const bool fits = network->choose_image_input(config, fault) && network->settle_dims(config, fault) &&
                    network->settle_batch(config, fault) && network->choose_outputs(config, fault) &&
                    network->fill_constant_inputs(config, custom.get(), fault) && network->warm_up(config, fault);
  return fits ? network : nullptr;
}

bool Network::create_session(const Config& config, Fault& fault) {
  const ort::Library& api = *library_;
  const OnnxRuntimeOptions& asked = config.onnxruntime;
  ort::SessionOptions* raw = nullptr;
  std::string failure = api.failure(api(ort::CreateSessionOptions, &raw));
  const ort::SessionOptionsRef options(raw, {library_});
  const auto apply = [&](auto entry, auto... values) {
    if (failure.empty()) failure = api.failure(api(entry, options.get(), values...));
  };
  apply(ort::SetIntraOpNumThreads, asked.intra_op_threads);
  apply(ort::SetInterOpNumThreads, asked.inter_op_threads);
  apply(ort::SetSessionExecutionMode,
        asked.parallel_execution ? ort::ExecutionMode::kParallel : ort::ExecutionMode::kSequential);
  apply(ort::SetSessionGraphOptimizationLevel, static_cast<int>(asked.graph_optimization));
  if (!asked.memory_pattern) apply(ort::DisableMemPattern);
  if (!asked.memory_arena) apply(ort::DisableCpuMemArena);
  if (!asked.profile_prefix.empty()) apply(ort::EnableProfiling, asked.profile_prefix.c_str());
  for (const auto& [key, value] : asked.entries) apply(ort::AddSessionConfigEntry, key.c_str(), value.c_str());
  if (!failure.empty()) {
    fault = config.fault("ERR_CONFIG", "onnxruntime", "", "ONNX Runtime refuses an option of [onnxruntime].",
                         "Correct the group [onnxruntime].");
    fault.detail = failure;
    return false;
  }
  ort::Session* session = nullptr;
  failure = api.failure(api(ort::CreateSession, api.env(), config.onnx_file.c_str(), options.get(), &session));
  if (!failure.empty()) {
    fault = model_fault(config, "ONNX Runtime " + api.version() + " cannot load the model " + config.onnx_file + ".",
                        "Check that the file is a complete ONNX model; export it again if it is.", failure);
    return false;
  }
  session_ = ort::SessionRef(session, {library_});
  return true;
}

std::vector<TensorSpec> Network::specs(bool inputs, std::string& failure) const {
  const ort::Library& api = *library_;
  const auto call = [&](auto entry, auto... arguments) {
    if (failure.empty()) failure = api.failure(api(entry, arguments...));
    return failure.empty();
  };
  std::vector<TensorSpec> specs;
  std::size_t count = 0;
  ort::Allocator* allocator = nullptr;
  if (!call(ort::GetAllocatorWithDefaultOptions, &allocator)) return specs;
  if (!(inputs ? call(ort::SessionGetInputCount, session_.get(), &count)
               : call(ort::SessionGetOutputCount, session_.get(), &count)))
    return specs;
  for (std::size_t i = 0; i < count; ++i) {
    TensorSpec spec;
    char* name = nullptr;
    ort::TypeInfo* raw_type = nullptr;
    if (!(inputs ? call(ort::SessionGetInputName, session_.get(), i, allocator, &name)
                 : call(ort::SessionGetOutputName, session_.get(), i, allocator, &name)))
      return specs;
    spec.name = name;
    call(ort::AllocatorFree, allocator, static_cast<void*>(name));
    if (!(inputs ? call(ort::SessionGetInputTypeInfo, session_.get(), i, &raw_type)
                 : call(ort::SessionGetOutputTypeInfo, session_.get(), i, &raw_type)))
      return specs;
    const ort::TypeInfoRef type(raw_type, {library_});
    const ort::TensorInfo* info = nullptr;  // owned by `type`
    if (!call(ort::CastTypeInfoToTensorInfo, type.get(), &info)) return specs;
    if (!info) {
      failure = spec.name + " is no tensor.";
      return specs;
    }
    std::size_t rank = 0;
    call(ort::GetTensorElementType, info, &spec.type);
    call(ort::GetDimensionsCount, info, &rank);
    spec.dims.resize(rank);
    if (!call(ort::GetDimensions, info, spec.dims.data(), rank)) return specs;
    specs.push_back(std::move(spec));
  }
  return specs;
}

bool Network::choose_image_input(const Config& config, Fault& fault) {
  const auto image = std::find_if(inputs_.begin(), inputs_.end(), [](const auto& s) { return s.dims.size() == 4; });
  if (image == inputs_.end()) {
    image_input_ = 0;
    if (config.input_tensor_meta && !inputs_.empty()) return true;
    fault = model_fault(config, "The model has no image input; its inputs are " + listed(inputs_) + ".",
                        "nvinfer needs an input of four dimensions: batch, channels, height, width.");
    return false;
  }
  image_input_ = std::size_t(image - inputs_.begin());
  const bool taken = image->type == ort::ElementType::kFloat || image->type == ort::ElementType::kFloat16 ||
                     image->type == ort::ElementType::kUint8;
  if (!taken && !config.input_tensor_meta) {
    fault = model_fault(config, "The model's input " + image->name + " is " + type_name(image->type) + ".",
                        "Export the model with a float32, float16 or uint8 input.");
    return false;
  }
  return true;
}

bool Network::settle_dims(const Config& config, Fault& fault) {
  TensorSpec& image = inputs_[image_input_];
  if (image.dims.size() != 4) return true;
  const bool nhwc = config.input_order == TensorOrder::kNhwc;
  const std::array<std::size_t, 3> places =
      nhwc ? std::array<std::size_t, 3>{3, 1, 2} : std::array<std::size_t, 3>{1, 2, 3};
  const char* const names[] = {"channels", "height", "width"};
  for (std::size_t i = 0; i < 3; ++i) {
    std::int64_t& dim = image.dims[places[i]];
    const unsigned asked = config.infer_dims[i];
    if (dim < 0 && asked == 0) {
      fault = config.fault("ERR_MODEL_LOAD", "infer-dims", "",
                           "The model leaves the " + std::string(names[i]) + " of its input " + image.name + " (" +
                               dims_text(image.dims) + ") open.",
                           "Add infer-dims=channels;height;width.");
      return false;
    }
    if (dim >= 0 && asked != 0 && dim != std::int64_t(asked)) {
      fault = config.fault("ERR_MODEL_LOAD", "infer-dims", dims_asked(config),
                           "infer-dims asks for " + dims_asked(config) + ", but the model's input " + image.name +
                               " is " + dims_text(image.dims) + ".",
                           "Remove infer-dims, or export the model with open height and width.");
      return false;
    }
    if (dim < 0) dim = asked;
  }
  info_.channels = unsigned(image.dims[places[0]]);
  info_.height = unsigned(image.dims[places[1]]);
  info_.width = unsigned(image.dims[places[2]]);
  const unsigned channels = config.color_format == ColorFormat::kGray ? 1 : 3;
  if (info_.channels != channels && !config.input_tensor_meta) {
    const bool other_order = image.dims[nhwc ? 1 : 3] == std::int64_t(channels);
    fault = config.fault("ERR_MODEL_LOAD", "model-color-format", std::to_string(int(config.color_format)),
                         "The model's input " + image.name + " (" + dims_text(image.dims) + ") has " +
                             std::to_string(info_.channels) + " channels, model-color-format asks for " +
                             std::to_string(channels) + ".",
                         other_order ? std::string("Set network-input-order=") + (nhwc ? "0 (NCHW)." : "1 (NHWC).")
                                     : "Set model-color-format=0 (RGB), 1 (BGR) or 2 (GRAY) as the model needs.");
    return false;
  }
  return true;
}

bool Network::settle_batch(const Config& config, Fault& fault) {
  const TensorSpec& image = inputs_[image_input_];
  const std::int64_t batch = image.dims.empty() ? -1 : image.dims[0];
  fixed_batch_ = batch > 0 ? unsigned(batch) : 0;
  if (too_large(image.dims, element_size(image.type), padded(config.batch_size))) {
    fault = config.fault("ERR_MODEL_LOAD", "infer-dims", dims_asked(config),
                         "A batch of " + std::to_string(padded(config.batch_size)) + " inputs of " +
                             dims_text(image.dims) + " does not fit into memory.",
                         "Lower infer-dims or batch-size.");
    return false;
  }
  if (fixed_batch_ == 0 || fixed_batch_ >= config.batch_size) return true;
  fault = config.fault(
      "ERR_MODEL_LOAD", "batch-size", std::to_string(config.batch_size),
      "batch-size is " + std::to_string(config.batch_size) + ", but the model's input " + image.name + " (" +
          dims_text(image.dims) + ") takes " + std::to_string(fixed_batch_) + " at a time.",
      "Set batch-size=" + std::to_string(fixed_batch_) + ", or export the model with an open batch dimension.");
  return false;
}

bool Network::choose_outputs(const Config& config, Fault& fault) {
  for (const std::string& asked : config.output_blob_names) {
    const bool known = std::any_of(outputs_.begin(), outputs_.end(), [&](const auto& s) { return s.name == asked; });
    if (known) continue;
    std::vector<const char*> names;
    for (const TensorSpec& spec : outputs_) names.push_back(spec.name.c_str());
    const std::string close = nearest(asked, names.data(), names.size());
    fault = config.fault("ERR_MODEL_LOAD", "output-blob-names", asked,
                         "The model has no output \"" + asked + "\"; its outputs are " + listed(outputs_) + ".",
                         close.empty() ? "Correct output-blob-names or remove it." : "Did you mean " + close + "?");
    return false;
  }
  if (!config.output_blob_names.empty())
    std::erase_if(outputs_, [&](const TensorSpec& spec) {
      return std::find(config.output_blob_names.begin(), config.output_blob_names.end(), spec.name) ==
             config.output_blob_names.end();
    });
  for (const TensorSpec& spec : outputs_) {
    if (!layer_type(spec.type)) {
      fault = model_fault(config, "The model's output " + spec.name + " is " + type_name(spec.type) + ".",
                          "Export it as float32, float16, int32, int64, int8, uint8 or bool, or leave it out of "
                          "output-blob-names.");
      return false;
    }
    output_names_.push_back(spec.name.c_str());
  }
  return true;
}

bool Network::fill_constant_inputs(const Config& config, CustomLibrary* custom, Fault& fault) {
  if (config.input_tensor_meta || inputs_.size() < 2) return true;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (i == image_input_) continue;
    ConstantInput constant;
    constant.index = i;
    const TensorSpec& spec = inputs_[i];
    const auto type = layer_type(spec.type);
    const bool open = std::any_of(spec.dims.begin() + (spec.dims.empty() ? 0 : 1), spec.dims.end(),
                                  [](std::int64_t dim) { return dim < 0; });
    const unsigned units = padded(config.batch_size);
    if (!type || open || spec.dims.size() > nvds::NVDSINFER_MAX_DIMS ||
        too_large(spec.dims, element_size(spec.type), units)) {
      fault = model_fault(config,
                          "The model's second input " + spec.name + " (" + type_name(spec.type) + " " +
                              dims_text(spec.dims) + ") cannot be filled.",
                          "Export the model with fixed sizes for it, or with the image as its only input.");
      return false;
    }
    constant.layer.dataType = spec.type == ort::ElementType::kFloat16 ? nvds::HALF : *type;
    constant.layer.layerName = spec.name.c_str();
    constant.layer.bindingIndex = int(i);
    constant.layer.isInput = 1;
    nvds::NvDsInferDims& dims = constant.layer.inferDims;
    dims.numElements = 1;
    for (std::size_t d = 1; d < spec.dims.size(); ++d) {
      dims.d[dims.numDims++] = unsigned(spec.dims[d]);
      dims.numElements *= unsigned(spec.dims[d]);
    }
    constant.data.resize(std::size_t(dims.numElements) * element_size(spec.type) * units);
    constants_.push_back(std::move(constant));
  }
  for (ConstantInput& constant : constants_) constant.layer.buffer = constant.data.data();

  // NVIDIA's interface for custom libraries.
  using Initialize = bool (*)(const Layers&, const nvds::NvDsInferNetworkInfo&, unsigned);
  const auto initialize =
      custom ? reinterpret_cast<Initialize>(custom->symbol("NvDsInferInitializeInputLayers")) : nullptr;
  if (initialize && initialize(constant_layers(), info_, config.batch_size)) return true;
  fault = model_fault(config,
                      "The model has inputs besides the image that nothing fills: " + listed(inputs_) + "." +
                          (initialize ? " NvDsInferInitializeInputLayers failed." : ""),
                      "Give a custom-lib-path whose library exports NvDsInferInitializeInputLayers.");
  return false;
}

Layers Network::constant_layers() const {
  Layers layers;
  for (const ConstantInput& constant : constants_) layers.push_back(constant.layer);
  return layers;
}

}  // namespace runtime::nvinfer
