// Caps on both sides of the tiler: format and frame rate are the batch's, the size is the canvas's.
#pragma once

#include <gst/gst.h>

namespace runtime::tiler {

// Of both pads.
extern const char* const template_caps;

// The canvases that batches of `caps` become.
GstCaps* canvas_caps(const GstCaps* caps, int width, int height);
// The batches that become canvases of `caps`; empty if their size is another one.
GstCaps* batch_caps(GstCaps* caps, int width, int height);

}  // namespace runtime::tiler
