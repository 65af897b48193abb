#include "runtime/nvstreammux/placement.h"

#include <algorithm>

namespace runtime::mux {
namespace {

int even(gint64 value) { return int(value) & ~1; }

}  // namespace

Rectangle place(const GstVideoInfo& source, int width, int height, bool padding) {
  const Rectangle whole{0, 0, width, height};
  if (!padding) return whole;
  const gint64 wide = gint64(GST_VIDEO_INFO_WIDTH(&source)) * std::max(1, GST_VIDEO_INFO_PAR_N(&source));
  const gint64 high = gint64(GST_VIDEO_INFO_HEIGHT(&source)) * std::max(1, GST_VIDEO_INFO_PAR_D(&source));
  if (wide <= 0 || high <= 0 || wide * height == high * width) return whole;
  Rectangle part = whole;
  if (wide * height > high * width) {
    part.height = std::max(2, even(high * width / wide));
    part.top = even((height - part.height) / 2);
  } else {
    part.width = std::max(2, even(wide * height / high));
    part.left = even((width - part.width) / 2);
  }
  part.width = std::min(part.width, width);
  part.height = std::min(part.height, height);
  return part;
}

void paint_bars(const Picture& picture, const Rectangle& part) {
  const int right = part.left + part.width;
  const int bottom = part.top + part.height;
  const Rectangle bars[] = {{0, 0, picture.width, part.top},
                            {0, bottom, picture.width, picture.height - bottom},
                            {0, part.top, part.left, part.height},
                            {right, part.top, picture.width - right, part.height}};
  for (const Rectangle& bar : bars)
    if (bar.width > 0 && bar.height > 0) fill_black(picture, bar);
}

}  // namespace runtime::mux
