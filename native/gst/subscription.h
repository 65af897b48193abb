// The bounded queue between a pad and one reader. Pushed to by the streaming thread, read by another.
#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <vector>

#include "meta/block_pool.h"
#include "meta/request.h"
#include "picture/kept.h"

namespace gst {

// What happens to a batch that finds the queue full.
enum class Policy { drop_oldest, drop_newest, block };

struct SubscriptionStats {
  std::uint64_t seen = 0;       // batches that passed the pad
  std::uint64_t delivered = 0;  // taken by the reader
  std::uint64_t dropped = 0;    // because the queue was full
  std::uint64_t skipped = 0;    // buffers that carry no video metadata
  std::uint64_t damaged = 0;    // batches whose metadata could not be read
  std::uint64_t queued = 0;
  std::uint64_t kept = 0;             // buffers kept for their pixels: queued, handed out, being made into images
  std::uint64_t not_kept = 0;         // because the pipeline has too few buffers
  std::uint64_t longest_hold_ns = 0;  // of the streaming thread, by finding and packing the metadata
};

// Why nothing may wait for room just now.
enum class Halt : std::uint8_t {
  flush = 1,  // a flush is passing the pad
  stop = 2    // the pipeline is on its way to READY or NULL
};

class Subscription {
 public:
  // `ready` is called, from any thread, when there is something new to take or the stream has ended.
  Subscription(std::size_t capacity, Policy policy, std::function<void()> ready, meta::Request request = {});

  const meta::Request& request() const { return request_; }

  // Streaming thread. With Policy::block, push() waits for room until the reader takes, closes or halts.
  // `pixels` of what keep() gave.
  void push(meta::BlockRef block, picture::KeptRef pixels = nullptr);
  // nullptr when the reader did not ask for pixels, or the pipeline has no buffer to spare.
  picture::KeptRef keep(GstBuffer* buffer, GstPad* pad, nvds::Family family) const;
  void count_skipped();
  void count_damaged();
  void note_hold(std::uint64_t nanoseconds);
  void end();
  void restart();  // data follows an end of stream: a flush, a new stream

  // While halted, push() does not wait.
  void set_halted(Halt why, bool halted);

  struct Item {
    meta::BlockRef block;
    picture::KeptRef pixels;
    std::uint32_t dropped_before = 0;
  };
  bool take(Item& item);
  // End of stream has passed and the queue is empty.
  bool ended() const;
  // True once after each `ready`.
  bool take_news() { return news_.exchange(false, std::memory_order_acq_rel); }
  SubscriptionStats stats() const;

  // Nothing is queued any more and a waiting push() returns. Idempotent.
  void close();

 private:
  void announce();

  const Policy policy_;
  const std::function<void()> ready_;
  const meta::Request request_;
  const std::shared_ptr<picture::Keeper> keeper_;  // nullptr without pixels

  mutable std::mutex mutex_;
  std::condition_variable room_;
  std::vector<Item> ring_;
  std::size_t first_ = 0;
  std::size_t size_ = 0;
  std::uint32_t pending_drops_ = 0;  // dropped after the newest in the queue
  bool end_of_stream_ = false;
  std::uint8_t halted_ = 0;  // bits of Halt
  bool closed_ = false;
  SubscriptionStats stats_;
  std::atomic<bool> news_{false};
};

}  // namespace gst
