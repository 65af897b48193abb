// Buffers that are kept for their pixels after they passed a pad.
//
// A buffer from a pool with a limited number of buffers stays away from it while it is kept, and whoever waits for one
// would wait for JavaScript. So at most half of a pool's buffers are kept, by all readers together.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

#include "gst/ref.h"
#include "nvds/layout.h"

namespace picture {

class Keeper;

class Kept {
 public:
  ~Kept();
  Kept(const Kept&) = delete;
  Kept& operator=(const Kept&) = delete;

  GstBuffer* buffer() const { return buffer_.get(); }
  // nullptr when the pad had none.
  const GstCaps* caps() const { return caps_.get(); }
  nvds::Family family() const { return family_; }

 private:
  friend class Keeper;
  Kept() = default;

  gst::BufferRef buffer_;
  gst::CapsRef caps_;
  nvds::Family family_ = nvds::Family::unknown;
  gst::ObjectRef<GstBufferPool> pool_;  // one with a limit
  std::shared_ptr<Keeper> keeper_;
};
using KeptRef = std::shared_ptr<const Kept>;

// Keeps buffers for one subscription and counts them.
class Keeper : public std::enable_shared_from_this<Keeper> {
 public:
  // nullptr when the buffer's pool has none to spare. `caps` are the pad's; `family` says whose layout NvBufSurface
  // has.
  KeptRef keep(GstBuffer* buffer, gst::CapsRef caps, nvds::Family family);

  // Kept now: queued, handed out, or being made into an image.
  std::uint64_t held() const { return held_.load(std::memory_order_relaxed); }
  // Not kept, because of the pool.
  std::uint64_t not_kept() const { return not_kept_.load(std::memory_order_relaxed); }

 private:
  friend class Kept;
  std::atomic<std::uint64_t> held_{0};
  std::atomic<std::uint64_t> not_kept_{0};
};

}  // namespace picture
