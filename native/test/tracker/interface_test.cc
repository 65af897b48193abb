// NvMOT's C functions.
#include <cmath>
#include <limits>

#include "host.h"

using namespace nvds;

namespace {

TEST(Interface, QueryAsksForNoPicturesAndWorksOnBatches) {
  Host host;
  EXPECT_EQ(host.query().numTransforms, 0);
  EXPECT_EQ(host.query().batchMode, NvMOTBatchMode_Batch);
  EXPECT_EQ(host.query().computeConfig, NVMOTCOMP_CPU);
  EXPECT_TRUE(host.query().supportPastFrame);
  EXPECT_FALSE(host.query().outputTerminatedTracks);
}

TEST(Interface, QueryTellsTheLimitsOfTheConfiguration) {
  Host host(
      "TargetManagement: {maxTargetsPerStream: 17, maxShadowTrackingAge: 9, maxTrajectoryBufferLength: 12, "
      "outputTerminatedTracks: 1, outputShadowTracks: 1}\n");
  EXPECT_EQ(host.query().maxTargetsPerStream, 17u);
  EXPECT_EQ(host.query().maxShadowTrackingAge, 9u);
  EXPECT_EQ(host.query().maxTrajectoryBufferLength, 12u);
  EXPECT_TRUE(host.query().outputTerminatedTracks);
  EXPECT_TRUE(host.query().outputShadowTracks);
}

TEST(Interface, QueryWithoutAHandleReadsTheFileItself) {
  Host host("TargetManagement: {maxTargetsPerStream: 17}\n");
  std::string path = host.path();
  NvMOTQuery query{};
  EXPECT_EQ(NvMOT_Query(std::uint16_t(path.size()), path.data(), &query), NvMOTStatus_OK);
  EXPECT_EQ(query.maxTargetsPerStream, 17u);
}

TEST(Interface, NullPointersAreErrorsNotCrashes) {
  Host host;
  NvMOTConfig config{};
  NvMOTContextHandle handle = nullptr;
  NvMOTProcessParams params{};
  NvMOTTrackedObjBatch batch{};
  NvMOTTrackerMiscData lists{};
  EXPECT_NE(NvMOT_Init(nullptr, &handle, nullptr), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_Init(&config, nullptr, nullptr), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_Query(0, nullptr, nullptr), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_Process(nullptr, &params, &batch), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_Process(host.handle(), nullptr, &batch), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_Process(host.handle(), &params, nullptr), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_RetrieveMiscData(host.handle(), &params, nullptr), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_RemoveStreams(nullptr, 0), NvMOTStatus_OK);
  EXPECT_NE(NvMOT_UpdateParams(nullptr, ""), NvMOTStatus_OK);
  EXPECT_EQ(NvMOT_RetrieveMiscData(host.handle(), &params, &lists), NvMOTStatus_OK);  // no list wanted
  NvMOT_DeInit(nullptr);
}

TEST(Interface, AConfigurationWithoutAFrameSizeIsTaken) {
  NvMOTConfig config{};
  NvMOTContextHandle handle = nullptr;
  NvMOTConfigResponse response{};
  ASSERT_EQ(NvMOT_Init(&config, &handle, &response), NvMOTStatus_OK);
  EXPECT_EQ(response.summaryStatus, NvMOTConfigStatus_OK);
  NvMOT_DeInit(handle);
}

TEST(Interface, MoreFramesThanRoomForResultsIsAnError) {
  Host host;
  NvMOTFrame frames[2] = {};
  NvMOTProcessParams params{2, frames};
  NvMOTTrackedObjList list{};
  NvMOTTrackedObjBatch batch{&list, 1, 0, nullptr};
  EXPECT_NE(NvMOT_Process(host.handle(), &params, &batch), NvMOTStatus_OK);
}

TEST(Interface, ResultsStayWithinTheRoomOfTheHost) {
  Host host("TargetManagement: {probationAge: 0}\n");
  NvMOTObjToTrack objects[2] = {{0, person(100), 0.9f, true, nullptr}, {0, person(300), 0.9f, true, nullptr}};
  NvMOTFrame frame{};
  frame.doTracking = true;
  frame.objectsIn = {true, objects, 2, 2};
  NvMOTProcessParams params{1, &frame};
  NvMOTTrackedObj room[1] = {};
  float mask = 0;
  int hull = 0;
  room[0].mask.data = &mask;
  room[0].mask.width = 7;
  room[0].convexHull.list = &hull;
  NvMOTTrackedObjList list{};
  list.list = room;
  list.numAllocated = 1;
  NvMOTTrackedObjBatch batch{&list, 1, 0, nullptr};
  ASSERT_EQ(NvMOT_Process(host.handle(), &params, &batch), NvMOTStatus_OK);
  EXPECT_EQ(list.numFilled, 1u);
  EXPECT_TRUE(list.valid);
  EXPECT_EQ(room[0].mask.data, &mask);  // the host's memory stays the host's
  EXPECT_EQ(room[0].mask.width, 0u);
  EXPECT_EQ(room[0].convexHull.list, &hull);
}

TEST(Interface, ImpossibleBoxesAreNoDetections) {
  Host host("TargetManagement: {probationAge: 0}\n");
  const float inf = std::numeric_limits<float>::infinity();
  EXPECT_TRUE(host.track({{{NAN, 0, 10, 10}},
                          {{0, 0, 0, 10}},
                          {{0, 0, 10, -5}},
                          {{0, inf, 10, 10}},
                          {{0, 0, inf, 10}},
                          {person(10), NAN}})
                  .empty());
}

TEST(Interface, ObjectsNotToBeTrackedAndFramesNotToBeTrackedAreLeftOut) {
  Host host("TargetManagement: {probationAge: 0}\n");
  EXPECT_TRUE(host.track_frame({.seen = {{person(100)}}, .do_tracking = false}).empty());
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}}).size(), 1u);
}

TEST(Interface, TwoHandlesAreIndependent) {
  Host one("TargetManagement: {probationAge: 0}\n"), two("TargetManagement: {probationAge: 0}\n");
  EXPECT_EQ(one.track({{person(100)}}).at(0).id, 0u);
  EXPECT_EQ(two.track({{person(100)}}).at(0).id, 0u);
}

}  // namespace
