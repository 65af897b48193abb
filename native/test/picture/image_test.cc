// What images show: colours, parts, sizes, places in a batch.
#include "picture/image.h"

#include <random>

#include "test/picture/subject.h"

namespace picture_test {
namespace {

using picture::Format;
using picture::Image;
using picture::KeptRef;
using picture::Request;

constexpr int kWidth = 64;
constexpr int kHeight = 48;

KeptRef quarters(GstVideoFormat format, const char* colours = GST_VIDEO_COLORIMETRY_BT601) {
  return keep_nvmm(batch(
      format, kWidth, kHeight, 1, [](const auto& picture, guint) { paint_quarters(picture); }, colours));
}

TEST(Image, ColoursAreThoseOfThePictureInEveryFormatAndMatrix) {
  struct Case {
    GstVideoFormat format;
    const char* colours;
    int tolerance;
  };
  const Case cases[] = {{GST_VIDEO_FORMAT_NV12, GST_VIDEO_COLORIMETRY_BT601, 3},
                        {GST_VIDEO_FORMAT_NV12, GST_VIDEO_COLORIMETRY_BT709, 3},
                        {GST_VIDEO_FORMAT_NV12, "1:3:5:1", 3},   // BT.709, full range
                        {GST_VIDEO_FORMAT_NV12, "1:4:16:4", 3},  // BT.601, full range
                        {GST_VIDEO_FORMAT_NV12, GST_VIDEO_COLORIMETRY_BT2020, 3},
                        {GST_VIDEO_FORMAT_I420, GST_VIDEO_COLORIMETRY_BT601, 3},
                        {GST_VIDEO_FORMAT_NV21, GST_VIDEO_COLORIMETRY_BT601, 3},
                        {GST_VIDEO_FORMAT_UYVY, GST_VIDEO_COLORIMETRY_BT601, 3},
                        {GST_VIDEO_FORMAT_Y444, GST_VIDEO_COLORIMETRY_BT601, 3},
                        {GST_VIDEO_FORMAT_P010_10LE, GST_VIDEO_COLORIMETRY_BT709, 3},
                        {GST_VIDEO_FORMAT_RGBA, nullptr, 0},
                        {GST_VIDEO_FORMAT_BGRx, nullptr, 0},
                        {GST_VIDEO_FORMAT_RGB, nullptr, 0},
                        {GST_VIDEO_FORMAT_BGR, nullptr, 0},
                        {GST_VIDEO_FORMAT_RGBP, nullptr, 0}};
  for (const auto& [format, colours, tolerance] : cases) {
    const std::string name = std::string(gst_video_format_to_string(format)) + " " + (colours ? colours : "");
    const KeptRef kept = quarters(format, colours);
    const Image rgb = image(kept, {.format = Format::rgb});
    EXPECT_EQ(rgb.data.size(), 3u * kWidth * kHeight) << name;
    expect_quarters(rgb, tolerance, name);
    // JPEG stores BT.601 of full range, whatever the picture has.
    expect_quarters(decode(image(kept, {.format = Format::jpeg, .quality = 100}), "jpegdec"), tolerance + 4,
                    name + " jpeg");
    const Image gray = image(kept, {.format = Format::gray});
    ASSERT_EQ(gray.data.size(), std::size_t{kWidth * kHeight}) << name;
    EXPECT_NEAR(gray.data.back(), 255, 2) << name;
  }
}

TEST(Image, RgbaIsOpaqueWhereThePictureHasNoTransparency) {
  for (const GstVideoFormat format : {GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_BGRx}) {
    const Image rgba = image(quarters(format), {.format = Format::rgba});
    ASSERT_EQ(rgba.data.size(), 4u * kWidth * kHeight);
    for (std::size_t i = 3; i < rgba.data.size(); i += 4) ASSERT_EQ(rgba.data[i], 255);
  }
}

TEST(Image, GrayIsTheFullRangeLumaOfAGrayPicture) {
  const KeptRef kept = keep_nvmm(batch(GST_VIDEO_FORMAT_GRAY8, kWidth, kHeight, 1, [](const auto& picture, guint) {
    fill(picture, [](int x, int) { return x < kWidth / 2 ? Colour{} : kWhite; });
  }));
  const Image gray = image(kept, {.format = Format::gray});
  ASSERT_EQ(gray.data.size(), std::size_t{kWidth * kHeight});
  EXPECT_NEAR(gray.data.front(), 0, 1);
  EXPECT_NEAR(gray.data.back(), 255, 1);
  const Image decoded = decode(image(kept, {.format = Format::png}), "pngdec");
  expect_colour(at(decoded, kWidth - 2, 2), kWhite, 1, "png");
}

TEST(Image, IsOfTheFramesOwnPictureInTheBatch) {
  const Colour colours[] = {kRed, kGreen, kBlue};
  const KeptRef kept = keep_nvmm(batch(GST_VIDEO_FORMAT_NV12, kWidth, kHeight, 3, [&](const auto& picture, guint i) {
    fill(picture, [&](int, int) { return colours[i]; });
  }));
  for (std::uint32_t i = 0; i < 3; ++i)
    expect_colour(at(image(kept, {.index = i, .format = Format::rgb}), 20, 20), colours[i], 3, std::to_string(i));
  EXPECT_EQ(fault(kept, {.index = 3}).code, "ERR_PICTURE");
}

TEST(Image, OfABatchMadeIntoOnePictureIsThatPictureForEveryFrame) {
  const KeptRef kept = quarters(GST_VIDEO_FORMAT_NV12);
  expect_quarters(image(kept, {.index = 2, .format = Format::rgb}), 3, "tile");
}

// Every pixel of RGBA its own colour: column in red, row in green.
KeptRef grid() {
  return keep_nvmm(batch(GST_VIDEO_FORMAT_RGBA, kWidth, kHeight, 1, [](const auto& picture, guint) {
    fill(picture, [](int x, int y) { return Colour{x, y, 0}; });
  }));
}

TEST(Crop, IsExactToThePixel) {
  const Image part = image(grid(), {.format = Format::rgb, .crop = {{5, 7, 11, 3}}});
  ASSERT_EQ(part.width, 11);
  ASSERT_EQ(part.height, 3);
  EXPECT_EQ(at(part, 0, 0), (Colour{5, 7, 0}));
  EXPECT_EQ(at(part, 10, 2), (Colour{15, 9, 0}));
}

TEST(Crop, EnclosesABoxBetweenPixels) {
  const Image part = image(grid(), {.format = Format::rgb, .crop = {{5.4, 7.9, 2.0, 0.2}}});
  ASSERT_EQ(part.width, 3);
  ASSERT_EQ(part.height, 2);
  EXPECT_EQ(at(part, 0, 0), (Colour{5, 7, 0}));
}

TEST(Crop, IsCutAtTheEdges) {
  const Image part = image(grid(), {.format = Format::rgb, .crop = {{-10, 40, 1000, 1e30}}});
  ASSERT_EQ(part.width, kWidth);
  ASSERT_EQ(part.height, 8);
  EXPECT_EQ(at(part, 0, 0), (Colour{0, 40, 0}));
  EXPECT_EQ(at(part, kWidth - 1, 7), (Colour{kWidth - 1, 47, 0}));
}

TEST(Crop, OutsideOfThePictureIsAnError) {
  for (const picture::Crop& crop : {picture::Crop{64, 0, 10, 10}, {0, -20, 10, 10}, {0, 48, 1, 1}, {-1e30, 0, 5, 5}}) {
    const gst::Fault wrong = fault(grid(), {.format = Format::rgb, .crop = crop});
    EXPECT_EQ(wrong.code, "ERR_ARGUMENT");
    EXPECT_EQ(wrong.key, "crop");
    EXPECT_NE(wrong.message.find("64x48"), std::string::npos);
  }
}

TEST(Crop, IsExactInFormatsWhosePixelsShareChroma) {
  for (const GstVideoFormat format : {GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_UYVY}) {
    const KeptRef kept = quarters(format);
    const Image whole = image(kept, {.format = Format::rgb});
    const Image part = image(kept, {.format = Format::rgb, .crop = {{kWidth / 2 - 3, kHeight / 2 - 5, 9, 11}}});
    ASSERT_EQ(part.width, 9);
    ASSERT_EQ(part.height, 11);
    for (int y = 0; y < part.height; ++y)
      for (int x = 0; x < part.width; ++x)
        ASSERT_EQ(at(part, x, y), at(whole, kWidth / 2 - 3 + x, kHeight / 2 - 5 + y))
            << gst_video_format_to_string(format) << " " << x << "," << y;
  }
}

TEST(Crop, OfOnePixelWorksInEveryFileFormat) {
  const KeptRef kept = quarters(GST_VIDEO_FORMAT_NV12);
  for (const Format format : {Format::jpeg, Format::png}) {
    const Image tiny = image(kept, {.format = format, .crop = {{1, 1, 1, 1}}, .quality = 100});
    EXPECT_EQ(tiny.width, 1);
    expect_colour(at(decode(tiny, format == Format::jpeg ? "jpegdec" : "pngdec"), 0, 0), kRed, 6, "one pixel");
  }
}

TEST(Crop, OfAnyPlaceAndSizeWorksInEveryFormat) {
  std::mt19937 random(1);
  const auto upto = [&](int most) { return std::uniform_int_distribution<int>(1, most)(random); };
  picture::Encoders encoders;
  for (const GstVideoFormat format : {GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_UYVY,
                                      GST_VIDEO_FORMAT_P010_10LE, GST_VIDEO_FORMAT_RGBA, GST_VIDEO_FORMAT_GRAY8}) {
    for (int n = 0; n < 25; ++n) {
      const int width = upto(70);
      const int height = upto(50);
      const KeptRef kept = keep_nvmm(batch(format, width, height, 1, [](const auto& picture, guint) {
        fill(picture, [](int x, int y) { return Colour{3 * x, 5 * y, x + y}; });
      }));
      const int left = upto(width) - 1;
      const int top = upto(height) - 1;
      const picture::Crop crop{static_cast<double>(left), static_cast<double>(top),
                               static_cast<double>(upto(width - left)), static_cast<double>(upto(height - top))};
      for (const Format wanted : {Format::jpeg, Format::png, Format::rgb, Format::rgba, Format::gray}) {
        for (const double scale : {0.0, 0.3, 1.7}) {
          const auto made = picture::make_image(*kept, {.format = wanted, .crop = crop, .scale = scale}, encoders);
          ASSERT_TRUE(made) << gst_video_format_to_string(format) << " " << width << "x" << height;
          EXPECT_FALSE(made.value().data.empty());
        }
      }
    }
  }
}

TEST(Size, FollowsScaleOrOneSideOrBoth) {
  const KeptRef kept = quarters(GST_VIDEO_FORMAT_NV12);
  const auto size = [&](Request request) {
    request.format = Format::rgb;
    const Image made = image(kept, request);
    EXPECT_EQ(made.data.size(), 3u * static_cast<std::size_t>(made.width * made.height));
    expect_quarters(made, 4, "scaled");
    return std::pair(made.width, made.height);
  };
  EXPECT_EQ(size({.scale = 0.5}), std::pair(32, 24));
  EXPECT_EQ(size({.scale = 2}), std::pair(128, 96));
  EXPECT_EQ(size({.width = 33}), std::pair(33, 25));
  EXPECT_EQ(size({.height = 12}), std::pair(16, 12));
  EXPECT_EQ(size({.width = 20, .height = 60}), std::pair(20, 60));
  EXPECT_EQ(size({.crop = {{0, 0, 64, 48}}, .scale = 0.25}), std::pair(16, 12));
}

TEST(Size, IsNeverBelowOnePixelNorBeyondTheLimit) {
  const Image speck = image(quarters(GST_VIDEO_FORMAT_NV12), {.format = Format::rgb, .scale = 0.0001});
  EXPECT_EQ(std::pair(speck.width, speck.height), std::pair(1, 1));
  const gst::Fault wrong = fault(quarters(GST_VIDEO_FORMAT_NV12), {.format = Format::rgb, .scale = 1e9});
  EXPECT_EQ(wrong.code, "ERR_ARGUMENT");
  EXPECT_EQ(wrong.key, "scale");
}

TEST(Size, ShrinkingWeighsEveryPixel) {
  const KeptRef kept = keep_nvmm(batch(GST_VIDEO_FORMAT_RGBA, 64, 48, 1, [](const auto& picture, guint) {
    fill(picture, [](int x, int) { return x % 8 < 2 ? Colour{200, 200, 200} : Colour{}; });
  }));
  const Image small = image(kept, {.format = Format::rgb, .width = 8, .height = 6});
  expect_colour(at(small, 4, 3), {50, 50, 50}, 12, "a quarter of the pixels is bright");
}

TEST(Raw, IsTheCopyOfThePlanesWithoutGaps) {
  const KeptRef kept = quarters(GST_VIDEO_FORMAT_NV12, GST_VIDEO_COLORIMETRY_BT709);
  const Image raw = image(kept, {.format = Format::raw});
  EXPECT_EQ(raw.format, "NV12");
  EXPECT_EQ(raw.colorimetry, "bt709");
  ASSERT_EQ(raw.planes.size(), 2u);
  EXPECT_EQ(raw.data.size(), std::size_t{kWidth * kHeight * 3 / 2});
  EXPECT_EQ(raw.planes[1].offset, std::size_t{kWidth * kHeight});
  EXPECT_EQ(raw.planes[1].stride, std::size_t{kWidth});
  EXPECT_EQ(raw.planes[1].rows, std::size_t{kHeight / 2});
  const runtime::MappedSurface surface(kept->buffer(), GST_MAP_READ);
  const runtime::Picture picture = runtime::picture_of(surface->surfaceList[0]);
  for (int y = 0; y < kHeight / 2; ++y)
    EXPECT_EQ(0, std::memcmp(raw.data.data() + raw.planes[1].offset + static_cast<std::size_t>(y) * kWidth,
                             picture.planes[1].data + y * picture.planes[1].stride, kWidth));
}

TEST(PlainMemory, IsReadByTheCapsOfThePad) {
  surface_test::Owned pattern(GST_VIDEO_FORMAT_RGBA, kWidth, kHeight);
  paint_quarters(pattern.picture);
  const auto& plane = pattern.picture.planes[0];
  const gst::BufferRef buffer(gst_buffer_new_allocate(nullptr, static_cast<gsize>(plane.stride * kHeight), nullptr));
  gst_buffer_fill(buffer.get(), 0, plane.data, static_cast<gsize>(plane.stride * kHeight));
  const KeptRef kept = keep(buffer.get(), caps("video/x-raw,format=RGBA,width=64,height=48"));
  expect_quarters(image(kept, {.format = Format::rgb}), 0, "plain");
  // One picture, whatever place the frame had in its batch.
  expect_quarters(image(kept, {.index = 5, .format = Format::rgb}), 0, "plain");
}

TEST(PlainMemory, OfNoVideoIsAnError) {
  const gst::BufferRef buffer(gst_buffer_new_allocate(nullptr, 10, nullptr));
  EXPECT_EQ(fault(keep(buffer.get(), nullptr), {}).code, "ERR_PICTURE");
  EXPECT_EQ(fault(keep(buffer.get(), caps("audio/x-raw")), {}).code, "ERR_PICTURE");
  EXPECT_EQ(fault(keep(buffer.get(), caps("video/x-raw,format=RGBA,width=64,height=48")), {}).code, "ERR_PICTURE");
}

}  // namespace
}  // namespace picture_test
