#include "gst/subscription.h"

#include <algorithm>
#include <utility>

namespace gst {

Subscription::Subscription(std::size_t capacity, Policy policy, std::function<void()> ready, meta::Request request)
    : policy_(policy),
      ready_(std::move(ready)),
      request_(std::move(request)),
      keeper_((request_.include & meta::kPixels) ? std::make_shared<picture::Keeper>() : nullptr),
      ring_(std::max<std::size_t>(capacity, 1)) {}

picture::KeptRef Subscription::keep(GstBuffer* buffer, GstPad* pad, nvds::Family family) const {
  if (!keeper_) return nullptr;
  return keeper_->keep(buffer, gst::CapsRef(gst_pad_get_current_caps(pad)), family);
}

void Subscription::push(meta::BlockRef block, picture::KeptRef pixels) {
  Item dropped;  // let go after the lock
  {
    std::unique_lock lock(mutex_);
    if (closed_) return;
    ++stats_.seen;
    if (policy_ == Policy::block) room_.wait(lock, [this] { return size_ < ring_.size() || closed_ || halted_ != 0; });
    if (closed_) return;
    if (size_ == ring_.size()) {
      ++stats_.dropped;
      if (policy_ != Policy::drop_oldest) {
        ++pending_drops_;
        return;
      }
      const std::uint32_t lost = ring_[first_].dropped_before + 1;
      dropped = std::exchange(ring_[first_], {});
      first_ = (first_ + 1) % ring_.size();
      --size_;
      (size_ > 0 ? ring_[first_].dropped_before : pending_drops_) += lost;
    }
    ring_[(first_ + size_) % ring_.size()] = {std::move(block), std::move(pixels), std::exchange(pending_drops_, 0)};
    ++size_;
  }
  announce();
}

void Subscription::count_skipped() {
  const std::lock_guard lock(mutex_);
  ++stats_.skipped;
}

void Subscription::count_damaged() {
  const std::lock_guard lock(mutex_);
  ++stats_.damaged;
}

void Subscription::note_hold(std::uint64_t nanoseconds) {
  const std::lock_guard lock(mutex_);
  stats_.longest_hold_ns = std::max(stats_.longest_hold_ns, nanoseconds);
}

void Subscription::end() {
  {
    const std::lock_guard lock(mutex_);
    end_of_stream_ = true;
  }
  announce();
}

void Subscription::restart() {
  const std::lock_guard lock(mutex_);
  end_of_stream_ = false;
}

void Subscription::set_halted(Halt why, bool halted) {
  {
    const std::lock_guard lock(mutex_);
    const auto bit = static_cast<std::uint8_t>(why);
    halted_ = static_cast<std::uint8_t>(halted ? halted_ | bit : halted_ & ~bit);
  }
  room_.notify_all();
}

bool Subscription::take(Item& item) {
  {
    const std::lock_guard lock(mutex_);
    if (size_ == 0) return false;
    item = std::move(ring_[first_]);
    first_ = (first_ + 1) % ring_.size();
    --size_;
    ++stats_.delivered;
  }
  room_.notify_one();
  return true;
}

bool Subscription::ended() const {
  const std::lock_guard lock(mutex_);
  return end_of_stream_ && size_ == 0;
}

SubscriptionStats Subscription::stats() const {
  const std::lock_guard lock(mutex_);
  SubscriptionStats stats = stats_;
  stats.queued = size_;
  stats.kept = keeper_ ? keeper_->held() : 0;
  stats.not_kept = keeper_ ? keeper_->not_kept() : 0;
  return stats;
}

void Subscription::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
    for (Item& item : ring_) item = {};
    size_ = 0;
  }
  room_.notify_all();
}

void Subscription::announce() {
  news_.store(true, std::memory_order_release);
  ready_();
}

}  // namespace gst
