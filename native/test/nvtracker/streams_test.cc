// Streams that come, end, start again and go.
#include <cstdio>
#include <fstream>

#include "pipeline.h"

using namespace nvds;

namespace {

class Streams : public ScriptedTest {
 protected:
  // The id that an object of this pad gets when the library says `id`.
  guint64 id_of(Tracker& tracker, guint pad, std::uint64_t id) {
    answer_with_ids({id});
    auto out = tracker.track({{.pad = pad, .objects = {{40, 20, 30, 60}}}});
    return out ? objects_of(out.get()).at(0)->object_id : 0;
  }
  std::vector<std::string> removals() {
    std::vector<std::string> found;
    for (const std::string& call : script().calls())
      if (call.starts_with("Remove")) found.push_back(call);
    return found;
  }
  static Tracker::Properties mode(const char* value) {
    return {{"ll-lib-file", kScripted}, {"tracking-id-reset-mode", value}};
  }
};

constexpr std::uint64_t kUpper = 0xABCDEF0100000000u;

TEST_F(Streams, PadDeletedRemovesAllSurfacesOfTheSourceAndNoOther) {
  Tracker tracker(mode("0"), 4);
  ASSERT_TRUE(tracker.start());
  ASSERT_TRUE(tracker.track({{.pad = 1, .surface_index = 0}, {.pad = 1, .surface_index = 1}, {.pad = 3}}));
  tracker.send(gst_nvevent_new_pad_deleted(1));
  EXPECT_EQ(removals(), (std::vector<std::string>{"Remove 4294967296", "Remove 4294967297"}));
}

TEST_F(Streams, PadDeletedOfASourceThatNeverCameDoesNothing) {
  Tracker tracker(mode("0"), 4);
  ASSERT_TRUE(tracker.start());
  tracker.send(gst_nvevent_new_pad_added(1));
  tracker.send(gst_nvevent_new_pad_deleted(1));
  EXPECT_TRUE(removals().empty());
}

TEST_F(Streams, Mode0KeepsTargetsAndIdsThroughResetAndEnd) {
  Tracker tracker(mode("0"));
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(id_of(tracker, 0, kUpper + 5), kUpper + 5);
  tracker.send(gst_nvevent_new_stream_reset(0));
  tracker.send(gst_nvevent_new_stream_eos(0));
  EXPECT_EQ(id_of(tracker, 0, kUpper + 6), kUpper + 6);
  EXPECT_TRUE(removals().empty());
}

TEST_F(Streams, Mode1RemovesTargetsOnStreamResetAndIdsGoOn) {
  Tracker tracker(mode("1"));
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(id_of(tracker, 0, kUpper + 5), kUpper + 5);
  tracker.send(gst_nvevent_new_stream_eos(0));
  EXPECT_TRUE(removals().empty());
  tracker.send(gst_nvevent_new_stream_reset(0));
  EXPECT_EQ(removals().size(), 1u);
  EXPECT_EQ(id_of(tracker, 0, kUpper + 6), kUpper + 6);
}

TEST_F(Streams, Mode2CountsTheLow32BitsFromZeroAndAgainAfterStreamEos) {
  Tracker tracker(mode("2"));
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(id_of(tracker, 0, kUpper + 5), kUpper + 0);
  EXPECT_EQ(id_of(tracker, 0, kUpper + 9), kUpper + 4);
  tracker.send(gst_nvevent_new_stream_reset(0));
  EXPECT_TRUE(removals().empty());
  tracker.send(gst_nvevent_new_stream_eos(0));
  EXPECT_EQ(removals().size(), 1u);
  EXPECT_EQ(id_of(tracker, 0, kUpper + 20), kUpper + 0);
  EXPECT_EQ(id_of(tracker, 0, kUpper + 21), kUpper + 1);
}

TEST_F(Streams, Mode3DoesBoth) {
  Tracker tracker(mode("3"));
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(id_of(tracker, 0, 5), 0u);
  tracker.send(gst_nvevent_new_stream_reset(0));
  EXPECT_EQ(removals().size(), 1u);
  EXPECT_EQ(id_of(tracker, 0, 7), 2u);  // a reset does not start the count again
  tracker.send(gst_nvevent_new_stream_eos(0));
  EXPECT_EQ(id_of(tracker, 0, 9), 0u);
}

TEST_F(Streams, CountsOfDifferentSourcesAreTheirOwn) {
  Tracker tracker(mode("2"), 2);
  ASSERT_TRUE(tracker.start());
  EXPECT_EQ(id_of(tracker, 0, 5), 0u);
  EXPECT_EQ(id_of(tracker, 1, 6), 0u);
  EXPECT_EQ(id_of(tracker, 0, 7), 2u);
}

class Update : public Streams {
 protected:
  void SetUp() override {
    Streams::SetUp();
    path = ::testing::TempDir() + "nvtracker_update.yml";
    std::ofstream(path) << "TargetManagement: {probationAge: 7}\n";
  }
  void TearDown() override {
    std::remove(path.c_str());
    Streams::TearDown();
  }
  static GstEvent* event(const std::string& file) {
    return gst_nvevent_nvtracker_config_update(const_cast<gchar*>("0"), const_cast<gchar*>(file.c_str()));
  }
  std::string path;
};

TEST_F(Update, EventHandsTheFilesTextToTheLibrary) {
  Tracker tracker(mode("0"));
  ASSERT_TRUE(tracker.start());
  tracker.send(event(path));
  EXPECT_EQ(script().calls().back(), "Update TargetManagement: {probationAge: 7}\n");
  EXPECT_TRUE(tracker.messages().empty());
}

TEST_F(Update, WithAFileThatDoesNotExistIsAWarning) {
  Tracker tracker(mode("0"));
  ASSERT_TRUE(tracker.start());
  tracker.send(event("/nowhere.yml"));
  const auto messages = tracker.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_FALSE(messages[0].error);
  EXPECT_EQ(messages[0].file, "/nowhere.yml");
}

TEST_F(Update, OfOurLibraryNamesFileLineAndKeyOfAMistake) {
  std::ofstream(path) << "TargetManagement:\n  probationAge: soon\n";
  Tracker tracker({});
  ASSERT_TRUE(tracker.start());
  tracker.send(event(path));
  const auto messages = tracker.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_FALSE(messages[0].error);
  EXPECT_EQ(messages[0].file, path);
  EXPECT_EQ(messages[0].line, 2);
  EXPECT_EQ(messages[0].key, "TargetManagement.probationAge");
}

}  // namespace
