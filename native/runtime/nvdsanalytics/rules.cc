#include "runtime/nvdsanalytics/rules.h"

namespace runtime::analytics {
namespace {

// What a movement must exceed before its direction means anything.
struct Thresholds {
  std::int64_t squared_pixels;
  double cosine;  // at least
  std::size_t frames;
};
constexpr Thresholds kDirection{3000, 0.5, 10};
constexpr Thresholds kStrictLine{6000, 0.8, 20};
constexpr Thresholds kBalancedLine{3000, 0.5, 10};
constexpr Thresholds kLooseLine{1000, 0.1, 3};

const Thresholds& thresholds(Mode mode) {
  switch (mode) {
    case Mode::strict: return kStrictLine;
    case Mode::balanced: return kBalancedLine;
    case Mode::loose: break;
  }
  return kLooseLine;
}

// How far: between the bottoms.
bool far_enough(const Movement& movement, const Thresholds& least) {
  return movement.frames > least.frames &&
         squared_length(vector_of({movement.from.bottom(), movement.to.bottom()})) > least.squared_pixels;
}

// Which way: between the centres. False for an arrow of no length.
bool same_way(const Movement& movement, const Segment& arrow, const Thresholds& least) {
  return cosine(vector_of({movement.from.centre, movement.to.centre}), vector_of(arrow)) >= least.cosine;
}

// In whole pixels, so that a bottom less than a pixel away is still on the line.
bool changes_side(const Movement& movement, const Segment& line) {
  const int from = signed_distance(line, movement.from.bottom()), to = signed_distance(line, movement.to.bottom());
  return (from < 0 && to > 0) || (from > 0 && to < 0);
}

// From the side where the arrow, prolonged to the line, begins. A bottom on the line has crossed it.
bool passes(const Movement& movement, const Segment& line, std::int64_t sense) {
  const std::int64_t from = side(line, movement.from.bottom()), to = side(line, movement.to.bottom());
  return sense > 0 ? from < 0 && to >= 0 : from > 0 && to <= 0;
}

// One of the paths of bottom centre and corners cuts the line between its ends.
bool cuts(const Movement& movement, const Segment& line) {
  const Place &from = movement.from, &to = movement.to;
  return meet({from.bottom(), to.bottom()}, line) || meet({from.bottom_left(), to.bottom_left()}, line) ||
         meet({from.bottom_right(), to.bottom_right()}, line);
}

}  // namespace

bool moves_along(const Movement& movement, const Segment& arrow) {
  return far_enough(movement, kDirection) && same_way(movement, arrow, kDirection);
}

bool crosses(const Movement& movement, const Line& line, const LineRules& rules) {
  const Thresholds& least = thresholds(rules.mode);
  if (!far_enough(movement, least)) return false;
  const Point along = vector_of(line.line), arrow = vector_of(line.arrow);
  const std::int64_t sense = std::int64_t(along.x) * arrow.y - std::int64_t(along.y) * arrow.x;
  // An arrow along the line has no sense of crossing: its angle decides, as in the other modes.
  const bool crossed = rules.mode == Mode::loose && sense != 0
                           ? passes(movement, line.line, sense)
                           : same_way(movement, line.arrow, least) && changes_side(movement, line.line);
  return crossed && (rules.extended || cuts(movement, line.line));
}

}  // namespace runtime::analytics
