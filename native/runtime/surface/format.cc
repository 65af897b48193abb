#include "runtime/surface/format.h"

#include "nvds/surface_formats.h"

namespace runtime {

using namespace nvds;

namespace {

// Groups of two pixels share bytes, so a row holds whole groups.
bool packed_in_pairs(GstVideoFormat format) {
  switch (format) {
    case GST_VIDEO_FORMAT_UYVY:
    case GST_VIDEO_FORMAT_VYUY:
    case GST_VIDEO_FORMAT_YUY2:
    case GST_VIDEO_FORMAT_YVYU: return true;
    default: return false;
  }
}

constexpr unsigned round_up(unsigned value, unsigned to) { return (value + to - 1) / to * to; }

}  // namespace

int plane_count(GstVideoFormat format) {
  return static_cast<int>(GST_VIDEO_FORMAT_INFO_N_PLANES(gst_video_format_get_info(format)));
}

PlaneShape plane_shape(GstVideoFormat format, int plane, int width, int height) {
  if (format == GST_VIDEO_FORMAT_UYVP) return {(width + 1) / 2, height, 5};
  const GstVideoFormatInfo* info = gst_video_format_get_info(format);
  // The plane's densest component sets its width: Y of UYVY, either of NV12's U and V.
  int best = -1;
  for (int c = 0; c < static_cast<int>(GST_VIDEO_FORMAT_INFO_N_COMPONENTS(info)); c++) {
    if (static_cast<int>(GST_VIDEO_FORMAT_INFO_PLANE(info, c)) != plane) continue;
    if (best < 0 || GST_VIDEO_FORMAT_INFO_W_SUB(info, c) < GST_VIDEO_FORMAT_INFO_W_SUB(info, best)) best = c;
  }
  if (best < 0) return {0, 0, 1};
  return {static_cast<int>(GST_VIDEO_FORMAT_INFO_SCALE_WIDTH(info, best, width)),
          static_cast<int>(GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(info, best, height)),
          GST_VIDEO_FORMAT_INFO_PSTRIDE(info, best)};
}

NvBufSurfaceColorFormat color_format(GstVideoFormat format, const GstVideoColorimetry& colorimetry) {
  NvBufSurfaceColorFormat best = NVBUF_COLOR_FORMAT_INVALID;
  int best_score = -1;
  for (const SurfaceFormat& row : kSurfaceFormats) {
    if (row.video != format) continue;
    // Where no format names both, the right matrix matters more than the right range.
    const int score = (row.matrix == colorimetry.matrix ? 2 : 0) + (row.range == colorimetry.range ? 1 : 0);
    if (score > best_score) {
      best = row.surface;
      best_score = score;
    }
  }
  return best;
}

GstVideoFormat video_format(NvBufSurfaceColorFormat format) {
  const SurfaceFormat* row = surface_format_of(format);
  return row ? row->video : GST_VIDEO_FORMAT_UNKNOWN;
}

GstVideoColorimetry colorimetry_of(NvBufSurfaceColorFormat format) {
  const SurfaceFormat* row = surface_format_of(format);
  return row ? nvds::colorimetry_of(*row) : GstVideoColorimetry{};
}

bool lay_out(NvBufSurfaceParams& surface, NvBufSurfaceColorFormat format, unsigned width, unsigned height, bool tight) {
  constexpr unsigned pitch_alignment = 64;     // a cache line, and the widest vector register
  constexpr std::uint64_t largest = 1u << 30;  // of one picture: keeps every size within 32 bits
  const GstVideoFormat video = video_format(format);
  if (video == GST_VIDEO_FORMAT_UNKNOWN || width == 0 || height == 0 || width > 65536 || height > 65536) return false;
  surface.width = width;
  surface.height = height;
  surface.colorFormat = format;
  surface.layout = NVBUF_LAYOUT_PITCH;
  NvBufSurfacePlaneParams& planes = surface.planeParams;
  planes = {};
  planes.num_planes = static_cast<unsigned>(plane_count(video));
  std::uint64_t offset = 0;
  for (unsigned i = 0; i < planes.num_planes; i++) {
    const PlaneShape shape = plane_shape(video, static_cast<int>(i), static_cast<int>(width), static_cast<int>(height));
    const unsigned columns = static_cast<unsigned>(shape.width);
    const unsigned row_bytes =
        (packed_in_pairs(video) ? round_up(columns, 2) : columns) * static_cast<unsigned>(shape.sample_bytes);
    planes.width[i] = columns;
    planes.height[i] = static_cast<unsigned>(shape.height);
    planes.bytesPerPix[i] = static_cast<unsigned>(shape.sample_bytes);
    planes.pitch[i] = tight ? row_bytes : round_up(row_bytes, pitch_alignment);
    const std::uint64_t size = std::uint64_t{planes.pitch[i]} * planes.height[i];
    if (offset + size > largest) return false;
    planes.offset[i] = static_cast<unsigned>(offset);
    planes.psize[i] = static_cast<unsigned>(size);
    offset += tight ? size : round_up(static_cast<unsigned>(size), pitch_alignment);
  }
  surface.pitch = planes.pitch[0];
  surface.dataSize = static_cast<unsigned>(offset);
  return true;
}

}  // namespace runtime
