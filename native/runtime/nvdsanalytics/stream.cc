#include "runtime/nvdsanalytics/stream.h"

#include <algorithm>

#include "nvds/metadata.h"

namespace runtime::analytics {
namespace {

using nvds::NvDsAnalyticsObjInfo;

// An object away for so many frames is forgotten; under the same id it is then new and can count again.
constexpr std::uint64_t kFramesAway = 300;
// Bounds the memory of an object when obj-cnt-win-in-ms is a matter of hours.
constexpr std::size_t kLongestHistory = 100'000;

bool is_untracked(const Object& object) { return object.id == nvds::UNTRACKED_OBJECT_ID; }

// " ROI:<label>" …, " STOPPED ", " DIR:<label> " …, " LC:<label> " …
std::string status_text(const NvDsAnalyticsObjInfo& info, bool stopped) {
  std::string text;
  for (const std::string& label : info.roiStatus) text += " ROI:" + label;
  if (stopped) text += " STOPPED ";
  text += info.dirStatus;
  for (const std::string& label : info.lcStatus) text += " LC:" + label + " ";
  return text;
}

}  // namespace

bool is_empty(const NvDsAnalyticsObjInfo& info) {
  return info.objStatus.empty() && info.roiStatus.empty() && info.ocStatus.empty() && info.lcStatus.empty() &&
         info.dirStatus.empty();
}

Stream::Stream(StreamRules rules, std::size_t window)
    : rules_(std::move(rules)), window_(window), crossings_(rules_.lines.lines.size()) {}

void Stream::replace_rules(StreamRules rules, std::size_t window) {
  const std::vector<Line>& before = rules_.lines.lines;
  const std::vector<Line>& after = rules.lines.lines;
  std::vector<std::size_t> origin(after.size());  // index before, or before.size()
  for (std::size_t i = 0; i < after.size(); ++i)
    origin[i] = std::size_t(
        std::find_if(before.begin(), before.end(), [&](const Line& line) { return line.label == after[i].label; }) -
        before.begin());
  const auto carried = [&](const auto& values) {
    auto result = values;
    result.assign(after.size(), {});
    for (std::size_t i = 0; i < after.size(); ++i)
      if (origin[i] < values.size()) result[i] = values[origin[i]];
    return result;
  };
  crossings_ = carried(crossings_);
  for (auto& [id, track] : tracks_) track.crossed = carried(track.crossed);
  rules_ = std::move(rules);
  window_ = window;
  directions_off_ = lines_off_ = false;
}

FrameResult& Stream::analyse(std::span<const Object> objects, std::uint64_t pts) {
  ++frame_;
  in_region_.assign(rules_.regions.regions.size(), 0);
  in_crowd_.assign(rules_.crowding.regions.size(), 0);
  new_crossings_.assign(rules_.lines.lines.size(), 0);
  result_.objects.assign(objects.size(), {});
  for (std::size_t i = 0; i < objects.size(); ++i) analyse(objects[i], result_.objects[i]);
  write_frame(objects, pts);
  forget_absent();
  return result_;
}

void Stream::analyse(const Object& object, NvDsAnalyticsObjInfo& info) {
  Track& track = tracks_[object.id];  // untracked objects share one
  if (frame_ - track.last_frame > kFramesAway) track = {};
  track.last_frame = frame_;
  track.history.add(Place::of(object.box), std::min(window_, kLongestHistory));
  test_regions(object, track.history.test_point(), info);
  bool stopped = false;
  if (rules_.directions.applies_to(object.class_id) && !directions_off_) {
    directions_off_ = is_untracked(object);
    stopped = track.history.stopped();
    if (!stopped) test_directions(track.history, info);
  }
  if (rules_.lines.applies_to(object.class_id) && !lines_off_) {
    lines_off_ = is_untracked(object);
    test_lines(track, info);
  }
  info.objStatus = status_text(info, stopped);
}

void Stream::test_regions(const Object& object, Point point, NvDsAnalyticsObjInfo& info) {
  const auto& regions = rules_.regions.regions;
  if (rules_.regions.applies_to(object.class_id)) {
    for (std::size_t i = 0; i < regions.size(); ++i) {
      if (contains(regions[i].points, point) == rules_.regions.inverse) continue;
      info.roiStatus.push_back(regions[i].label);
      ++in_region_[i];
    }
  }
  const auto& crowds = rules_.crowding.regions;
  if (rules_.crowding.applies_to(object.class_id)) {
    for (std::size_t i = 0; i < crowds.size(); ++i) {
      if (!contains(crowds[i].points, point)) continue;
      info.ocStatus.push_back(crowds[i].label);
      ++in_crowd_[i];
    }
  }
}

void Stream::test_directions(const History& history, NvDsAnalyticsObjInfo& info) {
  const auto previous = history.previous();
  if (!previous) return;
  const Movement movement{*previous, history.current(), history.frames()};
  for (const Direction& direction : rules_.directions.directions)
    if (moves_along(movement, direction.arrow)) info.dirStatus += " DIR:" + direction.label + " ";
}

void Stream::test_lines(Track& track, NvDsAnalyticsObjInfo& info) {
  const auto previous = track.history.previous();
  if (!previous) return;
  const Movement movement{*previous, track.history.current(), track.history.frames()};
  const auto& lines = rules_.lines.lines;
  track.crossed.resize(lines.size());
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (track.crossed[i] || !crosses(movement, lines[i], rules_.lines)) continue;
    track.crossed[i] = true;
    info.lcStatus.push_back(lines[i].label);
    ++new_crossings_[i];
    ++crossings_[i];
  }
}

void Stream::write_frame(std::span<const Object> objects, std::uint64_t pts) {
  nvds::NvDsAnalyticsFrameMeta& frame = result_.frame = {};
  const auto& regions = rules_.regions.regions;
  result_.in_regions.clear();
  if (rules_.regions.enable)
    for (std::size_t i = 0; i < regions.size(); ++i) result_.in_regions[regions[i].label] += in_region_[i];
  frame.objInROIcnt = result_.in_regions;

  const auto& crowds = rules_.crowding.regions;
  if (rules_.crowding.enable) {
    // A label that both have is one entry; overcrowding wins.
    for (const Region& crowd : crowds) frame.objInROIcnt[crowd.label] = 0;
    for (std::size_t i = 0; i < crowds.size(); ++i) frame.objInROIcnt[crowds[i].label] += in_crowd_[i];
    for (const Region& crowd : crowds) {
      const std::uint32_t count = frame.objInROIcnt[crowd.label];
      frame.ocStatus[crowd.label] = count > 0 && count >= rules_.crowding.object_threshold;
    }
  }

  const auto& lines = rules_.lines.lines;
  if (rules_.lines.enable) {
    for (std::size_t i = 0; i < lines.size(); ++i) {
      frame.objLCCurrCnt[lines[i].label] = new_crossings_[i];
      frame.objLCCumCnt[lines[i].label] = crossings_[i];
    }
  }

  std::map<int, std::uint32_t> classes;
  for (const Object& object : objects) ++classes[object.class_id];
  frame.objCnt = object_counts_.add(classes, pts, window_);
}

void Stream::forget_absent() {
  // Those that come back are met in analyse(); a look now and then frees the others.
  if (frame_ % kFramesAway != 0) return;
  std::erase_if(tracks_, [&](const auto& entry) { return frame_ - entry.second.last_frame > kFramesAway; });
}

}  // namespace runtime::analytics
