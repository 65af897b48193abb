// One tracked object of a stream.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "nvds/tracker.h"
#include "runtime/tracker/appearance.h"
#include "runtime/tracker/box.h"
#include "runtime/tracker/estimator.h"

namespace tracker {

// A target's box in one frame.
struct Sample {
  std::uint32_t frame = 0;
  Box box;
  float confidence = 0;
  std::uint32_t age = 0;
  nvds::TRACKER_STATE state = nvds::EMPTY;
};

// The newest samples of a target, in a buffer of fixed size that is reused when the target is.
class Trajectory {
 public:
  void reset(std::size_t capacity) {
    samples_.resize(capacity);
    size_ = next_ = 0;
  }
  void add(const Sample& sample) {
    if (samples_.empty()) return;
    samples_[next_] = sample;
    next_ = (next_ + 1) % samples_.size();
    size_ = std::min(size_ + 1, samples_.size());
  }
  std::size_t size() const { return size_; }
  // 0 is the newest.
  const Sample& newest(std::size_t index) const {
    return samples_[(next_ + 2 * samples_.size() - 1 - index) % samples_.size()];
  }

 private:
  std::vector<Sample> samples_;
  std::size_t size_ = 0;
  std::size_t next_ = 0;
};

struct Target {
  std::uint64_t id = 0;  // given when the target first becomes active
  nvds::NvMOTClassId class_id = 0;
  nvds::TRACKER_STATE state = nvds::TENTATIVE;
  std::uint32_t age = 0;                // frames since its first detection, that one included
  std::uint32_t frames_since_seen = 0;  // frames since its last detection, whether a detector ran or not
  std::uint32_t misses = 0;             // frames since its last detection in which a detector ran
  float confidence = 1;
  BoxFilter filter;
  Box last_box;                                // its newest box that came from a detection
  Box predicted;                               // where this frame should have it, before any detection is looked at
  nvds::NvMOTObjToTrack* detection = nullptr;  // what it was matched with in this frame
  std::span<const float> look;                 // of that detection
  Gallery gallery;                             // how it has looked
  Trajectory trajectory;
  std::size_t unreported = 0;  // newest samples that no frame has reported: past-frame data to come
};

}  // namespace tracker
