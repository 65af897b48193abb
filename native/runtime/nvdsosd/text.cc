#include "runtime/nvdsosd/text.h"

#include <pango/pangocairo.h>

#include "gst/ref.h"

namespace runtime::osd {
namespace {

// Enough for the labels of a busy scene: about a thousand.
constexpr std::size_t kKeptBytes = 8 << 20;
// DeepStream's largest clock font is 60; texts of metadata may ask for anything.
constexpr unsigned kLargestSize = 512;

struct UnrefObject {
  void operator()(gpointer object) const { g_object_unref(object); }
};
struct FreeDescription {
  void operator()(PangoFontDescription* description) const { pango_font_description_free(description); }
};

std::string key_of(const std::string& text, const TextStyle& style, bool margin, int wrap_width) {
  std::string key = style.font;
  const auto add = [&key](auto value) {
    key += '\n';
    key += std::to_string(value);
  };
  add(style.size);
  add(premultiplied(style.colour));
  add(style.has_background ? premultiplied(style.background) : 0);
  add(margin);
  add(wrap_width);
  return key + '\n' + text;
}

}  // namespace

// A font map of its own: pango's objects belong to one thread at a time.
struct TextPainter::Layout {
  std::unique_ptr<PangoFontMap, UnrefObject> fonts{pango_cairo_font_map_new()};
  std::unique_ptr<PangoContext, UnrefObject> context{pango_font_map_create_context(fonts.get())};
  std::unique_ptr<PangoLayout, UnrefObject> layout{pango_layout_new(context.get())};

  // Pango stands in with synthetic families, so the question is whether any of them knows a letter.
  bool has_fonts() const {
    pango_layout_set_text(layout.get(), "a", -1);
    return pango_layout_get_unknown_glyphs_count(layout.get()) == 0;
  }
};

TextPainter::TextPainter() = default;
TextPainter::~TextPainter() = default;

void TextPainter::draw(Canvas& canvas, const nvds::NvOSD_TextParams& text) {
  if (!text.display_text) return;
  TextStyle style;
  if (text.font_params.font_name) style.font = text.font_params.font_name;
  style.size = text.font_params.font_size;
  style.colour = colour_of(text.font_params.font_color);
  style.has_background = text.set_bg_clr;
  style.background = colour_of(text.text_bg_clr);
  const Patch& label = patch(text.display_text, style, true, canvas.width());
  // Offsets are unsigned; an application that computed a negative one left it there as such.
  canvas.blend(label, std::max(static_cast<int>(text.x_offset), 0), std::max(static_cast<int>(text.y_offset), 0));
}

void TextPainter::draw(Canvas& canvas, const std::string& text, const TextStyle& style, int left, int top) {
  canvas.blend(patch(text, style, false, canvas.width()), left, top);
}

const Patch& TextPainter::patch(const std::string& text, const TextStyle& style, bool margin, int wrap_width) {
  std::string key = key_of(text, style, margin, wrap_width);
  if (const auto found = known_.find(key); found != known_.end()) {
    recent_.splice(recent_.begin(), recent_, found->second);
    return recent_.front().patch;
  }
  recent_.push_front({key, render(text, style, margin, wrap_width)});
  known_.emplace(std::move(key), recent_.begin());
  bytes_ += recent_.front().patch.bytes();
  while (bytes_ > kKeptBytes && recent_.size() > 1) {
    bytes_ -= recent_.back().patch.bytes();
    known_.erase(recent_.back().key);
    recent_.pop_back();
  }
  return recent_.front().patch;
}

Patch TextPainter::render(const std::string& text, const TextStyle& style, bool margin, int wrap_width) {
  if (!layout_) {
    layout_ = std::make_unique<Layout>();
    no_fonts_ = !layout_->has_fonts();
  }
  PangoLayout* layout = layout_->layout.get();
  const int size = static_cast<int>(std::min(style.size, kLargestSize));
  std::unique_ptr<PangoFontDescription, FreeDescription> font(
      pango_font_description_from_string(style.font.empty() ? "Serif" : style.font.c_str()));
  if (size > 0) pango_font_description_set_size(font.get(), size * PANGO_SCALE);
  pango_layout_set_font_description(layout, font.get());
  pango_layout_set_width(layout, wrap_width * PANGO_SCALE);
  pango_layout_set_wrap(layout, PANGO_WRAP_WORD);
  const gst::StringRef valid(g_utf8_make_valid(text.c_str(), static_cast<gssize>(text.size())));
  pango_layout_set_text(layout, valid.get(), -1);

  int width = 0, height = 0;
  pango_layout_get_pixel_size(layout, &width, &height);
  const int side = margin ? size : 0, above = margin ? size / 2 : 0;
  // Pictures are no larger than 32767 pixels a side in cairo, and neither are texts.
  constexpr int kLargest = 32767;
  Patch patch(std::min(width + side, kLargest), std::min(height + above, kLargest));
  const ContextRef context = patch.context();
  if (style.has_background) {
    set_source(context.get(), style.background);
    cairo_paint(context.get());
  }
  cairo_move_to(context.get(), side / 2, above / 2);
  set_source(context.get(), style.colour);
  pango_cairo_show_layout(context.get(), layout);
  return patch;
}

}  // namespace runtime::osd
