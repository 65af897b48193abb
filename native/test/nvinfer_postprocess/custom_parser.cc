// A user's parser library, compiled against the detection struct of DEEPSTREAM_VERSION.
#include <cstring>
#include <stdexcept>

#include "nvds/inference.h"

using Layers = std::vector<nvds::NvDsInferLayerInfo>;
using Network = nvds::NvDsInferNetworkInfo;
using Parameters = nvds::NvDsInferParseDetectionParams;

#if DEEPSTREAM_VERSION >= 9
using DetectionInfo = nvds::NvDsInferObjectDetectionInfo;
static DetectionInfo box(unsigned id, float left, float confidence) { return {id, left, 2, 3, 4, confidence, 0.5f}; }
#else
struct DetectionInfo {
  unsigned int classId;
  float left, top, width, height, detectionConfidence;
};
static DetectionInfo box(unsigned id, float left, float confidence) { return {id, left, 2, 3, 4, confidence}; }
#endif

#define EXPORT extern "C" __attribute__((visibility("default")))

// As many boxes as the first layer has values; the values are their left edges.
EXPORT bool ParseBoxes(const Layers& layers, const Network&, const Parameters& parameters,
                       std::vector<DetectionInfo>& boxes) {
  const auto* values = static_cast<const float*>(layers[0].buffer);
  for (unsigned i = 0; i < layers[0].inferDims.numElements; ++i) {
    boxes.push_back(box(i % parameters.numClassesConfigured, values[i], parameters.perClassThreshold[0] + 0.25f));
  }
  return true;
}

EXPORT bool ParseNothing(const Layers&, const Network&, const Parameters&, std::vector<DetectionInfo>&) {
  return false;
}

EXPORT bool ParseAndThrow(const Layers&, const Network&, const Parameters&, std::vector<DetectionInfo>&) {
  throw std::runtime_error("no such anchor");
}

__attribute__((visibility("default"))) bool ParseWithoutExternC(const Layers&, const Network&, const Parameters&,
                                                                std::vector<DetectionInfo>&) {
  return true;
}

// Two masked objects, the second below any sensible threshold.
EXPORT bool ParseMasks(const Layers&, const Network&, const Parameters&,
                       std::vector<nvds::NvDsInferInstanceMaskInfo>& objects) {
  for (const float confidence : {0.9f, 0.01f}) {
    nvds::NvDsInferInstanceMaskInfo object{0, 1, 2, 3, 4, confidence, new float[6], 3, 2, 6 * sizeof(float)};
    for (int i = 0; i < 6; ++i) object.mask[i] = static_cast<float>(i);
    objects.push_back(object);
  }
  return true;
}

EXPORT bool ParseMasksAndFail(const Layers& layers, const Network& network, const Parameters& parameters,
                              std::vector<nvds::NvDsInferInstanceMaskInfo>& objects) {
  return !ParseMasks(layers, network, parameters, objects);
}

EXPORT bool ParseClasses(const Layers&, const Network&, float threshold,
                         std::vector<nvds::NvDsInferAttribute>& attributes, std::string& description) {
  attributes.push_back({0, 1, threshold, strdup("own text")});
  attributes.push_back({1, 0, 0.5f, nullptr});
  description = "own text ";
  return true;
}

EXPORT bool ParsePixels(const Layers& layers, const Network& network, float, unsigned classes, int* class_map,
                        float*& probabilities) {
  for (unsigned i = 0; i < network.width * network.height; ++i) class_map[i] = static_cast<int>(i % classes);
  probabilities = static_cast<float*>(layers[0].buffer);
  return true;
}
