// One picture from input to output: crop, flip, scale, convert.
#pragma once

#include "runtime/nvvideoconvert/flip.h"

namespace runtime::videoconvert {

// What happens between an input picture and an output picture.
struct Placement {
  Rectangle source;  // of the input
  Rectangle target;  // of the output
  Flip flip = Flip::none;
  int output_width = 0;
  int output_height = 0;

  bool fills_output() const {
    return target.left == 0 && target.top == 0 && target.width == output_width && target.height == output_height;
  }
};

// False when the pair of formats cannot be converted.
bool convert_frame(const Picture& from, const Picture& to, const Placement& placement, Scaling scaling);

}  // namespace runtime::videoconvert
