#include <gtest/gtest.h>

#include "codecs/play.h"
#include "runtime/surface/surface.h"

using namespace codecs_test;

namespace {

const std::string source =
    "videotestsrc num-buffers=3 pattern=white ! "
    "video/x-raw,format=I420,width=160,height=128,framerate=30/1,colorimetry=bt601 ! ";
const std::string noise =
    "videotestsrc num-buffers=1 pattern=snow ! video/x-raw,format=I420,width=160,height=128,framerate=30/1 ! ";
const std::string nvmm = "nvvideoconvert ! video/x-raw(memory:NVMM),format=RGB ! ";

TEST(Jpeg, EncodersTakeSystemMemoryAndNvmm) {
  EXPECT_EQ(play(source + "nvjpegenc ! appsink name=out").frames.size(), 3u);
  EXPECT_EQ(play(source + nvmm + "nvjpegenc ! appsink name=out").frames.size(), 3u);
  EXPECT_EQ(play(source + nvmm + "nvimageenc ! appsink name=out").frames.size(), 3u);
}

TEST(Jpeg, QualityCostsBytes) {
  for (const std::string encoder : {"nvjpegenc", "nvimageenc"}) {
    const gsize low = play(noise + nvmm + encoder + " quality=10 ! appsink name=out").bytes();
    const gsize high = play(noise + nvmm + encoder + " quality=95 ! appsink name=out").bytes();
    EXPECT_GT(high, 2 * low) << encoder;
    EXPECT_GT(low, 0u) << encoder;
  }
}

TEST(Jpeg, VideoRangeBecomesTheFullRangeOfJpeg) {
  const Played result = play(source + "nvjpegenc ! jpegdec ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 3u) << result.error;
  EXPECT_GT(brightness(result.frames[0]), 250);
}

TEST(Jpeg, OutputGrayLeavesColourOut) {
  const Played result = play(
      "videotestsrc num-buffers=1 pattern=red ! nvjpegenc OutputGray=true ! jpegdec ! "
      "appsink name=out");
  ASSERT_EQ(result.frames.size(), 1u) << result.error;
  EXPECT_STREQ(gst_structure_get_string(gst_caps_get_structure(result.frames[0].caps.get(), 0), "format"), "GRAY8");
}

TEST(Jpeg, DecoderGivesNvmmWhereItIsTaken) {
  const Played result = play(source + "nvjpegenc ! nvjpegdec ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 3u) << result.error;
  EXPECT_TRUE(runtime::is_nvmm(result.frames[0].caps.get()));
  EXPECT_GT(brightness(result.frames[0]), 225);
}

TEST(Jpeg, DecoderGivesSystemMemoryWhereOnlyThatIsTaken) {
  const Played result = play(source + "nvjpegenc ! nvjpegdec ! video/x-raw,format=RGBA ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 3u) << result.error;
  EXPECT_FALSE(runtime::is_nvmm(result.frames[0].caps.get()));
  EXPECT_GT(brightness(result.frames[0]), 245);
}

TEST(Jpeg, FourTwoTwoPicturesAreDecoded) {
  const Played result = play(
      "videotestsrc num-buffers=1 pattern=white ! video/x-raw,format=Y42B ! jpegenc ! nvjpegdec ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 1u) << result.error;
  EXPECT_GT(brightness(result.frames[0]), 225);
}

TEST(Jpeg, ImageDecoderGivesRgbSurfaces) {
  const Played result = play(source + "nvjpegenc ! nvimagedec ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 3u) << result.error;
  EXPECT_STREQ(gst_structure_get_string(gst_caps_get_structure(result.frames[0].caps.get(), 0), "format"), "RGB");
  EXPECT_GT(brightness(result.frames[0]), 245);
}

}  // namespace
