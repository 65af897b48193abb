// Which detection belongs to which target.
#include "host.h"

namespace {

std::string config(const std::string& associator, const std::string& more = "") {
  return "TargetManagement: {probationAge: 0}\nDataAssociator: {" + associator + "}\n" + more;
}
constexpr const char* kKalman = "StateEstimator: {stateEstimatorType: 2}\n";

std::uint64_t id_after(Host& host, const Seen& first, const Seen& second) {
  host.track({first});
  const auto found = host.track({second});
  return found.empty() ? ~0ull : found.at(0).id;
}

TEST(Association, BoxesThatDoNotOverlapAreNoPairHoweverAlikeTheirSizes) {
  Host host(config("matchingScoreWeight4SizeSimilarity: 0.4, matchingScoreWeight4Iou: 0.6"));
  EXPECT_EQ(id_after(host, {person(100)}, {person(141)}), 1u);
}

TEST(Association, MinMatchingScore4IouIsALimit) {
  // An overlap of a half, moved by a third of the width.
  Host below(config("minMatchingScore4Iou: 0.51")), at(config("minMatchingScore4Iou: 0.49"));
  EXPECT_EQ(id_after(below, {{90, 200, 45, 80}}, {{105, 200, 45, 80}}), 1u);
  EXPECT_EQ(id_after(at, {{90, 200, 45, 80}}, {{105, 200, 45, 80}}), 0u);
}

TEST(Association, MinMatchingScore4SizeSimilarityIsALimit) {
  // 40 × 80 and 40 × 40: half the height.
  Host below(config("minMatchingScore4SizeSimilarity: 0.51")), at(config("minMatchingScore4SizeSimilarity: 0.49"));
  EXPECT_EQ(id_after(below, {person(100)}, {{100, 200, 40, 40}}), 1u);
  EXPECT_EQ(id_after(at, {person(100)}, {{100, 200, 40, 40}}), 0u);
}

TEST(Association, MinMatchingScore4OverallLimitsTheWeightedSum) {
  // Overlap 0.5, size similarity 0.5: 0.4 · 0.5 + 0.4 · 0.5 = 0.4
  const std::string weights =
      "matchingScoreWeight4Iou: 0.4, matchingScoreWeight4SizeSimilarity: 0.4, minMatchingScore4Overall: ";
  Host below(config(weights + "0.41")), at(config(weights + "0.39"));
  EXPECT_EQ(id_after(below, {person(100)}, {{100, 200, 40, 40}}), 1u);
  EXPECT_EQ(id_after(at, {person(100)}, {{100, 200, 40, 40}}), 0u);
}

TEST(Association, CheckClassMatchKeepsClassesApart) {
  for (const bool check : {true, false}) {
    Host host(config(std::string("checkClassMatch: ") + (check ? "1" : "0")));
    EXPECT_EQ(id_after(host, {person(100), 0.9f, 1}, {person(100), 0.9f, 2}), check ? 1u : 0u);
  }
}

TEST(Association, ATargetOfMixedClassesHasTheNewestOne) {
  Host host(config("checkClassMatch: 0"));
  host.track({{person(100), 0.9f, 1}});
  EXPECT_EQ(host.track({{person(100), 0.9f, 2}}).at(0).class_id, 2);
}

TEST(Association, UsePrediction4AssocFindsFastTargets) {
  for (const bool predict : {true, false}) {
    Host host("TargetManagement: {probationAge: 0, maxShadowTrackingAge: 30}\nDataAssociator: {usePrediction4Assoc: " +
              std::string(predict ? "1" : "0") + "}\n" + kKalman);
    for (int n = 0; n < 20; ++n) host.track({{person(10 + 15.f * float(n))}});
    for (int n = 20; n < 24; ++n) host.track(std::vector<Seen>{});
    const auto found = host.track({{person(10 + 15.f * 24)}});
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].id, predict ? 0u : 1u);
  }
}

TEST(Association, CascadedMatchesAllTargetsAtBestGreedyTheBestOneFirst) {
  // B overlaps both targets; A only the first. Greedy gives B to the first and leaves A to be a new one.
  const std::vector<Seen> before = {{{100, 200, 40, 80}}, {{130, 200, 40, 80}}};
  const std::vector<Seen> after = {{{80, 200, 40, 80}}, {{110, 200, 40, 80}}};
  Host greedy(config("associationMatcherType: 0")), cascaded(config("associationMatcherType: 1"));
  greedy.track(before);
  cascaded.track(before);
  std::vector<std::uint64_t> ids;
  for (const Found& found : greedy.track(after)) ids.push_back(found.id);
  EXPECT_EQ(ids, (std::vector<std::uint64_t>{0, 2}));
  ids.clear();
  for (const Found& found : cascaded.track(after)) ids.push_back(found.id);
  EXPECT_EQ(ids, (std::vector<std::uint64_t>{0, 1}));
}

TEST(Cascade, DetectionsBelowTentativeDetectorConfidenceKeepTargetsButMakeNone) {
  Host host(config("associationMatcherType: 1, tentativeDetectorConfidence: 0.5"));
  EXPECT_TRUE(host.track({{person(100), 0.4f}}).empty());
  EXPECT_EQ(host.track({{person(100), 0.6f}}).size(), 1u);
  const auto found = host.track({{person(102), 0.4f}});
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].detection, 0);
}

TEST(Cascade, DetectionsBelowTentativeDetectorConfidenceDoNotBringTargetsBackFromTheShadow) {
  Host host(config("associationMatcherType: 1, tentativeDetectorConfidence: 0.5"));
  host.track({{person(100), 0.9f}});
  host.track(std::vector<Seen>{});
  EXPECT_TRUE(host.track({{person(100), 0.4f}}).empty());
  EXPECT_EQ(host.track({{person(100), 0.9f}}).at(0).id, 0u);
}

TEST(Cascade, MinMatchingScore4TentativeIouLimitsThem) {
  Host host(config("associationMatcherType: 1, tentativeDetectorConfidence: 0.5, minMatchingScore4TentativeIou: 0.6"));
  host.track({{{90, 200, 45, 80}, 0.9f}});
  EXPECT_TRUE(host.track({{{105, 200, 45, 80}, 0.4f}}).empty());
}

TEST(Cascade, ConfirmedTargetsChooseBeforeThoseInProbation) {
  Host host("TargetManagement: {probationAge: 1}\nDataAssociator: {associationMatcherType: 1}\n");
  host.track({{person(100)}});
  host.track({{person(100)}});                     // id 0
  host.track({{person(100)}, {person(112)}});      // a newcomer, one more frame in probation
  const auto found = host.track({{person(110)}});  // nearer to the newcomer
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].id, 0u);
  EXPECT_EQ(found[0].detection, 0);
}

TEST(Association, ThresholdMahalanobisRulesOutWhatAFilterDoesNotExpect) {
  for (const bool gate : {true, false}) {
    Host host(config(std::string("usePrediction4Assoc: 1, thresholdMahalanobis: ") + (gate ? "9.5" : "-1"), kKalman));
    for (int n = 0; n < 20; ++n) host.track({{person(100)}});
    EXPECT_EQ(host.track({{person(125)}}).at(0).id, gate ? 1u : 0u);
  }
}

TEST(Association, BboxGrowth4AssocLetsNearBoxesMeet) {
  Host host(config("bboxGrowth4Assoc: 0.3"));
  EXPECT_EQ(id_after(host, {person(100)}, {person(145)}), 0u);
}

}  // namespace
