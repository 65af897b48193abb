// The element with the package's own tracker library.
#include <cstdio>
#include <fstream>

#include "nvinfer/onnx_writer.h"
#include "pipeline.h"

using namespace nvds;

namespace {

class OwnTracker : public ::testing::Test {
 protected:
  void TearDown() override { std::remove(path.c_str()); }
  Tracker::Properties config(const std::string& text) {
    std::ofstream(path) << text;
    return {{"ll-config-file", path}};
  }
  const std::string path = ::testing::TempDir() + "nvtracker_config.yml";
};

TEST_F(OwnTracker, UnknownKeysAreWarningsWithFileLineAndTheNearestKey) {
  Tracker tracker(config("TargetManagement:\n  probationage: 1\n"));
  ASSERT_TRUE(tracker.start());
  const auto messages = tracker.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_FALSE(messages[0].error);
  EXPECT_EQ(messages[0].file, path);
  EXPECT_EQ(messages[0].line, 2);
  EXPECT_EQ(messages[0].key, "TargetManagement.probationage");
  EXPECT_NE(messages[0].remedy.find("probationAge"), std::string::npos);
}

TEST_F(OwnTracker, ABadValueIsAnErrorAtStartWithFileLineKeyAndValue) {
  Tracker tracker(config("TargetManagement:\n  probationAge: x\n"));
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_EQ(error.code, "ERR_CONFIG");
  EXPECT_EQ(error.file, path);
  EXPECT_EQ(error.line, 2);
  EXPECT_EQ(error.key, "TargetManagement.probationAge");
  EXPECT_EQ(error.value, "x");
}

TEST_F(OwnTracker, AMissingConfigurationFileIsAnErrorAtStart) {
  Tracker tracker({{"ll-config-file", "/nowhere/tracker.yml"}});
  EXPECT_FALSE(tracker.start());
  EXPECT_EQ(tracker.first_error().file, "/nowhere/tracker.yml");
}

TEST_F(OwnTracker, GivesTheVectorsOfItsReidentificationNetwork) {
  const std::string model = ::testing::TempDir() + "nvtracker_looks.onnx";
  onnx::Model colours;
  colours.input("images", onnx::kFloat, {-1, 3, 16, 8});
  colours.node("GlobalAveragePool", {"images"}, {"look"});
  colours.output("look", onnx::kFloat, {-1, 3, 1, 1});
  colours.write(model);
  Tracker tracker(
      config("TargetManagement: {probationAge: 0}\n"
             "ReID: {reidType: 1, onnxFile: nvtracker_looks.onnx, inferDims: [3, 16, 8], "
             "offsets: [-10, -20, -30], outputReidTensor: 1}\n"));
  ASSERT_TRUE(tracker.start());
  const gst::BufferRef out = tracker.track({{.objects = {{100, 100, 40, 80}}}});
  std::remove(model.c_str());
  ASSERT_TRUE(out);
  const NvDsUserMeta* meta = user_meta_of(objects_of(out.get())[0]->obj_user_meta_list, NVDS_TRACKER_OBJ_REID_META);
  ASSERT_NE(meta, nullptr);
  const auto* reid = static_cast<const NvDsObjReid*>(meta->user_meta_data);
  ASSERT_EQ(reid->featureSize, 3u);
  // Of a black picture, so the offsets alone.
  EXPECT_NEAR(reid->ptr_host[0], 10, 1);
  EXPECT_NEAR(reid->ptr_host[2], 30, 1);
}

TEST_F(OwnTracker, ReportsTheFramesBeforeAnObjectWasCertainAsPastFrames) {
  Tracker tracker(config("TargetManagement: {probationAge: 2}\n"));
  ASSERT_TRUE(tracker.start());
  gst::BufferRef out;
  for (int n = 0; n < 3; ++n) {
    out = tracker.track({{.number = n, .objects = {{100, 100, 40, 80}}}});
    ASSERT_TRUE(out);
    EXPECT_EQ(objects_of(out.get()).size(), n < 2 ? 0u : 1u);
  }
  const NvDsUserMeta* meta = user_meta_of(batch_of(out.get())->batch_user_meta_list, NVDS_TRACKER_PAST_FRAME_META);
  ASSERT_NE(meta, nullptr);
  const auto* past = static_cast<const NvDsTargetMiscDataBatch*>(meta->user_meta_data);
  ASSERT_EQ(past->numFilled, 1u);
  const NvDsTargetMiscDataObject& object = past->list[0].list[0];
  EXPECT_EQ(object.uniqueId, objects_of(out.get())[0]->object_id);
  EXPECT_STREQ(object.objLabel, "person");
  ASSERT_EQ(object.numObj, 2u);
  EXPECT_EQ(object.list[0].frameNum, 0u);
  EXPECT_EQ(object.list[0].trackerState, TENTATIVE);
  EXPECT_NEAR(object.list[0].tBbox.left, 100, 0.01);
  EXPECT_NEAR(object.list[0].tBbox.height, 80, 0.01);
}

TEST_F(OwnTracker, IdsOfTwoStreamsDiffer) {
  Tracker tracker(config("TargetManagement: {probationAge: 0}\n"), 2);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track({{.pad = 0, .objects = {{100, 100, 40, 80}}}, {.pad = 1, .objects = {{100, 100, 40, 80}}}});
  ASSERT_TRUE(out);
  EXPECT_NE(objects_of(out.get(), 0).at(0)->object_id, objects_of(out.get(), 1).at(0)->object_id);
}

}  // namespace
