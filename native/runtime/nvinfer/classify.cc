#include "runtime/nvinfer/layer.h"

namespace runtime::nvinfer {
namespace {

// Every layer is one attribute, its first dimension the number of classes. The running maximum starts at 0, so that a
// negative threshold admits nothing at or below 0.
bool parse_best_of_each_layer(const Layers& layers, float threshold, Classification& result, Fault& fault) {
  for (std::size_t i = 0; i < layers.size(); ++i) {
    const float* probabilities = float_values(layers, i, fault);
    if (!probabilities) return false;
    if (element_count(layers[i]) == 0) continue;
    std::optional<unsigned> winner;
    float highest = 0;
    for (unsigned value = 0; value < dimension(layers[i], 0); ++value) {
      if (probabilities[value] > threshold && probabilities[value] > highest) {
        winner = value;
        highest = probabilities[value];
      }
    }
    if (winner) result.attributes.push_back({static_cast<unsigned>(i), *winner, highest, std::nullopt});
  }
  return true;
}

}  // namespace

std::optional<Classification> classify(const Layers& layers, const ClassifyParameters& parameters, const Labels& labels,
                                       Fault& fault) {
  Classification result;
  const bool parsed = parameters.parser
                          ? parameters.parser(layers, parameters.network, parameters.threshold, result, fault)
                          : parse_best_of_each_layer(layers, parameters.threshold, result, fault);
  if (!parsed) return std::nullopt;
  // Attributes that a custom parser labelled keep its text, and are its business in the joined label.
  for (Attribute& attribute : result.attributes) {
    if (attribute.label || attribute.index >= labels.size() || attribute.value >= labels[attribute.index].size()) {
      continue;
    }
    attribute.label = labels[attribute.index][attribute.value];
    result.label += *attribute.label + " ";
  }
  return result;
}

}  // namespace runtime::nvinfer
