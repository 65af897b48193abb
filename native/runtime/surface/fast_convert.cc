#include "runtime/surface/fast_convert.h"

#include <libyuv.h>

#include <cstdlib>

#include "runtime/surface/format.h"

namespace runtime {

namespace {

// Pixels of an intermediate picture, kept by each thread for its next frame.
class Scratch {
 public:
  // A view of that size, valid until the next call for the same purpose on this thread.
  Picture picture(GstVideoFormat format, const GstVideoColorimetry& colorimetry, int width, int height) {
    nvds::NvBufSurfaceParams shape{};
    if (!lay_out(shape, color_format(format, colorimetry), static_cast<unsigned>(width), static_cast<unsigned>(height),
                 false))
      return {};
    if (pixels_.size() < shape.dataSize) pixels_.resize(shape.dataSize);
    shape.dataPtr = pixels_.data();
    Picture result = picture_of(shape);
    result.colorimetry = colorimetry;
    return result;
  }

 private:
  std::vector<guint8> pixels_;
};

libyuv::FilterMode filter(Scaling scaling) {
  switch (scaling) {
    case Scaling::nearest: return libyuv::kFilterNone;
    case Scaling::bilinear: return libyuv::kFilterBilinear;
    default: return libyuv::kFilterBox;
  }
}

bool is_yuv420(GstVideoFormat format) { return format == GST_VIDEO_FORMAT_I420 || format == GST_VIDEO_FORMAT_NV12; }

// 4 bytes a pixel; the order does not matter to scaling.
bool is_rgb32(GstVideoFormat format) {
  switch (format) {
    case GST_VIDEO_FORMAT_RGBA:
    case GST_VIDEO_FORMAT_BGRA:
    case GST_VIDEO_FORMAT_ARGB:
    case GST_VIDEO_FORMAT_ABGR:
    case GST_VIDEO_FORMAT_RGBx:
    case GST_VIDEO_FORMAT_BGRx:
    case GST_VIDEO_FORMAT_xRGB:
    case GST_VIDEO_FORMAT_xBGR: return true;
    default: return false;
  }
}

// libyuv names formats by their 32-bit word, so its ARGB has the bytes B G R A.
enum class Order { rgb, bgr, other };
Order order(GstVideoFormat format) {
  switch (format) {
    case GST_VIDEO_FORMAT_RGBA:
    case GST_VIDEO_FORMAT_RGBx:
    case GST_VIDEO_FORMAT_RGB: return Order::rgb;
    case GST_VIDEO_FORMAT_BGRA:
    case GST_VIDEO_FORMAT_BGRx:
    case GST_VIDEO_FORMAT_BGR: return Order::bgr;
    default: return Order::other;
  }
}

struct Matrix {
  const libyuv::YuvConstants* yuv;  // for blue-first formats
  const libyuv::YuvConstants* yvu;  // for red-first ones, with U and V exchanged
};

Matrix matrix(const GstVideoColorimetry& colorimetry) {
  const bool full = colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
  switch (colorimetry.matrix) {
    case GST_VIDEO_COLOR_MATRIX_BT709:
      return full ? Matrix{&libyuv::kYuvF709Constants, &libyuv::kYvuF709Constants}
                  : Matrix{&libyuv::kYuvH709Constants, &libyuv::kYvuH709Constants};
    case GST_VIDEO_COLOR_MATRIX_BT2020:
      return full ? Matrix{&libyuv::kYuvV2020Constants, &libyuv::kYvuV2020Constants}
                  : Matrix{&libyuv::kYuv2020Constants, &libyuv::kYvu2020Constants};
    default:
      return full ? Matrix{&libyuv::kYuvJPEGConstants, &libyuv::kYvuJPEGConstants}
                  : Matrix{&libyuv::kYuvI601Constants, &libyuv::kYvuI601Constants};
  }
}

bool scale(const Picture& from, const Picture& to, Scaling scaling) {
  const auto& s = from.planes;
  const auto& d = to.planes;
  const libyuv::FilterMode mode = filter(scaling);
  if (from.format == GST_VIDEO_FORMAT_I420)
    return libyuv::I420Scale(s[0].data, s[0].stride, s[1].data, s[1].stride, s[2].data, s[2].stride, from.width,
                             from.height, d[0].data, d[0].stride, d[1].data, d[1].stride, d[2].data, d[2].stride,
                             to.width, to.height, mode) == 0;
  if (from.format == GST_VIDEO_FORMAT_NV12)
    return libyuv::NV12Scale(s[0].data, s[0].stride, s[1].data, s[1].stride, from.width, from.height, d[0].data,
                             d[0].stride, d[1].data, d[1].stride, to.width, to.height, mode) == 0;
  if (from.format == GST_VIDEO_FORMAT_GRAY8) {
    libyuv::ScalePlane(s[0].data, s[0].stride, from.width, from.height, d[0].data, d[0].stride, to.width, to.height,
                       mode);
    return true;
  }
  if (is_rgb32(from.format))
    return libyuv::ARGBScale(s[0].data, s[0].stride, from.width, from.height, d[0].data, d[0].stride, to.width,
                             to.height, mode) == 0;
  return false;
}

bool can_scale(GstVideoFormat format) {
  return is_yuv420(format) || is_rgb32(format) || format == GST_VIDEO_FORMAT_GRAY8;
}

bool yuv_to_rgb(const Picture& from, const Picture& to) {
  const auto& s = from.planes;
  const Plane& d = to.planes[0];
  const Matrix m = matrix(from.colorimetry);
  const bool red_first = order(to.format) == Order::rgb;
  const int w = to.width;
  const int h = to.height;
  const bool three = d.sample_bytes == 3;
  if (from.format == GST_VIDEO_FORMAT_I420) {
    const Plane& u = red_first ? s[2] : s[1];
    const Plane& v = red_first ? s[1] : s[2];
    const auto* constants = red_first ? m.yvu : m.yuv;
    const auto function = three ? libyuv::I420ToRGB24Matrix : libyuv::I420ToARGBMatrix;
    return function(s[0].data, s[0].stride, u.data, u.stride, v.data, v.stride, d.data, d.stride, constants, w, h) == 0;
  }
  if (red_first) {
    const auto function = three ? libyuv::NV21ToRGB24Matrix : libyuv::NV21ToARGBMatrix;
    return function(s[0].data, s[0].stride, s[1].data, s[1].stride, d.data, d.stride, m.yvu, w, h) == 0;
  }
  const auto function = three ? libyuv::NV12ToRGB24Matrix : libyuv::NV12ToARGBMatrix;
  return function(s[0].data, s[0].stride, s[1].data, s[1].stride, d.data, d.stride, m.yuv, w, h) == 0;
}

bool rgb_to_yuv(const Picture& from, const Picture& to) {
  const Plane& s = from.planes[0];
  const auto& d = to.planes;
  const bool red_first = order(from.format) == Order::rgb;
  const int w = to.width;
  const int h = to.height;
  if (to.format == GST_VIDEO_FORMAT_I420) {
    const auto function = s.sample_bytes == 3 ? (red_first ? libyuv::RAWToI420 : libyuv::RGB24ToI420)
                                              : (red_first ? libyuv::ABGRToI420 : libyuv::ARGBToI420);
    return function(s.data, s.stride, d[0].data, d[0].stride, d[1].data, d[1].stride, d[2].data, d[2].stride, w, h) ==
           0;
  }
  const auto function = red_first ? libyuv::ABGRToNV12 : libyuv::ARGBToNV12;
  return function(s.data, s.stride, d[0].data, d[0].stride, d[1].data, d[1].stride, w, h) == 0;
}

bool yuv_to_yuv(const Picture& from, const Picture& to) {
  const auto& s = from.planes;
  const auto& d = to.planes;
  if (from.format == GST_VIDEO_FORMAT_I420)
    return libyuv::I420ToNV12(s[0].data, s[0].stride, s[1].data, s[1].stride, s[2].data, s[2].stride, d[0].data,
                              d[0].stride, d[1].data, d[1].stride, to.width, to.height) == 0;
  return libyuv::NV12ToI420(s[0].data, s[0].stride, s[1].data, s[1].stride, d[0].data, d[0].stride, d[1].data,
                            d[1].stride, d[2].data, d[2].stride, to.width, to.height) == 0;
}

// Channels change places; opaque where there is no alpha to take over.
bool rgb_to_rgb(const Picture& from, const Picture& to) {
  const Plane& s = from.planes[0];
  const Plane& d = to.planes[0];
  const bool same_order = order(from.format) == order(to.format);
  const int w = to.width;
  const int h = to.height;
  if (s.sample_bytes == 4 && d.sample_bytes == 3) {
    const auto function = same_order ? libyuv::ARGBToRGB24 : libyuv::ARGBToRAW;
    return function(s.data, s.stride, d.data, d.stride, w, h) == 0;
  }
  if (s.sample_bytes == 3 && d.sample_bytes == 4) {
    const auto function = same_order ? libyuv::RGB24ToARGB : libyuv::RAWToARGB;
    return function(s.data, s.stride, d.data, d.stride, w, h) == 0;
  }
  if (s.sample_bytes == 3) return libyuv::RAWToRGB24(s.data, s.stride, d.data, d.stride, w, h) == 0;
  const bool alpha = GST_VIDEO_FORMAT_INFO_HAS_ALPHA(gst_video_format_get_info(from.format));
  if (!alpha) return false;
  return libyuv::ARGBToABGR(s.data, s.stride, d.data, d.stride, w, h) == 0;
}

using Conversion = bool (*)(const Picture&, const Picture&);

// The conversion at equal size, or nullptr.
Conversion conversion(const Picture& from, const Picture& to) {
  const bool from_rgb = order(from.format) != Order::other;
  const bool to_rgb = order(to.format) != Order::other;
  if (is_yuv420(from.format) && to_rgb) return yuv_to_rgb;
  if (is_yuv420(from.format) && is_yuv420(to.format)) return yuv_to_yuv;
  if (from_rgb && to_rgb) {
    const bool swap_32 = from.planes[0].sample_bytes == 4 && to.planes[0].sample_bytes == 4;
    const bool has_alpha = GST_VIDEO_FORMAT_INFO_HAS_ALPHA(gst_video_format_get_info(from.format));
    return !swap_32 || (has_alpha && order(from.format) != order(to.format)) ? rgb_to_rgb : nullptr;
  }
  // libyuv writes BT.601 studio range only.
  const bool bt601 = (to.colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_BT601 ||
                      to.colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_UNKNOWN) &&
                     to.colorimetry.range != GST_VIDEO_COLOR_RANGE_0_255;
  const bool known = to.format == GST_VIDEO_FORMAT_I420 || from.planes[0].sample_bytes == 4;
  if (from_rgb && is_yuv420(to.format) && bt601 && known) return rgb_to_yuv;
  return nullptr;
}

}  // namespace

bool fast_convert(const Picture& from, const Picture& to, Scaling scaling) {
  thread_local Scratch scratch;
  const bool same_size = from.width == to.width && from.height == to.height;
  if (!same_size && (scaling == Scaling::cubic || scaling == Scaling::lanczos)) return false;
  if (from.format == to.format) return !same_size && can_scale(from.format) && scale(from, to, scaling);
  const Conversion convert = conversion(from, to);
  if (!convert) return false;
  if (same_size) return convert(from, to);
  // Scaling comes first in the format with fewer bytes to touch, unless that format has no fast scaling.
  const bool shrinks = std::int64_t{to.width} * to.height <= std::int64_t{from.width} * from.height;
  if (can_scale(from.format) && (shrinks || is_yuv420(from.format) || !can_scale(to.format))) {
    const Picture middle = scratch.picture(from.format, from.colorimetry, to.width, to.height);
    return middle.plane_count > 0 && scale(from, middle, scaling) && convert(middle, to);
  }
  if (!can_scale(to.format)) return false;
  const Picture middle = scratch.picture(to.format, to.colorimetry, from.width, from.height);
  return middle.plane_count > 0 && convert(from, middle) && scale(middle, to, scaling);
}

}  // namespace runtime
