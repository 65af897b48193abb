// Rules of the default muxer (DeepStream's "legacy" one).
#include <gtest/gtest.h>

#include <algorithm>

#include "pipeline.h"
#include "runtime.h"

namespace {

using test::Pipeline;
using test::Recorder;

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(false));

std::string source(int pad, int frames,
                   const std::string& caps = "video/x-raw,format=I420,width=64,height=48,framerate=30/1") {
  return " videotestsrc num-buffers=" + std::to_string(frames) + " ! " + caps + " ! mux.sink_" + std::to_string(pad);
}

std::string mux(const std::string& properties) {
  return "nvstreammux name=mux width=64 height=48 " + properties + " ! fakesink name=sink sync=false ";
}

TEST(LegacyMux, OneSourceGivesOneFrameABatch) {
  Pipeline pipeline(mux("batch-size=1") + source(0, 5));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 5u);
  for (guint i = 0; i < 5; ++i) {
    const auto batch = recorder.batches()[i];
    EXPECT_EQ(batch.batch_size, 1u);
    EXPECT_EQ(batch.num_filled, 1u);
    EXPECT_EQ(batch.max_frames, 1u);
    ASSERT_EQ(batch.frames.size(), 1u);
    EXPECT_EQ(batch.frames[0].frame_num, gint(i));
    EXPECT_EQ(batch.frames[0].pipeline_width, 64u);
    EXPECT_EQ(batch.frames[0].source_height, 48u);
  }
}

TEST(LegacyMux, BatchPtsCountsFramesOfTheFirstSourcesRate) {
  Pipeline pipeline(mux("batch-size=1") + source(0, 3, "video/x-raw,format=I420,width=64,height=48,framerate=25/1"));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  for (guint i = 0; i < 3; ++i) EXPECT_EQ(recorder.batches()[i].pts, i * 40 * GST_MSECOND);
}

TEST(LegacyMux, OutputCapsAreTheFirstSourcesWithTheMuxersSize) {
  Pipeline pipeline(mux("batch-size=2") + source(0, 2, "video/x-raw,format=NV12,width=32,height=32,framerate=25/1"));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  for (const char* field :
       {"memory:NVMM", "format=(string)NV12", "width=(int)64", "height=(int)48", "framerate=(fraction)25/1",
        "batch-size=(int)2", "num-surfaces-per-frame=(int)1", "gpu-id=(int)0"})
    EXPECT_NE(recorder.caps().find(field), std::string::npos) << field << " in " << recorder.caps();
}

TEST(LegacyMux, MissingSizeIsAnErrorThatNamesPropertyAndRemedy) {
  for (const char* missing : {"width", "height", "batch-size"}) {
    Pipeline pipeline("nvstreammux name=mux width=64 height=48 batch-size=1 ! fakesink " + source(0, 1));
    g_object_set(pipeline.element("mux").get(), missing, 0, nullptr);
    EXPECT_FALSE(pipeline.set_state(GST_STATE_PLAYING));
    const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR);
    ASSERT_TRUE(message);
    EXPECT_NE(test::error_text(message.get()).find(std::string("Set the property ") + missing), std::string::npos);
  }
}

TEST(LegacyMux, EachSourceHasItsShareOfABatch) {
  Pipeline pipeline(mux("batch-size=4") + source(0, 6) + source(1, 6));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 3u);
  for (const auto& batch : recorder.batches()) {
    const auto of_first =
        std::count_if(batch.frames.begin(), batch.frames.end(), [](auto& f) { return f.pad_index == 0; });
    EXPECT_EQ(of_first, 2);
  }
}

TEST(LegacyMux, AnIncompleteBatchLeavesAfterTheTimeOut) {
  Pipeline pipeline(mux("batch-size=2 batched-push-timeout=20000") + source(0, 3) +
                    " appsrc name=dead caps=video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_1");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  pipeline.set_state(GST_STATE_PLAYING, 0);
  ASSERT_TRUE(recorder.wait_for_batches(3));
  for (const auto& batch : recorder.batches()) {
    EXPECT_EQ(batch.num_filled, 1u);
    EXPECT_EQ(batch.batch_size, 2u);
  }
}

TEST(LegacyMux, TheLastIncompleteBatchLeavesAtTheEndWithoutTimeOut) {
  Pipeline pipeline(mux("batch-size=4") + source(0, 6));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 2u);
  EXPECT_EQ(recorder.batches()[0].num_filled, 4u);
  EXPECT_EQ(recorder.batches()[1].num_filled, 2u);
}

TEST(LegacyMux, EveryPadIsAnnouncedAndItsEndIsToldBehindItsFrames) {
  Pipeline pipeline(mux("batch-size=2") + source(0, 2) + source(1, 4));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  const auto events = recorder.events();
  for (const char* event : {"nv-pad-added-0", "nv-pad-added-1", "nv-stream-segment-0", "nv-stream-segment-1",
                            "nv-stream-eos-0", "nv-stream-eos-1", "sink-message"})
    EXPECT_NE(std::find(events.begin(), events.end(), event), events.end()) << event;
  EXPECT_EQ(events.front(), "stream-start");
  EXPECT_EQ(events.back(), "eos");
}

TEST(LegacyMux, StreamEosMessageReachesTheBusForEachSource) {
  Pipeline pipeline(mux("batch-size=2") + source(0, 1) + source(1, 2));
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  unsigned seen = 0;
  while (const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ELEMENT | GST_MESSAGE_EOS | GST_MESSAGE_ERROR)) {
    if (GST_MESSAGE_TYPE(message.get()) != GST_MESSAGE_ELEMENT) break;
    const GstStructure* structure = gst_message_get_structure(message.get());
    if (!gst_structure_has_name(structure, "stream-eos")) continue;
    guint id = 9;
    EXPECT_TRUE(gst_structure_get_uint(structure, "stream-id", &id));
    seen |= 1u << id;
  }
  EXPECT_EQ(seen, 3u);
}

TEST(LegacyMux, DropPipelineEosKeepsThePipelineOpen) {
  Pipeline pipeline(mux("batch-size=1 drop-pipeline-eos=true") + source(0, 2));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  ASSERT_TRUE(recorder.wait_for_event("nv-stream-eos-0"));
  EXPECT_EQ(pipeline.wait(GST_MESSAGE_EOS, 300), nullptr);
}

TEST(LegacyMux, APadIsRequestedOnlyOnce) {
  const gst::ElementRef element(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvstreammux", nullptr))));
  const gst::PadRef first(gst_element_request_pad_simple(element.get(), "sink_3"));
  EXPECT_TRUE(first);
  // gst_element_request_pad() would complain by itself: ask the element.
  GstElementClass* element_class = GST_ELEMENT_GET_CLASS(element.get());
  GstPadTemplate* templ = gst_element_class_get_pad_template(element_class, "sink_%u");
  EXPECT_EQ(element_class->request_new_pad(element.get(), templ, "sink_3", nullptr), nullptr);
  EXPECT_EQ(element_class->request_new_pad(element.get(), templ, "sink_x", nullptr), nullptr);
  const gst::PadRef any(gst_element_request_pad_simple(element.get(), "sink_%u"));
  EXPECT_STREQ(GST_PAD_NAME(any.get()), "sink_0");
}

TEST(LegacyMux, AnotherNvmmFormatIsAnErrorThatNamesPadFormatAndRemedy) {
  Pipeline pipeline("nvstreammux name=mux width=64 height=48 batch-size=1 ! fakesink sync=false");
  const gst::ElementRef element = pipeline.element("mux");
  pipeline.set_state(GST_STATE_PLAYING, 0);
  const auto give_caps = [&](const char* name, const char* format) {
    const gst::PadRef pad(gst_element_request_pad_simple(element.get(), name));
    gst_pad_send_event(pad.get(), gst_event_new_stream_start(name));
    const std::string text =
        std::string("video/x-raw(memory:NVMM),format=") + format + ",width=64,height=48,framerate=30/1";
    const gst::CapsRef caps(gst_caps_from_string(text.c_str()));
    return gst_pad_send_event(pad.get(), gst_event_new_caps(caps.get()));
  };
  EXPECT_TRUE(give_caps("sink_0", "NV12"));
  EXPECT_FALSE(give_caps("sink_1", "RGBA"));
  const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR, 2000);
  ASSERT_TRUE(message);
  const std::string text = test::error_text(message.get());
  EXPECT_NE(text.find("sink_1"), std::string::npos);
  EXPECT_NE(text.find("RGBA"), std::string::npos);
  EXPECT_NE(text.find("nvvideoconvert"), std::string::npos);
}

TEST(LegacyMux, PlaysAgainAsOftenAsWanted) {
  Pipeline pipeline(mux("batch-size=2") + source(0, 3) + source(1, 3));
  for (int run = 0; run < 4; ++run) {
    Recorder recorder(pipeline.pad("sink", "sink").get());
    ASSERT_EQ(pipeline.play_to_end(), "") << run;
    EXPECT_EQ(recorder.count(), 3u);
    EXPECT_EQ(recorder.batches()[0].pts, 0u);
    EXPECT_EQ(recorder.batches()[0].frames[0].frame_num, 0);
    ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  }
}

TEST(LegacyMux, StopsInTheMiddleOfAWaitingBatch) {
  Pipeline pipeline(mux("batch-size=8") + source(0, -1) + source(1, 2));
  for (int run = 0; run < 5; ++run) {
    pipeline.set_state(GST_STATE_PLAYING, 50);
    ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  }
}

TEST(LegacyMux, LatencyIsTheSourcesAndTheTimeOut) {
  Pipeline pipeline(mux("batch-size=1 live-source=1 batched-push-timeout=40000") +
                    " videotestsrc is-live=1 ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_0");
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  const gst::QueryRef query(gst_query_new_latency());
  ASSERT_TRUE(gst_element_query(pipeline.element("mux").get(), query.get()));
  gboolean live = FALSE;
  GstClockTime minimum = 0;
  gst_query_parse_latency(query.get(), &live, &minimum, nullptr);
  EXPECT_TRUE(live);
  EXPECT_GE(minimum, 40 * GST_MSECOND);
}

TEST(LegacyMux, AFlushingSeekDoesNotHang) {
  Pipeline pipeline(mux("batch-size=2 batched-push-timeout=40000") + source(0, 300) + source(1, 300));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PAUSED));
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(gst_element_seek_simple(pipeline.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, i * GST_SECOND));
  EXPECT_EQ(pipeline.play_to_end(), "");
}

}  // namespace
