// Boxes, texts, lines and circles of a frame follow its pixels.
#pragma once

#include "nvds/metadata.h"
#include "runtime/nvvideoconvert/frame.h"

namespace runtime::videoconvert {

// Brings the objects and display metas of a frame to output coordinates.
void move_metadata(nvds::NvDsFrameMeta& frame, const Placement& placement);

}  // namespace runtime::videoconvert
