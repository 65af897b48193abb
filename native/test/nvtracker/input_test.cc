// What the low-level library is given.
#include "pipeline.h"

using namespace nvds;

namespace {

class Input : public ScriptedTest {
 protected:
  void SetUp() override {
    ScriptedTest::SetUp();
    script().process = [this](NvMOTProcessParams& params, NvMOTTrackedObjBatch&) {
      for (std::uint32_t f = 0; f < params.numFrames; ++f) {
        frames.push_back(params.frameList[f]);
        NvMOTObjToTrackList& in = params.frameList[f].objectsIn;
        objects.emplace_back(in.list, in.list + in.numFilled);
      }
      return NvMOTStatus_OK;
    };
  }
  std::vector<NvMOTFrame> frames;
  std::vector<std::vector<NvMOTObjToTrack>> objects;
};

TEST_F(Input, BoxesAreScaledToTrackerWidthAndHeight) {
  Tracker tracker({{"ll-lib-file", kScripted}, {"tracker-width", "320"}, {"tracker-height", "120"}});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.objects = {{100, 40, 64, 80, 3, "car", 0.5f}}}}));
  ASSERT_EQ(objects.at(0).size(), 1u);
  const NvMOTObjToTrack& object = objects[0][0];
  EXPECT_FLOAT_EQ(object.bbox.x, 50);
  EXPECT_FLOAT_EQ(object.bbox.y, 10);
  EXPECT_FLOAT_EQ(object.bbox.width, 32);
  EXPECT_FLOAT_EQ(object.bbox.height, 20);
  EXPECT_EQ(object.classId, 3);
  EXPECT_FLOAT_EQ(object.confidence, 0.5f);
  EXPECT_TRUE(object.doTracking);
}

TEST_F(Input, AZeroTrackerSizeIsTheFramesOwn) {
  Tracker tracker({{"ll-lib-file", kScripted}, {"tracker-width", "0"}, {"tracker-height", "0"}});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.objects = {{100, 40, 64, 80}}}}));
  EXPECT_FLOAT_EQ(objects.at(0).at(0).bbox.x, 100);
  EXPECT_FLOAT_EQ(objects.at(0).at(0).bbox.height, 80);
}

TEST_F(Input, DetectionDoneIsTheFramesInferDone) {
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.number = 1, .inferred = true}}));
  ASSERT_TRUE(tracker.track({{.number = 2, .inferred = false}}));
  EXPECT_TRUE(frames.at(0).objectsIn.detectionDone);
  EXPECT_FALSE(frames.at(1).objectsIn.detectionDone);
}

TEST_F(Input, FrameTimeIsTheNtpTimeElseThePts) {
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  GstBuffer* with_ntp = make_batch({{.number = 5}});
  frame_of(with_ntp)->ntp_timestamp = 123456789;
  ASSERT_TRUE(tracker.track(with_ntp));
  ASSERT_TRUE(tracker.track({{.number = 6}}));
  GstBuffer* without = make_batch({{.number = 7}});
  frame_of(without)->buf_pts = GST_CLOCK_TIME_NONE;
  ASSERT_TRUE(tracker.track(without));
  EXPECT_EQ(frames.at(0).timeMeta.frameTimeStamp, 123456789u);
  EXPECT_EQ(frames.at(1).timeMeta.frameTimeStamp, 240 * GST_MSECOND);
  EXPECT_TRUE(frames.at(1).timeMeta.frameTimeValid);
  EXPECT_FALSE(frames.at(2).timeMeta.frameTimeValid);
}

TEST_F(Input, StreamIdHoldsPadAndSurface) {
  Tracker tracker({{"ll-lib-file", kScripted}}, 2);
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.pad = 1, .surface_index = 2}}));
  EXPECT_EQ(frames.at(0).streamID, (1ull << 32) + 2);
  EXPECT_EQ(frames.at(0).seq_index, 1u);
  EXPECT_EQ(frames.at(0).srcFrameWidth, guint(kWidth));
  EXPECT_EQ(frames.at(0).srcFrameHeight, guint(kHeight));
}

TEST_F(Input, TwoFramesOfAStreamInABatchAreTrackedOneAfterTheOther) {
  Tracker tracker({{"ll-lib-file", kScripted}}, 4);
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.pad = 0, .number = 1}, {.pad = 1, .number = 1}, {.pad = 0, .number = 2}}));
  EXPECT_EQ(script().calls(),
            (std::vector<std::string>{"Init", "Query", "Process", "Retrieve", "Process", "Retrieve"}));
  ASSERT_EQ(frames.size(), 3u);
  EXPECT_EQ(frames[0].frameNum, 1u);
  EXPECT_EQ(frames[2].frameNum, 2u);
  EXPECT_EQ(frames[2].streamID, 0u);
}

TEST_F(Input, OnlyClassesOfOperateOnClassIdsAreTrackedAndOthersStay) {
  Tracker tracker({{"ll-lib-file", kScripted}, {"operate-on-class-ids", "0;2"}});
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.objects = {{10, 10, 20, 20, 0}, {50, 10, 20, 20, 1}, {90, 10, 20, 20, 2}}}});
  ASSERT_TRUE(out);
  ASSERT_EQ(objects.at(0).size(), 2u);
  EXPECT_EQ(objects[0][0].classId, 0);
  EXPECT_EQ(objects[0][1].classId, 2);
  EXPECT_EQ(objects_of(out.get()).size(), 3u);  // nobody tracked them, yet none is removed
}

TEST_F(Input, ObjectsBeyondMaxTargetsPerStreamAreDroppedWithAWarning) {
  script().query.maxTargetsPerStream = 2;
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.objects = {{10, 10, 20, 20}, {50, 10, 20, 20}, {90, 10, 20, 20}}}}));
  EXPECT_EQ(objects.at(0).size(), 2u);
  const auto messages = tracker.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].key, "maxTargetsPerStream");
}

TEST_F(Input, OtherSurfacesThanTrackingSurfaceTypeAreLeftAlone) {
  Tracker tracker({{"ll-lib-file", kScripted}, {"tracking-surface-type", "3"}}, 3);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 0, .number = 1, .objects = {{10, 10, 20, 20}}, .surface_type = 2},
                            {.pad = 1, .number = 2, .surface_type = 3},
                            {.pad = 2, .number = 3, .surface_type = 0}});
  ASSERT_TRUE(out);
  ASSERT_EQ(frames.size(), 2u);
  EXPECT_EQ(frames[0].frameNum, 2u);
  EXPECT_EQ(frames[1].frameNum, 3u);
  EXPECT_EQ(objects_of(out.get(), 0).size(), 1u);
}

TEST_F(Input, AnEmptyBatchPassesWithoutTheLibrary) {
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  EXPECT_TRUE(tracker.track(std::vector<FrameSpec>{}));
  EXPECT_TRUE(frames.empty());
}

TEST_F(Input, MoreFramesThanTheBatchSizeAreAnError) {
  Tracker tracker({{"ll-lib-file", kScripted}}, 1);
  ASSERT_TRUE(tracker.start());
  EXPECT_FALSE(tracker.track({{.pad = 0}, {.pad = 1}}));
  EXPECT_EQ(tracker.first_error().key, "batch-size");
}

TEST_F(Input, ABufferWithoutBatchMetadataIsAnError) {
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  EXPECT_FALSE(tracker.track(gst_buffer_new_allocate(nullptr, 16, nullptr)));
  EXPECT_EQ(tracker.first_error().remedy, "Put nvstreammux before it.");
}

TEST_F(Input, APictureThatTheBatchDoesNotHaveIsAnError) {
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  GstBuffer* buffer = make_batch({{.number = 1}});
  frame_of(buffer)->batch_id = 5;
  EXPECT_FALSE(tracker.track(buffer));
  EXPECT_NE(tracker.first_error().text.find("picture 5"), std::string::npos);
}

}  // namespace
