// Takes a lost target up again by its motion: when a new target has shown where it comes from, and that fits where a
// lost one was going, the two are one object. A re-identification network may have a say too.
#pragma once

#include <cstdint>
#include <vector>

#include "runtime/tracker/settings.h"
#include "runtime/tracker/target.h"

namespace tracker {

class Reassociator {
 public:
  // Remembers a target that ended in the shadow.
  void lost(const TrajectorySettings& settings, const Target& target, nvds::NvMOTFrameNum frame);
  // The lost target that `found` continues, among those remembered and those of `targets` still in the shadow: takes
  // its ID and ends it. False when there is none.
  bool take(const Settings& settings, Target& found, std::vector<Target>& targets);
  void forget_old(const TrajectorySettings& settings, nvds::NvMOTFrameNum frame);
  void clear() { lost_.clear(); }

 private:
  struct Motion {
    Box box;  // at `frame`
    std::uint32_t frame = 0;
    float speed_x = 0;  // pixels a frame
    float speed_y = 0;
  };
  struct Lost {
    std::uint64_t id;
    nvds::NvMOTClassId class_id;
    Motion motion;
    Gallery gallery;
  };
  static bool leaving(const TrajectorySettings& settings, const Target& target, Motion& motion);
  static float score(const TrajectorySettings& settings, const Motion& lost, const Target& found);
  static float score(const Settings& settings, const Motion& lost, const Gallery& looks, const Target& found);

  std::vector<Lost> lost_;
};

}  // namespace tracker
