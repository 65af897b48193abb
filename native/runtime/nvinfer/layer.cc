#include "runtime/nvinfer/layer.h"

#include <algorithm>
#include <array>

namespace runtime::nvinfer {

unsigned dimension(const nvds::NvDsInferLayerInfo& layer, unsigned i) {
  return i < std::min(layer.inferDims.numDims, nvds::NVDSINFER_MAX_DIMS) ? layer.inferDims.d[i] : 1;
}

std::size_t element_count(const nvds::NvDsInferLayerInfo& layer) {
  std::size_t count = 1;
  for (unsigned i = 0; i < nvds::NVDSINFER_MAX_DIMS; ++i) count *= dimension(layer, i);
  return count;
}

std::string describe(const nvds::NvDsInferLayerInfo& layer) {
  static constexpr std::array kTypes = {"FP32", "FP16", "INT8", "INT32", "INT64", "UINT8"};
  std::string text = layer.layerName ? layer.layerName : "(unnamed)";
  text += " [";
  for (unsigned i = 0; i < std::min(layer.inferDims.numDims, nvds::NVDSINFER_MAX_DIMS); ++i) {
    text += (i ? "," : "") + std::to_string(layer.inferDims.d[i]);
  }
  return text + "] " + (layer.dataType < kTypes.size() ? kTypes[layer.dataType] : "of unknown type");
}

std::string describe(const Layers& layers) {
  std::string text;
  for (const auto& layer : layers) text += (text.empty() ? "" : ", ") + describe(layer);
  return text.empty() ? "no output" : text;
}

Fault output_fault(const Layers& layers, const std::string& message, const std::string& remedy) {
  Fault fault;
  fault.code = "ERR_MODEL_OUTPUT";
  fault.message = message;
  fault.remedy = remedy;
  fault.detail = "The model gives " + describe(layers) + ".";
  return fault;
}

const float* float_values(const Layers& layers, std::size_t index, Fault& fault) {
  const auto& layer = layers[index];
  if (layer.dataType == nvds::FLOAT && layer.buffer) return static_cast<const float*>(layer.buffer);
  fault = layer.buffer ? output_fault(layers, "The output " + describe(layer) + " is not FP32.",
                                      "Export the model with FP32 outputs, or name a parser of your own.")
                       : output_fault(layers, "The output " + describe(layer) + " has no values in host memory.",
                                      "Leave disable-output-host-copy off where outputs are parsed.");
  return nullptr;
}

}  // namespace runtime::nvinfer
