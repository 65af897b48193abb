#include "runtime/nvdsosd/canvas.h"

namespace runtime::osd {

Rectangle intersection(const Rectangle& a, const Rectangle& b) {
  const int left = std::max(a.left, b.left), top = std::max(a.top, b.top);
  const int right = std::min(a.left + a.width, b.left + b.width);
  const int bottom = std::min(a.top + a.height, b.top + b.height);
  return {left, top, std::max(right - left, 0), std::max(bottom - top, 0)};
}

void Canvas::fill(const Rectangle& part, Colour colour) {
  const Rectangle inside = intersection(part, {0, 0, width(), height()});
  if (inside.width > 0 && inside.height > 0 && colour.alpha > 0) fill_inside(inside, colour);
}

void Canvas::blend(const Patch& patch, int left, int top) {
  const Rectangle inside = intersection({left, top, patch.width(), patch.height()}, {0, 0, width(), height()});
  if (inside.width == 0 || inside.height == 0) return;
  blend_inside(patch, {inside.left - left, inside.top - top, inside.width, inside.height}, inside.left, inside.top);
}

std::unique_ptr<Canvas> make_canvas(const Picture& picture) {
  switch (picture.format) {
    case GST_VIDEO_FORMAT_RGBA: return make_rgba_canvas(picture);
    case GST_VIDEO_FORMAT_NV12:
    case GST_VIDEO_FORMAT_I420: return make_yuv_canvas(picture);
    default: return nullptr;
  }
}

}  // namespace runtime::osd
