#include "runtime/nvdsanalytics/geometry.h"

#include <algorithm>
#include <cmath>

namespace runtime::analytics {
namespace {

int sign(std::int64_t value) { return (value > 0) - (value < 0); }

bool in_box_of(const Segment& segment, Point point) {
  const auto [left, right] = std::minmax(segment.from.x, segment.to.x);
  const auto [top, bottom] = std::minmax(segment.from.y, segment.to.y);
  return left <= point.x && point.x <= right && top <= point.y && point.y <= bottom;
}

}  // namespace

int whole(double coordinate) {
  return std::isnan(coordinate) ? 0 : int(std::clamp(coordinate, double(-kFarthest), double(kFarthest)));
}

bool contains(const Polygon& polygon, Point point) {
  bool inside = false;
  for (std::size_t i = 0, j = polygon.size() - 1; i < polygon.size(); j = i++) {
    const Point a = polygon[i], b = polygon[j];
    if ((a.y > point.y) == (b.y > point.y)) continue;
    // Coordinates of a zone are never negative, so the division rounds down.
    const std::int64_t height = std::int64_t(b.y) - a.y;
    const std::int64_t crossing = (a.x * height + (std::int64_t(b.x) - a.x) * (std::int64_t(point.y) - a.y)) / height;
    if (point.x >= crossing) inside = !inside;
  }
  return inside;
}

std::int64_t side(const Segment& line, Point point) {
  const Point along = vector_of(line), to = vector_of({line.from, point});
  return std::int64_t(along.x) * to.y - std::int64_t(along.y) * to.x;
}

int signed_distance(const Segment& line, Point point) {
  const double length = std::sqrt(double(squared_length(vector_of(line))));
  return length > 0 ? int(double(side(line, point)) / length) : 0;
}

double cosine(Point a, Point b) {
  const double dot = double(a.x) * b.x + double(a.y) * b.y;
  return dot / (std::hypot(a.x, a.y) * std::hypot(b.x, b.y));
}

Point vector_of(const Segment& segment) { return {segment.to.x - segment.from.x, segment.to.y - segment.from.y}; }

std::int64_t squared_length(Point vector) {
  return std::int64_t(vector.x) * vector.x + std::int64_t(vector.y) * vector.y;
}

bool meet(const Segment& a, const Segment& b) {
  const int b_from = sign(side(a, b.from)), b_to = sign(side(a, b.to));
  const int a_from = sign(side(b, a.from)), a_to = sign(side(b, a.to));
  if (b_from != b_to && a_from != a_to) return true;
  return (b_from == 0 && in_box_of(a, b.from)) || (b_to == 0 && in_box_of(a, b.to)) ||
         (a_from == 0 && in_box_of(b, a.from)) || (a_to == 0 && in_box_of(b, a.to));
}

bool crosses_itself(const Polygon& given) {
  Polygon polygon = given;
  polygon.erase(std::unique(polygon.begin(), polygon.end()), polygon.end());
  while (polygon.size() > 1 && polygon.front() == polygon.back()) polygon.pop_back();  // closed by hand
  const std::size_t count = polygon.size();
  const auto edge = [&](std::size_t i) { return Segment{polygon[i], polygon[(i + 1) % count]}; };
  for (std::size_t i = 0; i < count; ++i)
    for (std::size_t j = i + 2; j < count; ++j)
      if ((j + 1) % count != i && meet(edge(i), edge(j))) return true;
  return false;
}

}  // namespace runtime::analytics
