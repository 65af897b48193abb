// What nvdsosd draws: the shapes of display metadata, and how objects look.
#include "meta/attach.h"
#include "meta/walk.h"

namespace meta {
namespace {

using nvds::field;

void put_words(Records& to, const std::byte* from, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to.put(field<std::uint32_t>(from, static_cast<std::uint32_t>(i * 4)));
}

void put_colour(Records& to, const std::byte* colour) {
  for (std::uint32_t i = 0; i < 4; ++i) to.put(static_cast<float>(field<double>(colour, i * sizeof(double))));
}

// Left, top, width, height, rotation, then how it looks.
void put_rect(Attaching& batch, const std::byte* rect) {
  const nvds::RectLayout& l = batch.layout.rect;
  Records& to = batch.to;
  for (const std::uint32_t edge : {l.left, l.top, l.width, l.height}) to.put(field<float>(rect, edge));
  to.put(l.rotation_angle == nvds::kAbsent ? 0.0f : field<float>(rect, l.rotation_angle));
  to.put(field<guint>(rect, l.border_width));
  put_colour(to, rect + l.border_color);
  to.put(field<guint>(rect, l.has_bg_color));
  put_colour(to, rect + l.bg_color);
}

void put_text(Attaching& batch, const std::byte* text) {
  const nvds::TextLayout& l = batch.layout.text;
  Records& to = batch.to;
  to.text(field<const char*>(text, l.display_text));
  to.put(field<guint>(text, l.x_offset));
  to.put(field<guint>(text, l.y_offset));
  to.text(field<const char*>(text, l.font_name));
  to.put(field<guint>(text, l.font_size));
  put_colour(to, text + l.font_color);
  to.put(field<int>(text, l.set_bg_clr));
  put_colour(to, text + l.text_bg_clr);
}

// Start, end and width are five neighbouring words.
void put_line(Records& to, const std::byte* line) {
  put_words(to, line, 5);
  put_colour(to, line + offsetof(nvds::NvOSD_LineParams, line_color));
}

void put_arrow(Records& to, const std::byte* arrow) {
  put_words(to, arrow, 6);  // and which ends have a head
  put_colour(to, arrow + offsetof(nvds::NvOSD_ArrowParams, arrow_color));
}

void put_circle(Attaching& batch, const std::byte* circle) {
  Records& to = batch.to;
  const std::uint32_t width = batch.release.attached.circle.circle_width;
  put_words(to, circle, 3);  // centre and radius
  put_colour(to, circle + offsetof(nvds::NvOSD_CircleParams, circle_color));
  to.put(field<guint>(circle, offsetof(nvds::NvOSD_CircleParams, has_bg_color)));
  put_colour(to, circle + offsetof(nvds::NvOSD_CircleParams, bg_color));
  to.put(width == nvds::kAbsent ? 0u : field<guint>(circle, width));
}

void put_display(Attaching& batch, const std::byte* display) {
  const nvds::DisplayLayout& l = batch.layout.display;
  const auto shapes = [&](std::uint32_t count_at, std::uint32_t first, std::size_t size, auto&& put_shape) {
    const auto count = field<guint>(display, count_at);
    if (count > nvds::MAX_ELEMENTS_IN_DISPLAY_META)
      return batch.to.report("display metadata has more than 16 shapes of one kind");
    batch.to.put(count);
    for (std::size_t i = 0; i < count; ++i) put_shape(display + first + i * size);
  };
  shapes(l.num_rects, l.rect_params, batch.layout.rect.size, [&](auto* rect) { put_rect(batch, rect); });
  shapes(l.num_labels, l.text_params, batch.layout.text.size, [&](auto* text) { put_text(batch, text); });
  shapes(l.num_lines, l.line_params, sizeof(nvds::NvOSD_LineParams), [&](auto* line) { put_line(batch.to, line); });
  shapes(l.num_arrows, l.arrow_params, sizeof(nvds::NvOSD_ArrowParams),
         [&](auto* arrow) { put_arrow(batch.to, arrow); });
  shapes(l.num_circles, l.circle_params, sizeof(nvds::NvOSD_CircleParams),
         [&](auto* circle) { put_circle(batch, circle); });
}

}  // namespace

void attach_display(Attaching& batch, std::uint32_t frame_row, const GList* list) {
  const bool ends = walk(list, kMaxUserMeta, [&](const void* display) {
    batch.to.open(block::Owner::frame, frame_row, block::Kind::display);
    put_display(batch, static_cast<const std::byte*>(display));
  });
  if (!ends) batch.to.report("a list of display metadata does not end");
}

void attach_style(Attaching& batch, std::uint32_t object_row, const void* object) {
  const auto* const at = static_cast<const std::byte*>(object);
  batch.to.open(block::Owner::object, object_row, block::Kind::style);
  put_rect(batch, at + batch.layout.object.rect_params);
  put_text(batch, at + batch.layout.object.text_params);
}

}  // namespace meta
