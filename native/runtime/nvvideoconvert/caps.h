// Which caps the converter can make of which, and how it chooses among them.
#pragma once

#include <gst/gst.h>

#include "runtime/nvvideoconvert/flip.h"

namespace runtime::videoconvert {

// Of both pads.
extern const char* const template_caps;

// Everything that `caps` can become: as it is first, then other formats and sizes in its memory, then in the other one.
GstCaps* transform_caps(const GstCaps* caps, GstCaps* filter);

// Fixes `other` (owned) to what is nearest to `caps`: its format if possible, its size and display aspect ratio, its
// colorimetry. `towards_src`: caps are those of the input.
GstCaps* fixate_caps(const GstCaps* caps, GstCaps* other, bool towards_src, Flip flip);

}  // namespace runtime::videoconvert
