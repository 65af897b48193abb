// The crop properties: "left:top:width:height" in pixels.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "runtime/surface/surface.h"

namespace runtime::videoconvert {

// nullopt when the text is no crop. "" and a crop without width or height mean: no crop.
std::optional<Rectangle> parse_crop(std::string_view text);
std::string to_text(const Rectangle& crop);

// The crop inside of a picture of that size; the whole picture when there is no crop.
Rectangle clamp(const Rectangle& crop, int width, int height);

// All numbers rounded down to even ones.
inline Rectangle even(const Rectangle& crop) {
  return {crop.left & ~1, crop.top & ~1, crop.width & ~1, crop.height & ~1};
}

inline bool is_set(const Rectangle& crop) { return crop.width > 0 && crop.height > 0; }

}  // namespace runtime::videoconvert
