// Points, zones and lines in whole pixels, with DeepStream's rounding.
#pragma once

#include <cstdint>
#include <vector>

namespace runtime::analytics {

struct Point {
  int x = 0;
  int y = 0;
  bool operator==(const Point&) const = default;
};

struct Segment {
  Point from;
  Point to;
};

using Polygon = std::vector<Point>;

// Coordinates beyond this are cut, so that products of differences stay exact.
inline constexpr int kFarthest = 1 << 28;

// Cut to a whole number; 0 for what is no number.
int whole(double coordinate);

// Even-odd rule with a ray to the left; the crossing with an edge is cut to a whole pixel and counts when the point
// lies on it or to the right.
bool contains(const Polygon& polygon, Point point);

// Twice the area of the triangle line.from, line.to, point: its sign is the side of the line, positive on the right of
// somebody who walks along it (y grows downwards).
std::int64_t side(const Segment& line, Point point);

// The distance from the line (prolonged both ways) with the sign of `side`, cut to a whole pixel; 0 for a line of no
// length.
int signed_distance(const Segment& line, Point point);

// The cosine of the angle between two vectors; not a number when one has no length.
double cosine(Point a, Point b);

Point vector_of(const Segment& segment);
std::int64_t squared_length(Point vector);

// Whether two segments share a point.
bool meet(const Segment& a, const Segment& b);

// Whether two edges that are no neighbours meet.
bool crosses_itself(const Polygon& polygon);

}  // namespace runtime::analytics
