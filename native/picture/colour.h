// Colours by the definition of their matrix and range, to the nearest of 256 steps.
#pragma once

#include "picture/picture.h"

namespace picture {

// What JPEG files hold.
GstVideoColorimetry full_range_bt601();

// Brings AYUV of any matrix and range to RGB or RGBA of the same size.
void to_rgb(const Pixels& ayuv, Pixels& rgb);

// Brings I420 or GRAY8 from studio range (16 to 235) to full range, in place.
void widen_range(Pixels& pixels);

}  // namespace picture
