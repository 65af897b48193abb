// Loading of the low-level library, and the order of calls to it.
#include <filesystem>

#include "pipeline.h"

using namespace nvds;

namespace {

class LowLevelLibrary : public ScriptedTest {};

TEST_F(LowLevelLibrary, IsCalledInitQueryThenProcessAndRetrieveForEachBatchThenDeInit) {
  answer_with_ids({1});
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.number = 1}}));
  ASSERT_TRUE(tracker.track({{.number = 2}}));
  tracker.stop();
  EXPECT_EQ(script().calls(),
            (std::vector<std::string>{"Init", "Query", "Process", "Retrieve", "Process", "Retrieve", "DeInit"}));
}

TEST_F(LowLevelLibrary, IsToldStreamsSizesAndConfigurationFile) {
  NvMOTConfig config{};
  NvMOTPerTransformBatchConfig transform{};
  std::string path;
  script().init = [&](const NvMOTConfig& given) {
    config = given;
    transform = *given.perTransformBatchConfig;
    path.assign(given.customConfigFilePath, given.customConfigFilePathSize);
    return NvMOTStatus_OK;
  };
  Tracker tracker({{"ll-lib-file", kScripted},
                   {"ll-config-file", "some.cfg"},
                   {"tracker-width", "640"},
                   {"tracker-height", "384"},
                   {"gpu-id", "3"}},
                  6);
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(config.maxStreams, 6u);
  EXPECT_EQ(config.miscConfig.gpuId, 3u);
  EXPECT_EQ(transform.maxWidth, 640u);
  EXPECT_EQ(transform.maxHeight, 384u);
  EXPECT_EQ(transform.maxPitch, 640u * 8);
  EXPECT_EQ(transform.maxSize, 640u * 8 * 384);
  EXPECT_EQ(path, "some.cfg");
}

TEST_F(LowLevelLibrary, ThatDoesNotStartIsAnErrorThatNamesIt) {
  script().init = [](const NvMOTConfig&) { return NvMOTStatus_Error; };
  Tracker tracker({{"ll-lib-file", kScripted}, {"ll-config-file", "bad.cfg"}});
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_EQ(error.code, "ERR_TRACKER");
  EXPECT_NE(error.text.find("libscripted_tracker.so"), std::string::npos);
  EXPECT_EQ(error.file, "bad.cfg");
}

TEST_F(LowLevelLibrary, ThatFailsInABatchIsAnError) {
  script().process = [](NvMOTProcessParams&, NvMOTTrackedObjBatch&) { return NvMOTStatus_Error; };
  Tracker tracker({{"ll-lib-file", kScripted}});
  ASSERT_TRUE(tracker.start());
  EXPECT_FALSE(tracker.track({{.number = 1}}));
  EXPECT_NE(tracker.first_error().text.find("NvMOT_Process"), std::string::npos);
}

TEST_F(LowLevelLibrary, ThatWantsMoreThanOnePictureAFrameIsRefused) {
  script().query.numTransforms = 2;
  Tracker tracker({{"ll-lib-file", kScripted}});
  EXPECT_FALSE(tracker.start());
  EXPECT_NE(tracker.first_error().text.find("2 pictures"), std::string::npos);
}

TEST_F(LowLevelLibrary, ThatDoesNotWorkOnBatchesIsRefused) {
  script().query.batchMode = NvMOTBatchMode_NonBatch;
  Tracker tracker({{"ll-lib-file", kScripted}});
  EXPECT_FALSE(tracker.start());
  EXPECT_NE(tracker.first_error().text.find("batches"), std::string::npos);
}

TEST(LibraryFile, ThatDoesNotExistIsAnErrorWithRemedy) {
  Tracker tracker({{"ll-lib-file", "/nowhere/libmine.so"}});
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_EQ(error.code, "ERR_LIBRARY_LOAD");
  EXPECT_EQ(error.key, "ll-lib-file");
  EXPECT_EQ(error.value, "/nowhere/libmine.so");
  EXPECT_NE(error.remedy, "");
}

TEST(LibraryFile, WithoutAFunctionOfTheInterfaceIsAnErrorThatNamesLibraryAndFunction) {
  const std::string path = TEST_LIBRARIES "/libincomplete_tracker.so";
  Tracker tracker({{"ll-lib-file", path}});
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_NE(error.text.find(path), std::string::npos);
  EXPECT_NE(error.text.find("NvMOT_Process"), std::string::npos);
}

TEST(LibraryFile, ThatIsNoLibraryIsAnError) {
  Tracker tracker({{"ll-lib-file", NDS_SOURCE_DIR "/package.json"}});
  EXPECT_FALSE(tracker.start());
  EXPECT_EQ(tracker.first_error().code, "ERR_LIBRARY_LOAD");
}

class OwnLibrary : public ::testing::TestWithParam<Tracker::Properties> {};

TEST_P(OwnLibrary, StandsInWithoutAWord) {
  Tracker tracker(GetParam());
  ASSERT_TRUE(tracker.start());
  for (int n = 0; n < 5; ++n) {
    auto out = tracker.track({{.number = n, .objects = {{float(100 + 2 * n), 100, 40, 80}}}});
    ASSERT_TRUE(out);
    if (n < 4) continue;
    ASSERT_EQ(objects_of(out.get()).size(), 1u);
    EXPECT_EQ(objects_of(out.get())[0]->object_id, 0u);
  }
  EXPECT_TRUE(tracker.messages().empty());
}

INSTANTIATE_TEST_SUITE_P(
    NotSetOrNvidias, OwnLibrary,
    ::testing::Values(Tracker::Properties{}, Tracker::Properties{{"ll-lib-file", "libnvds_nvmultiobjecttracker.so"}},
                      Tracker::Properties{
                          {"ll-lib-file", "/opt/nvidia/deepstream/deepstream/lib/libnvds_nvmultiobjecttracker.so"}},
                      Tracker::Properties{{"ll-lib-file", NDS_RUNTIME_DIR "/libnvds_nvmultiobjecttracker.so"}}));

TEST(Properties, WithABadListOfClassesAreAnErrorAtStart) {
  Tracker tracker({{"operate-on-class-ids", "0;x"}});
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_EQ(error.key, "operate-on-class-ids");
  EXPECT_EQ(error.value, "0;x");
}

TEST(Element, StartsAgainAfterItWasStopped) {
  Tracker tracker({});
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.number = 1, .objects = {{10, 100, 40, 80}}}}));
  ASSERT_EQ(gst_element_set_state(tracker.element(), GST_STATE_READY), GST_STATE_CHANGE_SUCCESS);
  ASSERT_EQ(gst_element_set_state(tracker.element(), GST_STATE_PLAYING), GST_STATE_CHANGE_SUCCESS);
}

}  // namespace
