#pragma once

#include "nvds/osd.h"
#include "runtime/surface/surface.h"

namespace runtime::osd {

// Makes an object unrecognisable: its box keeps about ten areas of colour a side. With `mask`, only where the mask is.
void blur(const Picture& picture, const nvds::NvOSD_RectParams& rect, const nvds::NvOSD_MaskParams* mask);

}  // namespace runtime::osd
