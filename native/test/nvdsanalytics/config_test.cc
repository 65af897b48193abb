// What a config file may say, and what is said of one that cannot be meant so.
#include "runtime/nvdsanalytics/config.h"

#include <algorithm>
#include <random>

#include "pipeline.h"

namespace {

using namespace test;
using runtime::Fault;
using runtime::analytics::ConfigResult;

const std::string kProperty = "[property]\nenable=1\nconfig-width=1920\nconfig-height=1080\n";

ConfigResult load(const std::string& text, const std::string& suffix = ".txt") {
  const ConfigFile file(text, suffix);
  return runtime::analytics::load_config(file.path());
}

// The only error or warning about a key, which must stand in the line given.
Fault only(const std::vector<Fault>& faults, const std::string& key, int line) {
  std::vector<Fault> found;
  std::copy_if(faults.begin(), faults.end(), std::back_inserter(found), [&](const Fault& f) { return f.key == key; });
  EXPECT_EQ(found.size(), 1u) << key;
  if (found.empty()) return {};
  EXPECT_EQ(found.front().line, line) << found.front().message;
  EXPECT_FALSE(found.front().remedy.empty());
  EXPECT_FALSE(found.front().file.empty());
  return found.front();
}

bool has(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

TEST(Config, GivesDeepStreamsDefaults) {
  const auto config = load(kProperty +
                           "[overcrowding-stream-0]\nroi-A=1;1;5;1;5;5\n[line-crossing-stream-0]\n"
                           "line-crossing-L=1;1;2;2;3;3;4;4\n")
                          .config;
  ASSERT_TRUE(config);
  EXPECT_EQ(config->display, runtime::analytics::Display::everything);
  EXPECT_EQ(config->font_size, 12u);
  EXPECT_EQ(config->window, 50u);
  EXPECT_FALSE(config->display_object_count);
  const auto& rules = config->streams.at(0);
  EXPECT_FALSE(rules.crowding.enable);
  EXPECT_EQ(rules.crowding.object_threshold, 1u);
  EXPECT_EQ(rules.crowding.class_ids, std::vector<int>{-1});
  EXPECT_TRUE(rules.lines.extended);
  EXPECT_EQ(rules.lines.mode, runtime::analytics::Mode::loose);
}

TEST(Config, OfYamlMayHoldListsAndBooleans) {
  const auto config = load(
                          "property:\n  enable: true\n  config-width: 1920\n  config-height: 1080\n"
                          "roi-filtering-stream-2:\n  enable: 1\n  roi-A: [1, 2, 30, 4, 5, 60]\n  class-id: [0, 2]\n",
                          ".yaml")
                          .config;
  ASSERT_TRUE(config);
  const auto& rules = config->streams.at(2).regions;
  ASSERT_EQ(rules.regions.size(), 1u);
  EXPECT_EQ(rules.regions[0].points[1].x, 30);
  EXPECT_EQ(rules.class_ids, (std::vector<int>{0, 2}));
}

TEST(Config, RefusesARegionWithoutPointsNamingTheLine) {
  const auto result = load(kProperty + "[roi-filtering-stream-0]\nenable=1\nroi-A=500;600\nroi-B=1;2;3;4;5\nroi-C=\n");
  EXPECT_FALSE(result.config);
  EXPECT_TRUE(has(only(result.errors, "roi-A", 7).message, "has 2 numbers"));
  EXPECT_TRUE(has(only(result.errors, "roi-B", 8).message, "has 5 numbers"));
  EXPECT_TRUE(has(only(result.errors, "roi-C", 9).message, "has 0 numbers"));
}

TEST(Config, RefusesALineWithoutDirectionNamingTheForm) {
  const auto result = load(kProperty + "[line-crossing-stream-0]\nenable=1\nline-crossing-Door=400;600;900;600\n");
  EXPECT_FALSE(result.config);
  const Fault fault = only(result.errors, "line-crossing-Door", 7);
  EXPECT_EQ(fault.message, "line-crossing-Door has 4 numbers of 8.");
  EXPECT_TRUE(has(fault.remedy, "start and end of the direction"));
}

TEST(Config, RefusesADirectionWithTooFewNumbers) {
  const auto result = load(kProperty + "[direction-detection-stream-0]\nenable=1\ndirection-N=5;6;7\n");
  EXPECT_EQ(only(result.errors, "direction-N", 7).message, "direction-N has 3 numbers of 4.");
}

TEST(Config, RefusesZonesInAFrameOfNoWidth) {
  const auto result =
      load("[property]\nenable=1\nconfig-width=0\nconfig-height=1080\n[roi-filtering-stream-0]\nroi-A=1;1;5;1;5;5\n");
  EXPECT_FALSE(result.config);
  only(result.errors, "config-width", 3);
}

TEST(Config, WarnsOfRegionsThatCannotBeMeantSo) {
  const auto result = load(kProperty +
                           "[roi-filtering-stream-0]\nenable=1\nroi-Two=1;1;50;50\n"
                           "roi-Bow=100;100;300;300;300;100;100;300\nroi-Far=10;10;5000;10;10;500\n"
                           "roi-Closed=10;10;50;10;50;50;10;10\n");
  ASSERT_TRUE(result.config);
  EXPECT_TRUE(has(only(result.warnings, "roi-Two", 7).message, "only 2 points"));
  EXPECT_TRUE(has(only(result.warnings, "roi-Bow", 8).message, "crosses itself"));
  EXPECT_TRUE(has(only(result.warnings, "roi-Far", 9).message, "leaves the frame of 1920x1080"));
  EXPECT_EQ(result.warnings.size(), 3u);
}

TEST(Config, WarnsOfArrowsAndLinesOfNoLength) {
  const auto result = load(kProperty +
                           "[line-crossing-stream-0]\nenable=1\nline-crossing-A=5;5;5;5;1;1;9;1\n"
                           "line-crossing-B=5;5;5;9;1;1;1;1\n[direction-detection-stream-0]\ndirection-C=5;5;5;5\n");
  ASSERT_TRUE(result.config);
  only(result.warnings, "line-crossing-A", 7);
  only(result.warnings, "line-crossing-B", 8);
  only(result.warnings, "direction-C", 10);
}

TEST(Config, WarnsOfRepeatedNames) {
  const auto result = load(kProperty +
                           "[roi-filtering-stream-0]\nenable=1\nroi-A=1;1;5;1;5;5\nroi-A=1;1;9;1;9;9\n"
                           "[overcrowding-stream-0]\nenable=1\nroi-A=1;1;7;1;7;7\n");
  ASSERT_TRUE(result.config);
  EXPECT_EQ(result.config->streams.at(0).regions.regions.size(), 2u);
  EXPECT_EQ(result.warnings.size(), 2u);
}

TEST(Config, WarnsOfUnknownNamesWithTheNearestKnown) {
  const auto result = load(kProperty +
                           "osd-mod=1\n[roi-filtring-stream-0]\nenable=1\n"
                           "[overcrowding-stream-3]\nroi-A=1;1;5;1;5;5\nobject-treshold=3\n[weather]\nsun=1\n");
  ASSERT_TRUE(result.config);
  EXPECT_EQ(only(result.warnings, "osd-mod", 5).remedy, "Did you mean osd-mode?");
  EXPECT_EQ(only(result.warnings, "roi-filtring-stream-0", 6).remedy, "Did you mean roi-filtering-stream-0?");
  EXPECT_EQ(only(result.warnings, "object-treshold", 10).remedy, "Did you mean object-threshold?");
  only(result.warnings, "weather", 11);
}

TEST(Config, WarnsOfClassIdsThatNoObjectHas) {
  const auto result = load(kProperty + "[roi-filtering-stream-0]\nclass-id=0;-2\nroi-A=1;1;5;1;5;5\n");
  ASSERT_TRUE(result.config);
  EXPECT_TRUE(has(only(result.warnings, "class-id", 6).message, "negative"));
}

TEST(Config, WarnsOfKeysWithoutEffectAndUnknownModes) {
  const auto result = load(kProperty +
                           "[overcrowding-stream-0]\nroi-A=1;1;5;1;5;5\ntime-threshold=500\n"
                           "[line-crossing-stream-0]\nline-crossing-L=1;1;2;2;3;3;4;9\nmode=wild\n");
  ASSERT_TRUE(result.config);
  EXPECT_TRUE(has(only(result.warnings, "time-threshold", 7).message, "no effect"));
  EXPECT_TRUE(has(only(result.warnings, "mode", 10).message, "loose is taken"));
}

TEST(Config, WarnsOfGroupsWithoutAStreamsNumber) {
  const auto result = load(kProperty + "[roi-filtering-stream-x]\nroi-A=1;1;5;1;5;5\n");
  ASSERT_TRUE(result.config);
  EXPECT_TRUE(has(only(result.warnings, "roi-filtering-stream-x", 5).message, "counts as stream 0"));
}

TEST(Config, ThatIsNoYamlNamesTheLine) {
  const auto result = load("property:\n  enable: [1\n", ".yml");
  ASSERT_EQ(result.errors.size(), 1u);
  EXPECT_GT(result.errors[0].line, 0);
}

TEST(Config, DamagedInAnyWayIsReadOrRefused) {
  const std::string whole =
      kProperty +
      "osd-mode=1\nobj-cnt-win-in-ms=400\n[roi-filtering-stream-0]\nenable=1\nroi-A=1;1;50;1;50;50\n"
      "inverse-roi=0\nclass-id=0;2\n[overcrowding-stream-1]\nenable=1\nroi-B=1;1;50;1;50;50\n"
      "object-threshold=2\n[line-crossing-stream-0]\nenable=1\nmode=strict\n"
      "line-crossing-L=1;2;3;4;5;6;7;8\n[direction-detection-stream-0]\ndirection-D=1;2;3;4\n";
  constexpr char kSigns[] = "0123456789;=-[]\n\xff.a";
  std::mt19937 random(1);
  int refused = 0;
  for (int round = 0; round < 1000; ++round) {
    std::string text = whole;
    for (unsigned changes = 1 + random() % 4; changes > 0; --changes) {
      const std::size_t at = random() % text.size();
      switch (random() % 3) {
        case 0: text[at] = kSigns[random() % (sizeof kSigns - 1)]; break;
        case 1: text.erase(at, random() % 20); break;
        default: text.insert(at, text.substr(random() % text.size(), random() % 30));
      }
    }
    const auto result = load(text);
    EXPECT_NE(result.config.has_value(), !result.errors.empty());
    if (!result.config) ++refused;
  }
  EXPECT_GT(refused, 0);
}

TEST(Config, IsScaledToTheFrameAndCut) {
  const auto config = *load(
                           "[property]\nenable=1\nconfig-width=1000\nconfig-height=777\n"
                           "[roi-filtering-stream-0]\nroi-A=183;456;999;776;500;1\n")
                           .config;
  const auto rules = runtime::analytics::scaled(config.streams.at(0), config, 1919, 1081);
  using runtime::analytics::Point;
  EXPECT_EQ(rules.regions.regions[0].points, (runtime::analytics::Polygon{{351, 634}, {1917, 1079}, {959, 1}}));
}

}  // namespace
