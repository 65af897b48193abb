#include <algorithm>
#include <cstring>
#include <list>
#include <memory>

#include "runtime/surface/fast_convert.h"
#include "runtime/surface/format.h"
#include "runtime/surface/memory.h"
#include "runtime/surface/range.h"

namespace runtime {

namespace {

struct FreeConverter {
  void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
};

struct Form {
  GstVideoFormat format;
  GstVideoColorMatrix matrix;
  GstVideoColorRange range;
  int width;
  int height;
  bool operator==(const Form&) const = default;
};

Form form_of(const Picture& picture) {
  return {picture.format, picture.colorimetry.matrix, picture.colorimetry.range, picture.width, picture.height};
}

struct Converter {
  Form from;
  Form to;
  Scaling scaling;
  std::unique_ptr<GstVideoConverter, FreeConverter> converter;
};

// GStreamer's converters are costly to make and not for use by two threads at once: each thread keeps its last ones.
constexpr std::size_t converters_kept = 8;

GstVideoInfo info_of(const Picture& picture) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, picture.format, static_cast<guint>(picture.width),
                            static_cast<guint>(picture.height));
  // A matrix that is unknown, or impossible for the format, means the format's default.
  const bool rgb = GST_VIDEO_FORMAT_INFO_IS_RGB(info.finfo);
  const GstVideoColorMatrix matrix = picture.colorimetry.matrix;
  if (matrix != GST_VIDEO_COLOR_MATRIX_UNKNOWN && rgb == (matrix == GST_VIDEO_COLOR_MATRIX_RGB))
    info.colorimetry = picture.colorimetry;
  for (int p = 0; p < picture.plane_count; p++) info.stride[p] = picture.planes[p].stride;
  return info;
}

GstVideoFrame frame_of(const Picture& picture) {
  GstVideoFrame frame{};
  frame.info = info_of(picture);
  for (int p = 0; p < picture.plane_count; p++) frame.data[p] = picture.planes[p].data;
  return frame;
}

struct Resampler {
  GstVideoResamplerMethod method;
  guint taps;  // 0: as many as shrinking needs to weigh every pixel
};

Resampler resampler_of(Scaling scaling) {
  switch (scaling) {
    case Scaling::nearest: return {GST_VIDEO_RESAMPLER_METHOD_NEAREST, 1};
    case Scaling::bilinear: return {GST_VIDEO_RESAMPLER_METHOD_LINEAR, 2};
    case Scaling::cubic: return {GST_VIDEO_RESAMPLER_METHOD_CUBIC, 0};
    case Scaling::lanczos: return {GST_VIDEO_RESAMPLER_METHOD_LANCZOS, 0};
    default: return {GST_VIDEO_RESAMPLER_METHOD_LINEAR, 0};
  }
}

std::unique_ptr<GstVideoConverter, FreeConverter> make_converter(const Picture& from, const Picture& to,
                                                                 Scaling scaling) {
  const Resampler resampler = resampler_of(scaling);
  GstStructure* options = gst_structure_new(
      "options", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD, resampler.method,
      GST_VIDEO_CONVERTER_OPT_RESAMPLER_TAPS, G_TYPE_UINT, resampler.taps, GST_VIDEO_CONVERTER_OPT_DITHER_METHOD,
      GST_TYPE_VIDEO_DITHER_METHOD, GST_VIDEO_DITHER_NONE, nullptr);
  GstVideoInfo in = info_of(from);
  GstVideoInfo out = info_of(to);
  return std::unique_ptr<GstVideoConverter, FreeConverter>(gst_video_converter_new(&in, &out, options));
}

// The thread's converter for this pair, or nullptr when there is none.
GstVideoConverter* converter_for(const Picture& from, const Picture& to, Scaling scaling) {
  thread_local std::list<Converter> kept;
  const Form from_form = form_of(from);
  const Form to_form = form_of(to);
  auto found = std::find_if(kept.begin(), kept.end(), [&](const Converter& c) {
    return c.from == from_form && c.to == to_form && c.scaling == scaling;
  });
  if (found == kept.end()) {
    auto converter = make_converter(from, to, scaling);
    if (!converter) return nullptr;
    if (kept.size() == converters_kept) kept.pop_back();
    kept.push_front({from_form, to_form, scaling, std::move(converter)});
  } else {
    kept.splice(kept.begin(), kept, found);
  }
  return kept.front().converter.get();
}

bool is_rgb(const Picture& picture) { return GST_VIDEO_FORMAT_INFO_IS_RGB(gst_video_format_get_info(picture.format)); }

// YUV in two different matrices: only GStreamer's converter brings one to the other.
bool needs_other_matrix(const Picture& from, const Picture& to) {
  const GstVideoColorMatrix a = from.colorimetry.matrix;
  const GstVideoColorMatrix b = to.colorimetry.matrix;
  return !is_rgb(from) && !is_rgb(to) && a != b && a != GST_VIDEO_COLOR_MATRIX_UNKNOWN &&
         b != GST_VIDEO_COLOR_MATRIX_UNKNOWN;
}

// Its converter leaves the range as it is where the matrix is the same.
bool needs_other_range(const Picture& from, const Picture& to) {
  const GstVideoColorRange a = from.colorimetry.range;
  const GstVideoColorRange b = to.colorimetry.range;
  return !is_rgb(from) && !is_rgb(to) && !needs_other_matrix(from, to) && a != b &&
         a != GST_VIDEO_COLOR_RANGE_UNKNOWN && b != GST_VIDEO_COLOR_RANGE_UNKNOWN;
}

void copy_planes(const Picture& from, const Picture& to) {
  for (int p = 0; p < to.plane_count; p++) {
    const Plane& s = from.planes[p];
    const Plane& d = to.planes[p];
    const bool packed_in_pairs = to.plane_count == 1 && d.sample_bytes == 2 &&
                                 GST_VIDEO_FORMAT_INFO_IS_YUV(gst_video_format_get_info(to.format));
    const int columns = packed_in_pairs ? (d.width + 1) & ~1 : d.width;
    const auto row_bytes = static_cast<std::size_t>(columns) * static_cast<std::size_t>(d.sample_bytes);
    for (int y = 0; y < d.height; y++)
      std::memcpy(d.data + static_cast<std::ptrdiff_t>(y) * d.stride,
                  s.data + static_cast<std::ptrdiff_t>(y) * s.stride, row_bytes);
  }
}

guint64 bytes_of(const Picture& picture) {
  guint64 bytes = 0;
  for (int p = 0; p < picture.plane_count; p++) {
    const Plane& plane = picture.planes[p];
    bytes += static_cast<guint64>(plane.width) * static_cast<guint64>(plane.height) *
             static_cast<guint64>(plane.sample_bytes);
  }
  return bytes;
}

// Format, size and matrix; the range only together with the matrix.
bool convert_samples(const Picture& from, const Picture& to, Scaling scaling) {
  const bool other_matrix = needs_other_matrix(from, to);
  if (from.format == to.format && from.width == to.width && from.height == to.height && !other_matrix) {
    copy_planes(from, to);
    return true;
  }
  if (!other_matrix && fast_convert(from, to, scaling)) return true;
  GstVideoConverter* converter = converter_for(from, to, scaling);
  if (!converter) return false;
  const GstVideoFrame in = frame_of(from);
  GstVideoFrame out = frame_of(to);
  gst_video_converter_frame(converter, &in, &out);
  return true;
}

// With more bits, or in packed formats, the range changes on the way through 16-bit RGB.
bool convert_through_rgb(const Picture& from, const Picture& to, Scaling scaling) {
  constexpr int sample_bytes = 8;
  std::vector<guint8> pixels(static_cast<std::size_t>(to.width) * static_cast<std::size_t>(to.height) * sample_bytes);
  Picture middle;
  middle.format = GST_VIDEO_FORMAT_ARGB64;
  gst_video_colorimetry_from_string(&middle.colorimetry, GST_VIDEO_COLORIMETRY_SRGB);
  middle.width = to.width;
  middle.height = to.height;
  middle.plane_count = 1;
  middle.planes[0] = {pixels.data(), to.width * sample_bytes, to.width, to.height, sample_bytes};
  return convert_samples(from, middle, scaling) && convert_samples(middle, to, scaling);
}

}  // namespace

bool convert(const Picture& from, const Picture& to, Scaling scaling) {
  if (from.plane_count == 0 || to.plane_count == 0) return false;
  if (from.width <= 0 || from.height <= 0 || to.width <= 0 || to.height <= 0) return true;
  count_copied(bytes_of(to));
  if (!needs_other_range(from, to)) return convert_samples(from, to, scaling);
  if (!can_change_range(to.format)) return convert_through_rgb(from, to, scaling);
  Picture in_same_range = to;
  in_same_range.colorimetry.range = from.colorimetry.range;
  if (!convert_samples(from, in_same_range, scaling)) return false;
  change_range(to, to.colorimetry.range);
  return true;
}

bool convert(const Picture& from, const Rectangle& source, const Picture& to, const Rectangle& target,
             Scaling scaling) {
  if (from.plane_count == 0 || to.plane_count == 0) return false;
  return convert(part_of(from, source), part_of(to, target), scaling);
}

}  // namespace runtime
