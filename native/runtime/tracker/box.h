// Boxes in the pixels of the tracker's frame, and how alike two of them are.
#pragma once

#include <algorithm>
#include <cmath>

namespace tracker {

struct Box {
  float left = 0;
  float top = 0;
  float width = 0;
  float height = 0;

  float right() const { return left + width; }
  float bottom() const { return top + height; }
  float center_x() const { return left + width / 2; }
  float center_y() const { return top + height / 2; }
  float area() const { return width * height; }

  // False for what no object can have: an empty, infinite or undefined box.
  bool usable() const {
    return std::isfinite(left) && std::isfinite(top) && std::isfinite(width) && std::isfinite(height) && width > 0 &&
           height > 0;
  }
};

inline float intersection(const Box& a, const Box& b) {
  const float width = std::min(a.right(), b.right()) - std::max(a.left, b.left);
  const float height = std::min(a.bottom(), b.bottom()) - std::max(a.top, b.top);
  return width > 0 && height > 0 ? width * height : 0;
}

inline float iou(const Box& a, const Box& b) {
  const float shared = intersection(a, b);
  return shared > 0 ? shared / (a.area() + b.area() - shared) : 0;
}

// 1 for equal sizes, towards 0 the more one side differs; position does not matter.
inline float size_similarity(const Box& a, const Box& b) {
  return std::min(a.width, b.width) / std::max(a.width, b.width) * std::min(a.height, b.height) /
         std::max(a.height, b.height);
}

// The box grown on each side by `ratio` of its width and height.
inline Box grown(const Box& box, float ratio) {
  return {box.left - box.width * ratio, box.top - box.height * ratio, box.width * (1 + 2 * ratio),
          box.height * (1 + 2 * ratio)};
}

}  // namespace tracker
