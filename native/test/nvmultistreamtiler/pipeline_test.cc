// Two sources in system memory, tiled.
#include "pipeline.h"

#include <gtest/gtest.h>

#include "tiler.h"

using namespace tiler_test;
using test::Pipeline;
using test::Recorder;

namespace {

std::string source(int pad, const char* pattern, int frames) {
  return " videotestsrc num-buffers=" + std::to_string(frames) + " pattern=" + pattern +
         " ! video/x-raw,format=I420,width=64,height=48,framerate=30/1 ! mux.sink_" + std::to_string(pad);
}

std::string tiled(const std::string& tiler) {
  return "nvstreammux name=mux width=64 height=48 batch-size=2 batched-push-timeout=-1 ! nvmultistreamtiler name=tiler "
         "width=128 height=48 " +
         tiler + " ! fakesink name=sink sync=false";
}

TEST(Pipeline, TwoSourcesInSystemMemoryShareACanvas) {
  Pipeline pipeline(tiled("rows=1 columns=2") + source(0, "red", 5) + source(1, "blue", 5));
  Recorder recorder(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_EQ(recorder.count(), 5u);
  for (const test::SeenBatch& batch : recorder.batches()) {
    EXPECT_EQ(batch.num_filled, 1u);
    ASSERT_EQ(batch.frames.size(), 1u);
    EXPECT_TRUE(shows(batch.buffer.get(), 32, 24, {255, 0, 0}));
    EXPECT_TRUE(shows(batch.buffer.get(), 96, 24, {0, 0, 255}));
  }
  EXPECT_NE(recorder.caps().find("width=(int)128"), std::string::npos) << recorder.caps();
}

TEST(Pipeline, TheCanvasGoesOnWhenOneSourceHasEnded) {
  Pipeline pipeline(tiled("rows=1 columns=2") + source(0, "red", 2) + source(1, "blue", 6));
  Recorder recorder(pipeline.pad("sink", "sink").get(), true);
  ASSERT_EQ(pipeline.play_to_end(), "");
  const test::SeenBatch last = recorder.batches().back();
  EXPECT_TRUE(shows(last.buffer.get(), 32, 24, black));
  EXPECT_TRUE(shows(last.buffer.get(), 96, 24, {0, 0, 255}));
}

TEST(Pipeline, AnotherCanvasSizeIsNegotiatedInTheMiddleOfAStream) {
  Pipeline pipeline(tiled("rows=1 columns=2") + source(0, "red", 200) + source(1, "blue", 200));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_TRUE(pipeline.set_state(GST_STATE_PAUSED));
  g_object_set(pipeline.element("tiler").get(), "width", 256, "height", 98, nullptr);
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_NE(recorder.caps().find("width=(int)256, height=(int)100"), std::string::npos) << recorder.caps();
}

TEST(Pipeline, PlaysAgain) {
  Pipeline pipeline(tiled("") + source(0, "red", 3) + source(1, "blue", 3));
  Recorder recorder(pipeline.pad("sink", "sink").get());
  ASSERT_EQ(pipeline.play_to_end(), "");
  ASSERT_TRUE(pipeline.set_state(GST_STATE_READY));
  ASSERT_EQ(pipeline.play_to_end(), "");
  EXPECT_EQ(recorder.count(), 6u);
}

}  // namespace
