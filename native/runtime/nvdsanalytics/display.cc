#include "runtime/nvdsanalytics/display.h"

#include <glib.h>

#include <cmath>
#include <map>
#include <numbers>

namespace runtime::analytics {
namespace {

using namespace nvds;

using Colour = NvOSD_ColorParams;
constexpr Colour kYellow{1, 1, 0, 1};
constexpr Colour kOrange{1, 0.5, 0, 1};
constexpr Colour kRed{1, 0, 0, 1};
constexpr Colour kGreen{0, 1, 0, 1};
constexpr Colour kWhite{1, 1, 1, 1};
constexpr Colour kBlack{0, 0, 0, 1};

constexpr Point kCountText{5, 5};
constexpr unsigned kLineWidth = 2;
constexpr float kTextAbove = 10;  // pixels between a new text of an object and its box
// One less than there is room for: DeepStream closes a display meta at 15 labels or lines.
constexpr unsigned kMostElements = MAX_ELEMENTS_IN_DISPLAY_META - 1;

// The two lines of an arrow's head.
constexpr double kHeadLength = 0.15;  // of the arrow
constexpr double kHeadAngle = std::numbers::pi / 12;

// Fonts are named by constants: no copy or release of metadata touches font_name.
char font_name[] = "Serif";

void write_text(NvOSD_TextParams& text, const std::string& words, Point at, const Colour& colour, unsigned font_size) {
  text.display_text = g_strdup(words.c_str());
  // Left of or above the picture the unsigned fields wrap, as in DeepStream.
  text.x_offset = unsigned(at.x);
  text.y_offset = unsigned(at.y);
  text.font_params = {font_name, font_size, colour};
  text.set_bg_clr = 1;
  text.text_bg_clr = kBlack;
}

// Fills display metas one after the other.
class Drawing {
 public:
  Drawing(NvDsBatchMeta& batch, NvDsFrameMeta& frame, unsigned font_size)
      : batch_(batch), frame_(frame), font_size_(font_size) {}

  void label(const std::string& words, Point at, const Colour& colour) {
    NvDsDisplayMeta* meta = open();
    if (!meta) return;
    write_text(meta->text_params[meta->num_labels++], words, at, colour, font_size_);
    close_if_full();
  }

  void line(const Segment& segment, const Colour& colour) {
    NvDsDisplayMeta* meta = open();
    if (!meta) return;
    meta->line_params[meta->num_lines++] = {unsigned(segment.from.x),
                                            unsigned(segment.from.y),
                                            unsigned(segment.to.x),
                                            unsigned(segment.to.y),
                                            kLineWidth,
                                            colour};
    close_if_full();
  }

  void outline(const Polygon& points, const Colour& colour) {
    for (std::size_t i = 0; i < points.size(); ++i) line({points[i], points[(i + 1) % points.size()]}, colour);
  }

  void arrow(const Segment& arrow, const Colour& colour) {
    line(arrow, colour);
    const Point along = vector_of(arrow);
    const double angle = std::atan2(along.y, along.x), length = kHeadLength * std::hypot(along.x, along.y);
    for (const double spread : {-kHeadAngle, kHeadAngle}) {
      const Point end{whole(arrow.to.x - length * std::cos(angle + spread)),
                      whole(arrow.to.y - length * std::sin(angle + spread))};
      line({end, arrow.to}, colour);
    }
  }

 private:
  // Null only when there is no memory.
  NvDsDisplayMeta* open() {
    if (meta_) return meta_;
    meta_ = nvds_acquire_display_meta_from_pool(&batch_);
    if (meta_) nvds_add_display_meta_to_frame(&frame_, meta_);
    return meta_;
  }

  // The next one is opened at once: DeepStream leaves an empty one behind when nothing follows.
  void close_if_full() {
    if (meta_->num_labels < kMostElements && meta_->num_lines < kMostElements) return;
    meta_ = nullptr;
    open();
  }

  NvDsBatchMeta& batch_;
  NvDsFrameMeta& frame_;
  unsigned font_size_;
  NvDsDisplayMeta* meta_ = nullptr;
};

template <class Map>
std::string value_of(const Map& map, const std::string& label) {
  const auto found = map.find(label);
  return found == map.end() ? "0" : std::to_string(found->second);
}

// "Count for ClassId0=2 ClassId2=1"
std::string count_text(const NvDsAnalyticsFrameMeta& facts) {
  std::string text = "Count for";
  for (const auto& [id, count] : std::map<int, std::uint32_t>(facts.objCnt.begin(), facts.objCnt.end()))
    text += " ClassId" + std::to_string(id) + "=" + std::to_string(count);
  return text;
}

std::string crowd_text(const std::string& label, const NvDsAnalyticsFrameMeta& facts) {
  const auto crowded = facts.ocStatus.find(label);
  return label + " OverCrowding=" + (crowded != facts.ocStatus.end() && crowded->second ? "True" : "False") +
         ", Count=" + value_of(facts.objInROIcnt, label);
}

// Of a region: x of its first point, y of its second.
Point label_place(const Polygon& points) { return {points[0].x, points[1].y}; }

}  // namespace

void add_display(NvDsBatchMeta& batch, NvDsFrameMeta& frame, const Config& config, const StreamRules& rules,
                 const FrameResult& result) {
  const NvDsAnalyticsFrameMeta& facts = result.frame;
  if (config.display == Display::nothing) return;
  const bool counts = config.display == Display::everything;
  Drawing drawing(batch, frame, config.font_size);
  if (config.display_object_count) drawing.label(count_text(facts), kCountText, kYellow);
  if (rules.regions.enable) {
    for (const Region& region : rules.regions.regions) {
      drawing.label(counts ? region.label + "=" + value_of(result.in_regions, region.label) : region.label,
                    label_place(region.points), kYellow);
      drawing.outline(region.points, kYellow);
    }
  }
  if (rules.crowding.enable) {
    for (const Region& region : rules.crowding.regions) {
      drawing.label(counts ? crowd_text(region.label, facts) : region.label, label_place(region.points), kOrange);
      drawing.outline(region.points, kOrange);
    }
  }
  if (rules.directions.enable) {
    for (const Direction& direction : rules.directions.directions) {
      drawing.label(direction.label, direction.arrow.from, kRed);
      drawing.arrow(direction.arrow, kRed);
    }
  }
  if (rules.lines.enable) {
    for (const Line& line : rules.lines.lines) {
      drawing.label(counts ? line.label + "=" + value_of(facts.objLCCumCnt, line.label) : line.label + " ",
                    line.line.to, kGreen);
      drawing.arrow(line.arrow, kGreen);
      drawing.line(line.line, kGreen);
    }
  }
}

void mark_object(NvDsObjectMeta& object, const NvDsAnalyticsObjInfo& info, unsigned font_size) {
  NvOSD_TextParams& text = object.text_params;
  if (text.display_text) {
    gchar* joined = g_strconcat(text.display_text, " ", info.objStatus.c_str(), nullptr);
    g_free(text.display_text);
    text.display_text = joined;
  } else {
    const Point at{whole(object.rect_params.left), whole(object.rect_params.top - kTextAbove)};
    write_text(text, info.objStatus, at, kWhite, font_size);
  }
  if (info.roiStatus.empty() && info.lcStatus.empty()) return;
  Colour& border = object.rect_params.border_color;
  border = {1 - border.red, 1 - border.green, 1 - border.blue, border.alpha};
}

}  // namespace runtime::analytics
