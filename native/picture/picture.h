// A picture in memory that the CPU can read, and parts of it.
#pragma once

#include <gst/video/video.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace picture {

struct Area {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
  bool operator==(const Area&) const = default;
};

// Rows of `row_bytes` that begin `stride` bytes apart.
struct Plane {
  const std::uint8_t* data = nullptr;
  std::size_t stride = 0;
  std::size_t row_bytes = 0;
  std::size_t rows = 0;
};

// A view of pixels that somebody else owns.
struct Picture {
  const GstVideoFormatInfo* format = nullptr;
  GstVideoColorimetry colorimetry{};
  int width = 0;
  int height = 0;
  int plane_count = 0;
  std::array<Plane, GST_VIDEO_MAX_PLANES> planes{};
};

// Pixels of our own.
struct Pixels {
  GstVideoInfo info{};
  std::vector<std::uint8_t> bytes;
};
Picture picture_of(const Pixels& pixels);

// True where the pixels of a part can be found by counting bytes; false for formats that pack odd groups of bits.
bool can_be_cut(const GstVideoFormatInfo* format);

// Bytes in a row and rows of a plane, for a picture of that size.
Plane shape_of(const GstVideoFormatInfo* format, int plane, int width, int height);

// The area, grown so that it starts and ends with whole groups of pixels that share chroma, within the picture.
Area whole_groups(const Area& area, const GstVideoFormatInfo* format, int width, int height);

// The part of the picture in an area of whole groups.
Picture part_of(const Picture& picture, const Area& area);

}  // namespace picture
