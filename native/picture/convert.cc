#include "picture/convert.h"

#include <cstring>
#include <memory>
#include <string>

#include "picture/colour.h"
#include "picture/fault.h"

namespace picture {
namespace {

struct FreeConverter {
  void operator()(GstVideoConverter* converter) const { gst_video_converter_free(converter); }
};
using ConverterRef = std::unique_ptr<GstVideoConverter, FreeConverter>;

bool is_rgb(const GstVideoFormatInfo* format) { return GST_VIDEO_FORMAT_INFO_IS_RGB(format); }

// A matrix that cannot be the format's means the format's default.
void set_colorimetry(GstVideoInfo& info, const GstVideoColorimetry& colorimetry) {
  const bool known = colorimetry.matrix != GST_VIDEO_COLOR_MATRIX_UNKNOWN;
  if (known && is_rgb(info.finfo) == (colorimetry.matrix == GST_VIDEO_COLOR_MATRIX_RGB)) info.colorimetry = colorimetry;
}

GstVideoInfo info_of(const Picture& picture) {
  GstVideoInfo info;
  gst_video_info_set_format(&info, GST_VIDEO_FORMAT_INFO_FORMAT(picture.format), static_cast<guint>(picture.width),
                            static_cast<guint>(picture.height));
  set_colorimetry(info, picture.colorimetry);
  for (int p = 0; p < picture.plane_count; ++p)
    info.stride[p] = static_cast<gint>(picture.planes[static_cast<std::size_t>(p)].stride);
  return info;
}

GstVideoFrame frame_of(const Picture& picture) {
  GstVideoFrame frame{};
  frame.info = info_of(picture);
  // The converter writes to frames it is given as the target only.
  for (int p = 0; p < picture.plane_count; ++p)
    frame.data[p] = const_cast<std::uint8_t*>(picture.planes[static_cast<std::size_t>(p)].data);
  return frame;
}

// The loops of GStreamer's converter take pixels in groups, past the end of a row and beyond the last one, and trust
// that groups are aligned; its jpegenc reads whole blocks.
Pixels room_for(GstVideoFormat format, Size size) {
  constexpr guint kBlock = 16;  // eight samples of chroma
  Pixels pixels;
  gst_video_info_set_format(&pixels.info, format, static_cast<guint>(size.width), static_cast<guint>(size.height));
  GstVideoAlignment alignment;
  gst_video_alignment_reset(&alignment);
  alignment.padding_right = (kBlock - static_cast<guint>(size.width) % kBlock) % kBlock;
  gst_video_info_align(&pixels.info, &alignment);
  constexpr std::size_t kBeyond = 64;
  pixels.bytes.resize(pixels.info.size + kBeyond);
  return pixels;
}

// Repeats the last pixel of each row where blocks go on.
void fill_row_ends(Pixels& pixels) {
  for (guint p = 0; p < GST_VIDEO_INFO_N_PLANES(&pixels.info); ++p) {
    const auto width = static_cast<std::size_t>(GST_VIDEO_INFO_COMP_WIDTH(&pixels.info, p));
    const auto stride = static_cast<std::size_t>(pixels.info.stride[p]);
    std::uint8_t* row = pixels.bytes.data() + pixels.info.offset[p];
    for (int y = 0; y < GST_VIDEO_INFO_COMP_HEIGHT(&pixels.info, p); ++y, row += stride)
      std::memset(row + width, row[width - 1], stride - width);
  }
}

// A part of a picture of one plane.
Pixels cut(const Pixels& pixels, const Area& area) {
  Pixels part = room_for(GST_VIDEO_INFO_FORMAT(&pixels.info), {area.width, area.height});
  part.info.colorimetry = pixels.info.colorimetry;
  const Plane from = part_of(picture_of(pixels), area).planes[0];
  for (std::size_t y = 0; y < from.rows; ++y)
    std::memcpy(part.bytes.data() + y * static_cast<std::size_t>(part.info.stride[0]), from.data + y * from.stride,
                from.row_bytes);
  return part;
}

gst::Result<Pixels> run_converter(const Picture& from, Pixels to) {
  GstVideoFrame in = frame_of(from);
  GstVideoFrame out{};
  out.info = to.info;
  for (guint p = 0; p < GST_VIDEO_INFO_N_PLANES(&to.info); ++p) out.data[p] = to.bytes.data() + to.info.offset[p];
  GstStructure* options = gst_structure_new(
      "options", GST_VIDEO_CONVERTER_OPT_RESAMPLER_METHOD, GST_TYPE_VIDEO_RESAMPLER_METHOD,
      GST_VIDEO_RESAMPLER_METHOD_LINEAR, GST_VIDEO_CONVERTER_OPT_RESAMPLER_TAPS, G_TYPE_UINT, 0u,
      GST_VIDEO_CONVERTER_OPT_DITHER_METHOD, GST_TYPE_VIDEO_DITHER_METHOD, GST_VIDEO_DITHER_NONE, nullptr);
  const ConverterRef converter(gst_video_converter_new(&in.info, &out.info, options));
  if (!converter)
    return cannot_read(std::string("Pictures of format ") + from.format->name + " cannot be converted.",
                       "Convert them first: ... ! nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA ! ...",
                       from.format->name);
  gst_video_converter_frame(converter.get(), &in, &out);
  return to;
}

gst::Result<Pixels> convert(const Picture& from, GstVideoFormat format, Size size) {
  Pixels to = room_for(format, size);
  const bool from_yuv = !is_rgb(from.format);
  if (is_rgb(to.info.finfo)) {
    if (!from_yuv) return run_converter(from, std::move(to));
    // GStreamer's own matrices truncate: green would be up to five too low.
    gst::Result<Pixels> apart = convert(from, GST_VIDEO_FORMAT_AYUV, size);
    if (apart) to_rgb(*apart, to);
    return apart ? gst::Result<Pixels>(std::move(to)) : apart;
  }
  const GstVideoColorimetry own = info_of(from).colorimetry;
  const GstVideoColorimetry file = full_range_bt601();
  const bool keeps_matrix = from_yuv && (format != GST_VIDEO_FORMAT_I420 || own.matrix == file.matrix);
  to.info.colorimetry = keeps_matrix ? own : file;
  gst::Result<Pixels> converted = run_converter(from, std::move(to));
  // It changes the range only together with the matrix.
  const bool narrow = keeps_matrix && own.range != GST_VIDEO_COLOR_RANGE_0_255;
  if (converted && narrow && format != GST_VIDEO_FORMAT_AYUV) widen_range(*converted);
  if (converted && format != GST_VIDEO_FORMAT_AYUV) fill_row_ends(*converted);
  return converted;
}

}  // namespace

gst::Result<Pixels> convert(const Source& source, GstVideoFormat format, Size size) {
  const Picture& picture = source.picture();
  if (source.wanted() == Area{0, 0, picture.width, picture.height}) return convert(picture, format, size);
  // An edge between pixels that share chroma: cut where each pixel has its own.
  gst::Result<Pixels> apart = convert(picture, GST_VIDEO_FORMAT_AYUV, {picture.width, picture.height});
  if (!apart) return apart;
  const Pixels part = cut(*apart, source.wanted());
  return convert(picture_of(part), format, size);
}

std::vector<std::uint8_t> without_gaps(const Pixels& pixels) {
  const Plane plane = picture_of(pixels).planes[0];
  std::vector<std::uint8_t> bytes(plane.row_bytes * plane.rows);
  for (std::size_t y = 0; y < plane.rows; ++y)
    std::memcpy(bytes.data() + y * plane.row_bytes, plane.data + y * plane.stride, plane.row_bytes);
  return bytes;
}

}  // namespace picture
