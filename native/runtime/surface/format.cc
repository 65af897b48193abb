#include "runtime/surface/format.h"

#include <algorithm>
#include <iterator>

namespace runtime {

using namespace nvds;

namespace {

struct Row {
  NvBufSurfaceColorFormat surface;
  GstVideoFormat video;
  GstVideoColorMatrix matrix;
  GstVideoColorRange range;
};

constexpr auto bt601 = GST_VIDEO_COLOR_MATRIX_BT601;
constexpr auto bt709 = GST_VIDEO_COLOR_MATRIX_BT709;
constexpr auto bt2020 = GST_VIDEO_COLOR_MATRIX_BT2020;
constexpr auto rgb = GST_VIDEO_COLOR_MATRIX_RGB;
constexpr auto limited = GST_VIDEO_COLOR_RANGE_16_235;
constexpr auto full = GST_VIDEO_COLOR_RANGE_0_255;

// The first row of a video format is its plain form. Two formats of DeepStream's caps name another layout in surfaces:
// I420_12LE means semi-planar 12-bit and GBR planar RGB; their rows come after those of the layouts they mean.
constexpr Row rows[] = {
    {NVBUF_COLOR_FORMAT_YUV420, GST_VIDEO_FORMAT_I420, bt601, limited},
    {NVBUF_COLOR_FORMAT_YUV420_ER, GST_VIDEO_FORMAT_I420, bt601, full},
    {NVBUF_COLOR_FORMAT_YUV420_709, GST_VIDEO_FORMAT_I420, bt709, limited},
    {NVBUF_COLOR_FORMAT_YUV420_709_ER, GST_VIDEO_FORMAT_I420, bt709, full},
    {NVBUF_COLOR_FORMAT_YUV420_2020, GST_VIDEO_FORMAT_I420, bt2020, limited},
    {NVBUF_COLOR_FORMAT_YVU420, GST_VIDEO_FORMAT_YV12, bt601, limited},
    {NVBUF_COLOR_FORMAT_YVU420_ER, GST_VIDEO_FORMAT_YV12, bt601, full},
    {NVBUF_COLOR_FORMAT_NV12, GST_VIDEO_FORMAT_NV12, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV12_ER, GST_VIDEO_FORMAT_NV12, bt601, full},
    {NVBUF_COLOR_FORMAT_NV12_709, GST_VIDEO_FORMAT_NV12, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV12_709_ER, GST_VIDEO_FORMAT_NV12, bt709, full},
    {NVBUF_COLOR_FORMAT_NV12_2020, GST_VIDEO_FORMAT_NV12, bt2020, limited},
    {NVBUF_COLOR_FORMAT_NV21, GST_VIDEO_FORMAT_NV21, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV21_ER, GST_VIDEO_FORMAT_NV21, bt601, full},
    {NVBUF_COLOR_FORMAT_UYVY, GST_VIDEO_FORMAT_UYVY, bt601, limited},
    {NVBUF_COLOR_FORMAT_UYVY_ER, GST_VIDEO_FORMAT_UYVY, bt601, full},
    {NVBUF_COLOR_FORMAT_UYVY_709, GST_VIDEO_FORMAT_UYVY, bt709, limited},
    {NVBUF_COLOR_FORMAT_UYVY_709_ER, GST_VIDEO_FORMAT_UYVY, bt709, full},
    {NVBUF_COLOR_FORMAT_UYVY_2020, GST_VIDEO_FORMAT_UYVY, bt2020, limited},
    {NVBUF_COLOR_FORMAT_VYUY, GST_VIDEO_FORMAT_VYUY, bt601, limited},
    {NVBUF_COLOR_FORMAT_VYUY_ER, GST_VIDEO_FORMAT_VYUY, bt601, full},
    {NVBUF_COLOR_FORMAT_YUYV, GST_VIDEO_FORMAT_YUY2, bt601, limited},
    {NVBUF_COLOR_FORMAT_YUYV_ER, GST_VIDEO_FORMAT_YUY2, bt601, full},
    {NVBUF_COLOR_FORMAT_YVYU, GST_VIDEO_FORMAT_YVYU, bt601, limited},
    {NVBUF_COLOR_FORMAT_YVYU_ER, GST_VIDEO_FORMAT_YVYU, bt601, full},
    {NVBUF_COLOR_FORMAT_UYVP, GST_VIDEO_FORMAT_UYVP, bt601, limited},
    {NVBUF_COLOR_FORMAT_UYVP_ER, GST_VIDEO_FORMAT_UYVP, bt601, full},
    {NVBUF_COLOR_FORMAT_UYVP_709, GST_VIDEO_FORMAT_UYVP, bt709, limited},
    {NVBUF_COLOR_FORMAT_UYVP_709_ER, GST_VIDEO_FORMAT_UYVP, bt709, full},
    {NVBUF_COLOR_FORMAT_UYVP_2020, GST_VIDEO_FORMAT_UYVP, bt2020, limited},
    {NVBUF_COLOR_FORMAT_YUV422, GST_VIDEO_FORMAT_Y42B, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV16, GST_VIDEO_FORMAT_NV16, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV16_ER, GST_VIDEO_FORMAT_NV16, bt601, full},
    {NVBUF_COLOR_FORMAT_NV16_709, GST_VIDEO_FORMAT_NV16, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV16_709_ER, GST_VIDEO_FORMAT_NV16, bt709, full},
    {NVBUF_COLOR_FORMAT_NV16_2020, GST_VIDEO_FORMAT_NV16, bt2020, limited},
    {NVBUF_COLOR_FORMAT_NV24, GST_VIDEO_FORMAT_NV24, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV24_ER, GST_VIDEO_FORMAT_NV24, bt601, full},
    {NVBUF_COLOR_FORMAT_NV24_709, GST_VIDEO_FORMAT_NV24, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV24_709_ER, GST_VIDEO_FORMAT_NV24, bt709, full},
    {NVBUF_COLOR_FORMAT_NV24_2020, GST_VIDEO_FORMAT_NV24, bt2020, limited},
    {NVBUF_COLOR_FORMAT_YUV444, GST_VIDEO_FORMAT_Y444, bt601, limited},
    {NVBUF_COLOR_FORMAT_YUV444_ER, GST_VIDEO_FORMAT_Y444, bt601, full},
    {NVBUF_COLOR_FORMAT_YUV444_709, GST_VIDEO_FORMAT_Y444, bt709, limited},
    {NVBUF_COLOR_FORMAT_YUV444_709_ER, GST_VIDEO_FORMAT_Y444, bt709, full},
    {NVBUF_COLOR_FORMAT_YUV444_2020, GST_VIDEO_FORMAT_Y444, bt2020, limited},
    {NVBUF_COLOR_FORMAT_YUV444_10LE, GST_VIDEO_FORMAT_Y444_10LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_YUV444_10LE_ER, GST_VIDEO_FORMAT_Y444_10LE, bt601, full},
    {NVBUF_COLOR_FORMAT_YUV444_10LE_709, GST_VIDEO_FORMAT_Y444_10LE, bt709, limited},
    {NVBUF_COLOR_FORMAT_YUV444_10LE_709_ER, GST_VIDEO_FORMAT_Y444_10LE, bt709, full},
    {NVBUF_COLOR_FORMAT_YUV444_10LE_2020, GST_VIDEO_FORMAT_Y444_10LE, bt2020, limited},
    {NVBUF_COLOR_FORMAT_YUV444_12LE, GST_VIDEO_FORMAT_Y444_12LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_YUV444_12LE_ER, GST_VIDEO_FORMAT_Y444_12LE, bt601, full},
    {NVBUF_COLOR_FORMAT_YUV444_12LE_709, GST_VIDEO_FORMAT_Y444_12LE, bt709, limited},
    {NVBUF_COLOR_FORMAT_YUV444_12LE_709_ER, GST_VIDEO_FORMAT_Y444_12LE, bt709, full},
    {NVBUF_COLOR_FORMAT_YUV444_12LE_2020, GST_VIDEO_FORMAT_Y444_12LE, bt2020, limited},
    {NVBUF_COLOR_FORMAT_NV12_10LE, GST_VIDEO_FORMAT_P010_10LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV12_10LE_ER, GST_VIDEO_FORMAT_P010_10LE, bt601, full},
    {NVBUF_COLOR_FORMAT_NV12_10LE_709, GST_VIDEO_FORMAT_P010_10LE, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV12_10LE_709_ER, GST_VIDEO_FORMAT_P010_10LE, bt709, full},
    {NVBUF_COLOR_FORMAT_NV12_10LE_2020, GST_VIDEO_FORMAT_P010_10LE, bt2020, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE, GST_VIDEO_FORMAT_P012_LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE_ER, GST_VIDEO_FORMAT_P012_LE, bt601, full},
    {NVBUF_COLOR_FORMAT_NV12_12LE_709, GST_VIDEO_FORMAT_P012_LE, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE_709_ER, GST_VIDEO_FORMAT_P012_LE, bt709, full},
    {NVBUF_COLOR_FORMAT_NV12_12LE_2020, GST_VIDEO_FORMAT_P012_LE, bt2020, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE, GST_VIDEO_FORMAT_I420_12LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE_ER, GST_VIDEO_FORMAT_I420_12LE, bt601, full},
    {NVBUF_COLOR_FORMAT_NV12_12LE_709, GST_VIDEO_FORMAT_I420_12LE, bt709, limited},
    {NVBUF_COLOR_FORMAT_NV12_12LE_709_ER, GST_VIDEO_FORMAT_I420_12LE, bt709, full},
    {NVBUF_COLOR_FORMAT_NV12_12LE_2020, GST_VIDEO_FORMAT_I420_12LE, bt2020, limited},
    {NVBUF_COLOR_FORMAT_GRAY8, GST_VIDEO_FORMAT_GRAY8, bt601, limited},
    {NVBUF_COLOR_FORMAT_GRAY8_ER, GST_VIDEO_FORMAT_GRAY8, bt601, full},
    {NVBUF_COLOR_FORMAT_GRAY16_LE, GST_VIDEO_FORMAT_GRAY16_LE, bt601, limited},
    {NVBUF_COLOR_FORMAT_RGBA, GST_VIDEO_FORMAT_RGBA, rgb, full},
    {NVBUF_COLOR_FORMAT_BGRA, GST_VIDEO_FORMAT_BGRA, rgb, full},
    {NVBUF_COLOR_FORMAT_ARGB, GST_VIDEO_FORMAT_ARGB, rgb, full},
    {NVBUF_COLOR_FORMAT_ABGR, GST_VIDEO_FORMAT_ABGR, rgb, full},
    {NVBUF_COLOR_FORMAT_RGBx, GST_VIDEO_FORMAT_RGBx, rgb, full},
    {NVBUF_COLOR_FORMAT_BGRx, GST_VIDEO_FORMAT_BGRx, rgb, full},
    {NVBUF_COLOR_FORMAT_xRGB, GST_VIDEO_FORMAT_xRGB, rgb, full},
    {NVBUF_COLOR_FORMAT_xBGR, GST_VIDEO_FORMAT_xBGR, rgb, full},
    {NVBUF_COLOR_FORMAT_RGB, GST_VIDEO_FORMAT_RGB, rgb, full},
    {NVBUF_COLOR_FORMAT_BGR, GST_VIDEO_FORMAT_BGR, rgb, full},
    {NVBUF_COLOR_FORMAT_R8_G8_B8, GST_VIDEO_FORMAT_RGBP, rgb, full},
    {NVBUF_COLOR_FORMAT_B8_G8_R8, GST_VIDEO_FORMAT_BGRP, rgb, full},
    {NVBUF_COLOR_FORMAT_R8_G8_B8, GST_VIDEO_FORMAT_GBR, rgb, full},
    {NVBUF_COLOR_FORMAT_BGRA64_LE, GST_VIDEO_FORMAT_BGRA64_LE, rgb, full},
    {NVBUF_COLOR_FORMAT_RGBA_10_10_10_2_709, GST_VIDEO_FORMAT_RGB10A2_LE, rgb, full},
    {NVBUF_COLOR_FORMAT_BGRA_10_10_10_2_709, GST_VIDEO_FORMAT_BGR10A2_LE, rgb, full},
};

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
  for (const Row& row : rows) {
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
  const auto* row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.surface == format; });
  return row == std::end(rows) ? GST_VIDEO_FORMAT_UNKNOWN : row->video;
}

GstVideoColorimetry colorimetry_of(NvBufSurfaceColorFormat format) {
  GstVideoColorimetry colorimetry{};
  const auto* row = std::find_if(std::begin(rows), std::end(rows), [&](const Row& r) { return r.surface == format; });
  if (row == std::end(rows)) return colorimetry;
  const char* name = row->matrix == bt601    ? GST_VIDEO_COLORIMETRY_BT601
                     : row->matrix == bt709  ? GST_VIDEO_COLORIMETRY_BT709
                     : row->matrix == bt2020 ? GST_VIDEO_COLORIMETRY_BT2020
                                             : GST_VIDEO_COLORIMETRY_SRGB;
  gst_video_colorimetry_from_string(&colorimetry, name);
  colorimetry.range = row->range;
  return colorimetry;
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
