// The config file of nvdsanalytics as values. Points are in the file's own frame (config-width × config-height).
#pragma once

#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "runtime/element/config_text.h"
#include "runtime/element/fault.h"
#include "runtime/nvdsanalytics/geometry.h"

namespace runtime::analytics {

enum class Mode { strict, balanced, loose };

struct Region {
  std::string label;
  Polygon points;
};

struct Direction {
  std::string label;
  Segment arrow;
};

struct Line {
  std::string label;
  Segment arrow;  // the direction in which a crossing counts
  Segment line;
};

// What all kinds of rules have.
struct RuleScope {
  bool enable = false;
  std::vector<int> class_ids{-1};  // -1: every class

  bool applies_to(int class_id) const;
};

struct RegionRules : RuleScope {
  bool inverse = false;
  std::vector<Region> regions;
};

struct CrowdingRules : RuleScope {
  unsigned object_threshold = 1;
  std::vector<Region> regions;
};

struct LineRules : RuleScope {
  bool extended = true;
  Mode mode = Mode::loose;
  std::vector<Line> lines;
};

struct DirectionRules : RuleScope {
  std::vector<Direction> directions;
};

// The rules of one stream. A kind without a section, or with one that is switched off, is disabled.
struct StreamRules {
  RegionRules regions;
  CrowdingRules crowding;
  LineRules lines;
  DirectionRules directions;
  ConfigGroup first_section;  // where the file names the stream
};

enum class Display { nothing = 0, shapes = 1, everything = 2 };

struct Config {
  std::string path;
  bool enable = false;
  int width = 0;
  int height = 0;
  Display display = Display::everything;
  unsigned font_size = 12;
  bool display_object_count = false;
  // obj-cnt-win-in-ms: milliseconds of the window of objCnt, and number of frames of an object's history.
  std::size_t window = 50;
  std::map<unsigned, StreamRules> streams;  // by pad_index
};

struct ConfigResult {
  std::optional<Config> config;  // absent when there are errors
  std::vector<Fault> errors;
  std::vector<Fault> warnings;
};

ConfigResult load_config(const std::string& path);

// The same rules in a frame of width × height: every coordinate is multiplied and cut to a whole number.
StreamRules scaled(const StreamRules& rules, const Config& config, int width, int height);

}  // namespace runtime::analytics
