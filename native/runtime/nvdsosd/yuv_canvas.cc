// NV12 and I420: luma pixel by pixel, chroma by groups of two by two pixels, each weighed by how much of it is covered.
#include <array>

#include "runtime/nvdsosd/canvas.h"

namespace runtime::osd {
namespace {

// Premultiplied RGB to premultiplied YUV in 16.16 fixed point, in the picture's own matrix and range.
class Matrix {
 public:
  explicit Matrix(const GstVideoColorimetry& colorimetry) {
    double kr = 0, kb = 0;
    if (!gst_video_color_matrix_get_Kr_Kb(colorimetry.matrix, &kr, &kb))
      gst_video_color_matrix_get_Kr_Kb(GST_VIDEO_COLOR_MATRIX_BT601, &kr, &kb);
    const double kg = 1 - kr - kb;
    const bool full = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
    const double luma = full ? 1 : 219.0 / 255, chroma = full ? 1 : 224.0 / 255;
    black_ = full ? 0 : 16;
    y_ = {fixed(kr * luma), fixed(kg * luma), fixed(kb * luma)};
    const double u = chroma / (2 * (1 - kb)), v = chroma / (2 * (1 - kr));
    u_ = {fixed(-kr * u), fixed(-kg * u), fixed((1 - kb) * u)};
    v_ = {fixed((1 - kr) * v), fixed(-kg * v), fixed(-kb * v)};
  }

  int luma(const Pixel& pixel) const { return apply(y_, pixel) + scaled(black_, pixel.alpha); }
  int u(const Pixel& pixel) const { return apply(u_, pixel) + scaled(128, pixel.alpha); }
  int v(const Pixel& pixel) const { return apply(v_, pixel) + scaled(128, pixel.alpha); }

 private:
  using Row = std::array<int, 3>;
  static int fixed(double value) { return static_cast<int>(std::lround(value * 65536)); }
  static int apply(const Row& row, const Pixel& pixel) {
    return (row[0] * pixel.red + row[1] * pixel.green + row[2] * pixel.blue + 32768) >> 16;
  }

  Row y_, u_, v_;
  int black_;
};

std::uint8_t laid_over(int below, int over, int alpha) {
  return static_cast<std::uint8_t>(std::clamp(over + scaled(below, 255 - alpha), 0, 255));
}

class YuvCanvas final : public Canvas {
 public:
  explicit YuvCanvas(const Picture& picture)
      : Canvas(picture), matrix_(picture.colorimetry), interleaved_(picture.format == GST_VIDEO_FORMAT_NV12) {}

 private:
  std::uint8_t* luma(int x, int y) {
    const Plane& plane = picture().planes[0];
    return plane.data + static_cast<std::ptrdiff_t>(y) * plane.stride + x;
  }
  // Of the group (column, row); `channel` 0 is U, 1 is V.
  std::uint8_t* chroma(int column, int row, int channel) {
    const Plane& plane = picture().planes[interleaved_ ? 1 : 1 + channel];
    const std::ptrdiff_t line = static_cast<std::ptrdiff_t>(row) * plane.stride;
    return plane.data + line + (interleaved_ ? 2 * column + channel : column);
  }
  void lay_over_chroma(int column, int row, const Pixel& over) {
    std::uint8_t* u = chroma(column, row, 0);
    std::uint8_t* v = chroma(column, row, 1);
    *u = laid_over(*u, matrix_.u(over), over.alpha);
    *v = laid_over(*v, matrix_.v(over), over.alpha);
  }

  void fill_inside(const Rectangle& part, Colour colour) override {
    const Pixel over = unpack(premultiplied(colour));
    const int value = matrix_.luma(over);
    const int right = part.left + part.width, bottom = part.top + part.height;
    for (int y = part.top; y < bottom; ++y) {
      std::uint8_t* line = luma(part.left, y);
      if (over.alpha == 255)
        std::fill_n(line, part.width, static_cast<std::uint8_t>(value));
      else
        for (int x = 0; x < part.width; ++x) line[x] = laid_over(line[x], value, over.alpha);
    }
    // A group at the edge may be covered by one or two of its four pixels.
    for (int row = part.top / 2; row <= (bottom - 1) / 2; ++row) {
      const int rows = std::min(2 * row + 2, bottom) - std::max(2 * row, part.top);
      for (int column = part.left / 2; column <= (right - 1) / 2; ++column) {
        const int columns = std::min(2 * column + 2, right) - std::max(2 * column, part.left);
        const int covered = pixels_of(column, row);
        const int share = 255 * rows * columns / covered;
        lay_over_chroma(
            column, row,
            {scaled(over.alpha, share), scaled(over.red, share), scaled(over.green, share), scaled(over.blue, share)});
      }
    }
  }

  // Pixels of the picture in a group: the last column or row of an odd size has half of them.
  int pixels_of(int column, int row) const {
    return (2 * column + 1 < width() ? 2 : 1) * (2 * row + 1 < height() ? 2 : 1);
  }

  void blend_inside(const Patch& patch, const Rectangle& part, int left, int top) override {
    const int right = left + part.width, bottom = top + part.height;
    for (int row = top / 2; row <= (bottom - 1) / 2; ++row) {
      for (int column = left / 2; column <= (right - 1) / 2; ++column) {
        Pixel sum{};
        for (int y = std::max(2 * row, top); y < std::min(2 * row + 2, bottom); ++y) {
          const std::uint32_t* line = patch.row(part.top + y - top) + part.left - left;
          for (int x = std::max(2 * column, left); x < std::min(2 * column + 2, right); ++x) {
            if (line[x] == 0) continue;
            const Pixel over = unpack(line[x]);
            std::uint8_t* below = luma(x, y);
            *below = laid_over(*below, matrix_.luma(over), over.alpha);
            sum = {sum.alpha + over.alpha, sum.red + over.red, sum.green + over.green, sum.blue + over.blue};
          }
        }
        if (sum.alpha == 0) continue;
        const int pixels = pixels_of(column, row);
        lay_over_chroma(column, row, {sum.alpha / pixels, sum.red / pixels, sum.green / pixels, sum.blue / pixels});
      }
    }
  }

  Matrix matrix_;
  bool interleaved_;
};

}  // namespace

std::unique_ptr<Canvas> make_yuv_canvas(const Picture& picture) { return std::make_unique<YuvCanvas>(picture); }

}  // namespace runtime::osd
