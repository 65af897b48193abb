// The batch metadata of the canvas: one frame with what the shown frames had.
#pragma once

#include "nvds/gst_metadata.h"
#include "runtime/surface/surface.h"

namespace runtime::tiler {

// Gives the buffer batch metadata with one frame of the canvas's size.
nvds::NvDsFrameMeta* attach_canvas_meta(GstBuffer* buffer, int width, int height, gint frame_num);

// Copies objects, drawings and user metas of a frame, measured in a picture of this size, to the canvas's frame;
// boxes and drawings move to the tile.
void add_frame(nvds::NvDsFrameMeta& canvas, const nvds::NvDsFrameMeta& frame, int width, int height,
               const Rectangle& tile);

}  // namespace runtime::tiler
