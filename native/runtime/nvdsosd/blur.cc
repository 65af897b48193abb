#include "runtime/nvdsosd/blur.h"

#include <algorithm>
#include <cstring>
#include <vector>

#include "runtime/nvdsosd/canvas.h"
#include "runtime/nvdsosd/mask.h"
#include "runtime/nvdsosd/shapes.h"

namespace runtime::osd {
namespace {

constexpr int kAreas = 10;

// A picture of the same format with pixels of its own.
class OwnPicture {
 public:
  OwnPicture(const Picture& like, int width, int height) : picture(like) {
    GstVideoInfo info;
    gst_video_info_set_format(&info, like.format, static_cast<guint>(width), static_cast<guint>(height));
    pixels_.resize(info.size);
    picture.width = width;
    picture.height = height;
    for (int i = 0; i < picture.plane_count; ++i) {
      Plane& plane = picture.planes[static_cast<std::size_t>(i)];
      const bool chroma = i > 0;
      plane.data = pixels_.data() + GST_VIDEO_INFO_PLANE_OFFSET(&info, i);
      plane.stride = GST_VIDEO_INFO_PLANE_STRIDE(&info, i);
      plane.width = chroma ? (width + 1) / 2 : width;
      plane.height = chroma ? (height + 1) / 2 : height;
    }
  }
  OwnPicture(const OwnPicture&) = delete;
  OwnPicture& operator=(const OwnPicture&) = delete;

  Picture picture;

 private:
  std::vector<guint8> pixels_;
};

int areas(int length) { return std::clamp(length / 2, 1, kAreas); }

// Copies the samples whose pixel is marked; `marks` has one byte a pixel of the box.
void copy_marked(const Picture& from, const Picture& to, const Rectangle& box, const std::vector<guint8>& marks) {
  for (int i = 0; i < to.plane_count; ++i) {
    const Plane& source = from.planes[static_cast<std::size_t>(i)];
    const Plane& target = to.planes[static_cast<std::size_t>(i)];
    const int step = i > 0 ? 2 : 1;  // chroma has a sample for two by two pixels
    for (int y = 0; y < source.height; ++y) {
      const guint8* mark = marks.data() + static_cast<std::ptrdiff_t>(y) * step * box.width;
      const guint8* in = source.data + static_cast<std::ptrdiff_t>(y) * source.stride;
      guint8* out = target.data + static_cast<std::ptrdiff_t>(box.top / step + y) * target.stride +
                    static_cast<std::ptrdiff_t>(box.left / step) * target.sample_bytes;
      for (int x = 0; x < source.width; ++x)
        if (mark[x * step])
          std::memcpy(out + x * target.sample_bytes, in + x * target.sample_bytes,
                      static_cast<std::size_t>(target.sample_bytes));
    }
  }
}

}  // namespace

void blur(const Picture& picture, const nvds::NvOSD_RectParams& rect, const nvds::NvOSD_MaskParams* mask) {
  nvds::NvOSD_RectParams borderless = rect;
  borderless.border_width = 0;
  const Rectangle wanted = box_of(borderless, picture.width, picture.height);
  const Rectangle object = intersection(wanted, {0, 0, picture.width, picture.height});
  if (object.width == 0 || object.height == 0) return;
  // Out to whole groups of pixels that share chroma.
  Rectangle box = {object.left & ~1, object.top & ~1, 0, 0};
  box.width = std::min((object.left + object.width + 1) & ~1, picture.width) - box.left;
  box.height = std::min((object.top + object.height + 1) & ~1, picture.height) - box.top;

  OwnPicture small(picture, areas(box.width), areas(box.height));
  const Rectangle all = {0, 0, small.picture.width, small.picture.height};
  if (!convert(picture, box, small.picture, all, Scaling::area)) return;
  if (!mask) {
    convert(small.picture, all, picture, box, Scaling::bilinear);
    return;
  }
  OwnPicture blurred(picture, box.width, box.height);
  convert(small.picture, all, blurred.picture, {0, 0, box.width, box.height}, Scaling::bilinear);
  std::vector<guint8> marks(static_cast<std::size_t>(box.width) * static_cast<std::size_t>(box.height));
  each_masked(*mask, box.width, box.height, [&](int x, int y) {
    marks[static_cast<std::size_t>(y) * static_cast<std::size_t>(box.width) + static_cast<std::size_t>(x)] = 1;
  });
  copy_marked(blurred.picture, picture, box, marks);
}

}  // namespace runtime::osd
