#include "runtime/nvvideoconvert/metadata.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace runtime::videoconvert {

using namespace nvds;

namespace {

struct Point {
  float x;
  float y;
};

// From input to output coordinates: out of the crop, flipped, scaled, into the target.
class Mapping {
 public:
  explicit Mapping(const Placement& placement) : placement_(placement) {
    const Rectangle& source = placement.source;
    const bool turned = turns(placement.flip);
    scale_x_ = static_cast<float>(placement.target.width) / static_cast<float>(turned ? source.height : source.width);
    scale_y_ = static_cast<float>(placement.target.height) / static_cast<float>(turned ? source.width : source.height);
  }

  float scale_x() const { return scale_x_; }
  float scale_y() const { return scale_y_; }
  Flip flip() const { return placement_.flip; }

  Point point(Point p) const {
    const Rectangle& source = placement_.source;
    const float x = p.x - static_cast<float>(source.left);
    const float y = p.y - static_cast<float>(source.top);
    const float right = static_cast<float>(source.width) - x;
    const float bottom = static_cast<float>(source.height) - y;
    const Point flipped = [&]() -> Point {
      switch (placement_.flip) {
        case Flip::none: break;
        case Flip::counterclockwise: return {y, right};
        case Flip::rotate_180: return {right, bottom};
        case Flip::clockwise: return {bottom, x};
        case Flip::horizontal: return {right, y};
        case Flip::upper_right_diagonal: return {bottom, right};
        case Flip::vertical: return {x, bottom};
        case Flip::upper_left_diagonal: return {y, x};
      }
      return {x, y};
    }();
    return {flipped.x * scale_x_ + static_cast<float>(placement_.target.left),
            flipped.y * scale_y_ + static_cast<float>(placement_.target.top)};
  }

  void rectangle(NvOSD_RectParams& rect) const {
    Point a = point({rect.left, rect.top});
    Point b = point({rect.left + rect.width, rect.top + rect.height});
    if (a.x > b.x) std::swap(a.x, b.x);
    if (a.y > b.y) std::swap(a.y, b.y);
    rect.left = a.x;
    rect.top = a.y;
    rect.width = b.x - a.x;
    rect.height = b.y - a.y;
  }

  // Unsigned in the interface: what falls off the left or top edge stays on it.
  void point(unsigned& x, unsigned& y) const {
    const Point p = point({static_cast<float>(x), static_cast<float>(y)});
    x = on_picture(p.x);
    y = on_picture(p.y);
  }

  static unsigned on_picture(float coordinate) { return static_cast<unsigned>(std::max(coordinate, 0.0f)); }

 private:
  const Placement& placement_;
  float scale_x_ = 1;
  float scale_y_ = 1;
};

// A turned or mirrored object's text goes back above its box, as DeepStream puts it.
void move_object(NvDsObjectMeta& object, const Mapping& map) {
  NvOSD_TextParams& text = object.text_params;
  map.rectangle(object.rect_params);
  map.point(text.x_offset, text.y_offset);
  text.font_params.font_size = static_cast<unsigned>(static_cast<float>(text.font_params.font_size) * map.scale_y());
  if (map.flip() == Flip::none) return;
  text.x_offset = Mapping::on_picture(object.rect_params.left);
  if (map.flip() != Flip::horizontal)
    text.y_offset = Mapping::on_picture(object.rect_params.top - static_cast<float>(text.font_params.font_size));
}

void move_display(NvDsDisplayMeta& display, const Mapping& map) {
  const auto each = [](auto& elements, unsigned count, auto apply) {
    for (unsigned i = 0; i < std::min(count, MAX_ELEMENTS_IN_DISPLAY_META); i++) apply(elements[i]);
  };
  each(display.rect_params, display.num_rects, [&](NvOSD_RectParams& rect) { map.rectangle(rect); });
  each(display.text_params, display.num_labels,
       [&](NvOSD_TextParams& text) { map.point(text.x_offset, text.y_offset); });
  each(display.line_params, display.num_lines, [&](NvOSD_LineParams& line) {
    map.point(line.x1, line.y1);
    map.point(line.x2, line.y2);
  });
  each(display.arrow_params, display.num_arrows, [&](NvOSD_ArrowParams& arrow) {
    map.point(arrow.x1, arrow.y1);
    map.point(arrow.x2, arrow.y2);
  });
  each(display.circle_params, display.num_circles, [&](NvOSD_CircleParams& circle) {
    map.point(circle.xc, circle.yc);
    circle.radius = static_cast<unsigned>(static_cast<float>(circle.radius) * std::min(map.scale_x(), map.scale_y()));
  });
}

}  // namespace

void move_metadata(NvDsFrameMeta& frame, const Placement& placement) {
  if (placement.source.width <= 0 || placement.source.height <= 0) return;
  const Mapping map(placement);
  for (GList* l = frame.obj_meta_list; l; l = l->next) move_object(*static_cast<NvDsObjectMeta*>(l->data), map);
  for (GList* l = frame.display_meta_list; l; l = l->next) move_display(*static_cast<NvDsDisplayMeta*>(l->data), map);
}

}  // namespace runtime::videoconvert
