// Pictures for libraries that look at them.
#include "pipeline.h"

using namespace nvds;

namespace {

class Pixels : public ScriptedTest {
 protected:
  void SetUp() override {
    ScriptedTest::SetUp();
    script().query.numTransforms = 1;
    script().query.colorFormats[0] = NVBUF_COLOR_FORMAT_RGBA;
    script().query.memType = NVBUF_MEM_DEFAULT;
    script().process = [this](NvMOTProcessParams& params, NvMOTTrackedObjBatch&) {
      for (std::uint32_t f = 0; f < params.numFrames; ++f) {
        const NvMOTFrame& frame = params.frameList[f];
        buffers = frame.numBuffers;
        if (frame.numBuffers == 0) continue;
        surface = *frame.bufferList[0];
        first_pixels.push_back(static_cast<const guint8*>(surface.dataPtr)[0]);
      }
      return NvMOTStatus_OK;
    };
  }
  Tracker::Properties small = {{"ll-lib-file", kScripted}, {"tracker-width", "320"}, {"tracker-height", "240"}};
  int buffers = -1;
  NvBufSurfaceParams surface{};
  std::vector<int> first_pixels;
};

TEST_F(Pixels, AreConvertedToTheSizeOfTheTrackerAndTheFormatOfTheLibrary) {
  Tracker tracker(small, 2);
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.pad = 0}, {.pad = 1}});
  {
    runtime::MappedSurface mapped(buffer, GST_MAP_READWRITE);  // the second picture is white
    const runtime::Picture picture = runtime::picture_of(mapped->surfaceList[1]);
    for (int y = 0; y < picture.height; ++y)
      std::fill_n(picture.planes[0].data + y * picture.planes[0].stride, picture.width, 235);
  }
  ASSERT_TRUE(tracker.track(buffer));
  EXPECT_EQ(buffers, 1);
  EXPECT_EQ(surface.width, 320u);
  EXPECT_EQ(surface.height, 240u);
  EXPECT_EQ(surface.colorFormat, NVBUF_COLOR_FORMAT_RGBA);
  ASSERT_EQ(first_pixels.size(), 2u);
  EXPECT_LT(first_pixels[0], 5);
  EXPECT_GT(first_pixels[1], 250);
}

TEST_F(Pixels, AreNotMadeForALibraryThatDoesNotAsk) {
  script().query.numTransforms = 0;
  Tracker tracker(small);
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.pad = 0}});
  const guint64 copied = runtime::copied_bytes();
  ASSERT_TRUE(tracker.track(buffer));
  EXPECT_EQ(buffers, 0);
  EXPECT_EQ(runtime::copied_bytes(), copied);
}

TEST_F(Pixels, InAGpusMemoryAreRefused) {
  script().query.memType = NVBUF_MEM_CUDA_DEVICE;
  Tracker tracker(small);
  EXPECT_FALSE(tracker.start());
  EXPECT_NE(tracker.first_error().text.find("GPU"), std::string::npos);
}

TEST_F(Pixels, OfAnUnknownFormatAreRefused) {
  script().query.colorFormats[0] = NVBUF_COLOR_FORMAT_INVALID;
  Tracker tracker(small);
  EXPECT_FALSE(tracker.start());
  EXPECT_EQ(tracker.first_error().key, "ll-lib-file");
}

TEST_F(Pixels, NeedATrackerSize) {
  Tracker tracker({{"ll-lib-file", kScripted}, {"tracker-width", "0"}});
  EXPECT_FALSE(tracker.start());
  EXPECT_EQ(tracker.first_error().key, "tracker-width");
}

TEST_F(Pixels, FromNvdspreprocessAreRefusedAndOnlyWhereTheyMatter) {
  small.push_back({"input-tensor-meta", "true"});
  Tracker refused(small);
  EXPECT_FALSE(refused.start());
  EXPECT_EQ(refused.first_error().key, "input-tensor-meta");
  script().query.numTransforms = 0;
  Tracker taken(small);
  EXPECT_TRUE(taken.start());
}

}  // namespace
