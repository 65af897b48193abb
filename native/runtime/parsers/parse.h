// What the parsers share: finding and checking output layers, thresholds, and the exported functions.
//
// Every parser is exported twice, since a function cannot tell which DeepStream calls it and DeepStream 9 enlarged the
// detection struct: NvDsInferParseCustom<Model> for DeepStream 9 and this project's runtime, and
// NvDsInferParseCustom<Model>Before9 for NVIDIA's nvinfer up to 8.
//
// A failed parse returns false. Its reason goes to standard error once, and to NvDsInferCustomLastError(), an export
// that this project's nvinfer looks for to put the reason into its error message.
#pragma once

#include <string>
#include <vector>

#include "nvds/inference.h"

namespace parsers {

using Layer = nvds::NvDsInferLayerInfo;
using Layers = std::vector<Layer>;

struct InfoBefore9 {
  unsigned int classId;
  float left, top, width, height;
  float detectionConfidence;
};
static_assert(sizeof(InfoBefore9) == 24);

// One frame's outputs, and the boxes found in them.
class Frame {
 public:
  Frame(const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
        const nvds::NvDsInferParseDetectionParams& parameters);

  const Layers& layers() const { return layers_; }
  float width() const { return static_cast<float>(network_.width); }
  float height() const { return static_cast<float>(network_.height); }
  unsigned classes() const { return static_cast<unsigned>(thresholds_.size()); }
  float threshold(unsigned class_id) const { return thresholds_[class_id]; }
  float lowest_threshold() const;

  // The FP32 layer of that name; nullptr after fail() otherwise.
  const Layer* require(const char* name);
  // False after the reason is noted, with what the model gives instead.
  bool fail(const std::string& reason);

  // Corners in network pixels; cut to the picture as DeepStream's own parser does. Boxes without area go.
  void add(unsigned class_id, float confidence, float left, float top, float right, float bottom);

  const std::vector<InfoBefore9>& boxes() const { return boxes_; }
  const std::string& failure() const { return failure_; }

 private:
  const Layers& layers_;
  const nvds::NvDsInferNetworkInfo& network_;
  const std::vector<float>& thresholds_;
  std::vector<InfoBefore9> boxes_;
  std::string failure_;
};

// Sizes without leading ones, which exporters leave as batch or group dimensions, but at least `at_least` of them.
std::vector<unsigned> shape(const Layer& layer, std::size_t at_least = 0);
inline const float* values(const Layer& layer) { return static_cast<const float*>(layer.buffer); }
bool readable(const Layer& layer);  // FP32 in host memory

using Parser = bool (*)(Frame&);

// Runs the parser and appends what it found.
template <typename Info>
bool run(const char* function, Parser parser, const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
         const nvds::NvDsInferParseDetectionParams& parameters, std::vector<Info>& found);

}  // namespace parsers

#define NVDS_PARSER_SIGNATURE(function, Info)                                   \
  extern "C" __attribute__((visibility("default"))) bool function(              \
      const parsers::Layers& layers, const nvds::NvDsInferNetworkInfo& network, \
      const nvds::NvDsInferParseDetectionParams& parameters, std::vector<Info>& found)

#define NVDS_EXPORT_PARSER(function, parser)                                    \
  NVDS_PARSER_SIGNATURE(function, nvds::NvDsInferObjectDetectionInfo) {         \
    return parsers::run(#function, parser, layers, network, parameters, found); \
  }                                                                             \
  NVDS_PARSER_SIGNATURE(function##Before9, parsers::InfoBefore9) {              \
    return parsers::run(#function, parser, layers, network, parameters, found); \
  }
