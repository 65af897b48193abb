#include "runtime/nvvideoconvert/frame.h"

#include <memory>

#include "runtime/surface/format.h"

namespace runtime::videoconvert {

namespace {

// A picture with pixels of its own.
class Intermediate {
 public:
  Intermediate(GstVideoFormat format, const GstVideoColorimetry& colorimetry, int width, int height) {
    nvds::NvBufSurfaceParams shape{};
    if (width <= 0 || height <= 0 ||
        !lay_out(shape, color_format(format, colorimetry), static_cast<unsigned>(width), static_cast<unsigned>(height),
                 false))
      return;
    pixels_ = std::make_unique_for_overwrite<guint8[]>(shape.dataSize);
    shape.dataPtr = pixels_.get();
    picture = picture_of(shape);
    picture.colorimetry = colorimetry;
  }

  Picture picture;

 private:
  std::unique_ptr<guint8[]> pixels_;
};

}  // namespace

bool convert_frame(const Picture& from, const Picture& to, const Placement& placement, Scaling scaling) {
  if (to.plane_count == 0) return false;
  if (!placement.fills_output()) fill_black(to, {0, 0, to.width, to.height});
  if (placement.flip == Flip::none) return convert(from, placement.source, to, placement.target, scaling);

  const Rectangle& target = placement.target;
  if (target.width <= 0 || target.height <= 0) return true;
  const bool turned = turns(placement.flip);
  // Flipping happens in the layout that a surface of the output's format has, or in 4:4:4 where that cannot be flipped.
  GstVideoFormat format = video_format(color_format(to.format, to.colorimetry));
  if (!can_flip(format))
    format = GST_VIDEO_FORMAT_INFO_BITS(gst_video_format_get_info(to.format)) > 8 ? GST_VIDEO_FORMAT_Y444_10LE
                                                                                  : GST_VIDEO_FORMAT_Y444;
  const Intermediate scaled(format, to.colorimetry, turned ? target.height : target.width,
                            turned ? target.width : target.height);
  const Rectangle whole{0, 0, scaled.picture.width, scaled.picture.height};
  if (!convert(from, placement.source, scaled.picture, whole, scaling)) return false;
  if (format == to.format) {
    flip_picture(scaled.picture, part_of(to, target), placement.flip);
    return true;
  }
  const Intermediate flipped(format, to.colorimetry, target.width, target.height);
  flip_picture(scaled.picture, flipped.picture, placement.flip);
  return convert(flipped.picture, {0, 0, target.width, target.height}, to, target);
}

}  // namespace runtime::videoconvert
