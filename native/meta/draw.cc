// Drawings as display metas, sixteen of a kind in each.
#include <cstring>

#include "meta/apply.h"
#include "meta/pack.h"

namespace meta {
namespace {

using nvds::Layout;

// Display metas never changed but for the size of a rectangle, which moves what follows the sixteen.
class DisplayWriter {
 public:
  DisplayWriter(nvds::NvDsFrameMeta* frame, std::uint64_t annotation, const Layout& layout, nvds::NvDsBatchMeta& batch,
                const Library& library)
      : frame_(frame), annotation_(annotation), layout_(layout), batch_(batch), library_(library) {}
  ~DisplayWriter() { finish(); }
  DisplayWriter(const DisplayWriter&) = delete;
  DisplayWriter& operator=(const DisplayWriter&) = delete;

  void operator()(const Text& text) {
    std::byte* const at = next(layout_.display.num_labels, layout_.display.text_params, sizeof(nvds::NvOSD_TextParams));
    if (!at) return;
    nvds::NvOSD_TextParams params{};
    // The library frees it together with the display meta.
    params.display_text = g_strndup(text.text.data(), text.text.size());
    params.x_offset = text.at.x;
    params.y_offset = text.at.y;
    params.font_params = {const_cast<char*>(text.font_name), text.font_size, text.color};
    params.set_bg_clr = text.background.has_value();
    params.text_bg_clr = text.background.value_or(nvds::NvOSD_ColorParams{});
    std::memcpy(at, &params, sizeof params);
  }

  void operator()(const Line& line) {
    std::byte* const at = next(layout_.display.num_lines, layout_.display.line_params, sizeof(nvds::NvOSD_LineParams));
    if (!at) return;
    const nvds::NvOSD_LineParams params{line.from.x, line.from.y, line.to.x, line.to.y, line.width, line.color};
    std::memcpy(at, &params, sizeof params);
  }

  void operator()(const Arrow& arrow) {
    std::byte* const at =
        next(layout_.display.num_arrows, layout_.display.arrow_params, sizeof(nvds::NvOSD_ArrowParams));
    if (!at) return;
    const Line& line = arrow.line;
    const nvds::NvOSD_ArrowParams params{line.from.x, line.from.y, line.to.x,  line.to.y,
                                         line.width,  arrow.head,  line.color, 0};
    std::memcpy(at, &params, sizeof params);
  }

  // Before 6.4 nvdsosd does not look at the width.
  void operator()(const Circle& circle) {
    std::byte* const at =
        next(layout_.display.num_circles, layout_.display.circle_params, sizeof(nvds::NvOSD_CircleParams));
    if (!at) return;
    const nvds::NvOSD_CircleParams params{circle.centre.x,
                                          circle.centre.y,
                                          circle.radius,
                                          circle.color,
                                          circle.background.has_value(),
                                          circle.background.value_or(nvds::NvOSD_ColorParams{}),
                                          circle.width,
                                          0};
    std::memcpy(at, &params, sizeof params);
  }

  void operator()(const Rectangle& rectangle) {
    std::byte* const at = next(layout_.display.num_rects, layout_.display.rect_params, layout_.rect.size);
    if (!at) return;
    nvds::NvOSD_RectParams params{};
    params.left = rectangle.box.left;
    params.top = rectangle.box.top;
    params.width = rectangle.box.width;
    params.height = rectangle.box.height;
    params.border_width = rectangle.width;
    params.border_color = rectangle.color;
    params.has_bg_color = rectangle.background.has_value();
    params.bg_color = rectangle.background.value_or(nvds::NvOSD_ColorParams{});
    std::memcpy(at, &params, layout_.rect.size);
  }

 private:
  // Room for one more of a kind; a display meta that is full goes to the frame.
  std::byte* next(std::uint32_t count_at, std::uint32_t first_at, std::uint32_t size) {
    if (meta_ && nvds::field<guint>(meta_, count_at) >= nvds::MAX_ELEMENTS_IN_DISPLAY_META) finish();
    if (!meta_) start();
    if (!meta_) return nullptr;
    const auto count = nvds::field<guint>(meta_, count_at);
    const guint more = count + 1;
    std::memcpy(bytes() + count_at, &more, sizeof more);
    return bytes() + first_at + std::size_t{count} * size;
  }

  void start() {
    meta_ = library_.acquire_display(&batch_);
    if (!meta_ || annotation_ == 0) return;
    const gint64 mark[2] = {kAnnotationMark, static_cast<gint64>(annotation_)};
    std::memcpy(bytes() + layout_.display.misc_osd_data, mark, sizeof mark);
  }

  void finish() {
    if (meta_) library_.add_display(frame_, meta_);
    meta_ = nullptr;
  }

  std::byte* bytes() { return reinterpret_cast<std::byte*>(meta_); }

  nvds::NvDsFrameMeta* const frame_;
  const std::uint64_t annotation_;
  const Layout& layout_;
  nvds::NvDsBatchMeta& batch_;
  const Library& library_;
  nvds::NvDsDisplayMeta* meta_ = nullptr;
};

bool bears(const nvds::NvDsFrameMeta* frame, std::uint64_t annotation, const Layout& layout) {
  std::uint32_t left = kMaxObjects;
  for (const auto* node = nvds::field<const GList*>(frame, layout.frame.display_meta_list); node && left > 0;
       node = node->next, --left) {
    if (!node->data) continue;
    if (nvds::field<gint64>(node->data, layout.display.misc_osd_data) == kAnnotationMark &&
        nvds::field<guint64>(node->data, layout.display.misc_osd_data + sizeof(gint64)) == annotation)
      return true;
  }
  return false;
}

}  // namespace

bool draw(std::span<const Drawing> drawings, nvds::NvDsFrameMeta* frame, std::uint64_t annotation, const Layout& layout,
          nvds::NvDsBatchMeta& batch, const Library& library) {
  if (annotation != 0 && bears(frame, annotation, layout)) return false;
  DisplayWriter writer(frame, annotation, layout, batch, library);
  for (const Drawing& drawing : drawings) std::visit(writer, drawing.shape);
  return true;
}

}  // namespace meta
