// Pictures that own their pixels, with a colour to paint and to look for.
#pragma once

#include <gst/video/video.h>

#include <array>

#include "runtime/surface/format.h"
#include "runtime/surface/surface.h"

namespace surface_test {

inline GstVideoColorimetry colorimetry(const char* name) {
  GstVideoColorimetry result{};
  gst_video_colorimetry_from_string(&result, name);
  return result;
}

class Owned {
 public:
  Owned(GstVideoFormat format, int width, int height, const char* colours = nullptr) {
    GstVideoInfo info;
    gst_video_info_set_format(&info, format, static_cast<guint>(width), static_cast<guint>(height));
    if (colours) info.colorimetry = colorimetry(colours);
    buffer_ = gst_buffer_new_allocate(nullptr, info.size, nullptr);
    gst_buffer_memset(buffer_, 0, 0x55, info.size);
    gst_video_frame_map(&frame_, &info, buffer_, GST_MAP_READWRITE);
    picture = runtime::picture_of(frame_);
  }
  ~Owned() {
    gst_video_frame_unmap(&frame_);
    gst_buffer_unref(buffer_);
  }
  Owned(const Owned&) = delete;
  Owned& operator=(const Owned&) = delete;

  runtime::Picture picture;

 private:
  GstBuffer* buffer_ = nullptr;
  GstVideoFrame frame_{};
};

using Colour = std::array<int, 3>;

// Paints a part in an RGB colour, by conversion from a small RGBA picture.
inline void paint(const runtime::Picture& picture, const runtime::Rectangle& part, Colour colour) {
  Owned rgba(GST_VIDEO_FORMAT_RGBA, part.width, part.height);
  const runtime::Plane& plane = rgba.picture.planes[0];
  for (int y = 0; y < plane.height; y++)
    for (int x = 0; x < plane.width; x++) {
      guint8* pixel = plane.data + y * plane.stride + x * 4;
      for (int c = 0; c < 3; c++) pixel[c] = static_cast<guint8>(colour[c]);
      pixel[3] = 255;
    }
  runtime::convert(rgba.picture, {0, 0, part.width, part.height}, picture, part);
}

// The RGB colour at a place, by conversion of the whole picture.
inline Colour colour_at(const runtime::Picture& picture, int x, int y) {
  Owned rgba(GST_VIDEO_FORMAT_RGBA, picture.width, picture.height);
  runtime::convert(picture, rgba.picture);
  const runtime::Plane& plane = rgba.picture.planes[0];
  const guint8* pixel = plane.data + y * plane.stride + x * 4;
  return {pixel[0], pixel[1], pixel[2]};
}

inline bool near(Colour a, Colour b, int tolerance = 8) {
  for (int c = 0; c < 3; c++)
    if (std::abs(a[c] - b[c]) > tolerance) return false;
  return true;
}

}  // namespace surface_test
