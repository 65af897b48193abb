// The parts of the muxers that need no pipeline.
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>

#include "runtime/nvstreammux/batch_config.h"
#include "runtime/nvstreammux/ntp.h"
#include "runtime/nvstreammux/round_robin.h"

namespace {

using namespace runtime::mux;
using runtime::Fault;

// ---- places of a legacy batch

TEST(Places, AreDividedEquallyAndTheRestGoesToTheFirst) {
  const Offer offers[] = {{5, true}, {5, true}};
  const Share share = share_places(offers, 3, 1, false);
  EXPECT_TRUE(share.complete);
  EXPECT_EQ(share.order, (std::vector<std::size_t>{1, 0, 1}));
  EXPECT_EQ(share.next, 0u);
}

TEST(Places, OfASourceThatMaySendAreKept) {
  const Offer offers[] = {{5, true}, {0, true}};
  const Share share = share_places(offers, 4, 0, false);
  EXPECT_FALSE(share.complete);
  EXPECT_EQ(share.order.size(), 2u);
}

TEST(Places, OfASourceThatHasEndedGoToTheOthers) {
  const Offer offers[] = {{5, true}, {1, false}};
  const Share share = share_places(offers, 4, 0, false);
  EXPECT_TRUE(share.complete);
  EXPECT_EQ(share.order.size(), 4u);
}

TEST(Places, FewerThanSourcesGoToWhoeverHasFrames) {
  const Offer offers[] = {{0, true}, {2, true}, {0, true}};
  const Share share = share_places(offers, 1, 0, false);
  EXPECT_TRUE(share.complete);
  EXPECT_EQ(share.order, std::vector<std::size_t>{1});
  EXPECT_EQ(share.next, 2u);
}

TEST(Places, OfLiveSourcesAreOneEach) {
  const Offer some[] = {{3, true}, {0, true}};
  EXPECT_FALSE(share_places(some, 4, 0, true).complete);
  const Offer all[] = {{3, true}, {1, true}};
  const Share share = share_places(all, 4, 0, true);
  EXPECT_TRUE(share.complete);
  EXPECT_EQ(share.order.size(), 2u);
}

TEST(Places, WithoutSourcesAreNone) {
  EXPECT_TRUE(share_places({}, 4, 0, false).order.empty());
  const Offer ended[] = {{0, false}};
  EXPECT_TRUE(share_places(ended, 4, 0, false).order.empty());
}

// ---- ntp_timestamp

TEST(Ntp, OfTheWallClockIsTheTimeOfArrival) {
  NtpClock clock(true, GST_CLOCK_TIME_NONE);
  EXPECT_FALSE(clock.wants_report());
  const auto now = GstClockTime(g_get_real_time()) * GST_USECOND;
  EXPECT_GE(clock.timestamp(0), now);
}

TEST(Ntp, OfTheSenderFollowsItsReport) {
  NtpClock clock(false, GST_CLOCK_TIME_NONE);
  EXPECT_TRUE(clock.wants_report());
  EXPECT_EQ(clock.timestamp(5), 0u);
  clock.report(1000 * GST_SECOND, 2 * GST_SECOND, 0);
  EXPECT_FALSE(clock.wants_report());
  EXPECT_EQ(clock.timestamp(3 * GST_SECOND), 1001 * GST_SECOND);
  EXPECT_EQ(clock.timestamp(GST_CLOCK_TIME_NONE), 0u);
  clock.reset();
  EXPECT_TRUE(clock.wants_report());
}

TEST(Ntp, AReportThatJumpsForwardIsNotBelieved) {
  NtpClock clock(false, GST_CLOCK_TIME_NONE);
  clock.report(1000 * GST_SECOND, 0, 0);
  clock.timestamp(1 * GST_SECOND);
  clock.report(5000 * GST_SECOND, 2 * GST_SECOND, 0);
  EXPECT_EQ(clock.timestamp(2 * GST_SECOND), 1002 * GST_SECOND);
  clock.report(1003 * GST_SECOND - 10, 3 * GST_SECOND, 0);
  EXPECT_EQ(clock.timestamp(3 * GST_SECOND), 1003 * GST_SECOND - 10);
}

TEST(Ntp, BackwardTimesAreCorrectedByTheFrameDuration) {
  NtpClock clock(false, 40 * GST_MSECOND);
  clock.report(1000 * GST_SECOND, 0, 0);
  const GstClockTime first = clock.timestamp(1 * GST_SECOND);
  EXPECT_EQ(clock.timestamp(GST_SECOND / 2), first + 40 * GST_MSECOND);
}

// ---- config file of the new muxer

class ConfigFile : public ::testing::Test {
 protected:
  ~ConfigFile() override { std::remove(path_.c_str()); }
  std::optional<BatchConfig> read(const std::string& text, const std::string& suffix = ".txt") {
    path_ = ::testing::TempDir() + "nvstreammux-config" + suffix;
    std::ofstream(path_) << text;
    return read_batch_config(path_, error_, warnings_);
  }
  std::string path_;
  Fault error_;
  std::vector<Fault> warnings_;
};

TEST_F(ConfigFile, WithoutKeysHasDeepStreamsDefaults) {
  const auto config = read("[property]\n");
  ASSERT_TRUE(config);
  EXPECT_TRUE(config->adaptive);
  EXPECT_FALSE(config->batch_size);
  EXPECT_EQ(config->min_fps.period(), std::chrono::milliseconds(200));
  EXPECT_EQ(config->max_same_source_frames, 1u);
}

TEST_F(ConfigFile, YamlSaysTheSameAsIni) {
  const auto config =
      read("property:\n  batch-size: 3\n  adaptive-batching: 0\nsource-config-2:\n  priority: 4\n", ".yml");
  ASSERT_TRUE(config);
  EXPECT_EQ(config->batch_size, 3u);
  EXPECT_FALSE(config->adaptive);
  ASSERT_EQ(config->sources.size(), 1u);
  EXPECT_EQ(config->sources[0].id, 2u);
  EXPECT_EQ(config->sources[0].priority, 4u);
}

TEST_F(ConfigFile, AnUnknownKeyIsWarnedOfWithLineAndNearestKey) {
  ASSERT_TRUE(read("[property]\nbatch-size=2\nmax-same-source-frame=1\n"));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(warnings_[0].file, path_);
  EXPECT_EQ(warnings_[0].line, 3);
  EXPECT_EQ(warnings_[0].key, "max-same-source-frame");
  EXPECT_EQ(warnings_[0].remedy, "Did you mean max-same-source-frames?");
}

TEST_F(ConfigFile, AnUnknownGroupIsWarnedOf) {
  ASSERT_TRUE(read("[property]\n[source-config-x]\npriority=1\n"));
  ASSERT_EQ(warnings_.size(), 1u);
  EXPECT_EQ(warnings_[0].line, 2);
}

TEST_F(ConfigFile, ABadNumberIsAnErrorWithLineAndRange) {
  EXPECT_FALSE(read("[property]\nbatch-size=2\noverall-min-fps-d=0\n"));
  EXPECT_EQ(error_.line, 3);
  EXPECT_EQ(error_.key, "overall-min-fps-d");
  EXPECT_EQ(error_.value, "0");
  EXPECT_NE(error_.remedy.find("from 1"), std::string::npos);
}

TEST_F(ConfigFile, ThatDoesNotExistIsAnError) {
  EXPECT_FALSE(read_batch_config("/nowhere/mux.txt", error_, warnings_));
  EXPECT_EQ(error_.file, "/nowhere/mux.txt");
}

}  // namespace
