// Running a loaded model.
#include <algorithm>
#include <numeric>

#include "runtime/nvinfer/network.h"
#include "runtime/nvinfer/tensors.h"

namespace runtime::nvinfer {

bool Network::warm_up(const Config& config, Fault& fault) {
  // Models that take tensors of nvdspreprocess may have any inputs; the first batch shows whether they fit.
  const bool open = std::any_of(inputs_.begin(), inputs_.end(), [](const TensorSpec& spec) {
    return std::any_of(spec.dims.begin() + (spec.dims.empty() ? 0 : 1), spec.dims.end(),
                       [](std::int64_t dim) { return dim < 0; });
  });
  if (open) return true;
  // Two units tell an output's batch dimension from a 1 that is always there.
  const unsigned units = padded(std::min(config.batch_size, 2u));
  std::vector<std::vector<std::uint8_t>> zeros;
  std::vector<InputTensor> tensors;
  for (std::size_t i = 0; i < inputs_.size(); ++i) {
    if (std::any_of(constants_.begin(), constants_.end(), [i](const auto& c) { return c.index == i; })) continue;
    const TensorSpec& spec = inputs_[i];
    InputTensor tensor{i, nullptr, {}};
    if (!spec.dims.empty()) tensor.dims.assign(spec.dims.begin() + 1, spec.dims.end());
    zeros.emplace_back(std::size_t(element_count(tensor.dims)) * element_size(spec.type) * units);
    tensor.data = zeros.back().data();
    tensors.push_back(std::move(tensor));
  }
  std::string failure;
  const auto start = std::chrono::steady_clock::now();
  const auto output = run(tensors, units, nullptr, failure);
  if (!output) {
    fault = config.fault(
        "ERR_MODEL_LOAD", "onnx-file", config.onnx_file,
        "The model cannot run with " + std::to_string(units) + " of " + dims_text(tensors.front().dims) + " at a time.",
        units > 1 ? "Set batch-size=1 or export the model with an open batch dimension."
                  : "Check infer-dims: the model may need other sizes.");
    fault.detail = failure;
    return false;
  }
  first_run_ = (std::chrono::steady_clock::now() - start) * config.batch_size / units;
  batched_ = output->batched_;
  output_layers_ = output->layers();
  for (auto& layer : output_layers_) layer.buffer = nullptr;
  return true;
}

std::shared_ptr<const BatchOutput> Network::run(std::span<const InputTensor> tensors, unsigned units,
                                                const ort::RunOptions* options, std::string& failure) const {
  const ort::Library& api = *library_;
  std::vector<ort::ValueRef> inputs;
  std::vector<const char*> names;
  const auto add = [&](std::size_t index, const void* data, std::size_t elements,
                       const std::vector<std::int64_t>& dims) {
    ort::Value* value = nullptr;
    // ONNX Runtime only reads inputs; its interface takes them without const.
    if (failure.empty())
      failure = api.failure(api(ort::CreateTensorWithDataAsOrtValue, api.memory(), const_cast<void*>(data),
                                elements * element_size(inputs_[index].type), dims.data(), dims.size(),
                                inputs_[index].type, &value));
    inputs.emplace_back(value, ort::Release<ort::Value, ort::ReleaseValue>{library_});
    names.push_back(inputs_[index].name.c_str());
  };
  for (const InputTensor& tensor : tensors) {
    std::vector<std::int64_t> dims{std::int64_t(units)};
    dims.insert(dims.end(), tensor.dims.begin(), tensor.dims.end());
    add(tensor.index, tensor.data, std::size_t(element_count(dims)), dims);
  }
  for (const ConstantInput& constant : constants_) {
    std::vector<std::int64_t> dims = inputs_[constant.index].dims;
    if (!dims.empty() && dims[0] < 0) dims[0] = units;
    add(constant.index, constant.data.data(), std::size_t(element_count(dims)), dims);
  }
  if (!failure.empty()) return nullptr;

  std::vector<const ort::Value*> input_values;
  for (const auto& value : inputs) input_values.push_back(value.get());
  std::vector<ort::Value*> output_values(output_names_.size(), nullptr);
  failure = api.failure(api(ort::Run, session_.get(), options, names.data(), input_values.data(), names.size(),
                            output_names_.data(), output_names_.size(), output_values.data()));
  const auto output = std::make_shared<BatchOutput>();
  output->network_ = shared_from_this();
  for (ort::Value* value : output_values)
    output->values_.emplace_back(value, ort::Release<ort::Value, ort::ReleaseValue>{library_});
  if (failure.empty()) failure = collect(*output, units);
  return failure.empty() ? output : nullptr;
}

// Describes the values of a run as layers; returns what is wrong, if anything.
std::string Network::collect(BatchOutput& output, unsigned units) const {
  const ort::Library& api = *library_;
  for (std::size_t i = 0; i < output.values_.size(); ++i) {
    const TensorSpec& spec = outputs_[i];
    ort::Value* value = output.values_[i].get();
    ort::TensorInfo* raw = nullptr;
    void* data = nullptr;
    std::size_t rank = 0;
    std::vector<std::int64_t> dims;
    std::string failure = api.failure(api(ort::GetTensorTypeAndShape, value, &raw));
    const ort::TensorInfoRef info(raw, {library_});
    if (failure.empty()) failure = api.failure(api(ort::GetDimensionsCount, info.get(), &rank));
    dims.resize(rank);
    if (failure.empty()) failure = api.failure(api(ort::GetDimensions, info.get(), dims.data(), rank));
    if (failure.empty()) failure = api.failure(api(ort::GetTensorMutableData, value, &data));
    if (!failure.empty()) return failure;

    const std::size_t elements = std::size_t(element_count(dims));
    if (spec.type == ort::ElementType::kFloat16 || spec.type == ort::ElementType::kDouble) {
      std::vector<float>& floats = output.converted_.emplace_back(elements);
      if (spec.type == ort::ElementType::kFloat16)
        std::transform(static_cast<std::uint16_t*>(data), static_cast<std::uint16_t*>(data) + elements, floats.begin(),
                       from_half);
      else
        std::copy_n(static_cast<double*>(data), elements, floats.begin());
      data = floats.data();
    }
    const bool fits = !dims.empty() && dims[0] == std::int64_t(units);
    const bool batched = batched_.empty() ? fits : batched_[i];
    output.batched_.push_back(batched);
    if (batched && fits)
      dims.erase(dims.begin());
    else if (batched || units != 1)
      return "The output " + spec.name + " (" + dims_text(dims) + ") has no batch dimension of " +
             std::to_string(units) + ".";
    if (dims.size() > nvds::NVDSINFER_MAX_DIMS)
      return "The output " + spec.name + " (" + dims_text(dims) + ") has more than 8 dimensions.";

    nvds::NvDsInferLayerInfo layer{};
    layer.dataType = *layer_type(spec.type);
    layer.bindingIndex = int(inputs_.size() + i);
    layer.layerName = spec.name.c_str();
    layer.buffer = data;
    layer.inferDims.numDims = unsigned(dims.size());
    layer.inferDims.numElements = unsigned(element_count(dims));
    std::copy(dims.begin(), dims.end(), layer.inferDims.d);
    output.layers_.push_back(layer);
  }
  return "";
}

Layers BatchOutput::layers(unsigned unit) const {
  Layers layers = layers_;
  for (auto& layer : layers)
    layer.buffer = static_cast<std::uint8_t*>(layer.buffer) +
                   std::size_t(unit) * layer.inferDims.numElements * element_size(layer.dataType);
  return layers;
}

ort::RunOptionsRef Network::run_options() const {
  ort::RunOptions* options = nullptr;
  library_->failure((*library_)(ort::CreateRunOptions, &options));
  return ort::RunOptionsRef(options, {library_});
}

void Network::set_terminate(ort::RunOptions* options, bool terminate) const {
  const ort::Library& api = *library_;
  api.failure(terminate ? api(ort::RunOptionsSetTerminate, options) : api(ort::RunOptionsUnsetTerminate, options));
}

}  // namespace runtime::nvinfer
