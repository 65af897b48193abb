#include <algorithm>
#include <cstring>

#include "runtime/surface/format.h"
#include "runtime/surface/surface.h"

namespace runtime {

Picture picture_of(const nvds::NvBufSurfaceParams& surface) {
  Picture picture;
  picture.format = video_format(surface.colorFormat);
  picture.colorimetry = colorimetry_of(surface.colorFormat);
  picture.width = static_cast<int>(surface.width);
  picture.height = static_cast<int>(surface.height);
  if (picture.format == GST_VIDEO_FORMAT_UNKNOWN || !surface.dataPtr) return Picture{};
  picture.plane_count = static_cast<int>(std::min(surface.planeParams.num_planes, nvds::NVBUF_MAX_PLANES));
  for (int i = 0; i < picture.plane_count; i++) {
    const nvds::NvBufSurfacePlaneParams& planes = surface.planeParams;
    picture.planes[i] = {static_cast<guint8*>(surface.dataPtr) + planes.offset[i], static_cast<int>(planes.pitch[i]),
                         static_cast<int>(planes.width[i]), static_cast<int>(planes.height[i]),
                         static_cast<int>(planes.bytesPerPix[i])};
  }
  return picture;
}

Picture picture_of(const GstVideoFrame& frame) {
  Picture picture;
  picture.format = GST_VIDEO_FRAME_FORMAT(&frame);
  picture.colorimetry = frame.info.colorimetry;
  picture.width = GST_VIDEO_FRAME_WIDTH(&frame);
  picture.height = GST_VIDEO_FRAME_HEIGHT(&frame);
  picture.plane_count = static_cast<int>(GST_VIDEO_FRAME_N_PLANES(&frame));
  for (int i = 0; i < picture.plane_count; i++) {
    const PlaneShape shape = plane_shape(picture.format, i, picture.width, picture.height);
    picture.planes[i] = {static_cast<guint8*>(GST_VIDEO_FRAME_PLANE_DATA(&frame, i)),
                         static_cast<int>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame, i)), shape.width, shape.height,
                         shape.sample_bytes};
  }
  return picture;
}

namespace {

// One sample of each plane in the format's black, found by packing a few black pixels.
std::array<std::array<guint8, 16>, 4> black_samples(const Picture& picture) {
  constexpr int size = 4;
  const GstVideoFormatInfo* info = gst_video_format_get_info(picture.format);
  const bool wide = GST_VIDEO_FORMAT_INFO_BITS(gst_video_format_get_info(info->unpack_format)) > 8;
  const bool yuv = GST_VIDEO_FORMAT_INFO_IS_YUV(info) || GST_VIDEO_FORMAT_INFO_IS_GRAY(info);
  const bool full_range = picture.colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
  const guint8 luma = yuv && !full_range ? 16 : 0;
  const guint8 chroma = GST_VIDEO_FORMAT_INFO_IS_YUV(gst_video_format_get_info(info->unpack_format)) ? 128 : 0;
  std::array<guint16, size * 4> line16{};
  std::array<guint8, size * 4> line8{};
  for (int x = 0; x < size; x++) {
    const std::array<guint8, 4> pixel = {255, luma, chroma, chroma};  // A, then Y U V or R G B
    for (int c = 0; c < 4; c++) {
      line8[x * 4 + c] = pixel[c];
      line16[x * 4 + c] = static_cast<guint16>(pixel[c] == 255 ? 0xffff : pixel[c] << 8);
    }
  }
  std::array<std::array<guint8, size * size * 16>, 4> planes{};
  std::array<gpointer, 4> data{};
  std::array<gint, 4> strides{};
  for (int p = 0; p < picture.plane_count; p++) {
    data[p] = planes[p].data();
    strides[p] = size * 16;
  }
  const gpointer line = wide ? static_cast<gpointer>(line16.data()) : line8.data();
  for (int y = 0; y < size; y += info->pack_lines)
    info->pack_func(info, GST_VIDEO_PACK_FLAG_NONE, line, 0, data.data(), strides.data(), GST_VIDEO_CHROMA_SITE_UNKNOWN,
                    y, size);
  std::array<std::array<guint8, 16>, 4> samples{};
  for (int p = 0; p < picture.plane_count; p++) std::copy_n(planes[p].begin(), 16, samples[p].begin());
  return samples;
}

}  // namespace

void fill_black(const Picture& picture, const Rectangle& part) {
  if (picture.plane_count == 0) return;
  const auto black = black_samples(picture);
  const Picture inside = part_of(picture, part);
  for (int p = 0; p < inside.plane_count; p++) {
    const Plane& plane = inside.planes[p];
    const std::size_t row_bytes = static_cast<std::size_t>(plane.width) * static_cast<std::size_t>(plane.sample_bytes);
    if (row_bytes == 0 || plane.height <= 0) continue;
    const auto& sample = black[p];
    const bool even = std::all_of(sample.begin(), sample.begin() + plane.sample_bytes,
                                  [&](guint8 byte) { return byte == sample[0]; });
    guint8* first = plane.data;
    if (even)
      std::memset(first, sample[0], row_bytes);
    else
      for (int x = 0; x < plane.width; x++)
        std::memcpy(first + x * plane.sample_bytes, sample.data(), static_cast<std::size_t>(plane.sample_bytes));
    for (int y = 1; y < plane.height; y++)
      std::memcpy(plane.data + static_cast<std::ptrdiff_t>(y) * plane.stride, first, row_bytes);
  }
}

Picture part_of(const Picture& picture, const Rectangle& part) {
  const GstVideoFormatInfo* info = gst_video_format_get_info(picture.format);
  Rectangle inside;
  inside.left = std::clamp(part.left, 0, picture.width);
  inside.top = std::clamp(part.top, 0, picture.height);
  inside.width = std::clamp(part.width + std::min(part.left, 0), 0, picture.width - inside.left);
  inside.height = std::clamp(part.height + std::min(part.top, 0), 0, picture.height - inside.top);
  Picture result = picture;
  result.width = inside.width;
  result.height = inside.height;
  for (int p = 0; p < picture.plane_count; p++) {
    Plane& plane = result.planes[p];
    // Rounded down: a part that starts inside of a group of pixels that share chroma starts at the group.
    int columns = plane_shape(picture.format, p, inside.left + 1, 1).width - 1;
    const int rows = plane_shape(picture.format, p, 1, inside.top + 1).height - 1;
    const bool packed_in_pairs =
        picture.plane_count == 1 && plane.sample_bytes == 2 && GST_VIDEO_FORMAT_INFO_IS_YUV(info);
    if (packed_in_pairs) columns &= ~1;
    const PlaneShape shape = plane_shape(picture.format, p, inside.width, inside.height);
    plane.data +=
        static_cast<std::ptrdiff_t>(rows) * plane.stride + static_cast<std::ptrdiff_t>(columns) * plane.sample_bytes;
    plane.width = shape.width;
    plane.height = shape.height;
  }
  return result;
}

}  // namespace runtime
