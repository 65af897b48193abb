// Lost targets that are taken up again by their motion.
#include "host.h"

namespace {

constexpr const char* kRest =
    "DataAssociator: {usePrediction4Assoc: 1, minMatchingScore4Iou: 0.3}\nStateEstimator: {stateEstimatorType: 2}\n";

std::string config(const std::string& trajectories, int shadow = 3) {
  return "TargetManagement: {probationAge: 3, maxShadowTrackingAge: " + std::to_string(shadow) +
         "}\nTrajectoryManagement: {minTrajectoryLength4Projection: 10, prepLength4TrajectoryProjection: 10, " +
         trajectories + "}\n" + kRest;
}

// Walks right for 30 frames, is unseen for `gap`, then appears on the path (or off it) walking at `speed`.
std::uint64_t id_after_gap(Host& host, int gap, float speed = 6, float off_path = 0) {
  int n = 0;
  for (; n < 30; ++n) host.track({{person(50 + 6.f * float(n))}});
  for (int i = 0; i < gap; ++i, ++n) host.track(std::vector<Seen>{});
  const float x = 50 + 6.f * float(n);
  std::vector<Found> found;
  for (int i = 0; found.empty() && i < 8; ++i) found = host.track({{person(x + speed * float(i), 200 + off_path)}});
  return found.empty() ? ~0ull : found[0].id;
}

TEST(Reassociation, GivesALostTargetsIdToTheOneThatContinuesItsPath) {
  Host host(config("enableReAssoc: 1"));
  EXPECT_EQ(id_after_gap(host, 12), 0u);
}

TEST(Reassociation, IsOffUnlessEnabled) {
  Host host(config("enableReAssoc: 0"));
  EXPECT_EQ(id_after_gap(host, 12), 1u);
}

TEST(Reassociation, IsForTargetsOnThePathOnly) {
  Host host(config("enableReAssoc: 1"));
  EXPECT_EQ(id_after_gap(host, 12, 6, 90), 1u);
}

TEST(Reassociation, IsNotForTargetsThatWalkTheOtherWay) {
  Host host(config("enableReAssoc: 1, minTrackletMatchingScore: 0, minMatchingScore4Overall: 0"));
  EXPECT_EQ(id_after_gap(host, 12, -6), 1u);
}

TEST(Reassociation, IsNotForTargetsOfAnotherSpeed) {
  const std::string loose = "enableReAssoc: 1, minTrackletMatchingScore: 0, minMatchingScore4Overall: 0, ";
  Host strict(config(loose + "minSpeedSimilarity4TrackletMatching: 0.5")),
      lenient(config(loose + "minSpeedSimilarity4TrackletMatching: 0.1"));
  EXPECT_EQ(id_after_gap(strict, 12, 2), 1u);
  EXPECT_EQ(id_after_gap(lenient, 12, 2), 0u);
}

TEST(Reassociation, EndsWithMaxTrackletMatchingTimeSearchRange) {
  Host host(config("enableReAssoc: 1, maxTrackletMatchingTimeSearchRange: 10"));
  EXPECT_EQ(id_after_gap(host, 12), 1u);
}

TEST(Reassociation, EndsWithTrajectoryProjectionLength) {
  Host host(config("enableReAssoc: 1, trajectoryProjectionLength: 10"));
  EXPECT_EQ(id_after_gap(host, 12), 1u);
}

TEST(Reassociation, NeedsATrajectoryOfMinTrajectoryLength4Projection) {
  Host host(
      "TargetManagement: {probationAge: 3, maxShadowTrackingAge: 3}\nTrajectoryManagement: {enableReAssoc: 1, "
      "minTrajectoryLength4Projection: 100}\n" +
      std::string(kRest));
  EXPECT_EQ(id_after_gap(host, 12), 1u);
}

TEST(Reassociation, TakesUpTargetsStillInTheShadowToo) {
  // The filter lost it (the threshold for overlap is too strict), the path did not.
  Host host(
      "TargetManagement: {probationAge: 3, maxShadowTrackingAge: 40}\nTrajectoryManagement: {enableReAssoc: 1, "
      "minTrajectoryLength4Projection: 10, minMatchingScore4Overall: 0.2, minTrackletMatchingScore: 0.2}\n"
      "DataAssociator: {associationMatcherType: 1, usePrediction4Assoc: 1, minMatchingScore4Iou: "
      "0.98}\nStateEstimator: {stateEstimatorType: "
      "2}\n");
  EXPECT_EQ(id_after_gap(host, 8, 6, 10), 0u);
}

TEST(Reassociation, GivesAnIdOnce) {
  Host host(config("enableReAssoc: 1"));
  ASSERT_EQ(id_after_gap(host, 12), 0u);
  std::vector<Found> found;
  for (int i = 0; i < 10; ++i)
    found = host.track({{person(50 + 6.f * float(46 + i))}, {person(50 + 6.f * float(46 + i), 300)}});
  ASSERT_EQ(found.size(), 2u);
  EXPECT_NE(found[0].id, found[1].id);
}

}  // namespace
