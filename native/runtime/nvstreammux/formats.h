// The colour formats of muxers.
#pragma once

#include <gst/video/video.h>

#include "gst/ref.h"

namespace runtime::mux {

// What a batch can hold.
bool is_batch_format(GstVideoFormat format);
// The batch format that loses least: the same, else NV12 for YUV and grey pictures, RGBA for RGB ones.
GstVideoFormat closest_batch_format(GstVideoFormat format);
// The closest one that what is linked to `src` takes: pictures are converted once anyway.
GstVideoFormat choose_batch_format(GstPad* src, GstVideoFormat format);
gst::CapsRef nvmm_caps(GstVideoFormat format);

// Sink pads of the CPU runtime also take every kind of picture in system memory, because software decoders give it.
#define NDS_MUX_SIZE_AND_RATE \
  ", width=" GST_VIDEO_SIZE_RANGE ", height=" GST_VIDEO_SIZE_RANGE ", framerate=" GST_VIDEO_FPS_RANGE
#define NDS_MUX_SRC_CAPS "video/x-raw(memory:NVMM), format={ NV12, RGBA, I420 }" NDS_MUX_SIZE_AND_RATE
#define NDS_MUX_SINK_CAPS NDS_MUX_SRC_CAPS "; video/x-raw, format=" GST_VIDEO_FORMATS_ALL NDS_MUX_SIZE_AND_RATE

}  // namespace runtime::mux
