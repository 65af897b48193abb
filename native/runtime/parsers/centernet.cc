// CenterNet with the 3x3 peak NMS in the graph: `heatmap` [classes,h,w] holds peaks, zero elsewhere; `wh` [4,h,w] the
// distances from a peak to the left, top, right and bottom edge in network pixels.
#include <algorithm>

#include "runtime/parsers/parse.h"

namespace {

// A heat map is nearly all zeros: blocks without a peak are passed over with vector comparisons.
constexpr std::size_t kBlock = 64;

bool any_at_least(const float* values, float threshold) {
  int hits = 0;
  for (std::size_t i = 0; i < kBlock; ++i) hits |= values[i] >= threshold;
  return hits != 0;
}

template <typename Visit>
void for_each_peak(const float* values, std::size_t count, float threshold, Visit visit) {
  std::size_t begin = 0;
  const auto visit_until = [&](std::size_t end) {
    for (; begin < end; ++begin) {
      // Zero is no peak, whatever the threshold.
      if (values[begin] >= threshold && values[begin] > 0) visit(begin);
    }
  };
  while (begin + kBlock <= count) {
    if (any_at_least(values + begin, threshold)) {
      visit_until(begin + kBlock);
    } else {
      begin += kBlock;
    }
  }
  visit_until(count);
}

bool parse_centernet(parsers::Frame& frame) {
  const parsers::Layer* heatmap = frame.require("heatmap");
  const parsers::Layer* distances = heatmap ? frame.require("wh") : nullptr;
  if (!distances) return false;
  const auto heat_shape = parsers::shape(*heatmap, 3);
  const auto distance_shape = parsers::shape(*distances, 3);
  if (heat_shape.size() != 3 || distance_shape.size() != 3 || distance_shape[0] != 4 ||
      heat_shape[1] != distance_shape[1] || heat_shape[2] != distance_shape[2]) {
    return frame.fail("\"heatmap\" must be [classes,h,w] and \"wh\" [4,h,w] of the same h and w");
  }
  const std::size_t height = heat_shape[1], width = heat_shape[2], cells = height * width;
  if (cells == 0) return true;
  // 4 in every known export; following the sizes serves other output strides too.
  const float stride_x = frame.width() / static_cast<float>(width);
  const float stride_y = frame.height() / static_cast<float>(height);
  const float* edge = parsers::values(*distances);
  const unsigned classes = std::min(heat_shape[0], frame.classes());
  for (unsigned class_id = 0; class_id < classes; ++class_id) {
    const float* heat = parsers::values(*heatmap) + class_id * cells;
    for_each_peak(heat, cells, frame.threshold(class_id), [&](std::size_t cell) {
      const float x = static_cast<float>(cell % width) * stride_x;
      const float y = static_cast<float>(cell / width) * stride_y;
      frame.add(class_id, heat[cell], x - edge[cell], y - edge[cells + cell], x + edge[2 * cells + cell],
                y + edge[3 * cells + cell]);
    });
  }
  return true;
}

}  // namespace

NVDS_EXPORT_PARSER(NvDsInferParseCustomCenterNet, parse_centernet)
