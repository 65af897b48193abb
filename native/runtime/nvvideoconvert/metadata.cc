#include "runtime/nvvideoconvert/metadata.h"

#include "runtime/surface/coordinate_map.h"

namespace runtime::videoconvert {

using namespace nvds;

namespace {

// Out of the crop, flipped, scaled, into the target.
class Mapping : public CoordinateMap {
 public:
  explicit Mapping(const Placement& placement)
      : CoordinateMap(
            factor(placement.target.width, turns(placement.flip) ? placement.source.height : placement.source.width),
            factor(placement.target.height, turns(placement.flip) ? placement.source.width : placement.source.height)),
        placement_(placement) {}

  Flip flip() const { return placement_.flip; }

  Point map(Point p) const override {
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
    return {flipped.x * scale_x() + static_cast<float>(placement_.target.left),
            flipped.y * scale_y() + static_cast<float>(placement_.target.top)};
  }

 private:
  static float factor(int to, int from) { return static_cast<float>(to) / static_cast<float>(from); }

  const Placement& placement_;
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

}  // namespace

void move_metadata(NvDsFrameMeta& frame, const Placement& placement) {
  if (placement.source.width <= 0 || placement.source.height <= 0) return;
  const Mapping map(placement);
  for (GList* l = frame.obj_meta_list; l; l = l->next) move_object(*static_cast<NvDsObjectMeta*>(l->data), map);
  for (GList* l = frame.display_meta_list; l; l = l->next) map.display(*static_cast<NvDsDisplayMeta*>(l->data));
}

}  // namespace runtime::videoconvert
