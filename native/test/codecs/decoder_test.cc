#include <gtest/gtest.h>

#include <cmath>

#include "codecs/play.h"
#include "nvds/events.h"
#include "runtime/surface/surface.h"

using namespace codecs_test;

namespace {

std::string stream(const std::string& encoder, int frames = 20) {
  return "videotestsrc num-buffers=" + std::to_string(frames) +
         " pattern=white ! video/x-raw,format=I420,width=160,height=128,framerate=30/1 ! " + encoder + " ! ";
}

const std::string h264 = "x264enc tune=zerolatency key-int-max=5 speed-preset=ultrafast ! h264parse";
const std::string decoded = " ! appsink name=out";

struct Coded {
  const char* name;
  const char* encoder;
};

class Streams : public testing::TestWithParam<Coded> {};

TEST_P(Streams, AreDecodedIntoSurfaces) {
  const Played result = play(stream(GetParam().encoder) + "nvv4l2decoder" + decoded);
  EXPECT_TRUE(result.ended) << result.error;
  ASSERT_EQ(result.frames.size(), 20u);
  EXPECT_TRUE(runtime::is_nvmm(result.frames[0].caps.get()));
  const GstStructure* caps = gst_caps_get_structure(result.frames[0].caps.get(), 0);
  EXPECT_STREQ(gst_structure_get_string(caps, "format"), "NV12");
  EXPECT_GT(brightness(result.frames[10]), 225);
}

INSTANTIATE_TEST_SUITE_P(Codecs, Streams,
                         testing::Values(Coded{"h264", "x264enc tune=zerolatency ! h264parse"},
                                         Coded{"h264_from_mp4",
                                               "x264enc ! h264parse ! video/x-h264,stream-format=avc ! "
                                               "h264parse"},
                                         Coded{"h265", "x265enc tune=zerolatency speed-preset=ultrafast ! h265parse"},
                                         Coded{"jpeg", "jpegenc"}, Coded{"vp8", "vp8enc deadline=1"},
                                         Coded{"mpeg4", "avenc_mpeg4 ! mpeg4videoparse"}),
                         [](const auto& coded) { return std::string(coded.param.name); });

TEST(Decoder, TenBitPicturesStayTenBit) {
  const Played result = play(
      "videotestsrc num-buffers=3 ! video/x-raw,format=I420_10LE,width=160,height=128 ! "
      "x265enc tune=zerolatency speed-preset=ultrafast ! h265parse ! nvv4l2decoder ! appsink name=out");
  ASSERT_EQ(result.frames.size(), 3u) << result.error;
  EXPECT_STREQ(gst_structure_get_string(gst_caps_get_structure(result.frames[0].caps.get(), 0), "format"), "P010_10LE");
}

TEST(Decoder, DropFrameIntervalKeepsOneInN) {
  EXPECT_EQ(play(stream(h264) + "nvv4l2decoder drop-frame-interval=5" + decoded).frames.size(), 4u);
  EXPECT_EQ(play(stream(h264) + "nvv4l2decoder drop-frame-interval=1" + decoded).frames.size(), 20u);
  EXPECT_EQ(play(stream(h264) + "nvv4l2decoder drop-frame-interval=0" + decoded).frames.size(), 20u);
}

TEST(Decoder, KeptFramesKeepTheirTimes) {
  const Played result = play(stream(h264) + "nvv4l2decoder drop-frame-interval=10" + decoded);
  ASSERT_EQ(result.frames.size(), 2u);
  const GstClockTime distance =
      GST_BUFFER_PTS(result.frames[1].buffer.get()) - GST_BUFFER_PTS(result.frames[0].buffer.get());
  EXPECT_NEAR(static_cast<double>(distance), 10.0 * GST_SECOND / 30, GST_MSECOND);
}

TEST(Decoder, SkipFramesDecodeKeyLeavesKeyPictures) {
  EXPECT_EQ(play(stream(h264) + "nvv4l2decoder skip-frames=decode_key" + decoded).frames.size(), 4u);
}

TEST(Decoder, SkipFramesDecodeNonRefLeavesOutPicturesThatNobodyNeeds) {
  const std::string with_b = "x264enc bframes=2 b-adapt=false b-pyramid=false key-int-max=20 ! h264parse";
  const std::size_t all = play(stream(with_b) + "nvv4l2decoder" + decoded).frames.size();
  const std::size_t some = play(stream(with_b) + "nvv4l2decoder skip-frames=decode_non_ref" + decoded).frames.size();
  EXPECT_EQ(all, 20u);
  EXPECT_LT(some, all);
  EXPECT_GE(some, all / 3);
}

TEST(Decoder, NvidiasEventChangesTheInterval) {
  const Played result = play(
      stream(h264, 40) + "identity name=in ! nvv4l2decoder" + decoded, [](GstElement* pipeline, std::size_t count) {
        gchar name[] = "0";
        if (count == 1) send_before_next(pipeline, "in", nvds::gst_nvevent_dec_drop_frame_interval_update(name, 10));
      });
  EXPECT_TRUE(result.ended) << result.error;
  EXPECT_LT(result.frames.size(), 30u);
}

TEST(Decoder, AnotherSizeInTheMiddleIsFollowed) {
  const Played result = play(
      "concat name=c ! h264parse ! nvv4l2decoder ! appsink name=out "
      "videotestsrc num-buffers=5 ! video/x-raw,width=160,height=128,framerate=30/1 ! x264enc tune=zerolatency ! "
      "video/x-h264,stream-format=byte-stream ! c. "
      "videotestsrc num-buffers=5 ! video/x-raw,width=320,height=256,framerate=30/1 ! x264enc tune=zerolatency ! "
      "video/x-h264,stream-format=byte-stream ! c.");
  EXPECT_TRUE(result.ended) << result.error;
  ASSERT_EQ(result.frames.size(), 10u);
  const runtime::MappedSurface last(result.frames[9].buffer.get(), GST_MAP_READ);
  EXPECT_EQ(last->surfaceList[0].width, 320u);
}

TEST(Decoder, PlaysAgainAfterNull) {
  GError* error = nullptr;
  const gst::ElementRef pipeline(gst_parse_launch((stream(h264) + "nvv4l2decoder ! fakesink").c_str(), &error));
  gst_object_ref_sink(pipeline.get());
  ASSERT_EQ(error, nullptr);
  const gst::BusRef bus(gst_element_get_bus(pipeline.get()));
  for (int i = 0; i < 3; i++) {
    gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
    const gst::MessageRef end(gst_bus_timed_pop_filtered(
        bus.get(), 30 * GST_SECOND, static_cast<GstMessageType>(GST_MESSAGE_EOS | GST_MESSAGE_ERROR)));
    ASSERT_TRUE(end);
    EXPECT_EQ(GST_MESSAGE_TYPE(end.get()), GST_MESSAGE_EOS);
    gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  }
}

TEST(Decoder, WhatCannotBeHonouredIsAnErrorByName) {
  EXPECT_EQ(play(stream(h264, 1) + "nvv4l2decoder extract-sei-type5-data=true" + decoded).error_key,
            "extract-sei-type5-data");
  EXPECT_EQ(play(stream(h264, 1) + "nvv4l2decoder enable-frame-type-reporting=true" + decoded).error_key,
            "enable-frame-type-reporting");
}

}  // namespace
