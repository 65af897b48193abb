// A picture to draw on, whatever its format. Coordinates are pixels; what lies outside the picture is cut.
#pragma once

#include <memory>

#include "runtime/nvdsosd/colour.h"
#include "runtime/nvdsosd/patch.h"
#include "runtime/surface/surface.h"

namespace runtime::osd {

class Canvas {
 public:
  virtual ~Canvas() = default;

  // Lays a colour over a part.
  void fill(const Rectangle& part, Colour colour);
  // Lays a patch over the picture with its upper left corner at (left, top).
  void blend(const Patch& patch, int left, int top);

  int width() const { return picture_.width; }
  int height() const { return picture_.height; }
  const Picture& picture() const { return picture_; }

 protected:
  explicit Canvas(const Picture& picture) : picture_(picture) {}

 private:
  // The part lies inside the picture and is not empty.
  virtual void fill_inside(const Rectangle& part, Colour colour) = 0;
  // `part` of the patch, which lies inside the picture at (left, top).
  virtual void blend_inside(const Patch& patch, const Rectangle& part, int left, int top) = 0;

  Picture picture_;
};

// nullptr for formats other than RGBA, NV12 and I420.
std::unique_ptr<Canvas> make_canvas(const Picture& picture);

std::unique_ptr<Canvas> make_rgba_canvas(const Picture& picture);
std::unique_ptr<Canvas> make_yuv_canvas(const Picture& picture);

// The common part of two rectangles; width and height are 0 when there is none.
Rectangle intersection(const Rectangle& a, const Rectangle& b);

}  // namespace runtime::osd
