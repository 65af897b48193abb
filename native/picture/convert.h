// Brings pictures to another format and size.
#pragma once

#include "gst/fault.h"
#include "picture/source.h"

namespace picture {

struct Size {
  int width = 0;
  int height = 0;
};

// The wanted part of the source. RGB is full range; GRAY8 is the luma of the source's own matrix, full range; I420 is
// what JPEG files hold: BT.601, full range. Shrinking weighs every pixel. Rows have room for whole blocks of 16 pixels.
gst::Result<Pixels> convert(const Source& source, GstVideoFormat format, Size size);

// The rows of a format of one plane, one after the other.
std::vector<std::uint8_t> without_gaps(const Pixels& pixels);

}  // namespace picture
