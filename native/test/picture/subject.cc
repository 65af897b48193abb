#include "test/picture/subject.h"

#include <algorithm>
#include <cmath>

namespace picture_test {
namespace {

// Alpha and three components from 0 to 1: RGB, or Y'CbCr with its range.
std::array<double, 4> components_of(const Colour& colour, const GstVideoColorimetry& colorimetry, bool rgb) {
  const double r = colour[0] / 255.0;
  const double g = colour[1] / 255.0;
  const double b = colour[2] / 255.0;
  if (rgb) return {1, r, g, b};
  double kr = 0;
  double kb = 0;
  gst_video_color_matrix_get_Kr_Kb(colorimetry.matrix, &kr, &kb);
  const double y = kr * r + (1 - kr - kb) * g + kb * b;
  const double u = (b - y) / (2 * (1 - kb));
  const double v = (r - y) / (2 * (1 - kr));
  if (colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255) return {1, y, u + 128 / 255.0, v + 128 / 255.0};
  return {1, (16 + 219 * y) / 255, (128 + 224 * u) / 255, (128 + 224 * v) / 255};
}

}  // namespace

void fill(const runtime::Picture& picture, const std::function<Colour(int x, int y)>& colour) {
  const GstVideoFormatInfo* format = gst_video_format_get_info(picture.format);
  const GstVideoFormatInfo* unpacked = gst_video_format_get_info(format->unpack_format);
  const bool wide = GST_VIDEO_FORMAT_INFO_BITS(unpacked) > 8;
  const bool rgb = GST_VIDEO_FORMAT_INFO_IS_RGB(unpacked);
  std::array<gpointer, GST_VIDEO_MAX_PLANES> data{};
  std::array<gint, GST_VIDEO_MAX_PLANES> strides{};
  for (std::size_t p = 0; p < picture.planes.size(); ++p) {
    data[p] = picture.planes[p].data;
    strides[p] = picture.planes[p].stride;
  }
  std::vector<guint8> narrow_line(static_cast<std::size_t>(picture.width) * 4);
  std::vector<guint16> wide_line(narrow_line.size());
  for (int y = 0; y < picture.height; ++y) {
    for (int x = 0; x < picture.width; ++x) {
      const auto components = components_of(colour(x, y), picture.colorimetry, rgb);
      for (std::size_t c = 0; c < 4; ++c) {
        const std::size_t i = static_cast<std::size_t>(x) * 4 + c;
        const double value = std::clamp(components[c], 0.0, 1.0) * 255;
        narrow_line[i] = static_cast<guint8>(std::lround(value));
        wide_line[i] = static_cast<guint16>(std::lround(value * 256));
      }
    }
    format->pack_func(format, GST_VIDEO_PACK_FLAG_NONE,
                      wide ? static_cast<gpointer>(wide_line.data()) : narrow_line.data(), 0, data.data(),
                      strides.data(), GST_VIDEO_CHROMA_SITE_UNKNOWN, y, picture.width);
  }
}

}  // namespace picture_test
