#include "runtime/nvinfer/group_rectangles.h"

#include <algorithm>
#include <climits>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace runtime::nvinfer {
namespace {

// Wide enough that sums of int coordinates cannot overflow.
struct Rectangle {
  std::int64_t left = 0, top = 0, width = 0, height = 0;
  std::int64_t right() const { return left + width; }
  std::int64_t bottom() const { return top + height; }
};

struct Group {
  Rectangle box;  // first the sum, then the mean of its members
  int members = 0;
};

// What an int cannot hold becomes the smallest int, as x86-64 converts.
std::int64_t to_int(double whole) {
  return whole >= INT_MIN && whole <= INT_MAX ? static_cast<std::int64_t>(whole) : INT_MIN;
}

std::int64_t truncated(float value) { return to_int(std::trunc(value)); }

// Half to even, OpenCV's rounding of floating point to int.
std::int64_t rounded(double value) { return to_int(std::nearbyint(value)); }

bool similar(const Rectangle& a, const Rectangle& b, double eps) {
  const double delta = eps * static_cast<double>(std::min(a.width, b.width) + std::min(a.height, b.height)) * 0.5;
  const auto near = [delta](std::int64_t x, std::int64_t y) { return static_cast<double>(std::abs(x - y)) <= delta; };
  return near(a.left, b.left) && near(a.top, b.top) && near(a.right(), b.right()) && near(a.bottom(), b.bottom());
}

// Connected components under `similar`, numbered by their first member.
std::vector<std::size_t> component_of_each(const std::vector<Rectangle>& boxes, double eps, std::size_t& count) {
  std::vector<std::size_t> parent(boxes.size());
  std::iota(parent.begin(), parent.end(), std::size_t{0});
  const auto root_of = [&parent](std::size_t i) {
    while (parent[i] != i) i = parent[i] = parent[parent[i]];
    return i;
  };
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      const std::size_t a = root_of(i), b = root_of(j);
      // The smaller index is the root: a component is met first at its root.
      if (a != b && similar(boxes[i], boxes[j], eps)) parent[std::max(a, b)] = std::min(a, b);
    }
  }
  count = 0;
  std::vector<std::size_t> component(boxes.size());
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    const std::size_t root = root_of(i);
    component[i] = root == i ? count++ : component[root];
  }
  return component;
}

std::vector<Group> groups_of(const std::vector<Rectangle>& boxes, double eps) {
  std::size_t count = 0;
  const std::vector<std::size_t> component = component_of_each(boxes, eps, count);
  std::vector<Group> groups(count);
  for (std::size_t i = 0; i < boxes.size(); ++i) {
    Group& group = groups[component[i]];
    group.box.left += boxes[i].left;
    group.box.top += boxes[i].top;
    group.box.width += boxes[i].width;
    group.box.height += boxes[i].height;
    ++group.members;
  }
  for (Group& group : groups) {
    const float share = 1.f / static_cast<float>(group.members);
    const auto mean = [share](std::int64_t sum) { return rounded(static_cast<float>(sum) * share); };
    group.box = {mean(group.box.left), mean(group.box.top), mean(group.box.width), mean(group.box.height)};
  }
  return groups;
}

// A small group inside a clearly larger one is taken for noise.
bool swallowed(const Group& small, const Group& large, double eps) {
  const std::int64_t dx = rounded(static_cast<double>(large.box.width) * eps);
  const std::int64_t dy = rounded(static_cast<double>(large.box.height) * eps);
  const bool inside = small.box.left >= large.box.left - dx && small.box.top >= large.box.top - dy &&
                      small.box.right() <= large.box.right() + dx && small.box.bottom() <= large.box.bottom() + dy;
  return inside && (large.members > std::max(3, small.members) || small.members < 3);
}

std::vector<Rectangle> grouped(const std::vector<Rectangle>& boxes, int group_threshold, double eps) {
  std::vector<Group> groups = groups_of(boxes, eps);
  std::erase_if(groups, [&](const Group& group) { return group.members <= group_threshold; });
  std::vector<Rectangle> result;
  for (const Group& group : groups) {
    const bool noise = std::any_of(groups.begin(), groups.end(), [&](const Group& other) {
      return &other != &group && swallowed(group, other, eps);
    });
    if (!noise) result.push_back(group.box);
  }
  return result;
}

}  // namespace

void group_rectangles(std::vector<Detection>& boxes, int group_threshold, float eps) {
  if (boxes.empty()) return;
  const unsigned class_id = boxes.front().class_id;
  std::vector<Rectangle> rectangles;
  rectangles.reserve(boxes.size());
  for (const Detection& box : boxes) {
    rectangles.push_back({truncated(box.left), truncated(box.top), truncated(box.width), truncated(box.height)});
  }
  if (group_threshold > 0) rectangles = grouped(rectangles, group_threshold, eps);
  boxes.clear();
  for (const Rectangle& rectangle : rectangles) {
    Detection box;
    box.class_id = class_id;
    box.left = static_cast<float>(rectangle.left);
    box.top = static_cast<float>(rectangle.top);
    box.width = static_cast<float>(rectangle.width);
    box.height = static_cast<float>(rectangle.height);
    box.confidence = -0.1f;
    boxes.push_back(box);
  }
}

}  // namespace runtime::nvinfer
