// Rules of the default demuxer (DeepStream's "legacy" one) behind the default muxer.
#include <gtest/gtest.h>

#include <algorithm>

#include "nvds/gst_metadata.h"
#include "pipeline.h"
#include "runtime.h"
#include "runtime/surface/surface.h"

namespace {

using test::Pipeline;
using test::Recorder;

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(false));

std::string source(int pad, int frames, int fps = 30) {
  return " videotestsrc num-buffers=" + std::to_string(frames) +
         " ! video/x-raw,format=I420,width=64,height=48,framerate=" + std::to_string(fps) + "/1 ! mux.sink_" +
         std::to_string(pad);
}

std::string split(const std::string& properties, std::initializer_list<int> pads) {
  std::string text =
      "nvstreammux name=mux width=64 height=48 batch-size=2 batched-push-timeout=40000 ! nvstreamdemux name=demux " +
      properties;
  for (const int pad : pads)
    text += " demux.src_" + std::to_string(pad) + " ! queue ! fakesink sync=false async=false name=sink" +
            std::to_string(pad);
  return text;
}

TEST(LegacyDemux, EachStreamLeavesOnItsOwnPadWithItsOwnTimes) {
  Pipeline pipeline(split("", {1, 0}) + source(0, 4) + source(1, 4, 25));
  Recorder first(pipeline.pad("sink0", "sink").get());
  Recorder second(pipeline.pad("sink1", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(first.count(), 4u);
  ASSERT_EQ(second.count(), 4u);
  for (guint i = 0; i < 4; ++i) {
    const auto batch = second.batches()[i];
    EXPECT_EQ(batch.batch_size, 1u);
    EXPECT_EQ(batch.num_filled, 1u);
    EXPECT_EQ(batch.max_frames, 1u);
    ASSERT_EQ(batch.frames.size(), 1u);
    EXPECT_EQ(batch.frames[0].pad_index, 1u);
    EXPECT_EQ(batch.frames[0].batch_id, 0u);
    EXPECT_EQ(batch.frames[0].frame_num, gint(i));
    EXPECT_EQ(batch.pts, i * 40 * GST_MSECOND);
  }
  EXPECT_NE(second.caps().find("framerate=(fraction)25/1"), std::string::npos) << second.caps();
  EXPECT_NE(second.caps().find("batch-size=(int)1"), std::string::npos) << second.caps();
}

TEST(LegacyDemux, PixelsAreNotCopied) {
  Pipeline pipeline(split("", {0}) + source(0, 8));
  const gst::PadRef demux_sink = pipeline.pad("demux", "sink");
  Recorder before(demux_sink.get(), true);
  Recorder after(pipeline.pad("sink0", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(after.count(), 8u);
  std::vector<const void*> batched;
  for (const auto& batch : before.batches()) {
    const runtime::MappedSurface surface(batch.buffer.get(), GST_MAP_READ);
    for (const auto& picture : surface.pictures()) batched.push_back(picture.dataPtr);
  }
  ASSERT_EQ(batched.size(), 8u);
  for (guint i = 0; i < 8; ++i) {
    const runtime::MappedSurface surface(after.batches()[i].buffer.get(), GST_MAP_READ);
    EXPECT_EQ(surface->surfaceList[0].dataPtr, batched[i]);
  }
}

TEST(LegacyDemux, StreamsWithoutPadAreLeftOut) {
  Pipeline pipeline(split("", {1}) + source(0, 4) + source(1, 3));
  Recorder recorder(pipeline.pad("sink1", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_EQ(recorder.count(), 3u);
}

TEST(LegacyDemux, EosWaitsForAllStreams) {
  Pipeline pipeline(split("", {0, 1}) + source(0, 1) +
                    " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_1");
  Recorder recorder(pipeline.pad("sink0", "sink").get());
  Recorder other(pipeline.pad("sink1", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  ASSERT_TRUE(recorder.wait_for_event("sink-message"));
  ASSERT_TRUE(other.wait_for_batches(5));
  EXPECT_FALSE(recorder.wait_for_event("eos", 50));
}

TEST(LegacyDemux, PerStreamEosEndsAPadAtOnce) {
  Pipeline pipeline(split("per-stream-eos=1", {0, 1}) + source(0, 1) +
                    " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_1");
  Recorder recorder(pipeline.pad("sink0", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  EXPECT_TRUE(recorder.wait_for_event("eos"));
}

TEST(LegacyDemux, ASecondRequestOfAPadGivesNone) {
  const gst::ElementRef element(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvstreamdemux", nullptr))));
  GstElementClass* element_class = GST_ELEMENT_GET_CLASS(element.get());
  GstPadTemplate* templ = gst_element_class_get_pad_template(element_class, "src_%u");
  const gst::PadRef first(gst_element_request_pad_simple(element.get(), "src_5"));
  EXPECT_TRUE(first);
  EXPECT_EQ(element_class->request_new_pad(element.get(), templ, "src_5", nullptr), nullptr);
  gst_element_release_request_pad(element.get(), first.get());
  const gst::PadRef again(gst_element_request_pad_simple(element.get(), "src_5"));
  EXPECT_TRUE(again);
}

TEST(LegacyDemux, APadThatComesWhilePlayingIsToldWhatItMissed) {
  Pipeline pipeline(split("", {0}) +
                    " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_0" +
                    " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_1");
  Recorder running(pipeline.pad("sink0", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  ASSERT_TRUE(running.wait_for_batches(3));
  const gst::ElementRef demux = pipeline.element("demux");
  for (int round = 0; round < 5; ++round) {
    GstElement* sink = gst_element_factory_make("fakesink", nullptr);
    g_object_set(sink, "sync", FALSE, "async", FALSE, nullptr);
    gst_bin_add(GST_BIN(pipeline.get()), sink);
    const gst::PadRef sink_pad(gst_element_get_static_pad(sink, "sink"));
    Recorder recorder(sink_pad.get());
    const gst::PadRef pad(gst_element_request_pad_simple(demux.get(), "src_1"));
    ASSERT_TRUE(pad);
    gst_element_sync_state_with_parent(sink);
    ASSERT_EQ(gst_pad_link(pad.get(), sink_pad.get()), GST_PAD_LINK_OK);
    ASSERT_TRUE(recorder.wait_for_batches(3));
    EXPECT_EQ(recorder.events()[0], "stream-start");
    gst_pad_unlink(pad.get(), sink_pad.get());
    gst_element_release_request_pad(demux.get(), pad.get());
    gst_element_set_state(sink, GST_STATE_NULL);
    gst_bin_remove(GST_BIN(pipeline.get()), sink);
  }
  const std::size_t before = running.count();
  EXPECT_TRUE(running.wait_for_batches(before + 3));
}

TEST(LegacyDemux, ABufferWithoutBatchIsAnErrorForPeople) {
  Pipeline pipeline(
      "fakesrc num-buffers=1 ! video/x-raw(memory:NVMM),format=NV12,width=64,height=48,framerate=30/1 ! nvstreamdemux "
      "name=demux demux.src_0 ! fakesink");
  EXPECT_NE(pipeline.play_to_end(5000).find("behind nvstreammux"), std::string::npos);
}

TEST(LegacyDemux, PlaysAgainAsOftenAsWanted) {
  Pipeline pipeline(split("per-stream-eos=1", {0, 1}) + source(0, 3) + source(1, 3));
  for (int run = 0; run < 3; ++run) {
    Recorder recorder(pipeline.pad("sink1", "sink").get());
    ASSERT_EQ(pipeline.play_to_end(), "");
    EXPECT_EQ(recorder.count(), 3u);
    ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  }
}

}  // namespace
