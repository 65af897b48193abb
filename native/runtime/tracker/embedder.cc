// The re-identification network in ONNX Runtime.
#include <cmath>

#include "runtime/nvinfer/onnxruntime.h"
#include "runtime/tracker/appearance.h"

namespace tracker {
namespace {

namespace ort = runtime::nvinfer::ort;

std::string text_of(const std::vector<std::int64_t>& dims) {
  std::string text;
  for (const std::int64_t dim : dims) text += (text.empty() ? "" : "x") + (dim < 0 ? "?" : std::to_string(dim));
  return text;
}

struct Tensor {
  std::string name;
  ort::ElementType type = ort::ElementType::kUndefined;
  std::vector<std::int64_t> dims;
};

class OnnxEmbedder : public Embedder {
 public:
  explicit OnnxEmbedder(const AppearanceSettings& settings) : settings_(settings) {}

  bool load(Failure& failure) {
    if (settings_.onnx_file.empty()) {
      failure = {"ReID.reidType asks for a re-identification network, and ReID.onnxFile is missing.",
                 "Name an ONNX model in ReID.onnxFile (engines and encoded models need a GPU), or set reidType to 0.",
                 "ReID.onnxFile", ""};
      return false;
    }
    runtime::Fault fault;
    library_ = ort::Library::load(fault);
    if (!library_) {
      failure = {fault.message, fault.remedy, fault.key, fault.value};
      return false;
    }
    if (std::string reason = create(); !reason.empty()) {
      failure = {"The re-identification model cannot be loaded: " + reason + ".",
                 "Check that ReID.onnxFile names a complete ONNX model.", "ReID.onnxFile", settings_.onnx_file};
      return false;
    }
    return fits(failure);
  }

  std::size_t feature_size() const override { return feature_size_; }

  bool embed(const nvds::NvBufSurfaceParams& picture, std::span<const Box> boxes, std::vector<float>& features,
             std::string& failure) override {
    features.clear();
    const std::size_t most = fixed_batch_ ? fixed_batch_ : std::size_t(settings_.batch_size);
    for (std::size_t first = 0; first < boxes.size(); first += most) {
      const auto part = boxes.subspan(first, std::min(most, boxes.size() - first));
      const std::size_t units = fixed_batch_ ? fixed_batch_ : part.size();
      input_.assign(units * crop_size(), 0.f);
      for (std::size_t i = 0; i < part.size(); ++i)
        prepare_crop(picture, part[i], settings_, input_.data() + i * crop_size());
      failure = run(units, part.size(), features);
      if (!failure.empty()) return false;
    }
    return true;
  }

 private:
  std::size_t crop_size() const { return std::size_t(3) * settings_.width * settings_.height; }

  std::string create() {
    const ort::Library& api = *library_;
    ort::SessionOptions* raw_options = nullptr;
    std::string failure = api.failure(api(ort::CreateSessionOptions, &raw_options));
    if (!failure.empty()) return failure;
    const ort::SessionOptionsRef options(raw_options, {library_});
    // Streams are tracked one after the other: more threads would only take cores from detection.
    failure = api.failure(api(ort::SetIntraOpNumThreads, options.get(), 1));
    ort::Session* session = nullptr;
    if (failure.empty())
      failure = api.failure(api(ort::CreateSession, api.env(), settings_.onnx_file.c_str(), options.get(), &session));
    if (!failure.empty()) return failure;
    session_ = ort::SessionRef(session, {library_});
    failure = describe(true, in_);
    return failure.empty() ? describe(false, out_) : failure;
  }

  // The first input or output.
  std::string describe(bool input, Tensor& tensor) {
    const ort::Library& api = *library_;
    std::string failure;
    const auto call = [&](auto entry, auto... arguments) {
      if (failure.empty()) failure = api.failure(api(entry, arguments...));
      return failure.empty();
    };
    ort::Allocator* allocator = nullptr;
    char* name = nullptr;
    ort::TypeInfo* raw_type = nullptr;
    call(ort::GetAllocatorWithDefaultOptions, &allocator);
    if (input)
      call(ort::SessionGetInputName, session_.get(), std::size_t(0), allocator, &name);
    else
      call(ort::SessionGetOutputName, session_.get(), std::size_t(0), allocator, &name);
    if (!failure.empty()) return failure;
    tensor.name = name;
    call(ort::AllocatorFree, allocator, static_cast<void*>(name));
    if (input)
      call(ort::SessionGetInputTypeInfo, session_.get(), std::size_t(0), &raw_type);
    else
      call(ort::SessionGetOutputTypeInfo, session_.get(), std::size_t(0), &raw_type);
    if (!failure.empty()) return failure;
    const ort::TypeInfoRef type(raw_type, {library_});
    const ort::TensorInfo* info = nullptr;  // owned by `type`
    if (!call(ort::CastTypeInfoToTensorInfo, type.get(), &info) || !info) return tensor.name + " is no tensor";
    std::size_t rank = 0;
    call(ort::GetTensorElementType, info, &tensor.type);
    call(ort::GetDimensionsCount, info, &rank);
    tensor.dims.resize(rank);
    call(ort::GetDimensions, info, tensor.dims.data(), rank);
    return failure;
  }

  // The model's shapes against the file's, and one run that tells the size of a vector.
  bool fits(Failure& failure) {
    const std::vector<std::int64_t> wanted = settings_.channels_last
                                                 ? std::vector<std::int64_t>{-1, settings_.height, settings_.width, 3}
                                                 : std::vector<std::int64_t>{-1, 3, settings_.height, settings_.width};
    bool same = in_.type == ort::ElementType::kFloat && in_.dims.size() == wanted.size();
    for (std::size_t i = 1; same && i < wanted.size(); ++i) same = in_.dims[i] < 0 || in_.dims[i] == wanted[i];
    if (!same) {
      failure = {"The re-identification model takes " + text_of(in_.dims) + ", not " + text_of(wanted) + ".",
                 "Set ReID.inferDims and ReID.inputOrder to what the model takes (32 bit floating point).",
                 "ReID.inferDims", text_of(wanted)};
      return false;
    }
    fixed_batch_ = in_.dims[0] > 0 ? std::size_t(in_.dims[0]) : 0;
    const std::size_t units = fixed_batch_ ? fixed_batch_ : 1;
    input_.assign(units * crop_size(), 0.f);
    std::vector<float> features;
    if (const std::string reason = run(units, 1, features); !reason.empty()) {
      failure = {"The re-identification model does not run: " + reason + ".", "Export the model again.",
                 "ReID.onnxFile", settings_.onnx_file};
      return false;
    }
    feature_size_ = features.size();
    if (settings_.feature_size > 0 && std::size_t(settings_.feature_size) != feature_size_) {
      failure = {"The re-identification model gives vectors of " + std::to_string(feature_size_) + " numbers.",
                 "Set ReID.reidFeatureSize to " + std::to_string(feature_size_) + ", or leave it out.",
                 "ReID.reidFeatureSize", std::to_string(settings_.feature_size)};
      return false;
    }
    return true;
  }

  // Appends the vectors of the first `wanted` of `units`; the reason when it fails.
  std::string run(std::size_t units, std::size_t wanted, std::vector<float>& features) {
    const ort::Library& api = *library_;
    std::vector<std::int64_t> dims = in_.dims;
    dims[0] = std::int64_t(units);
    for (std::size_t i = 1; i < dims.size(); ++i) {
      const int sizes[] = {3, settings_.height, settings_.width};
      const int last[] = {settings_.height, settings_.width, 3};
      dims[i] = settings_.channels_last ? last[i - 1] : sizes[i - 1];
    }
    ort::Value* raw = nullptr;
    std::string failure =
        api.failure(api(ort::CreateTensorWithDataAsOrtValue, api.memory(), static_cast<void*>(input_.data()),
                        input_.size() * sizeof(float), dims.data(), dims.size(), ort::ElementType::kFloat, &raw));
    if (!failure.empty()) return failure;
    const ort::ValueRef input(raw, {library_});
    const char *in_name = in_.name.c_str(), *out_name = out_.name.c_str();
    const ort::Value* in_value = input.get();
    ort::Value* raw_out = nullptr;
    failure = api.failure(api(ort::Run, session_.get(), static_cast<const ort::RunOptions*>(nullptr), &in_name,
                              &in_value, std::size_t(1), &out_name, std::size_t(1), &raw_out));
    if (!failure.empty()) return failure;
    const ort::ValueRef output(raw_out, {library_});
    ort::TensorInfo* raw_info = nullptr;
    failure = api.failure(api(ort::GetTensorTypeAndShape, static_cast<const ort::Value*>(output.get()), &raw_info));
    if (!failure.empty()) return failure;
    const ort::TensorInfoRef info(raw_info, {library_});
    ort::ElementType type{};
    std::size_t rank = 0;
    failure = api.failure(api(ort::GetTensorElementType, static_cast<const ort::TensorInfo*>(info.get()), &type));
    if (failure.empty())
      failure = api.failure(api(ort::GetDimensionsCount, static_cast<const ort::TensorInfo*>(info.get()), &rank));
    std::vector<std::int64_t> shape(rank);
    if (failure.empty())
      failure =
          api.failure(api(ort::GetDimensions, static_cast<const ort::TensorInfo*>(info.get()), shape.data(), rank));
    if (!failure.empty()) return failure;
    std::size_t count = 1;
    for (const std::int64_t dim : shape) count *= std::size_t(dim);
    if (type != ort::ElementType::kFloat || shape.empty() || shape[0] != std::int64_t(units) || count == 0)
      return "its output " + out_.name + " is " + text_of(shape) + ", not a vector of floats for each object";
    void* data = nullptr;
    failure = api.failure(api(ort::GetTensorMutableData, output.get(), &data));
    if (!failure.empty()) return failure;
    const std::size_t size = count / units;
    const auto* values = static_cast<const float*>(data);
    for (std::size_t i = 0; i < wanted; ++i) append(values + i * size, size, features);
    return "";
  }

  void append(const float* values, std::size_t size, std::vector<float>& features) const {
    float length = 1;
    if (settings_.normalize) {
      float sum = 0;
      for (std::size_t i = 0; i < size; ++i) sum += values[i] * values[i];
      length = sum > 0 ? std::sqrt(sum) : 1;
    }
    for (std::size_t i = 0; i < size; ++i) features.push_back(values[i] / length);
  }

  const AppearanceSettings settings_;
  std::shared_ptr<const ort::Library> library_;
  ort::SessionRef session_;
  Tensor in_, out_;
  std::size_t fixed_batch_ = 0;  // 0: any
  std::size_t feature_size_ = 0;
  std::vector<float> input_;
};

}  // namespace

std::unique_ptr<Embedder> Embedder::load(const AppearanceSettings& settings, Failure& failure) {
  auto embedder = std::make_unique<OnnxEmbedder>(settings);
  if (!embedder->load(failure)) return nullptr;
  return embedder;
}

}  // namespace tracker
