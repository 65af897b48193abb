// The default muxer behind real sources: decoders whose pads come late, live, slow and dead ones.
#include <gst/app/gstappsrc.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <set>
#include <thread>

#include "nvds/gst_metadata.h"
#include "pipeline.h"
#include "runtime.h"

namespace {

using test::Pipeline;
using test::Recorder;

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(false));

// A small file that every GStreamer with the good plugins can write and read.
class VideoFile : public ::testing::Test {
 protected:
  void SetUp() override {
    path_ = ::testing::TempDir() + "nvstreammux-source.avi";
    Pipeline writer(
        "videotestsrc num-buffers=20 ! video/x-raw,format=I420,width=96,height=64,framerate=25/1 ! jpegenc ! "
        "avimux ! filesink location=" +
        path_);
    ASSERT_EQ(writer.play_to_end(), "");
  }
  void TearDown() override { std::remove(path_.c_str()); }
  std::string path_;
};

TEST_F(VideoFile, UridecodebinLinksToThePadByItsText) {
  Pipeline pipeline("uridecodebin uri=file://" + path_ +
                    " ! mux.sink_0 nvstreammux name=mux batch-size=1 width=48 height=32 ! fakesink name=sink");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 20u);
  EXPECT_EQ(recorder.batches()[0].frames[0].source_width, 96u);
  EXPECT_EQ(recorder.batches()[3].pts, 120 * GST_MSECOND);
}

TEST_F(VideoFile, SeveralFilesShareBatches) {
  std::string text = "nvstreammux name=mux batch-size=3 width=48 height=32 ! fakesink name=sink";
  for (int i = 0; i < 3; ++i) text += " uridecodebin uri=file://" + path_ + " ! mux.sink_" + std::to_string(i);
  Pipeline pipeline(text);
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  std::size_t frames = 0;
  for (const auto& batch : recorder.batches()) frames += batch.frames.size();
  EXPECT_EQ(frames, 60u);
}

TEST(Sources, ASlowOneDoesNotHoldTheOthersBackLongerThanTheTimeOut) {
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=2 width=64 height=48 batched-push-timeout=20000 ! fakesink name=sink sync=false "
      "videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=100/1 ! mux.sink_0 "
      "videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=2/1 ! mux.sink_1");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  ASSERT_TRUE(recorder.wait_for_batches(30));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  std::size_t alone = 0;
  for (const auto& batch : recorder.batches()) alone += batch.num_filled == 1;
  EXPECT_GT(alone, 15u);
}

TEST(Sources, ADeadOneHoldsABatchForEverWithoutTimeOutAndStopsAllTheSame) {
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=2 width=64 height=48 ! fakesink name=sink sync=false async=false "
      "appsrc name=dead caps=video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_1 "
      "videotestsrc ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_0");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_FALSE(recorder.wait_for_batches(1, 300));
  // Its end frees the others.
  const gst::ElementRef dead = pipeline.element("dead");
  gst_app_src_end_of_stream(GST_APP_SRC(dead.get()));
  EXPECT_TRUE(recorder.wait_for_batches(3));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
}

TEST(Sources, LiveOnesGiveOneFrameEachAndBatchesCarryTheRunningTime) {
  std::string text =
      "nvstreammux name=mux batch-size=8 width=64 height=48 live-source=1 batched-push-timeout=100000 ! fakesink "
      "name=sink sync=false";
  for (int i = 0; i < 2; ++i)
    text += " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=50/1 ! mux.sink_" +
            std::to_string(i);
  Pipeline pipeline(text);
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  ASSERT_TRUE(recorder.wait_for_batches(20));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  GstClockTime last = 0;
  for (const auto& batch : recorder.batches()) {
    std::set<guint> pads;
    for (const auto& frame : batch.frames)
      EXPECT_TRUE(pads.insert(frame.pad_index).second) << "two frames of one source";
    EXPECT_GE(batch.pts, last);
    last = batch.pts;
  }
  EXPECT_LT(last, 60 * GST_SECOND);
}

TEST(Sources, SynchronisedOnesShareBatchesByTimeAndLateFramesAreDropped) {
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=2 width=64 height=48 sync-inputs=1 batched-push-timeout=100000 ! fakesink "
      "name=sink sync=false "
      "videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=20/1 ! mux.sink_0 "
      "videotestsrc is-live=1 timestamp-offset=10000000 ! video/x-raw,format=I420,width=64,height=48,framerate=20/1 ! "
      "mux.sink_1");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  ASSERT_TRUE(recorder.wait_for_batches(20));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  for (const auto& batch : recorder.batches()) {
    if (batch.frames.size() != 2 || batch.frames[0].pad_index == batch.frames[1].pad_index) continue;
    const auto a = gint64(batch.frames[0].buf_pts), b = gint64(batch.frames[1].buf_pts);
    EXPECT_LE(std::abs(a - b), gint64(100 * GST_MSECOND));
  }
}

TEST(Sources, SynchronisingNeedsATimeOut) {
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=1 width=64 height=48 sync-inputs=1 ! fakesink videotestsrc ! mux.sink_0");
  EXPECT_FALSE(pipeline.set_state(GST_STATE_PLAYING));
  const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR);
  ASSERT_TRUE(message);
  EXPECT_NE(test::error_text(message.get()).find("batched-push-timeout"), std::string::npos);
}

TEST(Sources, WhatWouldBeIgnoredIsAnError) {
  for (const char* setting : {"extract-sei-type5-data=true", "cache-buffer=true", "sync-inputs-ntp=100"}) {
    Pipeline pipeline(std::string("nvstreammux name=mux batch-size=1 width=64 height=48 ") + setting +
                      " ! fakesink videotestsrc ! mux.sink_0");
    EXPECT_FALSE(pipeline.set_state(GST_STATE_PLAYING)) << setting;
    const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR);
    ASSERT_TRUE(message);
    EXPECT_NE(test::error_text(message.get()).find(setting), std::string::npos) << test::error_text(message.get());
  }
}

// The application's own metadata before the muxer is found at the frame behind it.
TEST(Sources, NvDsMetaOfABufferBecomesUserMetaOfItsFrame) {
  Pipeline pipeline(
      "videotestsrc num-buffers=1 ! video/x-raw,format=I420,width=64,height=48 ! identity name=before ! mux.sink_0 "
      "nvstreammux name=mux batch-size=1 width=64 height=48 ! fakesink name=sink");
  const auto attach = [](GstPad*, GstPadProbeInfo* info, gpointer) {
    GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
    GST_PAD_PROBE_INFO_DATA(info) = buffer;
    const auto copy = [](gpointer data, gpointer) -> gpointer { return g_strdup(static_cast<gchar*>(data)); };
    const auto copy_user = [](gpointer user, gpointer) -> gpointer {
      return g_strdup(static_cast<gchar*>(static_cast<nvds::NvDsUserMeta*>(user)->user_meta_data));
    };
    const auto release = [](gpointer data, gpointer) { g_free(data); };
    const auto release_user = [](gpointer user, gpointer) {
      g_free(static_cast<nvds::NvDsUserMeta*>(user)->user_meta_data);
      static_cast<nvds::NvDsUserMeta*>(user)->user_meta_data = nullptr;
    };
    nvds::NvDsMeta* meta = nvds::gst_buffer_add_nvds_meta(buffer, g_strdup("hello"), nullptr, copy, release);
    meta->meta_type = 9000;
    meta->gst_to_nvds_meta_transform_func = copy_user;
    meta->gst_to_nvds_meta_release_func = release_user;
    return GST_PAD_PROBE_OK;
  };
  const gst::PadRef before = pipeline.pad("before", "src");
  gst_pad_add_probe(before.get(), GST_PAD_PROBE_TYPE_BUFFER, attach, nullptr, nullptr);
  Recorder recorder(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  const nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(recorder.batches()[0].buffer.get());
  const auto* frame = static_cast<const nvds::NvDsFrameMeta*>(batch->frame_meta_list->data);
  const nvds::NvDsUserMeta* found = nullptr;
  for (const GList* item = frame->frame_user_meta_list; item; item = item->next) {
    const auto* user = static_cast<const nvds::NvDsUserMeta*>(item->data);
    if (int(user->base_meta.meta_type) == 9000) found = user;
  }
  ASSERT_NE(found, nullptr);
  EXPECT_STREQ(static_cast<const char*>(found->user_meta_data), "hello");
}

TEST(Sources, SortBatchPutsFramesInTheOrderOfTheirSources) {
  std::string text =
      "nvstreammux name=mux batch-size=3 width=64 height=48 sort-batch=1 ! fakesink name=sink sync=false";
  for (const int pad : {2, 0, 1})
    text += " videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_" +
            std::to_string(pad);
  Pipeline pipeline(text);
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  for (const auto& batch : recorder.batches())
    for (std::size_t i = 1; i < batch.frames.size(); ++i)
      EXPECT_LE(batch.frames[i - 1].source_id, batch.frames[i].source_id);
}

}  // namespace
