// Several instances of the library side by side.
#include <map>

#include "pipeline.h"

using namespace nvds;

namespace {

class SubBatches : public ScriptedTest {
 protected:
  void SetUp() override {
    ScriptedTest::SetUp();
    script().process = [this](NvMOTProcessParams& params, NvMOTTrackedObjBatch& tracked) {
      std::lock_guard lock(mutex);
      std::vector<std::pair<guint, guint>> group;
      for (std::uint32_t f = 0; f < params.numFrames; ++f) {
        const NvMOTFrame& frame = params.frameList[f];
        group.emplace_back(guint(frame.streamID >> 32), frame.seq_index);
        if (frame.objectsIn.numFilled)
          add(tracked.list[f], 1, frame.objectsIn.list[0].bbox, 0, &frame.objectsIn.list[0]);
        if (guint(frame.streamID >> 32) == failing_pad && failures_left != 0) {
          if (failures_left > 0) --failures_left;
          return NvMOTStatus_Error;
        }
      }
      groups.push_back(group);
      return NvMOTStatus_OK;
    };
  }
  // {pad, place in its sub-batch} by pad, of the sub-batches of the newest batch.
  std::map<guint, std::pair<std::size_t, guint>> places() {
    std::lock_guard lock(mutex);
    std::map<guint, std::pair<std::size_t, guint>> found;
    for (const auto& group : groups)
      for (const auto& [pad, sequence] : group) found[pad] = {group.size(), sequence};
    groups.clear();
    return found;
  }
  Tracker::Properties with(const char* plan) { return {{"ll-lib-file", kScripted}, {"sub-batches", plan}}; }
  std::vector<FrameSpec> frames(std::vector<guint> pads) {
    std::vector<FrameSpec> specs;
    for (const guint pad : pads) specs.push_back({.pad = pad, .objects = {{40, 20, 30, 60}}});
    return specs;
  }

  std::mutex mutex;
  std::vector<std::vector<std::pair<guint, guint>>> groups;
  guint failing_pad = 1000;
  int failures_left = -1;  // of the failing pad; -1: always
};

using Place = std::pair<std::size_t, guint>;

TEST_F(SubBatches, ListsOfSourcesFixTheirPlaces) {
  Tracker tracker(with("4,1;0,2"), 4);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track(frames({0, 1, 2, 4}));
  ASSERT_TRUE(out);
  const auto found = places();
  EXPECT_EQ(found.at(4), Place(2, 0));
  EXPECT_EQ(found.at(1), Place(2, 1));
  EXPECT_EQ(found.at(0), Place(2, 0));
  EXPECT_EQ(found.at(2), Place(2, 1));
  for (guint f = 0; f < 4; ++f) EXPECT_EQ(objects_of(out.get(), f).at(0)->object_id, 1u);
}

TEST_F(SubBatches, SizesFillTheLeastLoadedOneAndAFreedPlaceIsUsedAgain) {
  Tracker tracker(with("2:1"), 3);
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track(frames({10, 11, 12})));
  auto found = places();
  EXPECT_EQ(found.at(10), Place(2, 0));
  EXPECT_EQ(found.at(11), Place(1, 0));
  EXPECT_EQ(found.at(12), Place(2, 1));
  tracker.send(gst_nvevent_new_pad_deleted(11));
  ASSERT_TRUE(tracker.track(frames({10, 12, 13})));
  EXPECT_EQ(places().at(13), Place(1, 0));
}

TEST_F(SubBatches, ASourceWithoutAPlaceIsAnError) {
  Tracker fixed(with("0;1"), 3);
  ASSERT_TRUE(fixed.start());
  EXPECT_FALSE(fixed.track(frames({2})));
  EXPECT_EQ(fixed.first_error().key, "sub-batches");
  Tracker sized(with("1:1"), 3);
  ASSERT_TRUE(sized.start());
  EXPECT_FALSE(sized.track(frames({0, 1, 2})));
  EXPECT_EQ(sized.first_error().key, "sub-batches");
}

TEST_F(SubBatches, EachHasItsConfigurationFileAndTheLastServesTheRest) {
  std::vector<std::pair<std::string, guint>> started;
  script().init = [&](const NvMOTConfig& config) {
    started.emplace_back(config.customConfigFilePath, config.maxStreams);
    return NvMOTStatus_OK;
  };
  auto properties = with("0,1;2;3");
  properties.push_back({"ll-config-file", "a.yml;b.yml"});
  Tracker tracker(properties, 4);
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(started, (std::vector<std::pair<std::string, guint>>{{"a.yml", 2}, {"b.yml", 1}, {"b.yml", 1}}));
}

class BadPlan : public ::testing::TestWithParam<const char*> {};

TEST_P(BadPlan, IsAnErrorAtStartThatQuotesIt) {
  Tracker tracker({{"sub-batches", GetParam()}}, 4);
  EXPECT_FALSE(tracker.start());
  const Message error = tracker.first_error();
  EXPECT_EQ(error.key, "sub-batches");
  EXPECT_EQ(error.value, GetParam());
}
INSTANTIATE_TEST_SUITE_P(Texts, BadPlan,
                         ::testing::Values("0,1:2", "a;b", "0,-1", "0;0", "2:0", "1,,2", ";", "99999999999:1"));

TEST_F(SubBatches, ThatFailIsAnErrorWithoutRecoveryTrials) {
  failing_pad = 1;
  Tracker tracker(with("0;1"), 2);
  ASSERT_TRUE(tracker.start());
  EXPECT_FALSE(tracker.track(frames({0, 1})));
  EXPECT_EQ(tracker.first_error().code, "ERR_TRACKER");
}

TEST_F(SubBatches, ThatFailAreStartedAgainAndTheirFramesGoOnUntracked) {
  failing_pad = 1;
  failures_left = 1;
  auto properties = with("0;1");
  properties.push_back({"sub-batch-err-recovery-trial-cnt", "1"});
  Tracker tracker(properties, 2);
  ASSERT_TRUE(tracker.start());
  auto out = tracker.track(frames({0, 1}));
  ASSERT_TRUE(out);
  EXPECT_EQ(objects_of(out.get(), 0).at(0)->object_id, 1u);
  ASSERT_EQ(objects_of(out.get(), 1).size(), 1u);
  EXPECT_EQ(objects_of(out.get(), 1)[0]->object_id, UNTRACKED_OBJECT_ID);
  const auto calls = script().calls();
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "Init"), 3);
  EXPECT_EQ(std::count(calls.begin(), calls.end(), "DeInit"), 1);
  auto next = tracker.track(frames({0, 1}));
  ASSERT_TRUE(next);
  EXPECT_EQ(objects_of(next.get(), 1).at(0)->object_id, 1u);
}

TEST_F(SubBatches, TrialsCountInARowAndASuccessStartsTheCountAgain) {
  failing_pad = 1;
  auto properties = with("0;1");
  properties.push_back({"sub-batch-err-recovery-trial-cnt", "2"});
  Tracker tracker(properties, 2);
  ASSERT_TRUE(tracker.start());
  failures_left = 2;
  EXPECT_TRUE(tracker.track(frames({1})));
  EXPECT_TRUE(tracker.track(frames({1})));
  EXPECT_TRUE(tracker.track(frames({1})));  // works
  failures_left = -1;
  EXPECT_TRUE(tracker.track(frames({1})));
  EXPECT_TRUE(tracker.track(frames({1})));
  EXPECT_FALSE(tracker.track(frames({1})));
}

TEST_F(SubBatches, MinusOneRestartsWithoutLimit) {
  failing_pad = 1;
  auto properties = with("0;1");
  properties.push_back({"sub-batch-err-recovery-trial-cnt", "-1"});
  Tracker tracker(properties, 2);
  ASSERT_TRUE(tracker.start());
  for (int n = 0; n < 10; ++n) EXPECT_TRUE(tracker.track(frames({1})));
}

TEST_F(SubBatches, AnUpdateGoesToTheInstanceOfItsSource) {
  Tracker tracker(with("0;1"), 2);
  ASSERT_TRUE(tracker.start());
  const std::string path = NDS_SOURCE_DIR "/package.json";
  tracker.send(gst_nvevent_nvtracker_config_update(const_cast<gchar*>("1"), const_cast<gchar*>(path.c_str())));
  EXPECT_EQ(tracker.messages().size(), 1u);  // not playing yet
  ASSERT_TRUE(tracker.track(frames({0, 1})));
  tracker.send(gst_nvevent_nvtracker_config_update(const_cast<gchar*>("1"), const_cast<gchar*>(path.c_str())));
  EXPECT_TRUE(script().calls().back().starts_with("Update "));
}

}  // namespace
