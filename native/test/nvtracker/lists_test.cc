// Lists beside the tracked objects, as user metadata of the batch.
#include "pipeline.h"

using namespace nvds;

namespace {

class Lists : public ScriptedTest {
 protected:
  // One track of one frame in the list given, in the tracker's pixels.
  static void fill(NvDsTargetMiscDataBatch* batch, std::uint64_t stream) {
    NvDsTargetMiscDataStream& out = batch->list[batch->numFilled++];
    out.surfaceStreamID = stream;
    out.streamID = 99;
    NvDsTargetMiscDataObject& object = out.list[out.numFilled++];
    object.uniqueId = 0x1234567890ABCDEFu;
    object.classId = 1;
    object.numObj = 1;
    object.list[0] = {};
    object.list[0].frameNum = 3;
    object.list[0].tBbox.left = 10;
    object.list[0].tBbox.height = 20;
    object.list[0].trackerState = INACTIVE;
  }
  Tracker::Properties half = {{"ll-lib-file", kScripted}, {"tracker-width", "320"}, {"tracker-height", "240"}};
};

const NvDsTargetMiscDataBatch* list_of(GstBuffer* buffer, NvDsMetaType type) {
  const NvDsUserMeta* meta = user_meta_of(batch_of(buffer)->batch_user_meta_list, type);
  return meta ? static_cast<const NvDsTargetMiscDataBatch*>(meta->user_meta_data) : nullptr;
}

TEST_F(Lists, PastFramesGetTheFramesScaleThePadAndTheClassLabel) {
  script().query.supportPastFrame = true;
  script().retrieve = [](NvMOTProcessParams& params, NvMOTTrackerMiscData& lists) {
    EXPECT_EQ(lists.pTerminatedTrackBatch, nullptr);
    EXPECT_EQ(lists.pShadowTrackBatch, nullptr);
    fill(lists.pPastFrameObjBatch, params.frameList[0].streamID);
    return NvMOTStatus_OK;
  };
  Tracker tracker(half, 4);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 3, .objects = {{40, 20, 30, 60, 1, "bus"}}}});
  ASSERT_TRUE(out);
  const auto* list = list_of(out.get(), NVDS_TRACKER_PAST_FRAME_META);
  ASSERT_NE(list, nullptr);
  ASSERT_EQ(list->numFilled, 1u);
  EXPECT_EQ(list->list[0].streamID, 3u);
  ASSERT_EQ(list->list[0].numFilled, 1u);
  const NvDsTargetMiscDataObject& object = list->list[0].list[0];
  EXPECT_STREQ(object.objLabel, "bus");
  EXPECT_EQ(object.uniqueId, 0x1234567890ABCDEFu);
  EXPECT_FLOAT_EQ(object.list[0].tBbox.left, 20);
  EXPECT_FLOAT_EQ(object.list[0].tBbox.height, 40);
}

TEST_F(Lists, TerminatedAndShadowTracksKeepTheTrackersScale) {
  script().query.outputTerminatedTracks = true;
  script().query.maxTrajectoryBufferLength = 4;
  script().query.outputShadowTracks = true;
  script().retrieve = [](NvMOTProcessParams& params, NvMOTTrackerMiscData& lists) {
    EXPECT_EQ(lists.pPastFrameObjBatch, nullptr);
    EXPECT_EQ(lists.pTerminatedTrackBatch->list[0].list[0].numAllocated, 4u);
    fill(lists.pTerminatedTrackBatch, params.frameList[0].streamID);
    fill(lists.pShadowTrackBatch, params.frameList[0].streamID);
    return NvMOTStatus_OK;
  };
  Tracker tracker(half, 2);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 1}});
  ASSERT_TRUE(out);
  EXPECT_EQ(list_of(out.get(), NVDS_TRACKER_PAST_FRAME_META), nullptr);
  for (const NvDsMetaType type : {NVDS_TRACKER_TERMINATED_LIST_META, NVDS_TRACKER_SHADOW_LIST_META}) {
    const auto* list = list_of(out.get(), type);
    ASSERT_NE(list, nullptr) << type;
    EXPECT_EQ(list->list[0].streamID, 1u);
    EXPECT_FLOAT_EQ(list->list[0].list[0].list[0].tBbox.left, 10);
  }
}

TEST_F(Lists, ReidVectorsOfTheBatchLieInMemoryOfTheHost) {
  script().query.outputReidTensor = true;
  script().query.reidFeatureSize = 3;
  script().process = [](NvMOTProcessParams&, NvMOTTrackedObjBatch& tracked) {
    EXPECT_NE(tracked.pReidTensorBatch, nullptr);
    EXPECT_EQ(tracked.pReidTensorBatch->featureSize, 3u);
    tracked.pReidTensorBatch->ptr_host[0] = 0.5f;
    tracked.pReidTensorBatch->numFilled = 1;
    return NvMOTStatus_OK;
  };
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.number = 1}});
  ASSERT_TRUE(out);
  const NvDsUserMeta* meta = user_meta_of(batch_of(out.get())->batch_user_meta_list, NVDS_TRACKER_BATCH_REID_META);
  ASSERT_NE(meta, nullptr);
  const auto* reid = static_cast<const NvDsReidTensorBatch*>(meta->user_meta_data);
  EXPECT_EQ(reid->numFilled, 1u);
  EXPECT_FLOAT_EQ(reid->ptr_host[0], 0.5f);
}

TEST_F(Lists, LiveAsLongAsACopyOfTheBufferEvenAfterTheElementIsGone) {
  script().query.supportPastFrame = true;
  script().retrieve = [](NvMOTProcessParams& params, NvMOTTrackerMiscData& lists) {
    fill(lists.pPastFrameObjBatch, params.frameList[0].streamID);
    return NvMOTStatus_OK;
  };
  gst::BufferRef copy;
  {
    Tracker tracker(half);
    ASSERT_TRUE(tracker.start());
    auto out = tracker.track({{.number = 1}});
    ASSERT_TRUE(out);
    copy.reset(gst_buffer_copy(out.get()));
  }
  const auto* list = list_of(copy.get(), NVDS_TRACKER_PAST_FRAME_META);
  ASSERT_NE(list, nullptr);
  EXPECT_EQ(list->list[0].list[0].uniqueId, 0x1234567890ABCDEFu);
}

TEST_F(Lists, OfABatchThatIsReleasedAreUsedAgainAndComeEmpty) {
  script().query.supportPastFrame = true;
  script().retrieve = [](NvMOTProcessParams& params, NvMOTTrackerMiscData& lists) {
    EXPECT_EQ(lists.pPastFrameObjBatch->numFilled, 0u);
    EXPECT_EQ(lists.pPastFrameObjBatch->list[0].numFilled, 0u);
    fill(lists.pPastFrameObjBatch, params.frameList[0].streamID);
    return NvMOTStatus_OK;
  };
  half.push_back({"user-meta-pool-size", "1"});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  for (int n = 0; n < 3; ++n) {
    auto out = tracker.track({{.number = n}});
    ASSERT_TRUE(out);
    EXPECT_NE(list_of(out.get(), NVDS_TRACKER_PAST_FRAME_META), nullptr);
  }
  EXPECT_TRUE(tracker.messages().empty());
}

TEST_F(Lists, BeyondUserMetaPoolSizeABatchGoesWithoutAndAWarningSaysSoOnce) {
  script().query.supportPastFrame = true;
  int without = 0;
  script().retrieve = [&](NvMOTProcessParams&, NvMOTTrackerMiscData& lists) {
    without += lists.pPastFrameObjBatch == nullptr;
    return NvMOTStatus_OK;
  };
  half.push_back({"user-meta-pool-size", "2"});
  Tracker tracker(half);
  ASSERT_TRUE(tracker.start());
  std::vector<gst::BufferRef> held;
  for (int n = 0; n < 4; ++n) {
    held.push_back(tracker.track({{.number = n}}));
    ASSERT_TRUE(held.back());
  }
  EXPECT_EQ(without, 2);
  EXPECT_EQ(list_of(held[3].get(), NVDS_TRACKER_PAST_FRAME_META), nullptr);
  const auto messages = tracker.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].key, "user-meta-pool-size");
}

}  // namespace
