// Studio range (16–235) and full range (0–255) of YUV.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime {

// Formats whose planes hold either luma or chroma, with 8 bits a sample.
bool can_change_range(GstVideoFormat format);

// Brings the samples of such a picture from the other range to `range`.
void change_range(const Picture& picture, GstVideoColorRange range);

}  // namespace runtime
