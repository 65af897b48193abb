#include "picture/picture.h"

#include <algorithm>

namespace picture {
namespace {

// A plane's densest component says how its bytes lie: Y of UYVY, either of NV12's U and V.
int component_of(const GstVideoFormatInfo* format, int plane) {
  int densest = -1;
  for (int c = 0; c < static_cast<int>(format->n_components); ++c) {
    if (static_cast<int>(format->plane[c]) != plane) continue;
    if (densest < 0 || format->w_sub[c] < format->w_sub[densest]) densest = c;
  }
  return densest;
}

// Pixels that share a chroma sample, across and down.
int group_width(const GstVideoFormatInfo* format) {
  return 1 << *std::max_element(format->w_sub, format->w_sub + format->n_components);
}
int group_height(const GstVideoFormatInfo* format) {
  return 1 << *std::max_element(format->h_sub, format->h_sub + format->n_components);
}

int round_up(int value, int to) { return (value + to - 1) / to * to; }

}  // namespace

Picture picture_of(const Pixels& pixels) {
  const GstVideoInfo& info = pixels.info;
  Picture picture{.format = info.finfo,
                  .colorimetry = info.colorimetry,
                  .width = GST_VIDEO_INFO_WIDTH(&info),
                  .height = GST_VIDEO_INFO_HEIGHT(&info),
                  .plane_count = static_cast<int>(GST_VIDEO_INFO_N_PLANES(&info))};
  for (int p = 0; p < picture.plane_count; ++p) {
    Plane& plane = picture.planes[static_cast<std::size_t>(p)];
    plane = shape_of(info.finfo, p, picture.width, picture.height);
    plane.data = pixels.bytes.data() + info.offset[p];
    plane.stride = static_cast<std::size_t>(info.stride[p]);
  }
  return picture;
}

bool can_be_cut(const GstVideoFormatInfo* format) {
  if (GST_VIDEO_FORMAT_INFO_IS_COMPLEX(format) || GST_VIDEO_FORMAT_INFO_IS_TILED(format) ||
      GST_VIDEO_FORMAT_INFO_HAS_PALETTE(format) || format->n_planes == 0)
    return false;
  for (int p = 0; p < static_cast<int>(format->n_planes); ++p) {
    const int component = component_of(format, p);
    if (component < 0 || format->pixel_stride[component] <= 0) return false;
  }
  return true;
}

Plane shape_of(const GstVideoFormatInfo* format, int plane, int width, int height) {
  const int component = component_of(format, plane);
  const bool packed = format->n_planes == 1;
  // Packed formats hold whole groups, planar ones as many samples as there are.
  const int columns =
      packed ? round_up(width, group_width(format)) : GST_VIDEO_FORMAT_INFO_SCALE_WIDTH(format, component, width);
  Plane shape;
  shape.row_bytes = static_cast<std::size_t>(columns) * static_cast<std::size_t>(format->pixel_stride[component]);
  shape.rows = static_cast<std::size_t>(GST_VIDEO_FORMAT_INFO_SCALE_HEIGHT(format, component, height));
  shape.stride = shape.row_bytes;
  return shape;
}

Area whole_groups(const Area& area, const GstVideoFormatInfo* format, int width, int height) {
  const int across = group_width(format);
  const int down = group_height(format);
  Area grown;
  grown.left = area.left / across * across;
  grown.top = area.top / down * down;
  grown.width = std::min(round_up(area.left + area.width, across), width) - grown.left;
  grown.height = std::min(round_up(area.top + area.height, down), height) - grown.top;
  return grown;
}

Picture part_of(const Picture& picture, const Area& area) {
  const GstVideoFormatInfo* format = picture.format;
  Picture part = picture;
  part.width = area.width;
  part.height = area.height;
  for (int p = 0; p < picture.plane_count; ++p) {
    const int component = component_of(format, p);
    const auto column =
        static_cast<std::size_t>((area.left >> format->w_sub[component]) * format->pixel_stride[component]);
    const auto row = static_cast<std::size_t>(area.top >> format->h_sub[component]);
    const Plane& whole = picture.planes[static_cast<std::size_t>(p)];
    Plane& plane = part.planes[static_cast<std::size_t>(p)];
    plane = shape_of(format, p, area.width, area.height);
    plane.data = whole.data + row * whole.stride + column;
    plane.stride = whole.stride;
  }
  return part;
}

}  // namespace picture
