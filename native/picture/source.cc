#include "picture/source.h"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "picture/fault.h"
#include "picture/surface.h"

namespace picture {
namespace {

// Pictures of plain video/x-raw, in memory of the CPU.
class MappedFrame : public Source::Hold {
 public:
  MappedFrame(const GstVideoInfo& info, GstBuffer* buffer)
      : mapped_(gst_video_frame_map(&frame_, &info, buffer, GST_MAP_READ)) {}
  ~MappedFrame() override {
    if (mapped_) gst_video_frame_unmap(&frame_);
  }
  MappedFrame(const MappedFrame&) = delete;
  MappedFrame& operator=(const MappedFrame&) = delete;

  explicit operator bool() const { return mapped_; }

  Picture picture() const {
    const GstVideoInfo& info = frame_.info;
    Picture picture{.format = info.finfo,
                    .colorimetry = info.colorimetry,
                    .width = GST_VIDEO_INFO_WIDTH(&info),
                    .height = GST_VIDEO_INFO_HEIGHT(&info),
                    .plane_count = static_cast<int>(GST_VIDEO_INFO_N_PLANES(&info))};
    for (int p = 0; p < picture.plane_count && can_be_cut(info.finfo); ++p) {
      Plane& plane = picture.planes[static_cast<std::size_t>(p)];
      plane = shape_of(info.finfo, p, picture.width, picture.height);
      plane.data = static_cast<const std::uint8_t*>(GST_VIDEO_FRAME_PLANE_DATA(&frame_, p));
      plane.stride = static_cast<std::size_t>(GST_VIDEO_FRAME_PLANE_STRIDE(&frame_, p));
    }
    return picture;
  }

 private:
  GstVideoFrame frame_{};
  const bool mapped_;
};

gst::Fault no_place(std::uint32_t index) {
  return cannot_read("The buffer holds no picture for place " + std::to_string(index) + " of the batch.",
                     "Read the pixels before elements that change the batch's pictures.", std::to_string(index));
}

gst::Fault unreadable_format(const char* name) {
  return cannot_read(std::string("Pictures of format ") + name + " cannot be read.",
                     "Convert them first: ... ! nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA ! ...", name);
}

// What was asked for, in whole pixels that enclose it.
gst::Result<Area> area_of(const std::optional<Crop>& crop, int width, int height) {
  if (!crop) return Area{0, 0, width, height};
  const auto clamped = [](double edge, int most) { return static_cast<int>(std::clamp(edge, 0.0, double(most))); };
  const int left = clamped(std::floor(crop->left), width);
  const int top = clamped(std::floor(crop->top), height);
  const int right = clamped(std::ceil(crop->left + crop->width), width);
  const int bottom = clamped(std::ceil(crop->top + crop->height), height);
  if (right > left && bottom > top) return Area{left, top, right - left, bottom - top};
  return gst::Fault{.code = "ERR_ARGUMENT",
                    .message = "The crop lies outside of the picture, which is " + std::to_string(width) + "x" +
                               std::to_string(height) + ".",
                    .key = "crop",
                    .remedy = "Pass a box in pixels of the frame."};
}

struct Found {
  Picture picture;
  std::unique_ptr<Source::Hold> hold;
};

gst::Result<Found> find_plain(const Kept& kept) {
  GstVideoInfo info;
  if (!kept.caps() || !gst_video_info_from_caps(&info, kept.caps()))
    return cannot_read("The buffer holds no picture: it is no video.", "Read the pixels where video flows.");
  auto frame = std::make_unique<MappedFrame>(info, kept.buffer());
  if (!*frame) return cannot_read("The picture's memory cannot be mapped.", "Put nvvideoconvert before this place.");
  Found found{frame->picture(), nullptr};
  found.hold = std::move(frame);
  return found;
}

}  // namespace

gst::Result<Source> Source::open(const Kept& kept, std::uint32_t index, const std::optional<Crop>& crop) {
  std::unique_ptr<Surface> surface;
  Found found;
  if (is_nvmm(kept.caps())) {
    gst::Result<std::unique_ptr<Surface>> opened = Surface::open(kept, index);
    if (!opened) return std::move(opened.fault());
    surface = std::move(*opened);
    if (!surface) return no_place(index);
    found.picture = surface->picture();
  } else {
    gst::Result<Found> plain = find_plain(kept);
    if (!plain) return std::move(plain.fault());
    found = std::move(*plain);
  }

  const Picture& whole = found.picture;
  if (!can_be_cut(whole.format)) return unreadable_format(whole.format->name);
  gst::Result<Area> asked = area_of(crop, whole.width, whole.height);
  if (!asked) return std::move(asked.fault());
  const Area groups = whole_groups(*asked, whole.format, whole.width, whole.height);
  Picture part = part_of(whole, groups);
  if (surface) {
    if (gst::Outcome fault = surface->bring(part)) return std::move(*fault);
    found.hold = std::move(surface);
  }
  const Area wanted{asked->left - groups.left, asked->top - groups.top, asked->width, asked->height};
  return Source(part, wanted, std::move(found.hold));
}

}  // namespace picture
