// Output layers as the default parsers read them: FP32 tensors whose bounds are known.
#pragma once

#include <string>

#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

// Dimension i, 1 beyond the last.
unsigned dimension(const nvds::NvDsInferLayerInfo& layer, unsigned i);
std::size_t element_count(const nvds::NvDsInferLayerInfo& layer);

// "heatmap [80,120,160] FP32"
std::string describe(const nvds::NvDsInferLayerInfo& layer);
// All of them, for messages.
std::string describe(const Layers& layers);

// ERR_MODEL_OUTPUT, with what the model gives as detail.
Fault output_fault(const Layers& layers, const std::string& message, const std::string& remedy);

// The values, or nullptr with a fault when the layer is no FP32 tensor with a buffer.
const float* float_values(const Layers& layers, std::size_t index, Fault& fault);

}  // namespace runtime::nvinfer
