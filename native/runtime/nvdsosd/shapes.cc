#include "runtime/nvdsosd/shapes.h"

#include <array>
#include <cmath>
#include <numbers>

#include "runtime/nvdsosd/mask.h"

namespace runtime::osd {
namespace {

// Beyond any picture, and small enough for cairo's fixed point numbers.
constexpr int kFar = 1 << 18;

int pixel(float value) {
  return static_cast<int>(std::clamp(value, static_cast<float>(-kFar), static_cast<float>(kFar)));
}

// Metadata keeps these unsigned; an application that computed a negative place left it there as such.
int pixel(unsigned value) { return std::clamp(static_cast<int>(value), -kFar, kFar); }

bool is_finite(const nvds::NvOSD_RectParams& rect) {
  return std::isfinite(rect.left) && std::isfinite(rect.top) && std::isfinite(rect.width) && std::isfinite(rect.height);
}

// Draws with cairo, in the picture's coordinates, on a patch that covers the visible part of `bounds`.
template <class Draw>
void draw_with_cairo(Canvas& canvas, const Rectangle& bounds, Draw draw) {
  const Rectangle visible = intersection(bounds, {0, 0, canvas.width(), canvas.height()});
  if (visible.width == 0 || visible.height == 0) return;
  Patch patch(visible.width, visible.height);
  {
    const ContextRef context = patch.context();
    cairo_translate(context.get(), -visible.left, -visible.top);
    draw(context.get());
  }
  canvas.blend(patch, visible.left, visible.top);
}

Rectangle grown(const Rectangle& part, int margin) {
  return {part.left - margin, part.top - margin, part.width + 2 * margin, part.height + 2 * margin};
}

// The border's middle runs along the box's edge.
void draw_border(Canvas& canvas, const Rectangle& box, int width, Colour colour) {
  const Rectangle outer = {box.left - width / 2, box.top - width / 2, box.width + width, box.height + width};
  const int sides = std::max(outer.height - 2 * width, 0);
  canvas.fill({outer.left, outer.top, outer.width, std::min(width, outer.height)}, colour);
  canvas.fill({outer.left, outer.top + outer.height - width, outer.width, sides > 0 ? width : 0}, colour);
  canvas.fill({outer.left, outer.top + width, std::min(width, outer.width), sides}, colour);
  canvas.fill({outer.left + outer.width - width, outer.top + width, width, sides}, colour);
}

void draw_rotated(Canvas& canvas, const nvds::NvOSD_RectParams& rect) {
  const int width = pixel(rect.width), height = pixel(rect.height);
  const double x = pixel(rect.left) + width / 2.0, y = pixel(rect.top) + height / 2.0;
  const double reach = std::hypot(width, height) / 2 + rect.border_width + 1;
  const Rectangle bounds = {static_cast<int>(std::floor(x - reach)), static_cast<int>(std::floor(y - reach)),
                            static_cast<int>(2 * reach) + 2, static_cast<int>(2 * reach) + 2};
  draw_with_cairo(canvas, bounds, [&](cairo_t* context) {
    cairo_translate(context, x, y);
    cairo_rotate(context, rect.rotation_angle * std::numbers::pi / 180);
    cairo_rectangle(context, -width / 2.0, -height / 2.0, width, height);
    if (rect.border_width > 0) {
      set_source(context, colour_of(rect.border_color));
      cairo_set_line_width(context, rect.border_width);
      cairo_stroke_preserve(context);
    }
    if (rect.has_bg_color) {
      set_source(context, colour_of(rect.bg_color));
      cairo_fill(context);
    }
  });
}

// A stroke through points, as wide as given.
void stroke(Canvas& canvas, const std::array<std::array<int, 4>, 3>& lines, std::size_t count, unsigned width,
            Colour colour) {
  Rectangle bounds = {lines[0][0], lines[0][1], 1, 1};
  for (std::size_t i = 0; i < count; ++i)
    for (const auto& [x, y] : {std::pair(lines[i][0], lines[i][1]), std::pair(lines[i][2], lines[i][3])}) {
      const int right = std::max(bounds.left + bounds.width, x + 1),
                bottom = std::max(bounds.top + bounds.height, y + 1);
      bounds.left = std::min(bounds.left, x);
      bounds.top = std::min(bounds.top, y);
      bounds.width = right - bounds.left;
      bounds.height = bottom - bounds.top;
    }
  draw_with_cairo(canvas, grown(bounds, static_cast<int>(width)), [&](cairo_t* context) {
    set_source(context, colour);
    cairo_set_line_width(context, width);
    for (std::size_t i = 0; i < count; ++i) {
      cairo_move_to(context, lines[i][0], lines[i][1]);
      cairo_line_to(context, lines[i][2], lines[i][3]);
    }
    cairo_stroke(context);
  });
}

}  // namespace

Rectangle box_of(const nvds::NvOSD_RectParams& rect, int frame_width, int frame_height) {
  if (!is_finite(rect)) return {};
  Rectangle box = {pixel(rect.left), pixel(rect.top), pixel(rect.width), pixel(rect.height)};
  const int border = static_cast<int>(std::min(rect.border_width, kWidest));
  if (box.left + box.width > frame_width) box.width = frame_width - box.left - border;
  if (box.top + box.height > frame_height) box.height = frame_height - box.top - border;
  box.left = std::max(box.left, 0);
  box.top = std::max(box.top, 0);
  box.width = std::max(box.width, 0);
  box.height = std::max(box.height, 0);
  return box;
}

void draw(Canvas& canvas, const nvds::NvOSD_RectParams& rect) {
  // Smaller angles are the noise of a detector that does not rotate.
  constexpr float kLeastAngle = .001f;
  if (!is_finite(rect)) return;
  if (std::isfinite(rect.rotation_angle) && std::abs(rect.rotation_angle) > kLeastAngle)
    return draw_rotated(canvas, rect);
  if (rect.border_width > 0)
    draw_border(canvas, box_of(rect, canvas.width(), canvas.height()), static_cast<int>(rect.border_width),
                colour_of(rect.border_color));
  // Over the border, and not cut by it.
  if (rect.has_bg_color)
    canvas.fill({std::max(pixel(rect.left), 0), std::max(pixel(rect.top), 0), pixel(rect.width), pixel(rect.height)},
                colour_of(rect.bg_color));
}

void draw(Canvas& canvas, const nvds::NvOSD_MaskParams& mask, const nvds::NvOSD_RectParams& rect) {
  const Rectangle box = box_of(rect, canvas.width(), canvas.height());
  const Rectangle visible = intersection(box, {0, 0, canvas.width(), canvas.height()});
  if (visible.width == 0 || visible.height == 0) return;
  Colour colour = colour_of(rect.border_color);
  colour.alpha = static_cast<std::uint8_t>(colour.alpha / 2);
  const std::uint32_t pixel = premultiplied(colour);
  Patch patch(visible.width, visible.height);
  each_masked(mask, patch.width(), patch.height(), [&](int x, int y) { patch.row(y)[x] = pixel; });
  canvas.blend(patch, visible.left, visible.top);
}

void draw(Canvas& canvas, const nvds::NvOSD_LineParams& line) {
  stroke(canvas, {{{pixel(line.x1), pixel(line.y1), pixel(line.x2), pixel(line.y2)}}}, 1, line.line_width,
         colour_of(line.line_color));
}

void draw(Canvas& canvas, const nvds::NvOSD_ArrowParams& arrow) {
  // Two strokes back from the tip, a tenth of the arrow long.
  constexpr double kHeadAngle = 15 * std::numbers::pi / 180, kHeadLength = .1;
  std::array<int, 4> shaft = {pixel(arrow.x1), pixel(arrow.y1), pixel(arrow.x2), pixel(arrow.y2)};
  // BOTH_HEAD has its head at the end only, as in DeepStream's default mode.
  if (arrow.arrow_head == nvds::START_HEAD) shaft = {shaft[2], shaft[3], shaft[0], shaft[1]};
  const auto [x1, y1, x2, y2] = shaft;
  const double back = std::atan2(y1 - y2, x1 - x2), length = kHeadLength * std::hypot(x2 - x1, y2 - y1);
  const auto wing = [&, x = x2, y = y2](double angle) -> std::array<int, 4> {
    return {x, y, static_cast<int>(std::lround(x + length * std::cos(back + angle))),
            static_cast<int>(std::lround(y + length * std::sin(back + angle)))};
  };
  stroke(canvas, {{shaft, wing(kHeadAngle), wing(-kHeadAngle)}}, 3, arrow.arrow_width, colour_of(arrow.arrow_color));
}

void draw(Canvas& canvas, const nvds::NvOSD_CircleParams& circle) {
  constexpr unsigned kDefaultWidth = 2;
  const int x = pixel(circle.xc), y = pixel(circle.yc), radius = std::max(pixel(circle.radius), 0);
  const unsigned width = std::min(circle.circle_width ? circle.circle_width : kDefaultWidth, unsigned{kFar});
  const Rectangle bounds = grown({x - radius, y - radius, 2 * radius + 1, 2 * radius + 1}, static_cast<int>(width));
  draw_with_cairo(canvas, bounds, [&](cairo_t* context) {
    set_source(context, colour_of(circle.circle_color));
    cairo_set_line_width(context, width);
    cairo_arc(context, x, y, radius, 0, 2 * std::numbers::pi);
    cairo_stroke(context);
    if (!circle.has_bg_color || radius < 1) return;
    set_source(context, colour_of(circle.bg_color));
    cairo_arc(context, x, y, radius - 1, 0, 2 * std::numbers::pi);
    cairo_fill(context);
  });
}

}  // namespace runtime::osd
