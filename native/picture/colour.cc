#include "picture/colour.h"

#include <algorithm>
#include <cmath>

namespace picture {
namespace {

using Table = std::array<std::uint8_t, 256>;

std::uint8_t clamp(int value) { return static_cast<std::uint8_t>(std::clamp(value, 0, 255)); }

// Values from `black` on, `span` steps wide, spread over `whole` steps from `middle` on.
Table spread(int black, int middle, int span, int whole) {
  Table table{};
  for (int v = 0; v < 256; ++v)
    table[static_cast<std::size_t>(v)] =
        clamp(static_cast<int>(std::lround((v - black) * static_cast<double>(whole) / span + middle)));
  return table;
}

// Fixed-point factors: 16 bits after the point.
struct Factors {
  int black;
  int luma;
  int red_v;
  int green_u;
  int green_v;
  int blue_u;
};
constexpr int kPoint = 16;

Factors factors_of(const GstVideoColorimetry& colorimetry) {
  double kr = 0.299;
  double kb = 0.114;
  gst_video_color_matrix_get_Kr_Kb(colorimetry.matrix, &kr, &kb);
  const double kg = 1 - kr - kb;
  const bool full = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
  const double luma = full ? 1 : 255.0 / 219;
  const double chroma = full ? 1 : 255.0 / 224;
  const auto fixed = [](double factor) { return static_cast<int>(std::lround(factor * (1 << kPoint))); };
  return {.black = full ? 0 : 16,
          .luma = fixed(luma),
          .red_v = fixed(chroma * 2 * (1 - kr)),
          .green_u = fixed(-chroma * 2 * (1 - kb) * kb / kg),
          .green_v = fixed(-chroma * 2 * (1 - kr) * kr / kg),
          .blue_u = fixed(chroma * 2 * (1 - kb))};
}

template <int Channels>
void convert_row(const std::uint8_t* ayuv, std::uint8_t* rgb, int width, const Factors& by) {
  for (int x = 0; x < width; ++x, ayuv += 4, rgb += Channels) {
    const int y = (ayuv[1] - by.black) * by.luma + (1 << (kPoint - 1));
    const int u = ayuv[2] - 128;
    const int v = ayuv[3] - 128;
    rgb[0] = clamp((y + by.red_v * v) >> kPoint);
    rgb[1] = clamp((y + by.green_u * u + by.green_v * v) >> kPoint);
    rgb[2] = clamp((y + by.blue_u * u) >> kPoint);
    if constexpr (Channels == 4) rgb[3] = ayuv[0];
  }
}

}  // namespace

GstVideoColorimetry full_range_bt601() {
  GstVideoColorimetry colorimetry{};
  gst_video_colorimetry_from_string(&colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255;
  return colorimetry;
}

void to_rgb(const Pixels& ayuv, Pixels& rgb) {
  const Factors by = factors_of(ayuv.info.colorimetry);
  const int width = GST_VIDEO_INFO_WIDTH(&rgb.info);
  const bool alpha = GST_VIDEO_INFO_HAS_ALPHA(&rgb.info);
  for (int y = 0; y < GST_VIDEO_INFO_HEIGHT(&rgb.info); ++y) {
    const std::uint8_t* from = ayuv.bytes.data() + static_cast<std::ptrdiff_t>(y) * ayuv.info.stride[0];
    std::uint8_t* to = rgb.bytes.data() + static_cast<std::ptrdiff_t>(y) * rgb.info.stride[0];
    if (alpha)
      convert_row<4>(from, to, width, by);
    else
      convert_row<3>(from, to, width, by);
  }
}

void widen_range(Pixels& pixels) {
  static const Table luma = spread(16, 0, 219, 255);
  static const Table chroma = spread(128, 128, 224, 255);
  for (guint p = 0; p < GST_VIDEO_INFO_N_PLANES(&pixels.info); ++p) {
    const auto begin = pixels.bytes.begin() + static_cast<std::ptrdiff_t>(pixels.info.offset[p]);
    const auto end =
        begin + static_cast<std::ptrdiff_t>(GST_VIDEO_INFO_COMP_HEIGHT(&pixels.info, p)) * pixels.info.stride[p];
    std::transform(begin, end, begin, [&values = p == 0 ? luma : chroma](std::uint8_t v) { return values[v]; });
  }
  pixels.info.colorimetry.range = GST_VIDEO_COLOR_RANGE_0_255;
}

}  // namespace picture
