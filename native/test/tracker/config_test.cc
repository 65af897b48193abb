// Configuration files.
#include <filesystem>
#include <fstream>
#include <random>

#include "host.h"

using namespace nvds;

namespace {

TEST(Config, NvidiasDirectiveAtTheTopIsTakenAndLinesCountRight) {
  Host host("%YAML:1.0\n\nTargetManagement:\n  probationAge: 2\n  probationAg: 3\n");
  ASSERT_TRUE(host.started());
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_EQ(host.reports[0].line, 5);
}

TEST(Config, AnUnknownKeyIsAWarningWithFileLineAndTheNearestKey) {
  Host host("TargetManagement:\n  maxShadowTrackingAgee: 2\n");
  ASSERT_TRUE(host.started());
  ASSERT_EQ(host.reports.size(), 1u);
  const Reported& r = host.reports[0];
  EXPECT_FALSE(r.error);
  EXPECT_EQ(r.file, host.path());
  EXPECT_EQ(r.line, 2);
  EXPECT_EQ(r.key, "TargetManagement.maxShadowTrackingAgee");
  EXPECT_EQ(r.remedy, "Did you mean \"maxShadowTrackingAge\"?");
}

TEST(Config, AnUnknownSectionIsAWarningWithTheNearestSection) {
  Host host("StateEstimators:\n  stateEstimatorType: 2\n");
  ASSERT_TRUE(host.started());
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_EQ(host.reports[0].remedy, "Did you mean \"StateEstimator\"?");
}

TEST(Config, KeysOfModulesThatAreOffAreTakenInSilence) {
  Host host(
      "VisualTracker: {visualTrackerType: 0, useHog: 1, filterLr: 0.07}\nReID: {reidType: 0, inferDims: [3, 256, 128], "
      "onnxFile: \"a.onnx\"}\nTargetManagement: {preserveStreamUpdateOrder: 1, searchRegionPaddingScale: 1}\n"
      "Segmenter:\nObjectModelProjection: {cameraModelFilepath: [\"a\", \"b\"]}\n");
  EXPECT_TRUE(host.started());
  EXPECT_TRUE(host.reports.empty());
}

TEST(Config, AnEmptyFileHasAllKeysAtTheirDefaults) {
  Host host("# nothing\n");
  EXPECT_TRUE(host.started());
  EXPECT_EQ(host.query().maxTargetsPerStream, 150u);
}

struct Bad {
  const char* text;
  int line;
  const char* key;
  const char* value;
};
class BadConfig : public ::testing::TestWithParam<Bad> {};

TEST_P(BadConfig, IsAnErrorThatNamesFileLineKeyAndValue) {
  Host host(GetParam().text);
  EXPECT_FALSE(host.started());
  EXPECT_EQ(host.status(), NvMOTStatus_Error);
  EXPECT_EQ(host.response().summaryStatus, NvMOTConfigStatus_Error);
  EXPECT_EQ(host.response().customConfigStatus, NvMOTConfigStatus_Invalid);
  ASSERT_EQ(host.reports.size(), 1u);
  const Reported& r = host.reports[0];
  EXPECT_TRUE(r.error);
  EXPECT_EQ(r.file, host.path());
  EXPECT_EQ(r.line, GetParam().line);
  EXPECT_EQ(r.key, GetParam().key);
  EXPECT_EQ(r.value, GetParam().value);
  EXPECT_NE(r.message, "");
}

INSTANTIATE_TEST_SUITE_P(
    Texts, BadConfig,
    ::testing::Values(
        Bad{"TargetManagement:\n  probationAge: soon\n", 2, "TargetManagement.probationAge", "soon"},
        Bad{"TargetManagement:\n  probationAge: 2.5\n", 2, "TargetManagement.probationAge", "2.5"},
        Bad{"TargetManagement:\n  probationAge: -1\n", 2, "TargetManagement.probationAge", "-1"},
        Bad{"TargetManagement:\n  probationAge:\n", 2, "TargetManagement.probationAge", ""},
        Bad{"TargetManagement:\n  probationAge: [1, 2]\n", 2, "TargetManagement.probationAge", ""},
        Bad{"TargetManagement:\n  maxTargetsPerStream: 1e99\n", 2, "TargetManagement.maxTargetsPerStream", "1e99"},
        Bad{"BaseConfig:\n\n  minDetectorConfidence: 1.5\n", 3, "BaseConfig.minDetectorConfidence", "1.5"},
        Bad{"BaseConfig:\n  minDetectorConfidence: nan\n", 2, "BaseConfig.minDetectorConfidence", "nan"},
        Bad{"BaseConfig:\n  minDetectorConfidence: 0.5x\n", 2, "BaseConfig.minDetectorConfidence", "0.5x"},
        Bad{"DataAssociator:\n  checkClassMatch: 2\n", 2, "DataAssociator.checkClassMatch", "2"},
        Bad{"DataAssociator:\n  associationMatcherType: 3\n", 2, "DataAssociator.associationMatcherType", "3"},
        Bad{"DataAssociator:\n  dataAssociatorType: 1\n", 2, "DataAssociator.dataAssociatorType", "1"},
        Bad{"StateEstimator:\n  stateEstimatorType: 3\n", 2, "StateEstimator.stateEstimatorType", "3"},
        Bad{"VisualTracker:\n  visualTrackerType: 1\n", 2, "VisualTracker.visualTrackerType", "1"},
        Bad{"ReID:\n  reidType: 4\n", 2, "ReID.reidType", "4"},
        Bad{"TargetManagement:\n  terminatedTrackFilename: tracks\n", 2, "TargetManagement.terminatedTrackFilename",
            "tracks"},
        Bad{"TargetManagement:\n  - probationAge\n", 2, "TargetManagement", ""}, Bad{"- TargetManagement\n", 1, "", ""},
        Bad{"just words\n", 1, "", ""}, Bad{"TargetManagement: {probationAge: 1\n", 2, "", ""}));

TEST(Config, OfTheVisualTrackerIsRefusedWithARemedy) {
  Host host("VisualTracker:\n  visualTrackerType: 2\n");
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_NE(host.reports[0].message.find("tracker_accurate.yml"), std::string::npos);
}

TEST(Config, AllMistakesAreReportedAtOnce) {
  Host host("TargetManagement:\n  probationAge: x\n  maxShadowTrackingAge: y\n");
  EXPECT_EQ(host.reports.size(), 2u);
}

TEST(Config, AFileThatCannotBeReadIsAnInvalidPath) {
  for (std::string path : {std::string("/nowhere/tracker.yml"), ::testing::TempDir()}) {
    NvMOTConfig config{};
    config.customConfigFilePath = path.data();
    config.customConfigFilePathSize = std::uint16_t(path.size());
    NvMOTContextHandle handle = nullptr;
    NvMOTConfigResponse response{};
    ::testing::internal::CaptureStderr();
    EXPECT_EQ(NvMOT_Init(&config, &handle, &response), NvMOTStatus_Invalid_Path);
    EXPECT_NE(::testing::internal::GetCapturedStderr().find(path + ": tracker error: "), std::string::npos);
    EXPECT_EQ(handle, nullptr);
  }
}

// Whatever the bytes: a tracker, or an error; never a crash.
TEST(Config, RandomDamageToAFileIsHarmless) {
  std::ifstream file(NDS_SOURCE_DIR "/examples/configs/tracker_accurate.yml");
  const std::string good{std::istreambuf_iterator<char>(file), {}};
  ASSERT_FALSE(good.empty());
  std::mt19937 random(11);
  for (int round = 0; round < 300; ++round) {
    std::string text = good;
    for (int change = 0; change < 1 + round % 7; ++change) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = char(random()); break;
        case 1: text.erase(at, random() % 20); break;
        default: text.insert(at, std::string(1 + random() % 3, "{}[]:,-&*!%\n\t\"'0"[random() % 16])); break;
      }
    }
    Host host(text);
    if (!host.started()) {
      EXPECT_FALSE(host.reports.empty()) << text;
    }
  }
}

class Example : public ::testing::TestWithParam<const char*> {};

TEST_P(Example, OfThePackageIsReadWithoutAWord) {
  std::ifstream file(std::string(NDS_SOURCE_DIR "/examples/configs/") + GetParam());
  Host host(std::string{std::istreambuf_iterator<char>(file), {}});
  EXPECT_TRUE(host.started());
  EXPECT_TRUE(host.reports.empty());
}
INSTANTIATE_TEST_SUITE_P(Files, Example, ::testing::Values("tracker_iou.yml", "tracker_accurate.yml"));

TEST(Update, ChangesKeysThatMayChangeWhileRunning) {
  Host host("TargetManagement: {probationAge: 5}\n");
  EXPECT_TRUE(host.track({{person(100)}}).empty());
  EXPECT_EQ(host.update("TargetManagement: {probationAge: 0}\n"), NvMOTStatus_OK);
  EXPECT_EQ(host.track({{person(100)}}).size(), 1u);
  EXPECT_TRUE(host.reports.empty());
}

TEST(Update, WarnsOfAKeyThatCannotChangeAndOnlyIfItDoes) {
  Host host("TargetManagement: {maxTargetsPerStream: 20, probationAge: 5}\n");
  EXPECT_EQ(host.update("TargetManagement:\n  probationAge: 0\n  maxTargetsPerStream: 20\n"), NvMOTStatus_OK);
  EXPECT_TRUE(host.reports.empty());
  EXPECT_EQ(host.update("TargetManagement:\n  maxTargetsPerStream: 30\n"), NvMOTStatus_OK);
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_FALSE(host.reports[0].error);
  EXPECT_EQ(host.reports[0].key, "TargetManagement.maxTargetsPerStream");
  EXPECT_EQ(host.reports[0].line, 2);
}

TEST(Update, WithAMistakeChangesNothing) {
  Host host("TargetManagement: {probationAge: 5}\n");
  EXPECT_EQ(host.update("TargetManagement: {probationAge: 0, maxShadowTrackingAge: x}\n"), NvMOTStatus_Error);
  EXPECT_TRUE(host.track({{person(100)}}).empty());
  EXPECT_TRUE(host.track({{person(100)}}).empty());
}

}  // namespace
