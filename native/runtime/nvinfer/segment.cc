#include "runtime/nvinfer/layer.h"

namespace runtime::nvinfer {
namespace {

struct Strides {
  std::size_t x, y, channel;
};

// The map has the network's size, the tensor its own pitch: a larger tensor is cropped to its top left.
bool parse_best_channel(const Layers& layers, const SegmentParameters& parameters, Segmentation& result, Fault& fault) {
  if (layers.empty()) {
    fault = output_fault(layers, "The model has no output to segment by.", "Check output-blob-names.");
    return false;
  }
  // DeepStream refuses the frame when any output, not only the first, is of another type.
  for (std::size_t i = 0; i < layers.size(); ++i) {
    if (!float_values(layers, i, fault)) return false;
  }
  const auto& layer = layers[0];
  const bool nchw = parameters.order == TensorOrder::kNchw;
  const unsigned channels = dimension(layer, nchw ? 0 : 2);
  const unsigned height = dimension(layer, nchw ? 1 : 0), width = dimension(layer, nchw ? 2 : 1);
  const auto& network = parameters.network;
  if (channels != parameters.num_classes || height < network.height || width < network.width) {
    fault = output_fault(layers,
                         "The output " + describe(layer) + " does not fit " + std::to_string(parameters.num_classes) +
                             " classes of " + std::to_string(network.width) + "x" + std::to_string(network.height) +
                             " pixels in the order " + (nchw ? "NCHW" : "NHWC") + ".",
                         "Set num-detected-classes and segmentation-output-order to what the model gives.");
    return false;
  }
  const Strides stride =
      nchw ? Strides{1, width, std::size_t{width} * height} : Strides{channels, std::size_t{channels} * width, 1};
  const auto* values = static_cast<const float*>(layer.buffer);
  int* pixel = result.class_map.data();
  for (unsigned y = 0; y < network.height; ++y) {
    for (unsigned x = 0; x < network.width; ++x, ++pixel) {
      const float* value = values + y * stride.y + x * stride.x;
      // The running maximum starts at -1: with a negative threshold, values at or below -1 never win.
      float highest = -1;
      for (unsigned c = 0; c < channels; ++c, value += stride.channel) {
        if (*value > highest && *value > parameters.threshold) {
          *pixel = static_cast<int>(c);
          highest = *value;
        }
      }
    }
  }
  result.probability_map = values;
  return true;
}

}  // namespace

std::optional<Segmentation> segment(const Layers& layers, const SegmentParameters& parameters, Fault& fault) {
  const auto& network = parameters.network;
  Segmentation result{parameters.num_classes, network.width, network.height, {}, nullptr};
  result.class_map.assign(std::size_t{network.width} * network.height, -1);
  if (!parameters.parser)
    return parse_best_channel(layers, parameters, result, fault) ? std::optional(result) : std::nullopt;
  float* probabilities = nullptr;
  if (!parameters.parser(layers, network, parameters.threshold, parameters.num_classes, result.class_map.data(),
                         probabilities, fault)) {
    return std::nullopt;
  }
  result.probability_map = probabilities;
  return result;
}

}  // namespace runtime::nvinfer
