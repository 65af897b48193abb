// Kept buffers with pictures of known colours, and how images of them look.
#pragma once

#include <gtest/gtest.h>

#include <array>
#include <functional>
#include <initializer_list>
#include <memory>
#include <string>
#include <vector>

#include "picture/image.h"
#include "test/surface/pictures.h"

namespace picture_test {

using surface_test::Colour;

inline gst::CapsRef caps(const char* text) { return gst::CapsRef(gst_caps_from_string(text)); }

inline picture::KeptRef keep(GstBuffer* buffer, gst::CapsRef caps, nvds::Family family = nvds::Family::v9) {
  return std::make_shared<picture::Keeper>()->keep(buffer, std::move(caps), family);
}

// A batch as the muxer makes it; `paint` gets each picture and its number.
inline gst::BufferRef batch(GstVideoFormat format, int width, int height, guint pictures,
                            const std::function<void(const runtime::Picture&, guint)>& paint,
                            const char* colours = GST_VIDEO_COLORIMETRY_BT601) {
  const bool rgb = GST_VIDEO_FORMAT_INFO_IS_RGB(gst_video_format_get_info(format));
  runtime::SurfacePool pool(format, surface_test::colorimetry(rgb ? GST_VIDEO_COLORIMETRY_SRGB : colours), width,
                            height, pictures);
  gst::BufferRef buffer = pool.acquire();
  const runtime::MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
  surface->numFilled = pictures;
  for (guint i = 0; i < pictures; ++i) paint(runtime::picture_of(surface->surfaceList[i]), i);
  return buffer;
}

inline picture::KeptRef keep_nvmm(gst::BufferRef buffer, nvds::Family family = nvds::Family::v9) {
  return keep(buffer.get(), caps("video/x-raw(memory:NVMM)"), family);
}

constexpr Colour kRed{200, 30, 40};
constexpr Colour kGreen{20, 180, 60};
constexpr Colour kBlue{40, 50, 220};
constexpr Colour kWhite{255, 255, 255};

// Paints every pixel by the definition of the picture's matrix and range, with no converter between.
void fill(const runtime::Picture& picture, const std::function<Colour(int x, int y)>& colour);

// A colour in each quarter: red, green, blue, white.
inline void paint_quarters(const runtime::Picture& picture) {
  fill(picture, [&](int x, int y) {
    if (y < picture.height / 2) return x < picture.width / 2 ? kRed : kGreen;
    return x < picture.width / 2 ? kBlue : kWhite;
  });
}

inline picture::Image image(const picture::KeptRef& kept, const picture::Request& request) {
  picture::Encoders encoders;
  auto made = picture::make_image(*kept, request, encoders);
  EXPECT_TRUE(made) << (made ? "" : made.fault().message);
  return made ? std::move(*made) : picture::Image{};
}

inline gst::Fault fault(const picture::KeptRef& kept, const picture::Request& request) {
  picture::Encoders encoders;
  auto made = picture::make_image(*kept, request, encoders);
  EXPECT_FALSE(made);
  return made ? gst::Fault{} : std::move(made.fault());
}

// The colour of a pixel of an RGB image.
inline Colour at(const picture::Image& rgb, int x, int y) {
  const std::size_t pixel = 3 * static_cast<std::size_t>(y * rgb.width + x);
  if (pixel + 2 >= rgb.data.size()) return {-1, -1, -1};
  return {rgb.data[pixel], rgb.data[pixel + 1], rgb.data[pixel + 2]};
}

inline void expect_colour(const Colour& seen, const Colour& wanted, int tolerance, const std::string& where) {
  for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(seen[c], wanted[c], tolerance) << where << ", channel " << c;
}

inline void expect_quarters(const picture::Image& rgb, int tolerance, const std::string& what) {
  const int x = rgb.width / 4;
  const int y = rgb.height / 4;
  expect_colour(at(rgb, x, y), kRed, tolerance, what + ": red");
  expect_colour(at(rgb, 3 * x, y), kGreen, tolerance, what + ": green");
  expect_colour(at(rgb, x, 3 * y), kBlue, tolerance, what + ": blue");
  expect_colour(at(rgb, 3 * x, 3 * y), kWhite, tolerance, what + ": white");
}

// An encoded image as RGB, by GStreamer's decoder.
picture::Image decode(const picture::Image& encoded, const char* decoder);

// In dB, over all channels.
double signal_to_noise(const picture::Image& a, const picture::Image& b);

}  // namespace picture_test
