#include "runtime/nvdsosd/canvas.h"

namespace runtime::osd {
namespace {

// The picture's own alpha stays as it is: video is opaque.
void lay_over(std::uint8_t* rgba, const Pixel& over) {
  const int rest = 255 - over.alpha;
  rgba[0] = static_cast<std::uint8_t>(std::min(over.red + scaled(rgba[0], rest), 255));
  rgba[1] = static_cast<std::uint8_t>(std::min(over.green + scaled(rgba[1], rest), 255));
  rgba[2] = static_cast<std::uint8_t>(std::min(over.blue + scaled(rgba[2], rest), 255));
}

class RgbaCanvas final : public Canvas {
 public:
  explicit RgbaCanvas(const Picture& picture) : Canvas(picture) {}

 private:
  std::uint8_t* pixel(int x, int y) {
    const Plane& plane = picture().planes[0];
    return plane.data + static_cast<std::ptrdiff_t>(y) * plane.stride + 4 * x;
  }

  void fill_inside(const Rectangle& part, Colour colour) override {
    const Pixel over = unpack(premultiplied(colour));
    for (int y = part.top; y < part.top + part.height; ++y) {
      std::uint8_t* rgba = pixel(part.left, y);
      for (int x = 0; x < part.width; ++x, rgba += 4) lay_over(rgba, over);
    }
  }

  void blend_inside(const Patch& patch, const Rectangle& part, int left, int top) override {
    for (int y = 0; y < part.height; ++y) {
      const std::uint32_t* over = patch.row(part.top + y) + part.left;
      std::uint8_t* rgba = pixel(left, top + y);
      for (int x = 0; x < part.width; ++x, rgba += 4)
        if (over[x] != 0) lay_over(rgba, unpack(over[x]));
    }
  }
};

}  // namespace

std::unique_ptr<Canvas> make_rgba_canvas(const Picture& picture) { return std::make_unique<RgbaCanvas>(picture); }

}  // namespace runtime::osd
