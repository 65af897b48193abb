// The analytics of one stream: its rules, where its objects have been, and what has been counted.
#pragma once

#include <cstdint>
#include <span>
#include <unordered_map>
#include <vector>

#include "nvds/analytics.h"
#include "runtime/nvdsanalytics/config.h"
#include "runtime/nvdsanalytics/history.h"
#include "runtime/nvdsanalytics/object_count.h"
#include "runtime/nvdsanalytics/rules.h"

namespace runtime::analytics {

struct Object {
  std::uint64_t id = 0;
  int class_id = 0;
  Box box;
};

// unique_id is left 0: it is the element's.
struct FrameResult {
  nvds::NvDsAnalyticsFrameMeta frame{};
  std::vector<nvds::NvDsAnalyticsObjInfo> objects;  // one for each object given, in the same order
  // Objects in the regions of roi-filtering: objInROIcnt has that of an overcrowding region where both have a label.
  std::unordered_map<std::string, std::uint32_t> in_regions;
};

// Nothing is true of the object: it gets no metadata.
bool is_empty(const nvds::NvDsAnalyticsObjInfo& info);

class Stream {
 public:
  // `rules` in the frame's pixels; `window` as in Config.
  Stream(StreamRules rules, std::size_t window);

  // Other rules; histories stay, and counts too where a line's label does.
  void replace_rules(StreamRules rules, std::size_t window);

  // `pts` in nanoseconds. The result is valid until the next call.
  FrameResult& analyse(std::span<const Object> objects, std::uint64_t pts);

  const StreamRules& rules() const { return rules_; }

 private:
  struct Track {
    History history;
    std::vector<bool> crossed;  // by line: each counts an object once
    std::uint64_t last_frame = 0;
  };

  void analyse(const Object& object, nvds::NvDsAnalyticsObjInfo& info);
  void test_regions(const Object& object, Point point, nvds::NvDsAnalyticsObjInfo& info);
  void test_directions(const History& history, nvds::NvDsAnalyticsObjInfo& info);
  void test_lines(Track& track, nvds::NvDsAnalyticsObjInfo& info);
  void write_frame(std::span<const Object> objects, std::uint64_t pts);
  void forget_absent();

  StreamRules rules_;
  std::size_t window_;
  std::unordered_map<std::uint64_t, Track> tracks_;
  ObjectCounts object_counts_;
  std::uint64_t frame_ = 0;
  // An untracked object has met a rule that needs tracks: it is off from then on.
  bool directions_off_ = false;
  bool lines_off_ = false;
  std::vector<std::uint64_t> crossings_;  // by line, since the start

  // Of the present frame, by index of their rule.
  std::vector<std::uint32_t> in_region_;
  std::vector<std::uint32_t> in_crowd_;
  std::vector<std::uint64_t> new_crossings_;
  FrameResult result_;
};

}  // namespace runtime::analytics
