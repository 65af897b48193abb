#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "nvds/osd.h"

namespace runtime::osd {

// 8 bits a channel, not premultiplied.
struct Colour {
  std::uint8_t red = 0;
  std::uint8_t green = 0;
  std::uint8_t blue = 0;
  std::uint8_t alpha = 255;
  bool operator==(const Colour&) const = default;
};

// Metadata has channels of 0–1; what lies outside, or is no number, is cut.
inline Colour colour_of(const nvds::NvOSD_ColorParams& colour) {
  const auto channel = [](double value) {
    return static_cast<std::uint8_t>(std::isnan(value) ? 0 : std::lround(std::clamp(value, 0.0, 1.0) * 255));
  };
  return {channel(colour.red), channel(colour.green), channel(colour.blue), channel(colour.alpha)};
}

// value × weight ÷ 255, rounded.
inline int scaled(int value, int weight) {
  const int product = value * weight + 128;
  return (product + (product >> 8)) >> 8;
}

}  // namespace runtime::osd
