// Where boxes and drawings lie after their picture was scaled, moved or flipped.
#pragma once

#include "nvds/metadata.h"

namespace runtime {

struct Point {
  float x;
  float y;
};

class CoordinateMap {
 public:
  CoordinateMap(float scale_x, float scale_y) : scale_x_(scale_x), scale_y_(scale_y) {}
  virtual ~CoordinateMap() = default;

  // From coordinates of the input picture to those of the output picture. Axes stay parallel to axes.
  virtual Point map(Point point) const = 0;

  float scale_x() const { return scale_x_; }
  float scale_y() const { return scale_y_; }

  void rectangle(nvds::NvOSD_RectParams& rect) const;
  // Unsigned in the interface: what falls off the left or top edge stays on it.
  void point(unsigned& x, unsigned& y) const;
  // All shapes and texts; a circle's radius goes by the smaller factor, so that it stays inside of its box.
  void display(nvds::NvDsDisplayMeta& display) const;

  static unsigned on_picture(float coordinate);

 private:
  float scale_x_;
  float scale_y_;
};

}  // namespace runtime
