#include "runtime/nvdsanalytics/config_shapes.h"

#include <algorithm>

namespace runtime::analytics {
namespace {

// The points of the entry; nothing after a fault was noted.
Polygon read_points(ConfigReader& reader, FrameSize frame) {
  const auto numbers = reader.integers(0, kFarthest);
  if (!numbers) return {};
  Polygon points;
  for (std::size_t i = 0; i + 1 < numbers->size(); i += 2)
    points.push_back({int((*numbers)[i]), int((*numbers)[i + 1])});
  const bool outside = std::any_of(points.begin(), points.end(),
                                   [&](Point point) { return point.x > frame.width || point.y > frame.height; });
  if (outside && frame.width > 0 && frame.height > 0)
    reader.warning(reader.entry().key + " leaves the frame of " + std::to_string(frame.width) + "x" +
                       std::to_string(frame.height) + ".",
                   "Correct the points, or config-width and config-height.");
  return points;
}

void note_repeated(ConfigReader& reader, const char* consequence) {
  reader.warning(reader.entry().key + " stands more than once in its group; " + consequence + ".",
                 "Give each its own label.");
}

// The arrows and lines among the points, `count` numbers in all; nothing after a fault was noted.
Polygon read_segments(ConfigReader& reader, FrameSize frame, std::size_t count, const char* form) {
  const std::size_t given = reader.words().size();
  if (given < count) {
    reader.error(reader.entry().key + " has " + std::to_string(given) + " numbers of " + std::to_string(count) + ".",
                 std::string("Write ") + form + ".");
    return {};
  }
  Polygon points = read_points(reader, frame);
  if (points.empty()) return {};
  if (given > count)
    reader.warning(reader.entry().key + " has more than " + std::to_string(count) + " numbers; the rest has no effect.",
                   std::string("Write ") + form + ".");
  points.resize(count / 2);
  return points;
}

bool is_point(const Segment& segment) { return segment.from == segment.to; }

template <class Shape>
bool knows(const std::vector<Shape>& shapes, const std::string& label) {
  return std::any_of(shapes.begin(), shapes.end(), [&](const Shape& shape) { return shape.label == label; });
}

}  // namespace

const char* shape_form(const std::vector<Region>&) { return "roi-<label>=x1;y1;x2;y2;x3;y3"; }
const char* shape_form(const std::vector<Line>&) {
  return "line-crossing-<label>=x1;y1;x2;y2;x3;y3;x4;y4, the start and end of the direction, then those of the line";
}
const char* shape_form(const std::vector<Direction>&) {
  return "direction-<label>=x1;y1;x2;y2, the start and end of the arrow";
}

void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Region>& regions) {
  if (repeated) {
    note_repeated(reader, "the last one makes two equal regions, and objects in it count twice");
    const auto first = std::find_if(regions.begin(), regions.end(), [&](const Region& r) { return r.label == label; });
    if (first != regions.end()) regions.push_back(Region(*first));
    return;
  }
  const std::size_t given = reader.words().size();
  const std::string& key = reader.entry().key;
  if (given < 4 || given % 2) {
    reader.error(key + " has " + std::to_string(given) + " numbers; a region needs the x and y of at least 3 points.",
                 std::string("Write ") + shape_form(regions) + ".");
    return;
  }
  Polygon points = read_points(reader, frame);
  if (points.empty()) return;
  if (points.size() < 3)
    reader.warning(key + " has only 2 points; no object can be in it.",
                   std::string("Write ") + shape_form(regions) + ".");
  else if (crosses_itself(points))
    reader.warning(key + " crosses itself; parts that are surrounded twice count as outside.",
                   "Order the points along the outline.");
  regions.push_back({label, std::move(points)});
}

void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Line>& lines) {
  if (repeated) return note_repeated(reader, "only the last one counts");
  const Polygon points = read_segments(reader, frame, 8, shape_form(lines));
  if (points.empty() || knows(lines, label)) return;
  const Line line{label, {points[0], points[1]}, {points[2], points[3]}};
  const std::string& key = reader.entry().key;
  if (is_point(line.arrow))
    reader.warning(key + " has a direction of no length; nothing can cross it.",
                   "Let the first two points differ: they are the start and end of the direction.");
  if (is_point(line.line))
    reader.warning(key + " is a line of no length; nothing can cross it.",
                   "Let the last two points differ: they are the ends of the line.");
  lines.push_back(line);
}

void read_shape(ConfigReader& reader, FrameSize frame, const std::string& label, bool repeated,
                std::vector<Direction>& directions) {
  if (repeated) return note_repeated(reader, "only the last one counts");
  const Polygon points = read_segments(reader, frame, 4, shape_form(directions));
  if (points.empty() || knows(directions, label)) return;
  const Direction direction{label, {points[0], points[1]}};
  if (is_point(direction.arrow))
    reader.warning(reader.entry().key + " has no length; nothing can move along it.", "Let its two points differ.");
  directions.push_back(direction);
}

}  // namespace runtime::analytics
