#include "runtime/nvdsosd/paint.h"

#include <ctime>

#include "runtime/nvdsosd/blur.h"
#include "runtime/nvdsosd/shapes.h"

namespace runtime::osd {
namespace {

std::string local_time() {
  const std::time_t now = std::time(nullptr);
  std::tm parts{};
  localtime_r(&now, &parts);
  char text[32];
  return std::string(text, std::strftime(text, sizeof text, "%Y-%m-%d %H:%M:%S", &parts));
}

}  // namespace

TooWide find_too_wide(const Scene& scene) {
  for (const auto* rect : scene.rects)
    if (rect->border_width > kWidest) return {"border", "border_width", rect->border_width};
  for (const auto* line : scene.lines)
    if (line->line_width > kWidest) return {"line", "line_width", line->line_width};
  for (const auto* arrow : scene.arrows)
    if (arrow->arrow_width > kWidest) return {"arrow", "arrow_width", arrow->arrow_width};
  return {nullptr, nullptr, 0};
}

void paint(Canvas& canvas, const Scene& scene, const Clock* clock, TextPainter& texts) {
  for (const auto* rect : scene.rects) draw(canvas, *rect);
  for (const auto& [mask, rect] : scene.masks) draw(canvas, *mask, *rect);
  for (const auto* text : scene.texts) texts.draw(canvas, *text);
  if (clock) texts.draw(canvas, local_time(), clock->style, clock->left, clock->top);
  for (const auto* line : scene.lines) draw(canvas, *line);
  for (const auto* arrow : scene.arrows) draw(canvas, *arrow);
  for (const auto* circle : scene.circles) draw(canvas, *circle);
  for (const auto& [mask, rect] : scene.blurs) blur(canvas.picture(), *rect, mask);
}

}  // namespace runtime::osd
