// A small picture with transparency, drawn by cairo: premultiplied, one native-endian ARGB word a pixel.
#pragma once

#include <cairo.h>

#include <cstdint>
#include <memory>

#include "runtime/nvdsosd/colour.h"

namespace runtime::osd {

struct DestroySurface {
  void operator()(cairo_surface_t* surface) const { cairo_surface_destroy(surface); }
};
struct DestroyContext {
  void operator()(cairo_t* context) const { cairo_destroy(context); }
};
using ContextRef = std::unique_ptr<cairo_t, DestroyContext>;

class Patch {
 public:
  // Transparent. Sizes below 1 are 1.
  Patch(int width, int height);

  int width() const { return width_; }
  int height() const { return height_; }
  std::size_t bytes() const { return static_cast<std::size_t>(stride_) * static_cast<std::size_t>(height_); }

  // Draws on the patch; pixels are up to date once the context is gone.
  ContextRef context();

  const std::uint32_t* row(int y) const { return reinterpret_cast<const std::uint32_t*>(data_ + y * stride_); }
  std::uint32_t* row(int y) { return reinterpret_cast<std::uint32_t*>(data_ + y * stride_); }

 private:
  int width_;
  int height_;
  std::unique_ptr<cairo_surface_t, DestroySurface> surface_;
  unsigned char* data_;
  std::ptrdiff_t stride_;
};

void set_source(cairo_t* context, Colour colour);

// One premultiplied pixel taken apart.
struct Pixel {
  int alpha, red, green, blue;
};
inline Pixel unpack(std::uint32_t argb) {
  return {static_cast<int>(argb >> 24), static_cast<int>(argb >> 16 & 255), static_cast<int>(argb >> 8 & 255),
          static_cast<int>(argb & 255)};
}
inline std::uint32_t premultiplied(Colour colour) {
  const auto word = [&](int channel) { return static_cast<std::uint32_t>(scaled(channel, colour.alpha)); };
  return static_cast<std::uint32_t>(colour.alpha) << 24 | word(colour.red) << 16 | word(colour.green) << 8 |
         word(colour.blue);
}

}  // namespace runtime::osd
