// Births, lives and ends of targets.
#include <set>

#include "host.h"

using namespace nvds;

namespace {

// An IOU tracker: no filter, greedy matching.
std::string iou_with(const std::string& targets, const std::string& more = "") {
  return "TargetManagement: {" + targets + "}\nDataAssociator: {associationMatcherType: 0}\n" + more;
}

TEST(LifeCycle, ATargetIsReportedAfterProbationAgeFrames) {
  Host host(iou_with("probationAge: 3"));
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(host.track({{person(100)}}).empty()) << n;
  const auto found = host.track({{person(100)}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].age, 4u);
  EXPECT_EQ(found[0].detection, 0);
  EXPECT_FLOAT_EQ(found[0].box.x, 100);
}

TEST(LifeCycle, WithoutProbationATargetIsReportedAtOnce) {
  Host host(iou_with("probationAge: 0"));
  EXPECT_EQ(host.track({{person(100)}}).size(), 1u);
}

TEST(LifeCycle, ATargetInProbationEndsAfterEarlyTerminationAgeMisses) {
  Host host(iou_with("probationAge: 3, earlyTerminationAge: 1"));
  host.track({{person(100)}});
  host.track({{person(100)}});
  host.track(std::vector<Seen>{});
  for (int n = 0; n < 3; ++n) EXPECT_TRUE(host.track({{person(100)}}).empty());
  EXPECT_EQ(host.track({{person(100)}}).size(), 1u);

  Host patient(iou_with("probationAge: 3, earlyTerminationAge: 2"));
  patient.track({{person(100)}});
  patient.track({{person(100)}});
  patient.track(std::vector<Seen>{});
  EXPECT_EQ(patient.track({{person(100)}}).size(), 1u);
}

TEST(LifeCycle, AnUnseenTargetKeepsItsIdForMaxShadowTrackingAgeFrames) {
  for (const int unseen : {5, 6}) {
    Host host(iou_with("probationAge: 0, maxShadowTrackingAge: 5"));
    EXPECT_EQ(host.track({{person(100)}}).at(0).id, 0u);
    for (int n = 0; n < unseen; ++n) EXPECT_TRUE(host.track(std::vector<Seen>{}).empty());
    EXPECT_EQ(host.track({{person(100)}}).at(0).id, unseen == 5 ? 0u : 1u) << unseen;
  }
}

TEST(LifeCycle, ATargetIsReportedUnseenWhileItsConfidenceIsAboveMinTrackerConfidence) {
  Host host(iou_with("probationAge: 0, minTrackerConfidence: 0.6"));
  EXPECT_FLOAT_EQ(host.track({{person(100)}}).at(0).confidence, 1);
  const auto first = host.track(std::vector<Seen>{});
  ASSERT_EQ(first.size(), 1u);
  EXPECT_EQ(first[0].detection, -1);
  EXPECT_FLOAT_EQ(first[0].confidence, 0.8f);
  EXPECT_EQ(host.track(std::vector<Seen>{}).size(), 1u);  // 0.64
  EXPECT_TRUE(host.track(std::vector<Seen>{}).empty());   // 0.512
  EXPECT_FLOAT_EQ(host.track({{person(100)}}).at(0).confidence, 1);
}

TEST(LifeCycle, FramesWithoutADetectorAreNoMisses) {
  Host host(iou_with("probationAge: 0, maxShadowTrackingAge: 10"));
  host.track({{person(100)}});
  for (int n = 0; n < 10; ++n) {
    const auto found = host.skip();
    ASSERT_EQ(found.size(), 1u) << n;
    EXPECT_EQ(found[0].detection, -1);
    EXPECT_FLOAT_EQ(found[0].confidence, 1);
  }
  EXPECT_EQ(host.track({{person(100)}}).at(0).id, 0u);
}

TEST(LifeCycle, WithAFilterFramesWithoutADetectorFollowTheMotion) {
  Host host(
      "TargetManagement: {probationAge: 0}\nDataAssociator: {usePrediction4Assoc: 1}\nStateEstimator: "
      "{stateEstimatorType: 2}\n");
  for (int n = 0; n <= 30; ++n) {
    if (n % 3) {
      host.skip();
    } else {
      host.track({{person(100 + 5.f * n)}});
    }
  }
  const auto found = host.skip();
  ASSERT_EQ(found.size(), 1u);
  EXPECT_NEAR(found[0].box.x, 100 + 5 * 31, 1.5);
  EXPECT_EQ(found[0].id, 0u);
}

TEST(LifeCycle, ObjectsInAFrameThatClaimsNoDetectionCount) {
  Host host(iou_with("probationAge: 0"));
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .detection_done = false}).size(), 1u);
}

TEST(LifeCycle, DetectionsBelowMinDetectorConfidenceAreIgnored) {
  Host host("BaseConfig: {minDetectorConfidence: 0.5}\n" + iou_with("probationAge: 0"));
  EXPECT_TRUE(host.track({{person(100), 0.49f}}).empty());
  EXPECT_EQ(host.track({{person(100), 0.5f}}).size(), 1u);
}

TEST(LifeCycle, ADetectorWithoutConfidenceIsBelieved) {
  Host host("BaseConfig: {minDetectorConfidence: 0.5}\n" + iou_with("probationAge: 0"));
  EXPECT_EQ(host.track({{person(100), -0.1f}}).size(), 1u);
}

TEST(LifeCycle, MinIouDiff4NewTargetKeepsASecondBoxOfATargetFromBecomingOne) {
  Host host(iou_with("probationAge: 0, minIouDiff4NewTarget: 0.5"));
  host.track({{person(100)}});
  EXPECT_EQ(host.track({{person(100)}, {person(104)}}).size(), 1u);
  EXPECT_EQ(host.track({{person(100)}, {person(125)}}).size(), 2u);
}

TEST(LifeCycle, MaxTargetsPerStreamCountsShadowsToo) {
  Host host(iou_with("probationAge: 0, maxTargetsPerStream: 2, maxShadowTrackingAge: 3"));
  EXPECT_EQ(host.track({{person(100)}, {person(300)}, {person(500)}}).size(), 2u);
  EXPECT_TRUE(host.track({{person(700)}}).empty());  // the two are in the shadow
  for (int n = 0; n < 3; ++n) host.track(std::vector<Seen>{});
  EXPECT_EQ(host.track({{person(700)}}).size(), 1u);
}

TEST(LifeCycle, ResetAndRemovalOfAStreamDropItsTargetsOnly) {
  Host host(iou_with("probationAge: 0"));
  constexpr NvMOTStreamId kFirst = 0, kSecond = 1ull << 32;
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kFirst}).at(0).id, 0u);
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kSecond}).at(0).id, 1u);
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kFirst, .reset = true}).at(0).id, 2u);
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kSecond}).at(0).id, 1u);
  // Stream 0 would match every stream, were it a mask.
  EXPECT_EQ(host.remove(kFirst), NvMOTStatus_OK);
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kSecond}).at(0).id, 1u);
  EXPECT_EQ(host.track_frame({.seen = {{person(100)}}, .stream = kFirst}).at(0).id, 3u);
}

TEST(LifeCycle, UniqueIdsHaveARandomUpperHalfAStreamAndCountInTheLower) {
  Host host(iou_with("probationAge: 0", "TrajectoryManagement: {useUniqueID: 1}\n"));
  const auto first = host.track_frame({.seen = {{person(100)}, {person(300)}}, .stream = 0});
  const auto second = host.track_frame({.seen = {{person(100)}}, .stream = 1ull << 32});
  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(std::uint32_t(first[0].id), 0u);
  EXPECT_EQ(std::uint32_t(first[1].id), 1u);
  EXPECT_EQ(first[0].id >> 32, first[1].id >> 32);
  EXPECT_NE(first[0].id >> 32, second[0].id >> 32);
  EXPECT_EQ(std::uint32_t(second[0].id), 0u);
}

TEST(LifeCycle, IdsAreGivenWithoutGapsToReportedTargetsOnly) {
  Host host(iou_with("probationAge: 1"));
  host.track({{person(100)}});
  host.track({{person(300)}});  // the first ends in probation
  EXPECT_EQ(host.track({{person(300)}}).at(0).id, 0u);
}

TEST(LifeCycle, ABoxCutByTheBorderIsMadeWholeWithEnableBboxUnClipping) {
  for (const bool whole : {false, true}) {
    Host host(std::string("TargetManagement: {probationAge: 0, enableBboxUnClipping: ") + (whole ? "1" : "0") + "}\n" +
              "DataAssociator: {usePrediction4Assoc: 1}\nStateEstimator: {stateEstimatorType: 2}\n");
    for (float x = 60; x > 0; x -= 4) host.track({{{x, 200, 40, 80}}});
    std::vector<Found> found;
    for (float x = -4; x > -28; x -= 4) found = host.track({{{0, 200, 40 + x, 80}}});
    ASSERT_EQ(found.size(), 1u);
    if (whole) {
      EXPECT_NEAR(found[0].box.x, -24, 2);
      EXPECT_NEAR(found[0].box.width, 40, 2);
    } else {
      EXPECT_GT(found[0].box.x, -5);
      EXPECT_LT(found[0].box.width, 25);
    }
  }
}

TEST(LifeCycle, AnUnseenTargetThatLeftTheFrameIsNotReported) {
  Host host(
      "TargetManagement: {probationAge: 0, minTrackerConfidence: 0}\nDataAssociator: {usePrediction4Assoc: "
      "1}\nStateEstimator: {stateEstimatorType: 2}\n");
  for (float x = 300; x > 0; x -= 20) host.track({{person(x)}});
  int frames = 0;
  while (!host.track(std::vector<Seen>{}).empty()) ++frames;
  EXPECT_LE(frames, 4);
}

TEST(LifeCycle, FrameNumbersThatJumpBackOrRepeatAreOneFrame) {
  Host host(
      "TargetManagement: {probationAge: 0}\nDataAssociator: {usePrediction4Assoc: 1}\nStateEstimator: "
      "{stateEstimatorType: 2}\n");
  float x = 100;
  for (int n = 0; n < 20; ++n) host.track({{person(x += 4)}});
  EXPECT_EQ(host.track_frame({.seen = {{person(x += 4)}}, .number = 0}).at(0).id, 0u);
  EXPECT_EQ(host.track_frame({.seen = {{person(x += 4)}}, .number = 0}).at(0).id, 0u);
  EXPECT_EQ(host.track_frame({.seen = {{person(x += 4)}}, .number = 1 << 30}).at(0).id, 0u);
}

TEST(LifeCycle, DroppedFramesCountAsTimeThatPassed) {
  Host host(
      "TargetManagement: {probationAge: 0}\nDataAssociator: {usePrediction4Assoc: 1, minMatchingScore4Iou: "
      "0.5}\nStateEstimator: {stateEstimatorType: 2}\n");
  for (int n = 0; n < 30; ++n) host.track({{person(100 + 5.f * n)}});
  EXPECT_EQ(host.track_frame({.seen = {{person(100 + 5.f * 37)}}, .number = 37}).at(0).id, 0u);
}

TEST(LifeCycle, UseBatchNumForFrameIdCountsBatches) {
  Host host("BaseConfig: {useBatchNumForFrameId: 1}\nTargetManagement: {probationAge: 1}\n");
  host.track_frame({.seen = {{person(100)}}, .number = 500});
  host.track_frame({.seen = {{person(100)}}});
  ASSERT_EQ(host.past.size(), 1u);
  EXPECT_EQ(host.past[0].frames.at(0).frameNum, 1u);
}

}  // namespace
