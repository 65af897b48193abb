#pragma once

#include <vector>

#include "nvds/osd.h"

namespace runtime::osd {

// Calls set(x, y) for each pixel of a width × height box where the mask, stretched over it bilinearly, exceeds its
// threshold. Nothing happens when the mask's data are too small for its size.
template <class Set>
void each_masked(const nvds::NvOSD_MaskParams& mask, int width, int height, Set set) {
  const std::uint64_t values = std::uint64_t{mask.width} * mask.height;
  if (!mask.data || values == 0 || values * sizeof(float) > mask.size) return;
  // Where a pixel's centre falls between two samples of the mask.
  struct Step {
    unsigned first, second;
    float weight;
  };
  const auto steps = [](int pixels, unsigned samples) {
    std::vector<Step> all;
    for (int i = 0; i < pixels; ++i) {
      const float at = (static_cast<float>(i) + .5f) * static_cast<float>(samples) / static_cast<float>(pixels) - .5f;
      const float inside = at < 0 ? 0 : at;
      const auto first = static_cast<unsigned>(inside) < samples ? static_cast<unsigned>(inside) : samples - 1;
      all.push_back({first, first + 1 < samples ? first + 1 : first, inside - static_cast<float>(first)});
    }
    return all;
  };
  const auto columns = steps(width, mask.width), rows = steps(height, mask.height);
  for (int y = 0; y < height; ++y) {
    const Step& row = rows[static_cast<std::size_t>(y)];
    const float* upper = mask.data + std::size_t{row.first} * mask.width;
    const float* lower = mask.data + std::size_t{row.second} * mask.width;
    for (int x = 0; x < width; ++x) {
      const Step& column = columns[static_cast<std::size_t>(x)];
      const float a = upper[column.first] + (upper[column.second] - upper[column.first]) * column.weight;
      const float b = lower[column.first] + (lower[column.second] - lower[column.first]) * column.weight;
      if (a + (b - a) * row.weight > mask.threshold) set(x, y);
    }
  }
}

}  // namespace runtime::osd
