// How many objects of a class there are: the most frequent count of a window of time, so that a detector's flicker does
// not show.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <unordered_map>

namespace runtime::analytics {

// The counts of one class.
class CountWindow {
 public:
  // Drops what is older than `window_ms`, then answers with the most frequent count.
  std::uint32_t add(std::uint32_t count, std::uint64_t pts, std::size_t window_ms);

 private:
  struct Sample {
    std::uint64_t pts;
    std::uint32_t count;
  };
  std::deque<Sample> samples_;
  // Counts stay when no sample has them any more: of equally frequent ones, the first in this table's order is the
  // answer, as in DeepStream, and that order depends on when each was first seen.
  std::unordered_map<std::uint32_t, std::uint32_t> frequency_;
};

class ObjectCounts {
 public:
  // `counts`: objects of each class in this frame. A class once seen stays, with 0.
  std::unordered_map<int, std::uint32_t> add(const std::map<int, std::uint32_t>& counts, std::uint64_t pts,
                                             std::size_t window_ms);

 private:
  std::map<int, CountWindow> classes_;
};

}  // namespace runtime::analytics
