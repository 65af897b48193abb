#include "runtime/surface/range.h"

#include <algorithm>
#include <cmath>

namespace runtime {

namespace {

using Table = std::array<guint8, 256>;

Table table(double from_zero, double from_span, double to_zero, double to_span) {
  Table result;
  for (int i = 0; i < 256; i++)
    result[i] = static_cast<guint8>(std::clamp(std::lround((i - from_zero) * to_span / from_span + to_zero), 0L, 255L));
  return result;
}

}  // namespace

bool can_change_range(GstVideoFormat format) {
  const GstVideoFormatInfo* info = gst_video_format_get_info(format);
  return GST_VIDEO_FORMAT_INFO_BITS(info) == 8 &&
         (format == GST_VIDEO_FORMAT_GRAY8 ||
          (GST_VIDEO_FORMAT_INFO_IS_YUV(info) && GST_VIDEO_FORMAT_INFO_N_PLANES(info) > 1));
}

void change_range(const Picture& picture, GstVideoColorRange range) {
  static const Table luma_to_full = table(16, 219, 0, 255);
  static const Table chroma_to_full = table(128, 224, 128, 255);
  static const Table luma_to_studio = table(0, 255, 16, 219);
  static const Table chroma_to_studio = table(128, 255, 128, 224);
  const bool to_full = range == GST_VIDEO_COLOR_RANGE_0_255;
  for (int p = 0; p < picture.plane_count; p++) {
    const Table& values =
        p == 0 ? (to_full ? luma_to_full : luma_to_studio) : (to_full ? chroma_to_full : chroma_to_studio);
    const Plane& plane = picture.planes[p];
    for (int y = 0; y < plane.height; y++) {
      guint8* row = plane.data + static_cast<std::ptrdiff_t>(y) * plane.stride;
      std::transform(row, row + plane.width * plane.sample_bytes, row, [&](guint8 value) { return values[value]; });
    }
  }
}

}  // namespace runtime
