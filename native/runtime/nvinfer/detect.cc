#include <algorithm>
#include <cstring>

#include "runtime/nvinfer/layer.h"

namespace runtime::nvinfer {
namespace {

constexpr float kBoxNorm = 35.0f;   // the sample networks' scale of box outputs
constexpr unsigned kBoxValues = 4;  // left, top, right, bottom

// DeepStream takes the last layer whose name contains `part`.
std::optional<std::size_t> last_layer_named(const Layers& layers, const char* part) {
  for (std::size_t i = layers.size(); i-- > 0;) {
    if (layers[i].layerName && std::strstr(layers[i].layerName, part)) return i;
  }
  return std::nullopt;
}

std::vector<float> grid_centres(unsigned cells, unsigned network_size, unsigned boxes) {
  const unsigned stride = (network_size + boxes - 1) / boxes;
  std::vector<float> centres(cells);
  for (unsigned i = 0; i < cells; ++i) centres[i] = static_cast<float>(i * stride + 0.5) / kBoxNorm;
  return centres;
}

float clipped(float value, unsigned size) {
  const float last = value >= static_cast<float>(static_cast<int>(size)) ? static_cast<float>(size - 1) : value;
  return last < 0 ? 0 : last;
}

// A coverage layer [classes,h,w] and a box layer [4 x classes,h,w] whose offsets count from the grid cells' centres.
bool parse_coverage_and_boxes(const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
                              const nvds::NvDsInferParseDetectionParams& parameters, std::vector<Detection>& candidates,
                              Fault& fault) {
  const auto coverage_index = last_layer_named(layers, "cov");
  const auto box_index = last_layer_named(layers, "bbox");
  if (!coverage_index || !box_index) {
    fault = output_fault(
        layers,
        std::string("No output layer's name contains \"") + (coverage_index ? "bbox" : "cov") +
            "\", which the default detector parser reads.",
        "Set custom-lib-path and parse-bbox-func-name to a parser for this model, or name the right outputs in "
        "output-blob-names.");
    return false;
  }
  const float* coverage = float_values(layers, *coverage_index, fault);
  const float* boxes = float_values(layers, *box_index, fault);
  if (!coverage || !boxes) return false;

  const auto& coverage_layer = layers[*coverage_index];
  const auto& box_layer = layers[*box_index];
  const unsigned height = dimension(coverage_layer, 1), width = dimension(coverage_layer, 2);
  const unsigned box_height = dimension(box_layer, 1), box_width = dimension(box_layer, 2);
  const unsigned classes = std::min(dimension(coverage_layer, 0), parameters.numClassesConfigured);
  const std::size_t cells = std::size_t{height} * width;
  const std::size_t class_stride = std::size_t{kBoxValues} * box_height * box_width;
  if (classes == 0 || cells == 0) return true;
  if (element_count(coverage_layer) < classes * cells || class_stride == 0 ||
      element_count(box_layer) < (classes - 1) * class_stride + kBoxValues * cells) {
    fault =
        output_fault(layers,
                     "The outputs " + describe(coverage_layer) + " and " + describe(box_layer) +
                         " do not fit together: the default detector parser needs [classes,h,w] and [4 x classes,h,w].",
                     "Set custom-lib-path and parse-bbox-func-name to a parser for this model.");
    return false;
  }

  const std::vector<float> centres_x = grid_centres(width, network.width, box_width);
  const std::vector<float> centres_y = grid_centres(height, network.height, box_height);
  for (unsigned class_id = 0; class_id < classes; ++class_id) {
    const float* confidences = coverage + class_id * cells;
    const float* lefts = boxes + class_id * class_stride;
    const float* tops = lefts + cells;
    const float* rights = tops + cells;
    const float* bottoms = rights + cells;
    const float threshold = parameters.perClassPreclusterThreshold[class_id];
    for (std::size_t cell = 0; cell < cells; ++cell) {
      if (confidences[cell] < threshold) continue;
      const float x = centres_x[cell % width], y = centres_y[cell / width];
      Detection box;
      box.class_id = class_id;
      box.left = clipped((lefts[cell] - x) * -kBoxNorm, network.width);
      box.top = clipped((tops[cell] - y) * -kBoxNorm, network.height);
      box.width = clipped((rights[cell] + x) * kBoxNorm, network.width) - box.left;
      box.height = clipped((bottoms[cell] + y) * kBoxNorm, network.height) - box.top;
      box.confidence = confidences[cell];
      if (box.width < 0 || box.height < 0) continue;
      candidates.push_back(std::move(box));
    }
  }
  return true;
}

}  // namespace

std::optional<std::vector<Detection>> detect(const Layers& layers, const DetectParameters& parameters,
                                             const Labels& labels, Fault& fault) {
  std::vector<float> pre, post;
  for (const ClassAttributes& attributes : parameters.classes) {
    pre.push_back(attributes.pre_cluster_threshold);
    post.push_back(attributes.post_cluster_threshold);
  }
  // perClassThreshold is the interface's older name of the pre-cluster thresholds: a reference, so to a member of its
  // own.
  nvds::NvDsInferParseDetectionParams parse{static_cast<unsigned>(parameters.classes.size()), std::move(pre),
                                            std::move(post), parse.perClassPreclusterThreshold};
  std::vector<Detection> candidates;
  const bool parsed = parameters.parser
                          ? parameters.parser(layers, parameters.network, parse, candidates, fault)
                          : parse_coverage_and_boxes(layers, parameters.network, parse, candidates, fault);
  if (!parsed) return std::nullopt;
  std::vector<Detection> detections = cluster(std::move(candidates), parameters.cluster_mode, parameters.classes);
  for (Detection& detection : detections) detection.label = class_label(labels, detection.class_id);
  return detections;
}

}  // namespace runtime::nvinfer
