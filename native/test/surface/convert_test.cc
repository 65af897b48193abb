#include <gtest/gtest.h>

#include <cstring>
#include <thread>

#include "pictures.h"

using namespace runtime;
using namespace surface_test;

namespace {

constexpr Colour red = {230, 20, 30};
constexpr Colour green = {20, 200, 40};
constexpr Colour blue = {10, 30, 220};

const GstVideoFormat formats[] = {
    GST_VIDEO_FORMAT_I420,       GST_VIDEO_FORMAT_NV12,      GST_VIDEO_FORMAT_RGBA,      GST_VIDEO_FORMAT_BGRx,
    GST_VIDEO_FORMAT_RGB,        GST_VIDEO_FORMAT_BGR,       GST_VIDEO_FORMAT_Y444,      GST_VIDEO_FORMAT_UYVY,
    GST_VIDEO_FORMAT_P010_10LE,  GST_VIDEO_FORMAT_RGBP,      GST_VIDEO_FORMAT_BGRP,      GST_VIDEO_FORMAT_UYVP,
    GST_VIDEO_FORMAT_RGB10A2_LE, GST_VIDEO_FORMAT_BGRA64_LE, GST_VIDEO_FORMAT_Y444_12LE, GST_VIDEO_FORMAT_ARGB,
};

struct Pair {
  GstVideoFormat from;
  GstVideoFormat to;
};

class AnyPair : public testing::TestWithParam<Pair> {};

std::vector<Pair> all_pairs() {
  std::vector<Pair> pairs;
  for (GstVideoFormat from : formats)
    for (GstVideoFormat to : formats) pairs.push_back({from, to});
  return pairs;
}

// Left half red, right half blue.
void paint_halves(const Picture& picture) {
  const int half = picture.width / 2;
  paint(picture, {0, 0, half, picture.height}, red);
  paint(picture, {half, 0, picture.width - half, picture.height}, blue);
}

TEST_P(AnyPair, KeepsColoursAtEqualSize) {
  Owned from(GetParam().from, 64, 48, GST_VIDEO_COLORIMETRY_BT601);
  Owned to(GetParam().to, 64, 48, GST_VIDEO_COLORIMETRY_BT601);
  paint_halves(from.picture);
  ASSERT_TRUE(convert(from.picture, to.picture));
  EXPECT_TRUE(near(colour_at(to.picture, 10, 20), red));
  EXPECT_TRUE(near(colour_at(to.picture, 50, 20), blue));
}

TEST_P(AnyPair, KeepsColoursWhenScaled) {
  for (Scaling scaling : {Scaling::nearest, Scaling::bilinear, Scaling::area}) {
    Owned from(GetParam().from, 96, 64, GST_VIDEO_COLORIMETRY_BT601);
    Owned to(GetParam().to, 50, 38, GST_VIDEO_COLORIMETRY_BT601);
    paint_halves(from.picture);
    ASSERT_TRUE(convert(from.picture, to.picture, scaling));
    EXPECT_TRUE(near(colour_at(to.picture, 5, 20), red));
    EXPECT_TRUE(near(colour_at(to.picture, 45, 20), blue));
  }
}

TEST_P(AnyPair, WritesTheTargetPartOnly) {
  Owned from(GetParam().from, 64, 48, GST_VIDEO_COLORIMETRY_BT601);
  Owned to(GetParam().to, 96, 64, GST_VIDEO_COLORIMETRY_BT601);
  paint_halves(from.picture);
  paint(to.picture, {0, 0, 96, 64}, green);
  ASSERT_TRUE(convert(from.picture, {40, 8, 16, 16}, to.picture, {32, 16, 32, 24}));
  EXPECT_TRUE(near(colour_at(to.picture, 48, 28), blue));
  for (auto [x, y] : {std::pair{16, 28}, {80, 28}, {48, 8}, {48, 56}})
    EXPECT_TRUE(near(colour_at(to.picture, x, y), green)) << x << "," << y;
}

INSTANTIATE_TEST_SUITE_P(Formats, AnyPair, testing::ValuesIn(all_pairs()), [](const auto& pair) {
  return std::string(gst_video_format_to_string(pair.param.from)) + "_to_" + gst_video_format_to_string(pair.param.to);
});

TEST(Convert, FastPathsAgreeWithGStreamersConverter) {
  for (GstVideoFormat yuv : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_NV12})
    for (GstVideoFormat rgb :
         {GST_VIDEO_FORMAT_RGB, GST_VIDEO_FORMAT_BGR, GST_VIDEO_FORMAT_RGBA, GST_VIDEO_FORMAT_BGRA})
      for (const char* colours : {GST_VIDEO_COLORIMETRY_BT601, GST_VIDEO_COLORIMETRY_BT709, "1:4:0:0", "1:3:0:0"}) {
        Owned from(yuv, 32, 32, colours);
        for (int p = 0; p < from.picture.plane_count; p++) {
          const Plane& plane = from.picture.planes[p];
          for (int i = 0; i < plane.stride * plane.height; i++)
            plane.data[i] = static_cast<guint8>(p == 0 ? 90 : (i % plane.sample_bytes + p) % 2 ? 100 : 160);
        }
        Owned fast(rgb, 32, 32);
        ASSERT_TRUE(convert(from.picture, fast.picture));
        Owned slow(GST_VIDEO_FORMAT_Y444, 32, 32, colours);  // has no fast path to RGB
        ASSERT_TRUE(convert(from.picture, slow.picture));
        EXPECT_TRUE(near(colour_at(fast.picture, 16, 16), colour_at(slow.picture, 16, 16), 5))
            << gst_video_format_to_string(yuv) << " to " << gst_video_format_to_string(rgb) << " " << colours;
      }
}

TEST(Convert, BringsYuvFromOneMatrixToAnother) {
  Owned from(GST_VIDEO_FORMAT_I420, 32, 32, GST_VIDEO_COLORIMETRY_BT601);
  Owned to(GST_VIDEO_FORMAT_NV12, 32, 32, GST_VIDEO_COLORIMETRY_BT709);
  paint(from.picture, {0, 0, 32, 32}, red);
  ASSERT_TRUE(convert(from.picture, to.picture));
  EXPECT_TRUE(near(colour_at(to.picture, 16, 16), red));
}

TEST(Convert, BringsYuvFromOneRangeToTheOther) {
  const std::pair<const char*, const char*> ways[] = {{GST_VIDEO_COLORIMETRY_BT601, "1:4:0:0"},
                                                      {"1:4:0:0", GST_VIDEO_COLORIMETRY_BT601}};
  for (const auto& [from_range, to_range] : ways)
    for (GstVideoFormat from_format : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_Y444, GST_VIDEO_FORMAT_UYVY})
      for (GstVideoFormat to_format : {GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_Y444,
                                       GST_VIDEO_FORMAT_UYVY, GST_VIDEO_FORMAT_P010_10LE})
        for (Colour colour : {red, Colour{255, 255, 255}, Colour{0, 0, 0}}) {
          Owned from(from_format, 32, 32, from_range);
          Owned to(to_format, 24, 24, to_range);
          paint(from.picture, {0, 0, 32, 32}, colour);
          ASSERT_TRUE(convert(from.picture, to.picture));
          EXPECT_TRUE(near(colour_at(to.picture, 12, 12), colour))
              << gst_video_format_to_string(from_format) << " to " << gst_video_format_to_string(to_format);
        }
}

TEST(Convert, OddSizesAndPlacesStayInsideOfThePictures) {
  for (GstVideoFormat format : formats)
    for (int width : {1, 3, 17, 33})
      for (int height : {1, 5, 19}) {
        Owned from(format, width, height, GST_VIDEO_COLORIMETRY_BT601);
        Owned to(GST_VIDEO_FORMAT_I420, 15, 9, GST_VIDEO_COLORIMETRY_BT601);
        EXPECT_TRUE(convert(from.picture, {width / 2, height / 2, 400, 400}, to.picture, {1, 1, 13, 7}));
        EXPECT_TRUE(convert(to.picture, {3, 3, 7, 3}, from.picture, {-4, -4, width + 9, height + 9}));
      }
}

TEST(Convert, AnEmptyPartIsNoFault) {
  Owned from(GST_VIDEO_FORMAT_I420, 16, 16);
  Owned to(GST_VIDEO_FORMAT_RGB, 16, 16);
  EXPECT_TRUE(convert(from.picture, {20, 20, 4, 4}, to.picture, {0, 0, 16, 16}));
  EXPECT_EQ(to.picture.planes[0].data[0], 0x55);
}

TEST(Convert, AreaScalingWeighsEveryPixel) {
  Owned from(GST_VIDEO_FORMAT_GRAY8, 64, 64);
  Owned to(GST_VIDEO_FORMAT_GRAY8, 8, 8);
  const Plane& plane = from.picture.planes[0];
  for (int y = 0; y < 64; y++)
    for (int x = 0; x < 64; x++) plane.data[y * plane.stride + x] = x % 8 == 0 ? 200 : 0;
  ASSERT_TRUE(convert(from.picture, to.picture, Scaling::area));
  EXPECT_NEAR(to.picture.planes[0].data[3 * to.picture.planes[0].stride + 3], 25, 1);
}

TEST(Convert, CountsTheBytesItWrites) {
  Owned from(GST_VIDEO_FORMAT_RGB, 20, 10);
  Owned to(GST_VIDEO_FORMAT_RGB, 20, 10);
  const guint64 before = copied_bytes();
  ASSERT_TRUE(convert(from.picture, to.picture));
  EXPECT_EQ(copied_bytes() - before, 20u * 10u * 3u);
}

TEST(Convert, ThreadsDoNotShareConverters) {
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; t++)
    threads.emplace_back([] {
      for (int i = 0; i < 40; i++) {
        Owned from(GST_VIDEO_FORMAT_UYVY, 32 + 2 * (i % 12), 32, GST_VIDEO_COLORIMETRY_BT601);
        Owned to(GST_VIDEO_FORMAT_RGB, 24, 24);
        paint(from.picture, {0, 0, from.picture.width, 32}, red);
        convert(from.picture, to.picture);
        EXPECT_TRUE(near(colour_at(to.picture, 12, 12), red));
      }
    });
  for (std::thread& thread : threads) thread.join();
}

TEST(FillBlack, PaintsEachFormatsBlack) {
  for (GstVideoFormat format : formats)
    for (const char* colours : {GST_VIDEO_COLORIMETRY_BT601, "1:4:0:0"}) {
      Owned owned(format, 32, 24, GST_VIDEO_FORMAT_INFO_IS_RGB(gst_video_format_get_info(format)) ? nullptr : colours);
      paint(owned.picture, {0, 0, 32, 24}, red);
      fill_black(owned.picture, {16, 8, 100, 8});
      EXPECT_TRUE(near(colour_at(owned.picture, 24, 12), {0, 0, 0}, 2)) << gst_video_format_to_string(format);
      EXPECT_TRUE(near(colour_at(owned.picture, 8, 12), red)) << gst_video_format_to_string(format);
      EXPECT_TRUE(near(colour_at(owned.picture, 24, 4), red)) << gst_video_format_to_string(format);
    }
}

TEST(Formats, ColorimetryChoosesTheSurfaceFormat) {
  using namespace nvds;
  const auto nv12 = [](const char* colours) { return color_format(GST_VIDEO_FORMAT_NV12, colorimetry(colours)); };
  EXPECT_EQ(nv12(GST_VIDEO_COLORIMETRY_BT601), NVBUF_COLOR_FORMAT_NV12);
  EXPECT_EQ(nv12(GST_VIDEO_COLORIMETRY_BT709), NVBUF_COLOR_FORMAT_NV12_709);
  EXPECT_EQ(nv12(GST_VIDEO_COLORIMETRY_BT2020), NVBUF_COLOR_FORMAT_NV12_2020);
  EXPECT_EQ(nv12("1:4:0:0"), NVBUF_COLOR_FORMAT_NV12_ER);
  EXPECT_EQ(nv12("1:3:0:0"), NVBUF_COLOR_FORMAT_NV12_709_ER);
  EXPECT_EQ(color_format(GST_VIDEO_FORMAT_NV12, GstVideoColorimetry{}), NVBUF_COLOR_FORMAT_NV12);
  EXPECT_EQ(video_format(NVBUF_COLOR_FORMAT_NV12_709_ER), GST_VIDEO_FORMAT_NV12);
  EXPECT_EQ(color_format(GST_VIDEO_FORMAT_A420, GstVideoColorimetry{}), NVBUF_COLOR_FORMAT_INVALID);
  EXPECT_EQ(video_format(NVBUF_COLOR_FORMAT_SIGNED_R16G16), GST_VIDEO_FORMAT_UNKNOWN);
}

}  // namespace
