#include "runtime/surface/coordinate_map.h"

#include <algorithm>
#include <utility>

namespace runtime {

using namespace nvds;

void CoordinateMap::rectangle(NvOSD_RectParams& rect) const {
  Point a = map({rect.left, rect.top});
  Point b = map({rect.left + rect.width, rect.top + rect.height});
  if (a.x > b.x) std::swap(a.x, b.x);
  if (a.y > b.y) std::swap(a.y, b.y);
  rect.left = a.x;
  rect.top = a.y;
  rect.width = b.x - a.x;
  rect.height = b.y - a.y;
}

void CoordinateMap::point(unsigned& x, unsigned& y) const {
  const Point p = map({static_cast<float>(x), static_cast<float>(y)});
  x = on_picture(p.x);
  y = on_picture(p.y);
}

unsigned CoordinateMap::on_picture(float coordinate) {
  constexpr float largest = 4294967040.0f;  // the last float below 2³²
  return coordinate > 0 ? static_cast<unsigned>(std::min(coordinate, largest)) : 0;
}

void CoordinateMap::display(NvDsDisplayMeta& display) const {
  const auto each = [](auto& elements, unsigned count, auto apply) {
    for (unsigned i = 0; i < std::min(count, MAX_ELEMENTS_IN_DISPLAY_META); i++) apply(elements[i]);
  };
  each(display.rect_params, display.num_rects, [&](NvOSD_RectParams& rect) { rectangle(rect); });
  each(display.text_params, display.num_labels, [&](NvOSD_TextParams& text) { point(text.x_offset, text.y_offset); });
  each(display.line_params, display.num_lines, [&](NvOSD_LineParams& line) {
    point(line.x1, line.y1);
    point(line.x2, line.y2);
  });
  each(display.arrow_params, display.num_arrows, [&](NvOSD_ArrowParams& arrow) {
    point(arrow.x1, arrow.y1);
    point(arrow.x2, arrow.y2);
  });
  each(display.circle_params, display.num_circles, [&](NvOSD_CircleParams& circle) {
    point(circle.xc, circle.yc);
    circle.radius = on_picture(static_cast<float>(circle.radius) * std::min(scale_x_, scale_y_));
  });
}

}  // namespace runtime
