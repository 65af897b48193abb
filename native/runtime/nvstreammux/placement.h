// Where a source's picture lies in the muxer's picture.
#pragma once

#include <gst/video/video.h>

#include "runtime/surface/surface.h"

namespace runtime::mux {

// The whole picture, or with padding the largest centred part with the source's display aspect (pixel aspect ratio
// respected); offsets and sizes are even, because chroma planes have half the resolution.
Rectangle place(const GstVideoInfo& source, int width, int height, bool padding);

// Paints what lies around `part`.
void paint_bars(const Picture& picture, const Rectangle& part);

}  // namespace runtime::mux
