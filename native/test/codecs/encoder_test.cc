#include <gtest/gtest.h>

#include <cmath>

#include "codecs/play.h"
#include "nvds/events.h"

using namespace codecs_test;

namespace {

std::string source(int frames, const char* pattern = "smpte", const char* caps = "video/x-raw,format=I420") {
  return "videotestsrc num-buffers=" + std::to_string(frames) + " pattern=" + pattern + " ! " + caps +
         ",width=160,height=128,framerate=30/1 ! ";
}

const std::string nvmm = "nvvideoconvert ! video/x-raw(memory:NVMM),format=NV12 ! ";
const std::string out = " ! appsink name=out";

std::string text(const Frame& frame, const char* field) {
  const gchar* value = gst_structure_get_string(gst_caps_get_structure(frame.caps.get(), 0), field);
  return value ? value : "";
}

class Encoders : public testing::TestWithParam<const char*> {};

TEST_P(Encoders, TakeSystemMemoryAndNvmm) {
  for (const std::string& memory : {std::string(), nvmm}) {
    const Played result = play(source(10) + memory + GetParam() + out);
    EXPECT_TRUE(result.ended) << result.error;
    EXPECT_EQ(result.frames.size(), 10u);
    EXPECT_EQ(text(result.frames.at(0), "stream-format"), "byte-stream");
    EXPECT_EQ(text(result.frames.at(0), "alignment"), "au");
  }
}

TEST_P(Encoders, BitrateIsInBitsPerSecond) {
  const auto bits_per_second = [](const std::string& bitrate) {
    const Played result =
        play(source(60, "snow") + GetParam() + " control-rate=constant_bitrate bitrate=" + bitrate + out);
    return static_cast<double>(result.bytes()) * 8 * 30 / 60;
  };
  EXPECT_NEAR(bits_per_second("400000") / 400000, 1, 0.5);
  EXPECT_NEAR(bits_per_second("1600000") / 1600000, 1, 0.5);
}

TEST_P(Encoders, IFrameIntervalSetsTheDistanceOfKeyFrames) {
  const Played result = play(source(40) + GetParam() + " iframeinterval=10" + out);
  EXPECT_EQ(result.keys(), 4);
  for (std::size_t i = 0; i < result.frames.size(); i++) EXPECT_EQ(result.frames[i].key(), i % 10 == 0) << i;
}

TEST_P(Encoders, IdrIntervalLimitsItToo) {
  EXPECT_EQ(play(source(40) + GetParam() + " iframeinterval=0 idrinterval=20" + out).keys(), 2);
  EXPECT_EQ(play(source(40) + GetParam() + " iframeinterval=0 idrinterval=0" + out).keys(), 1);
}

TEST_P(Encoders, HigherQuantizersMakeLess) {
  const auto bytes = [](const std::string& qp) {
    return play(source(10) + GetParam() + " control-rate=constant_qp constqp=" + qp + out).bytes();
  };
  EXPECT_GT(bytes("10:10:10"), 2 * bytes("45:45:45"));
  EXPECT_GT(play(source(10) + GetParam() + " ratecontrol-enable=false quant-p-frames=10" + out).bytes(),
            2 * play(source(10) + GetParam() + " ratecontrol-enable=false quant-p-frames=45" + out).bytes());
}

TEST_P(Encoders, LosslessTuningKeepsEveryPixel) {
  const std::string decoder =
      std::string(GetParam()) == "nvv4l2h264enc" ? "h264parse ! avdec_h264" : "h265parse ! avdec_h265";
  const Played original = play(source(3) + "appsink name=out");
  const Played decoded =
      play(source(3) + GetParam() + " tuning-info-id=LosslessPreset ! " + decoder + " ! appsink name=out");
  ASSERT_EQ(decoded.frames.size(), 3u) << decoded.error;
  EXPECT_DOUBLE_EQ(brightness(decoded.frames[2]), brightness(original.frames[2]));
}

TEST_P(Encoders, LowLatencyLeavesNoFrameWaiting) {
  const auto first_input = [](const std::string& tuning) {
    // What the encoder had taken when its first frame came out.
    guint64 taken = 0;
    play("videotestsrc num-buffers=60 ! video/x-raw,format=I420,width=160,height=128 ! identity name=in ! " +
             std::string(GetParam()) + " name=enc tuning-info-id=" + tuning + out,
         [&](GstElement* pipeline, std::size_t count) {
           if (count != 1) return;
           const gst::ElementRef in(gst_bin_get_by_name(GST_BIN(pipeline), "in"));
           GstStructure* stats = nullptr;
           g_object_get(in.get(), "stats", &stats, nullptr);
           gst_structure_get_uint64(stats, "num-buffers", &taken);
           gst_structure_free(stats);
         });
    return taken;
  };
  for (const char* tuning : {"LowLatencyPreset", "UltraLowLatencyPreset"}) {
    const guint64 taken = first_input(tuning);
    EXPECT_GE(taken, 1u) << tuning;
    EXPECT_LE(taken, 12u) << tuning;
  }
}

TEST_P(Encoders, BitrateChangesWhilePlaying) {
  int inner = 0;
  play(source(5) + GetParam() + " name=enc" + out, [&](GstElement* pipeline, std::size_t count) {
    if (count != 2) return;
    const gst::ElementRef encoder(gst_bin_get_by_name(GST_BIN(pipeline), "enc"));
    g_object_set(encoder.get(), "bitrate", 1234000u, nullptr);
    const char* software = std::string(GetParam()) == "nvv4l2h264enc" ? "x264enc" : "x265enc";
    g_object_get(inside(pipeline, "enc", software).get(), "bitrate", &inner, nullptr);
  });
  EXPECT_EQ(inner, 1234);
}

TEST_P(Encoders, ForceIdrMakesAKeyFrame) {
  const Played result = play(source(60) + GetParam() + " name=enc iframeinterval=0 idrinterval=0" + out,
                             [&](GstElement* pipeline, std::size_t count) {
                               const gst::ElementRef encoder(gst_bin_get_by_name(GST_BIN(pipeline), "enc"));
                               if (count == 10) g_object_set(encoder.get(), "force-idr", TRUE, nullptr);
                             });
  EXPECT_EQ(result.keys(), 2);
}

TEST_P(Encoders, NvidiasEventsChangeTheEncoder) {
  guint bitrate = 0;
  gchar stream[] = "0";
  play(source(20) + "identity name=in ! " + GetParam() + " name=enc" + out,
       [&](GstElement* pipeline, std::size_t count) {
         if (count == 2) send_before_next(pipeline, "in", nvds::gst_nvevent_enc_bitrate_update(stream, 777000));
         const gst::ElementRef encoder(gst_bin_get_by_name(GST_BIN(pipeline), "enc"));
         g_object_get(encoder.get(), "bitrate", &bitrate, nullptr);
       });
  EXPECT_EQ(bitrate, 777000u);
  for (GstEvent* event : {nvds::gst_nvevent_enc_force_idr(stream, 1), nvds::gst_nvevent_enc_force_intra(stream, 1)}) {
    const Played result =
        play(source(60) + "identity name=in ! " + GetParam() + " iframeinterval=0 idrinterval=0" + out,
             [&](GstElement* pipeline, std::size_t count) {
               if (count == 5) send_before_next(pipeline, "in", event);
             });
    EXPECT_EQ(result.keys(), 2);
  }
}

TEST_P(Encoders, WhatCannotBeHonouredIsAnErrorByName) {
  const std::pair<const char*, const char*> settings[] = {
      {"copy-meta", "copy-meta=true"},     {"initqp", "initqp=20:20:20"}, {"constqp", "constqp=abc"},
      {"constqp", "constqp=1:2"},          {"constqp", "constqp=1:2:99"}, {"qp-range", "qp-range=1,2"},
      {"qp-range", "qp-range=1,2:3,4:5,x"}};
  for (const auto& [key, setting] : settings) {
    const Played result = play(source(1) + GetParam() + " " + setting + out);
    EXPECT_EQ(result.error_key, key) << setting;
    EXPECT_FALSE(result.error_remedy.empty()) << setting;
  }
}

INSTANTIATE_TEST_SUITE_P(Names, Encoders, testing::Values("nvv4l2h264enc", "nvv4l2h265enc"),
                         [](const auto& name) { return std::string(name.param); });

TEST(H264, ProfileIsTheOneThatWasSet) {
  EXPECT_EQ(text(play(source(2) + "nvv4l2h264enc profile=Main" + out).frames.at(0), "profile"), "main");
  EXPECT_EQ(text(play(source(2) + "nvv4l2h264enc profile=High" + out).frames.at(0), "profile"), "high");
  const std::string baseline = text(play(source(2) + "nvv4l2h264enc profile=Baseline" + out).frames.at(0), "profile");
  EXPECT_NE(baseline.find("baseline"), std::string::npos);
}

TEST(H264, FactorsPlaceIAndBQuantizers) {
  const Played result = play(source(1) + "nvv4l2h264enc name=enc control-rate=constant_qp constqp=26:20:29" + out,
                             [&](GstElement* pipeline, std::size_t) {
                               gfloat ip = 0;
                               gfloat pb = 0;
                               guint quantizer = 0;
                               g_object_get(inside(pipeline, "enc", "x264enc").get(), "ip-factor", &ip, "pb-factor",
                                            &pb, "quantizer", &quantizer, nullptr);
                               EXPECT_EQ(quantizer, 26u);
                               EXPECT_FLOAT_EQ(ip, 2.0f);
                               EXPECT_NEAR(pb, std::exp2(0.5), 1e-4);
                             });
  EXPECT_EQ(result.frames.size(), 1u) << result.error;
}

}  // namespace
