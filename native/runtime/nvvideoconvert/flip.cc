#include "runtime/nvvideoconvert/flip.h"

#include <cstring>

namespace runtime::videoconvert {

namespace {

// Where the source sample of an output sample is: a start, and steps for one column and one row of the output.
struct Walk {
  const guint8* start;
  std::ptrdiff_t column;
  std::ptrdiff_t row;
};

Walk walk(const Plane& from, Flip flip) {
  const std::ptrdiff_t sample = from.sample_bytes;
  const std::ptrdiff_t stride = from.stride;
  const guint8* const top_left = from.data;
  const guint8* const top_right = top_left + (from.width - 1) * sample;
  const guint8* const bottom_left = top_left + (from.height - 1) * stride;
  const guint8* const bottom_right = bottom_left + (from.width - 1) * sample;
  switch (flip) {
    case Flip::none: return {top_left, sample, stride};
    case Flip::counterclockwise: return {top_right, stride, -sample};
    case Flip::rotate_180: return {bottom_right, -sample, -stride};
    case Flip::clockwise: return {bottom_left, -stride, sample};
    case Flip::horizontal: return {top_right, -sample, stride};
    case Flip::upper_right_diagonal: return {bottom_right, -stride, -sample};
    case Flip::vertical: return {bottom_left, sample, -stride};
    case Flip::upper_left_diagonal: return {top_left, stride, sample};
  }
  return {top_left, sample, stride};
}

template <std::size_t sample_bytes>
void flip_samples(const Plane& from, const Plane& to, Flip flip) {
  // Square blocks: a turn reads columns, and a block's columns stay in the cache.
  constexpr int block = 32;
  const Walk w = walk(from, flip);
  for (int top = 0; top < to.height; top += block)
    for (int left = 0; left < to.width; left += block)
      for (int y = top; y < MIN(top + block, to.height); y++) {
        const guint8* source = w.start + y * w.row + left * w.column;
        guint8* target = to.data + static_cast<std::ptrdiff_t>(y) * to.stride + left * std::ptrdiff_t{sample_bytes};
        for (int x = left; x < MIN(left + block, to.width); x++) {
          std::memcpy(target, source, sample_bytes);
          target += sample_bytes;
          source += w.column;
        }
      }
}

}  // namespace

bool turns(Flip flip) {
  return flip == Flip::counterclockwise || flip == Flip::clockwise || flip == Flip::upper_right_diagonal ||
         flip == Flip::upper_left_diagonal;
}

bool can_flip(GstVideoFormat format) {
  if (format == GST_VIDEO_FORMAT_UYVP) return false;
  const GstVideoFormatInfo* info = gst_video_format_get_info(format);
  // Chroma must be shared the same way across and down.
  for (guint c = 0; c < GST_VIDEO_FORMAT_INFO_N_COMPONENTS(info); c++)
    if (GST_VIDEO_FORMAT_INFO_W_SUB(info, c) != GST_VIDEO_FORMAT_INFO_H_SUB(info, c)) return false;
  return true;
}

void flip_picture(const Picture& from, const Picture& to, Flip flip) {
  for (int p = 0; p < to.plane_count; p++) {
    switch (to.planes[p].sample_bytes) {
      case 1: flip_samples<1>(from.planes[p], to.planes[p], flip); break;
      case 2: flip_samples<2>(from.planes[p], to.planes[p], flip); break;
      case 3: flip_samples<3>(from.planes[p], to.planes[p], flip); break;
      case 4: flip_samples<4>(from.planes[p], to.planes[p], flip); break;
      case 8: flip_samples<8>(from.planes[p], to.planes[p], flip); break;
      default: break;
    }
  }
}

}  // namespace runtime::videoconvert
