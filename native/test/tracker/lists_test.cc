// Past-frame, shadow and terminated lists.
#include "host.h"

using namespace nvds;

namespace {

std::string config(const std::string& targets) { return "TargetManagement: {" + targets + "}\n"; }
const std::vector<Seen> kNobody;

TEST(PastFrames, AreTheFramesOfProbationWhenATargetBecomesActive) {
  Host host(config("probationAge: 2"));
  host.track({{person(100)}});
  host.track({{person(102)}});
  EXPECT_TRUE(host.past.empty());
  const auto found = host.track({{person(104)}});
  ASSERT_EQ(host.past.size(), 1u);
  EXPECT_EQ(host.past[0].id, found.at(0).id);
  ASSERT_EQ(host.past[0].frames.size(), 2u);
  EXPECT_EQ(host.past[0].frames[0].frameNum, 0u);
  EXPECT_EQ(host.past[0].frames[1].frameNum, 1u);
  EXPECT_FLOAT_EQ(host.past[0].frames[1].tBbox.left, 102);
  EXPECT_EQ(host.past[0].frames[1].age, 2u);
  EXPECT_EQ(host.past[0].frames[1].trackerState, TENTATIVE);
  host.track({{person(106)}});
  EXPECT_TRUE(host.past.empty());  // once
}

TEST(PastFrames, AreTheFramesInTheShadowWhenATargetIsSeenAgain) {
  Host host(config("probationAge: 0"));
  host.track({{person(100)}});
  for (int n = 0; n < 3; ++n) host.track(kNobody);
  host.track({{person(100)}});
  ASSERT_EQ(host.past.size(), 1u);
  ASSERT_EQ(host.past[0].frames.size(), 3u);
  EXPECT_EQ(host.past[0].frames[0].trackerState, INACTIVE);
  EXPECT_LT(host.past[0].frames[2].confidence, host.past[0].frames[0].confidence);
}

TEST(PastFrames, NeverExceedTheRoomThatTheHostMadeAtItsStart) {
  Host host(config("probationAge: 12, maxShadowTrackingAge: 4"));
  EXPECT_EQ(host.update("TargetManagement: {maxShadowTrackingAge: 50}"), NvMOTStatus_OK);
  for (int n = 0; n < 13; ++n) host.track({{person(100)}});
  ASSERT_EQ(host.past.size(), 1u);
  ASSERT_EQ(host.past[0].frames.size(), 4u);
  EXPECT_EQ(host.past[0].frames[3].frameNum, 11u);  // the newest ones
}

TEST(ShadowTracks, AreListedInEachFrameOfTheirShadow) {
  Host host(config("probationAge: 0, outputShadowTracks: 1, maxShadowTrackingAge: 3"));
  const auto id = host.track({{person(100)}}).at(0).id;
  EXPECT_TRUE(host.shadow.empty());
  for (int n = 0; n < 3; ++n) {
    host.track(kNobody);
    ASSERT_EQ(host.shadow.size(), 1u) << n;
    EXPECT_EQ(host.shadow[0].id, id);
    ASSERT_EQ(host.shadow[0].frames.size(), 1u);
    EXPECT_EQ(host.shadow[0].frames[0].frameNum, unsigned(n + 1));
    EXPECT_EQ(host.shadow[0].frames[0].trackerState, INACTIVE);
  }
  host.track(kNobody);
  EXPECT_TRUE(host.shadow.empty());
}

TEST(TerminatedTracks, BringTheNewestFramesOfALifeOnce) {
  Host host(
      config("probationAge: 0, outputTerminatedTracks: 1, maxShadowTrackingAge: 2, maxTrajectoryBufferLength: 5"));
  std::uint64_t id = 0;
  for (int n = 0; n < 6; ++n) id = host.track({{person(100 + float(n))}}).at(0).id;
  host.track(kNobody);
  host.track(kNobody);
  EXPECT_TRUE(host.terminated.empty());
  host.track(kNobody);
  ASSERT_EQ(host.terminated.size(), 1u);
  EXPECT_EQ(host.terminated[0].id, id);
  ASSERT_EQ(host.terminated[0].frames.size(), 5u);
  EXPECT_EQ(host.terminated[0].frames[0].frameNum, 3u);
  EXPECT_EQ(host.terminated[0].frames[0].trackerState, ACTIVE);
  EXPECT_EQ(host.terminated[0].frames[4].trackerState, INACTIVE);
  host.track(kNobody);
  EXPECT_TRUE(host.terminated.empty());
}

TEST(TerminatedTracks, DoNotIncludeTargetsThatEndedInProbation) {
  Host host(config("probationAge: 5, outputTerminatedTracks: 1"));
  host.track({{person(100)}});
  host.track(kNobody);
  EXPECT_TRUE(host.terminated.empty());
}

TEST(Lists, OfAFrameThatIsNotTrackedAreEmpty) {
  Host host(config("probationAge: 1"));
  host.track({{person(100)}});
  host.track({{person(100)}});
  ASSERT_EQ(host.past.size(), 1u);
  host.track_frame({.do_tracking = false});
  EXPECT_TRUE(host.past.empty());
}

}  // namespace
