#include "runtime/tracker/appearance.h"

#include <cmath>

namespace tracker {
namespace {

float length_of(std::span<const float> feature) {
  float sum = 0;
  for (const float value : feature) sum += value * value;
  return std::sqrt(sum);
}

struct Sampled {
  int low, high;   // pixels left of and right of the place
  float fraction;  // how far it lies towards the right one
};

// Where pixel `index` of `count` lies in `length` pixels of the picture from `start` on.
Sampled sample(int index, int count, float start, float length, int picture_size) {
  const float place = std::clamp(start + (index + 0.5f) * length / count - 0.5f, 0.f, float(picture_size - 1));
  const int low = int(place);
  return {low, std::min(low + 1, picture_size - 1), place - low};
}

}  // namespace

void Gallery::add(std::span<const float> feature) {
  const float length = length_of(feature);
  if (capacity_ == 0 || !(length > 0)) return;
  if (features_.size() < capacity_) features_.emplace_back();
  std::vector<float>& kept = features_[next_];
  kept.assign(feature.begin(), feature.end());
  for (float& value : kept) value /= length;
  next_ = (next_ + 1) % capacity_;
}

float Gallery::similarity(std::span<const float> feature) const {
  const float length = length_of(feature);
  if (features_.empty() || !(length > 0)) return 0;
  float best = -1;
  for (const std::vector<float>& kept : features_) {
    float dot = 0;
    for (std::size_t i = 0; i < kept.size(); ++i) dot += kept[i] * feature[i];
    best = std::max(best, dot);
  }
  return best / length;
}

float Gallery::similarity(const Gallery& other) const {
  if (features_.empty() || other.features_.empty()) return 0;
  float best = -1;
  for (const std::vector<float>& feature : other.features_) best = std::max(best, similarity(feature));
  return best;
}

void prepare_crop(const nvds::NvBufSurfaceParams& picture, const Box& box, const AppearanceSettings& settings,
                  float* out) {
  const int width = settings.width, height = settings.height;
  const auto* pixels = static_cast<const unsigned char*>(picture.dataPtr) + picture.planeParams.offset[0];
  const int columns = int(picture.width), rows = int(picture.height), pitch = int(picture.planeParams.pitch[0]);
  // With keepAspc the crop fills one side and leaves the rest of the other black, on the right or below.
  const float scale = std::min(width / box.width, height / box.height);
  const int used_width = settings.keep_aspect ? std::clamp(int(std::lround(box.width * scale)), 1, width) : width;
  const int used_height = settings.keep_aspect ? std::clamp(int(std::lround(box.height * scale)), 1, height) : height;
  for (int y = 0; y < height; ++y) {
    const bool row_used = y < used_height;
    const Sampled v = sample(std::min(y, used_height - 1), used_height, box.top, box.height, rows);
    for (int x = 0; x < width; ++x) {
      const bool used = row_used && x < used_width;
      const Sampled h = sample(std::min(x, used_width - 1), used_width, box.left, box.width, columns);
      for (int channel = 0; channel < 3; ++channel) {
        const int colour = settings.bgr ? 2 - channel : channel;
        const auto at = [&](int column, int row) { return float(pixels[row * pitch + column * 4 + colour]); };
        const float upper = at(h.low, v.low) + (at(h.high, v.low) - at(h.low, v.low)) * h.fraction;
        const float lower = at(h.low, v.high) + (at(h.high, v.high) - at(h.low, v.high)) * h.fraction;
        const float value = used ? upper + (lower - upper) * v.fraction : 0.f;
        const std::size_t place = settings.channels_last ? (std::size_t(y) * width + x) * 3 + channel
                                                         : (std::size_t(channel) * height + y) * width + x;
        out[place] = (value - settings.offsets[std::size_t(channel)]) * settings.scale;
      }
    }
  }
}

}  // namespace tracker
