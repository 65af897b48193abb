// Which detection of a frame belongs to which target.
#pragma once

#include <span>
#include <vector>

#include "runtime/tracker/matcher.h"
#include "runtime/tracker/settings.h"
#include "runtime/tracker/target.h"

namespace tracker {

struct Detection {
  nvds::NvMOTObjToTrack* object;
  Box box;
  float confidence;
  bool matched = false;
  std::span<const float> look{};  // what the re-identification network says of it
};

class Associator {
 public:
  // Sets `detection` of every target that has one in this frame, and `matched` of those detections.
  void associate(const Settings& settings, std::vector<Target>& targets, std::vector<Detection>& detections);

 private:
  enum class Measure { joint, iou };
  // Matches the listed targets and detections that are still free.
  void stage(const Settings& settings, Measure measure, std::vector<Target>& targets,
             std::vector<Detection>& detections);

  Matcher matcher_;
  std::vector<int> rows_, columns_;
  std::vector<Candidate> candidates_;
};

}  // namespace tracker
