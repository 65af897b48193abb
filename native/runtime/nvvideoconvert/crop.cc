#include "runtime/nvvideoconvert/crop.h"

#include <algorithm>
#include <array>
#include <charconv>

namespace runtime::videoconvert {

std::optional<Rectangle> parse_crop(std::string_view text) {
  if (text.empty()) return Rectangle{};
  std::array<int, 4> numbers{};
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < numbers.size(); i++) {
    const auto [next, error] = std::from_chars(at, end, numbers[i]);
    if (error != std::errc() || numbers[i] < 0) return std::nullopt;
    at = next;
    if (i + 1 < numbers.size() && (at == end || *at++ != ':')) return std::nullopt;
  }
  if (at != end) return std::nullopt;
  return Rectangle{numbers[0], numbers[1], numbers[2], numbers[3]};
}

std::string to_text(const Rectangle& crop) {
  return std::to_string(crop.left) + ":" + std::to_string(crop.top) + ":" + std::to_string(crop.width) + ":" +
         std::to_string(crop.height);
}

Rectangle clamp(const Rectangle& crop, int width, int height) {
  if (!is_set(crop)) return {0, 0, width, height};
  Rectangle inside;
  inside.left = std::min(crop.left, width - 1);
  inside.top = std::min(crop.top, height - 1);
  inside.width = std::min(crop.width, width - inside.left);
  inside.height = std::min(crop.height, height - inside.top);
  return inside;
}

}  // namespace runtime::videoconvert
