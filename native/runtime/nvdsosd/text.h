// Texts, laid out by pango and kept: labels come back frame after frame.
#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <utility>

#include "nvds/osd.h"
#include "runtime/nvdsosd/canvas.h"

namespace runtime::osd {

struct TextStyle {
  std::string font;   // family, "" for Serif
  unsigned size = 0;  // points
  Colour colour;
  bool has_background = false;
  Colour background;
  bool operator==(const TextStyle&) const = default;
};

class TextPainter {
 public:
  TextPainter();
  ~TextPainter();
  TextPainter(const TextPainter&) = delete;
  TextPainter& operator=(const TextPainter&) = delete;

  // A label: its background reaches half a font size further on each side and a quarter above and below.
  void draw(Canvas& canvas, const nvds::NvOSD_TextParams& text);
  // Without such a margin: the clock.
  void draw(Canvas& canvas, const std::string& text, const TextStyle& style, int left, int top);
  // True once, after the first text, when the machine has no fonts: pango draws boxes for letters then.
  bool found_no_fonts() { return std::exchange(no_fonts_, false); }

 private:
  struct Entry {
    std::string key;
    Patch patch;
  };

  const Patch& patch(const std::string& text, const TextStyle& style, bool margin, int wrap_width);
  Patch render(const std::string& text, const TextStyle& style, bool margin, int wrap_width);

  struct Layout;
  std::unique_ptr<Layout> layout_;
  std::list<Entry> recent_;  // the latest used first
  std::unordered_map<std::string, std::list<Entry>::iterator> known_;
  std::size_t bytes_ = 0;
  bool no_fonts_ = false;
};

}  // namespace runtime::osd
