// The flip-method property: its values and what they do to pixels.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime::videoconvert {

enum class Flip {
  none,
  counterclockwise,
  rotate_180,
  clockwise,
  horizontal,
  upper_right_diagonal,
  vertical,
  upper_left_diagonal,
};

// Width and height change places.
bool turns(Flip flip);

// Formats whose planes can be flipped sample by sample; the others need to be converted first.
bool can_flip(GstVideoFormat format);

// Both pictures have the same format; `to` has the flipped size.
void flip_picture(const Picture& from, const Picture& to, Flip flip);

}  // namespace runtime::videoconvert
