#include "runtime/nvdsanalytics/object_count.h"

#include <algorithm>

namespace runtime::analytics {
namespace {

constexpr std::uint64_t kNanosecondsPerMillisecond = 1'000'000;
// A window of hours would otherwise hold a sample for every frame of them.
constexpr std::size_t kMostSamples = 100'000;

}  // namespace

std::uint32_t CountWindow::add(std::uint32_t count, std::uint64_t pts, std::size_t window_ms) {
  samples_.push_back({pts, count});
  ++frequency_[count];
  // Unsigned: samples from beyond a jump back in time are as good as old.
  while (pts - samples_.front().pts > window_ms * kNanosecondsPerMillisecond || samples_.size() > kMostSamples) {
    --frequency_[samples_.front().count];
    samples_.pop_front();
  }
  return std::max_element(frequency_.begin(), frequency_.end(),
                          [](const auto& a, const auto& b) { return a.second < b.second; })
      ->first;
}

std::unordered_map<int, std::uint32_t> ObjectCounts::add(const std::map<int, std::uint32_t>& counts, std::uint64_t pts,
                                                         std::size_t window_ms) {
  for (const auto& [id, count] : counts) classes_.try_emplace(id);
  std::unordered_map<int, std::uint32_t> answer;
  for (auto& [id, window] : classes_) {
    const auto found = counts.find(id);
    answer[id] = window.add(found == counts.end() ? 0 : found->second, pts, window_ms);
  }
  return answer;
}

}  // namespace runtime::analytics
