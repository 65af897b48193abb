// What DeepStream's surface formats mean in GStreamer's terms, and how their planes lie in memory.
#pragma once

#include <gst/video/video.h>

#include "nvds/surface.h"

namespace runtime {

// The planes' sizes in samples. A sample is what one column of a plane takes: a pixel of RGBA (4 bytes), a U-V pair of
// NV12's second plane (2 bytes), a group of two pixels of UYVP (5 bytes).
struct PlaneShape {
  int width;
  int height;
  int sample_bytes;
};

int plane_count(GstVideoFormat format);
PlaneShape plane_shape(GstVideoFormat format, int plane, int width, int height);

nvds::NvBufSurfaceColorFormat color_format(GstVideoFormat format, const GstVideoColorimetry& colorimetry);
GstVideoFormat video_format(nvds::NvBufSurfaceColorFormat format);
// Matrix and range that the format's name carries; BT.601 where it names none, as DeepStream's plain formats mean.
GstVideoColorimetry colorimetry_of(nvds::NvBufSurfaceColorFormat format);

// Fills the surface's geometry: planes, pitches (a multiple of 64 unless `tight`), offsets, dataSize. No memory.
// Returns false when the format has no pitch-linear layout here.
bool lay_out(nvds::NvBufSurfaceParams& surface, nvds::NvBufSurfaceColorFormat format, unsigned width, unsigned height,
             bool tight);

}  // namespace runtime
