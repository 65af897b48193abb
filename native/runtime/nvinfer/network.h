// A loaded ONNX model: what goes in, what comes out, and running it.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "nvds/inference.h"
#include "runtime/element/fault.h"
#include "runtime/nvinfer/config.h"
#include "runtime/nvinfer/onnxruntime.h"
#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

class Network;

struct TensorSpec {
  std::string name;
  ort::ElementType type = ort::ElementType::kUndefined;
  std::vector<std::int64_t> dims;  // with the batch dimension; -1: dynamic
};

// The outputs of one run, alive as long as somebody (metadata, a copy of it) holds them.
class BatchOutput {
 public:
  // The output layers of one unit: dimensions without the batch, buffers at the unit's values.
  Layers layers(unsigned unit) const;
  // The same over the whole batch: dimensions of one unit, buffers at the first.
  const Layers& layers() const { return layers_; }

 private:
  friend class Network;
  std::shared_ptr<const Network> network_;  // owns the names
  std::vector<ort::ValueRef> values_;
  std::vector<std::vector<float>> converted_;  // outputs that ONNX Runtime gives as halves or doubles
  std::vector<bool> batched_;                  // of each output: whether its first dimension is the batch
  Layers layers_;
};

// One input of a run: `data` holds as many units as the run.
struct InputTensor {
  std::size_t index = 0;  // in Network::inputs()
  const void* data = nullptr;
  std::vector<std::int64_t> dims;  // of one unit, without the batch
};

class Network : public std::enable_shared_from_this<Network> {
 public:
  // Loads the model and runs it once on zeros, which settles dynamic output sizes and the first run's cost.
  // nullptr with ERR_MODEL_LOAD (file, key, what the model has, what was asked).
  static std::shared_ptr<const Network> load(const Config& config, std::shared_ptr<CustomLibrary> custom, Fault& fault);

  const nvds::NvDsInferNetworkInfo& info() const { return info_; }  // zeros for a model without an image input
  const std::vector<TensorSpec>& inputs() const { return inputs_; }
  std::size_t image_input() const { return image_input_; }
  // Units that a run of `units` units must provide: a model of fixed batch size always takes that many.
  unsigned padded(unsigned units) const { return fixed_batch_ ? fixed_batch_ : units; }
  // Layers of one unit as the first run gave them, without buffers.
  const Layers& output_layers() const { return output_layers_; }
  // Non-image inputs, filled once by the custom library's NvDsInferInitializeInputLayers.
  Layers constant_layers() const;
  std::chrono::nanoseconds first_run() const { return first_run_; }

  // May be called from several threads at once. nullptr with `failure` set, also when `options` were told to terminate.
  std::shared_ptr<const BatchOutput> run(std::span<const InputTensor> tensors, unsigned units,
                                         const ort::RunOptions* options, std::string& failure) const;
  ort::RunOptionsRef run_options() const;
  void set_terminate(ort::RunOptions* options, bool terminate) const;

 private:
  struct ConstantInput {
    std::size_t index = 0;
    nvds::NvDsInferLayerInfo layer{};
    std::vector<std::uint8_t> data;  // batch-size units
  };

  Network() = default;
  bool create_session(const Config& config, Fault& fault);
  std::vector<TensorSpec> specs(bool inputs, std::string& failure) const;
  bool choose_image_input(const Config& config, Fault& fault);
  bool settle_dims(const Config& config, Fault& fault);
  bool settle_batch(const Config& config, Fault& fault);
  bool choose_outputs(const Config& config, Fault& fault);
  bool fill_constant_inputs(const Config& config, CustomLibrary* custom, Fault& fault);
  bool warm_up(const Config& config, Fault& fault);
  std::string collect(BatchOutput& output, unsigned units) const;

  std::shared_ptr<const ort::Library> library_;
  ort::SessionRef session_;
  std::vector<TensorSpec> inputs_;
  std::vector<TensorSpec> outputs_;
  std::vector<ConstantInput> constants_;
  std::vector<const char*> output_names_;
  std::size_t image_input_ = 0;
  nvds::NvDsInferNetworkInfo info_{};
  unsigned fixed_batch_ = 0;  // 0: any
  Layers output_layers_;
  std::vector<bool> batched_;  // as the first run showed; empty before it
  std::chrono::nanoseconds first_run_{};
};

}  // namespace runtime::nvinfer
