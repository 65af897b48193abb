// The element over time: files that are replaced, streams that never come, metadata that is copied.
#include <cmath>

#include "pipeline.h"

namespace {

using namespace test;

std::string config(const std::string& sections) {
  return "[property]\nenable=1\nconfig-width=1920\nconfig-height=1080\nosd-mode=0\n" + sections;
}
// Objects that move down cross it.
const std::string kGate = "[line-crossing-stream-0]\nenable=1\nline-crossing-Gate=960;400;960;800;0;600;1919;600\n";

// An object that walks down 20 pixels a frame; from frame 9 on its foot has passed y = 600.
FrameSpec walking(int frame, guint64 id = 7, guint pad = 0) {
  return {.pad = pad,
          .pts = guint64(frame) * 40 * GST_MSECOND,
          .objects = {{.id = id, .left = 900, .top = float(320 + 20 * frame), .width = 40, .height = 100}},
          .number = frame};
}

std::uint64_t crossings(GstBuffer* buffer) { return facts_of(frames_of(buffer)[0])->objLCCumCnt.at("Gate"); }

class Running : public ::testing::Test {
 protected:
  void start(const std::string& text) {
    first_ = std::make_unique<ConfigFile>(text);
    element_.set_config(first_->path());
    ASSERT_TRUE(element_.start());
  }
  // Frames from `begin` up to `end`; what came out last.
  gst::BufferRef walk(int begin, int end, guint64 id = 7) {
    gst::BufferRef last;
    for (int frame = begin; frame < end; ++frame) last = element_.push(walking(frame, id));
    return last;
  }
  void reload(const std::string& path) {
    element_.send(nvds::gst_nvevent_analytics_reload_config_update(const_cast<gchar*>(path.c_str())));
  }

  Element element_;
  std::unique_ptr<ConfigFile> first_;
};

TEST_F(Running, ReloadByEventKeepsCountsAndHistories) {
  start(config(kGate));
  EXPECT_EQ(crossings(walk(0, 20).get()), 1u);
  const ConfigFile other(config(kGate + "line-crossing-Late=960;400;960;900;0;850;1919;850\n"));
  reload(other.path());
  const gst::BufferRef out = walk(20, 30);
  EXPECT_EQ(crossings(out.get()), 1u) << "the object has crossed this line already";
  EXPECT_EQ(facts_of(frames_of(out.get())[0])->objLCCumCnt.at("Late"), 1u)
      << "its history reaches back before the reload";
  gchar* path = nullptr;
  g_object_get(element_.get(), "config-file", &path, nullptr);
  EXPECT_EQ(gst::to_string(path), other.path());
}

TEST_F(Running, SettingTheFileCountsFromZero) {
  start(config(kGate));
  EXPECT_EQ(crossings(walk(0, 20).get()), 1u);
  element_.set_config(first_->path());
  EXPECT_EQ(crossings(walk(20, 22).get()), 0u);
}

TEST_F(Running, RefusedReloadKeepsTheRunningConfiguration) {
  start(config(kGate));
  walk(0, 20);
  const ConfigFile bad(config("[line-crossing-stream-0]\nenable=1\nline-crossing-Gate=1;2;3;4\n"));
  reload(bad.path());
  element_.set_config(bad.path());
  element_.set_config("/absent/file.txt");
  EXPECT_EQ(crossings(walk(20, 22).get()), 1u);
  const auto messages = element_.messages();
  ASSERT_EQ(messages.size(), 3u);
  for (const Message& message : messages) {
    EXPECT_FALSE(message.error);
    EXPECT_NE(message.text.find("stays in force"), std::string::npos);
  }
  EXPECT_EQ(messages[0].line, 8);
  EXPECT_EQ(messages[0].key, "line-crossing-Gate");
  EXPECT_EQ(messages[2].key, "config-file");
}

TEST_F(Running, NamesTheSectionOfAStreamThatNeverCame) {
  start(config(kGate + "[roi-filtering-stream-5]\nenable=1\nroi-A=1;1;50;1;50;50\n"));
  walk(0, 2);
  element_.send(gst_event_new_eos());
  const auto messages = element_.messages();
  ASSERT_EQ(messages.size(), 1u);
  EXPECT_EQ(messages[0].key, "roi-filtering-stream-5");
  EXPECT_EQ(messages[0].line, 9);
}

TEST_F(Running, AnObjectAwayForThreeHundredFramesStartsAnew) {
  start(config(kGate));
  walk(0, 20);
  for (int i = 0; i < 300; ++i) element_.push(walking(0, 8));
  EXPECT_EQ(crossings(walk(0, 20).get()), 2u);
}

TEST_F(Running, AnObjectAwayForLessCountsOnce) {
  start(config(kGate));
  walk(0, 20);
  for (int i = 0; i < 299; ++i) element_.push(walking(0, 8));
  EXPECT_EQ(crossings(walk(0, 20).get()), 1u);
}

TEST_F(Running, MetadataSurvivesACopyOfTheBatch) {
  start(config("[roi-filtering-stream-0]\nenable=1\nroi-A=0;0;1919;0;1919;1079;0;1079\n"));
  gst::BufferRef out = walk(0, 1);
  const gst::BufferRef copy(gst_buffer_copy_deep(out.get()));
  out.reset();
  const auto* frame = frames_of(copy.get())[0];
  ASSERT_NE(facts_of(frame), nullptr);
  EXPECT_EQ(facts_of(frame)->objInROIcnt.at("A"), 1u);
  ASSERT_NE(facts_of(objects_of(frame)[0]), nullptr);
  EXPECT_EQ(facts_of(objects_of(frame)[0])->roiStatus, std::vector<std::string>{"A"});
}

TEST_F(Running, RulesOfAStreamFollowASurfaceThatChangesSize) {
  start(config("[roi-filtering-stream-0]\nenable=1\nroi-A=0;0;960;0;960;1079;0;1079\n"));
  FrameSpec frame = walking(0);  // centre at x = 920
  EXPECT_EQ(facts_of(frames_of(element_.push(frame).get())[0])->objInROIcnt.at("A"), 1u);
  frame.width = 960, frame.height = 540;
  EXPECT_EQ(facts_of(frames_of(element_.push(frame).get())[0])->objInROIcnt.at("A"), 0u);
}

TEST(Disabled, ElementPassesBuffersUntouchedAndNeedsNoFile) {
  Element element;
  g_object_set(element.get(), "enable", FALSE, nullptr);
  ASSERT_TRUE(element.start());
  const gst::BufferRef out = element.push(walking(0));
  EXPECT_EQ(facts_of(frames_of(out.get())[0]), nullptr);
}

TEST(Extremes, BoxesBeyondAnyPictureDoNoHarm) {
  const ConfigFile file(config(kGate + "extended=0\n[roi-filtering-stream-0]\nenable=1\nroi-A=1;1;50;1;50;50\n"
                                       "[direction-detection-stream-0]\nenable=1\ndirection-D=1;1;9;9\n"));
  Element element;
  element.set_config(file.path());
  ASSERT_TRUE(element.start());
  for (int i = 0; i < 60; ++i) {
    FrameSpec frame{.pts = i % 2 ? GST_CLOCK_TIME_NONE : 0, .width = i % 3 ? 1920u : 0u};
    const float far = i % 2 ? 3e38f : -3e38f;
    frame.objects = {{.id = 1, .left = far, .top = -far, .width = far, .height = far},
                     {.id = 2, .left = NAN, .top = NAN, .width = NAN, .height = NAN}};
    EXPECT_TRUE(element.push(frame));
  }
}

}  // namespace
