#include "picture/image.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "picture/convert.h"
#include "picture/fault.h"

namespace picture {
namespace {

gst::Result<Size> size_of(const Request& request, const Area& area) {
  const double ratio = static_cast<double>(area.width) / area.height;
  double width = area.width;
  double height = area.height;
  if (request.width > 0) width = request.width;
  if (request.height > 0) height = request.height;
  if (request.width > 0 && request.height == 0) height = width / ratio;
  if (request.height > 0 && request.width == 0) width = height * ratio;
  if (request.scale > 0) {
    width *= request.scale;
    height *= request.scale;
  }
  if (std::max(width, height) > kLongestSide)
    return gst::Fault{.code = "ERR_ARGUMENT",
                      .message = "The image would be larger than " + std::to_string(kLongestSide) + " pixels.",
                      .key = request.scale > 0 ? "scale" : "size",
                      .remedy = "Ask for a smaller image."};
  return Size{std::max(1, static_cast<int>(std::lround(width))), std::max(1, static_cast<int>(std::lround(height)))};
}

Image image_of(const Pixels& pixels) {
  return {.width = GST_VIDEO_INFO_WIDTH(&pixels.info),
          .height = GST_VIDEO_INFO_HEIGHT(&pixels.info),
          .data = without_gaps(pixels)};
}

gst::Result<Image> encode(Pixels pixels, const char* factory, std::unique_ptr<Encoder>& encoder, int quality) {
  Image image{.width = GST_VIDEO_INFO_WIDTH(&pixels.info), .height = GST_VIDEO_INFO_HEIGHT(&pixels.info)};
  if (!encoder) {
    gst::Result<std::unique_ptr<Encoder>> created = Encoder::create(factory);
    if (!created) return std::move(created.fault());
    encoder = std::move(*created);
  }
  if (quality > 0) encoder->set_quality(quality);
  gst::Result<std::vector<std::uint8_t>> data = encoder->encode(std::move(pixels));
  if (!data) {
    encoder.reset();  // what state it is in is not known
    return std::move(data.fault());
  }
  image.data = std::move(*data);
  return image;
}

Image copy_of(const Picture& picture) {
  Image image{.width = picture.width, .height = picture.height, .format = picture.format->name};
  GstVideoColorimetry colorimetry = picture.colorimetry;
  image.colorimetry = gst::to_string(gst_video_colorimetry_to_string(&colorimetry));
  std::size_t size = 0;
  for (int p = 0; p < picture.plane_count; ++p) {
    const Plane& plane = picture.planes[static_cast<std::size_t>(p)];
    image.planes.push_back({size, plane.row_bytes, plane.rows});
    size += plane.row_bytes * plane.rows;
  }
  image.data.resize(size);
  for (int p = 0; p < picture.plane_count; ++p) {
    const Plane& plane = picture.planes[static_cast<std::size_t>(p)];
    std::uint8_t* to = image.data.data() + image.planes[static_cast<std::size_t>(p)].offset;
    for (std::size_t y = 0; y < plane.rows; ++y)
      std::memcpy(to + y * plane.row_bytes, plane.data + y * plane.stride, plane.row_bytes);
  }
  return image;
}

}  // namespace

gst::Result<Image> make_image(const Kept& kept, const Request& request, Encoders& encoders) {
  gst::Result<Source> source = Source::open(kept, request.index, request.crop);
  if (!source) return std::move(source.fault());
  if (request.format == Format::raw) return copy_of(source->picture());

  gst::Result<Size> size = size_of(request, source->wanted());
  if (!size) return std::move(size.fault());
  const bool gray = GST_VIDEO_FORMAT_INFO_IS_GRAY(source->picture().format);
  const auto converted = [&](GstVideoFormat format) { return convert(*source, format, *size); };
  const auto plain = [&](GstVideoFormat format) -> gst::Result<Image> {
    gst::Result<Pixels> pixels = converted(format);
    if (!pixels) return std::move(pixels.fault());
    return image_of(*pixels);
  };
  const auto encoded = [&](GstVideoFormat format, const char* factory, std::unique_ptr<Encoder>& encoder,
                           int quality) -> gst::Result<Image> {
    gst::Result<Pixels> pixels = converted(gray ? GST_VIDEO_FORMAT_GRAY8 : format);
    if (!pixels) return std::move(pixels.fault());
    return encode(std::move(*pixels), factory, encoder, quality);
  };
  switch (request.format) {
    case Format::rgb: return plain(GST_VIDEO_FORMAT_RGB);
    case Format::rgba: return plain(GST_VIDEO_FORMAT_RGBA);
    case Format::gray: return plain(GST_VIDEO_FORMAT_GRAY8);
    case Format::png: return encoded(GST_VIDEO_FORMAT_RGB, "pngenc", encoders.png, 0);
    case Format::jpeg:
    case Format::raw: break;
  }
  return encoded(GST_VIDEO_FORMAT_I420, "jpegenc", encoders.jpeg, request.quality);
}

}  // namespace picture
