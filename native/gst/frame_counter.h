// Counts the frames that leave a pipeline's muxers.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

#include "gst/ref.h"

namespace gst {

class FrameCounter {
 public:
  // The muxers (nvstreammux) that are in the graph now.
  explicit FrameCounter(GstBin* pipeline);
  ~FrameCounter();
  FrameCounter(const FrameCounter&) = delete;
  FrameCounter& operator=(const FrameCounter&) = delete;

  std::uint64_t count() const { return count_->load(std::memory_order_relaxed); }
  void reset() { count_->store(0, std::memory_order_relaxed); }

 private:
  using Count = std::shared_ptr<std::atomic<std::uint64_t>>;  // a probe that runs may outlive the counter

  const Count count_ = std::make_shared<std::atomic<std::uint64_t>>(0);
  std::vector<std::pair<PadRef, gulong>> probes_;
};

}  // namespace gst
