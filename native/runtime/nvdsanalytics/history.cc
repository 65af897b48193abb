#include "runtime/nvdsanalytics/history.h"

#include <algorithm>

namespace runtime::analytics {
namespace {

constexpr std::size_t kFramesBeforePrevious = 3;
constexpr std::size_t kOldestWhileFilling = 2;
constexpr std::size_t kOldest = 4;

// "Stopped": variances in squared pixels; the vertical one against the mean height.
constexpr double kStillX = 400;
constexpr double kStillYPerHeight = 0.01;

}  // namespace

Place Place::of(const Box& box) {
  return {{box.left + box.width / 2, box.top + box.height / 2}, box.width, box.height};
}

void History::add(const Place& place, std::size_t length) {
  length_ = length;
  places_.push_back(place);
  height_sum_ += place.height;
  while (places_.size() > length_) {
    height_sum_ -= places_.front().height;
    places_.pop_front();
  }
  ++frames_;
}

Point History::test_point() const {
  const Point centre = current().centre;
  const int mean_height = int(height_sum_ / std::int64_t(places_.size()));
  return {centre.x, centre.y + mean_height / 2};
}

std::optional<Place> History::previous() const {
  if (frames_ <= kFramesBeforePrevious) return std::nullopt;
  const std::size_t wanted = places_.size() < length_ ? kOldestWhileFilling : kOldest;
  const auto count = std::int64_t(std::min(wanted, places_.size()));
  std::int64_t x = 0, y = 0, width = 0, height = 0;
  for (std::int64_t i = 0; i < count; ++i) {
    const Place& place = places_[std::size_t(i)];
    x += place.centre.x, y += place.centre.y;
    width += place.width, height += place.height;
  }
  return Place{{int(x / count), int(y / count)}, int(width / count), int(height / count)};
}

bool History::stopped() const {
  if (frames_ <= length_) return false;
  const auto count = double(places_.size());
  double mean_x = 0, mean_y = 0;
  for (const Place& place : places_) mean_x += place.centre.x, mean_y += place.centre.y;
  mean_x /= count, mean_y /= count;
  double variance_x = 0, variance_y = 0;
  for (const Place& place : places_) {
    variance_x += (place.centre.x - mean_x) * (place.centre.x - mean_x);
    variance_y += (place.centre.y - mean_y) * (place.centre.y - mean_y);
  }
  const double mean_height = double(height_sum_) / count;
  return variance_x / count <= kStillX && variance_y / count / mean_height <= kStillYPerHeight;
}

}  // namespace runtime::analytics
