// Rules of the new muxer that the recordings do not show: system memory, references, settings while playing.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <fstream>

#include "nvds/events.h"
#include "pipeline.h"
#include "runtime.h"
#include "runtime/surface/surface.h"

namespace {

using test::Pipeline;
using test::Recorder;

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(true));

std::string source(int pad, int frames, const std::string& caps) {
  return " videotestsrc num-buffers=" + std::to_string(frames) + " ! video/x-raw," + caps +
         ",framerate=30/1 ! identity name=before" + std::to_string(pad) + " ! mux.sink_" + std::to_string(pad);
}

TEST(NewMux, SystemMemoryBecomesSurfacesOfItsOwnSize) {
  Pipeline pipeline("nvstreammux name=mux batch-size=2 ! fakesink name=sink" +
                    source(0, 3, "format=I420,width=64,height=48") + source(1, 3, "format=I420,width=98,height=54"));
  Recorder in(pipeline.pad("before1", "src").get(), true);
  Recorder out(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  std::size_t seen = 0;
  for (const auto& batch : out.batches()) {
    const runtime::MappedSurface surface(batch.buffer.get(), GST_MAP_READ);
    for (const auto& frame : batch.frames) {
      const auto& picture = surface->surfaceList[frame.batch_id];
      EXPECT_EQ(picture.width, frame.pad_index == 0 ? 64u : 98u);
      EXPECT_EQ(frame.source_height, frame.pad_index == 0 ? 48u : 54u);
      EXPECT_EQ(frame.pipeline_width, 0u);
      if (frame.pad_index == 0) continue;
      GstVideoInfo info;
      const gst::CapsRef caps(gst_pad_get_current_caps(pipeline.pad("before1", "src").get()));
      gst_video_info_from_caps(&info, caps.get());
      GstVideoFrame original;
      ASSERT_TRUE(gst_video_frame_map(&original, &info, in.batches()[seen++].buffer.get(), GST_MAP_READ));
      const runtime::Picture a = runtime::picture_of(original);
      const runtime::Picture b = runtime::picture_of(picture);
      for (int y = 0; y < a.planes[0].height; ++y)
        EXPECT_EQ(std::memcmp(a.planes[0].data + y * a.planes[0].stride, b.planes[0].data + y * b.planes[0].stride, 98),
                  0);
      gst_video_frame_unmap(&original);
    }
  }
  EXPECT_EQ(seen, 3u);
}

TEST(NewMux, SourcesOfOtherFormatsTakeTheFirstOnesFormat) {
  Pipeline pipeline("nvstreammux name=mux batch-size=2 ! fakesink name=sink" +
                    source(0, 2, "format=NV12,width=64,height=48") + source(1, 2, "format=RGB,width=64,height=48"));
  Recorder out(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_FALSE(out.batches().empty());
}

// Two muxers in a row: the second takes what the first gives.
TEST(NewMux, SurfacesAreReferredToAndMetadataOfEarlierBatchesKept) {
  Pipeline pipeline(
      "nvstreammux name=first batch-size=1 ! mux.sink_5 nvstreammux name=mux batch-size=1 ! fakesink name=sink "
      "videotestsrc num-buffers=3 ! video/x-raw,format=NV12,width=64,height=48,framerate=30/1 ! first.sink_2");
  Recorder in(pipeline.pad("first", "src").get(), true);
  Recorder out(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(out.count(), 3u);
  for (std::size_t i = 0; i < 3; ++i) {
    const runtime::MappedSurface a(in.batches()[i].buffer.get(), GST_MAP_READ);
    const runtime::MappedSurface b(out.batches()[i].buffer.get(), GST_MAP_READ);
    EXPECT_EQ(a->surfaceList[0].dataPtr, b->surfaceList[0].dataPtr);
    EXPECT_EQ(out.batches()[i].frames[0].pad_index, 2u);
  }
}

TEST(NewMux, RequestingAPadTwiceGivesTheSamePad) {
  const gst::ElementRef element(GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("nvstreammux", nullptr))));
  GstElementClass* element_class = GST_ELEMENT_GET_CLASS(element.get());
  GstPadTemplate* templ = gst_element_class_get_pad_template(element_class, "sink_%u");
  GstPad* first = element_class->request_new_pad(element.get(), templ, "sink_3", nullptr);
  ASSERT_NE(first, nullptr);
  EXPECT_EQ(element_class->request_new_pad(element.get(), templ, "sink_3", nullptr), first);
}

TEST(NewMux, AnswersTheBatchSizeQueryWithTheLargerOfConfiguredAndPads) {
  Pipeline pipeline("nvstreammux name=mux batch-size=1 ! fakesink name=sink" +
                    source(0, 2, "format=NV12,width=64,height=48") + source(1, 2, "format=NV12,width=64,height=48"));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PAUSED));
  const gst::QueryRef query(nvds::gst_nvquery_batch_size_new());
  ASSERT_TRUE(gst_pad_query(pipeline.pad("mux", "src").get(), query.get()));
  guint size = 0;
  ASSERT_TRUE(nvds::gst_nvquery_batch_size_parse(query.get(), &size));
  EXPECT_EQ(size, 2u);
}

TEST(NewMux, ABadConfigFileIsAnErrorOfTheStart) {
  Pipeline pipeline("nvstreammux name=mux batch-size=1 config-file-path=/nowhere/mux.txt ! fakesink" +
                    source(0, 2, "format=NV12,width=64,height=48"));
  EXPECT_FALSE(pipeline.set_state(GST_STATE_PLAYING));
  const gst::MessageRef message = pipeline.wait(GST_MESSAGE_ERROR);
  ASSERT_TRUE(message);
  EXPECT_NE(test::error_text(message.get()).find("/nowhere/mux.txt"), std::string::npos);
}

TEST(NewMux, AnUnknownKeyIsAWarningOnTheBus) {
  const std::string path = ::testing::TempDir() + "nvstreammux-unknown-key.txt";
  std::ofstream(path) << "[property]\nadaptive-batchin=0\n";
  Pipeline pipeline("nvstreammux name=mux batch-size=1 config-file-path=" + path + " ! fakesink" +
                    source(0, 2, "format=NV12,width=64,height=48"));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  const gst::MessageRef message = pipeline.wait(GST_MESSAGE_WARNING);
  ASSERT_TRUE(message);
  GError* warning = nullptr;
  gst_message_parse_warning(message.get(), &warning, nullptr);
  const gst::ErrorRef owned(warning);
  EXPECT_NE(std::string(warning->message).find(path + ":2: "), std::string::npos) << warning->message;
  EXPECT_NE(std::string(warning->message).find("Did you mean adaptive-batching?"), std::string::npos);
  std::remove(path.c_str());
}

TEST(NewMux, TheConfigFileCanChangeWhilePlaying) {
  const std::string path = ::testing::TempDir() + "nvstreammux-reload.txt";
  std::ofstream(path) << "[property]\nbatch-size=1\nadaptive-batching=0\n";
  Pipeline pipeline(
      "nvstreammux name=mux batch-size=1 ! fakesink name=sink sync=false videotestsrc is-live=1 ! "
      "video/x-raw,format=NV12,width=64,height=48,framerate=120/1 ! mux.sink_0");
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PLAYING));
  ASSERT_TRUE(recorder.wait_for_batches(3));
  std::ofstream(path) << "[property]\nbatch-size=3\nadaptive-batching=0\nmax-same-source-frames=3\n";
  g_object_set(pipeline.element("mux").get(), "config-file-path", path.c_str(), nullptr);
  const std::size_t before = recorder.count();
  ASSERT_TRUE(recorder.wait_for_batches(before + 5));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  EXPECT_EQ(recorder.batches().back().num_filled, 3u);
  std::remove(path.c_str());
}

TEST(NewMux, PlaysAgainAsOftenAsWanted) {
  Pipeline pipeline("nvstreammux name=mux batch-size=2 ! fakesink name=sink sync=false" +
                    source(0, 3, "format=NV12,width=64,height=48") + source(1, 3, "format=NV12,width=64,height=48"));
  for (int run = 0; run < 3; ++run) {
    Recorder recorder(pipeline.pad("sink", "sink").get());
    ASSERT_EQ(pipeline.play_to_end(), "");
    std::size_t frames = 0;
    for (const auto& batch : recorder.batches()) frames += batch.frames.size();
    EXPECT_EQ(frames, 6u);
    EXPECT_EQ(recorder.batches()[0].frames[0].frame_num, 0);
    ASSERT_TRUE(pipeline.set_state(GST_STATE_NULL));
  }
}

TEST(NewMux, AFlushingSeekDoesNotHang) {
  Pipeline pipeline("nvstreammux name=mux batch-size=2 ! fakesink name=sink sync=false" +
                    source(0, 300, "format=NV12,width=64,height=48") +
                    source(1, 300, "format=NV12,width=64,height=48"));
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PAUSED));
  for (int i = 0; i < 5; ++i)
    ASSERT_TRUE(gst_element_seek_simple(pipeline.get(), GST_FORMAT_TIME, GST_SEEK_FLAG_FLUSH, i * GST_SECOND));
  EXPECT_EQ(pipeline.play_to_end(), "");
}

}  // namespace
