#pragma once

#include <string>

#include "runtime/nvdsosd/canvas.h"
#include "runtime/nvdsosd/scene.h"
#include "runtime/nvdsosd/text.h"

namespace runtime::osd {

// What cannot be drawn: a border, line or arrow wider than DeepStream takes.
struct TooWide {
  const char* what;  // "border", "line", "arrow"; nullptr when all is well
  const char* field;
  unsigned width;
};
TooWide find_too_wide(const Scene& scene);

struct Clock {
  TextStyle style;
  int left = 0;
  int top = 0;
};

// Draws in DeepStream's order: rectangles, masks, texts, the clock, lines, arrows, circles, blurs. The scene has
// nothing that is too wide.
void paint(Canvas& canvas, const Scene& scene, const Clock* clock, TextPainter& texts);

}  // namespace runtime::osd
