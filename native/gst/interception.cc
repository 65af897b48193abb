#include "gst/interception.h"

#include <algorithm>
#include <utility>

#include "gst/pad_warning.h"
#include "meta/batch.h"

namespace gst {

Interception::Interception(GstPad* pad, const meta::Library& library, std::chrono::microseconds timeout,
                           std::function<void()> ready, meta::Request request)
    : pad_(share(pad)), library_(library), timeout_(timeout), ready_(std::move(ready)), request_(std::move(request)) {}

void Interception::edit(nvds::NvDsBatchMeta& batch, GstClockTime pts) {
  {
    const std::lock_guard lock(mutex_);
    if (closed_ || halted_ != 0) return;
  }
  const Clock::time_point start = Clock::now();
  meta::BlockRef block = blocks_->take();
  meta::Packed packed;
  {
    const meta::BatchLock lock(batch);
    packed = packer_.pack(batch, pts, *block, request_);
    if (packed == meta::Packed::ok) rows_.collect(batch);
  }
  warnings_.tell(pad_.get(), packed, packer_);
  if (packed != meta::Packed::ok) {
    const std::lock_guard lock(mutex_);
    if (packed != meta::Packed::not_video) ++stats_.damaged;
    return;
  }
  if (const auto edits = offer(std::move(block), start + timeout_)) apply(*edits, batch);
  note_hold(start);
}

std::optional<meta::Edits> Interception::offer(meta::BlockRef block, Clock::time_point deadline) {
  std::unique_lock lock(mutex_);
  if (closed_ || halted_ != 0) return {};
  ++stats_.intercepted;
  ++ticket_;
  phase_ = Phase::offered;
  block_ = std::move(block);
  shape_ = rows_.shape();
  lock.unlock();
  news_.store(true, std::memory_order_release);
  ready_();
  lock.lock();
  answered_.wait_until(lock, deadline, [this] {
    return phase_ == Phase::answered || phase_ == Phase::failed || closed_ || halted_ != 0;
  });
  const Phase phase = std::exchange(phase_, Phase::idle);
  block_ = {};
  if (phase == Phase::answered) return std::exchange(edits_, std::nullopt);
  if (phase == Phase::failed) {
    ++stats_.failed;
  } else if (closed_ || halted_ != 0) {
    ++stats_.released;
  } else {
    ++stats_.late;
    lock.unlock();
    warn_late();
  }
  return {};
}

void Interception::apply(const meta::Edits& edits, nvds::NvDsBatchMeta& batch) {
  bool unchanged;
  {
    const meta::BatchLock lock(batch);
    unchanged = rows_.unchanged(batch);
    if (unchanged) meta::apply(edits, rows_, batch, library_);
  }
  {
    const std::lock_guard lock(mutex_);
    ++(unchanged ? stats_.edited : stats_.failed);
  }
  if (unchanged || std::exchange(told_changed_, true)) return;
  warn(pad_.get(), {.code = "ERR_INTERCEPT",
                    .message = "The objects of a batch changed while its interceptor worked on it; it went on without "
                               "the edits.",
                    .remedy = "Intercept before the tee, so that no other branch changes the same batch."});
}

std::optional<Interception::Offer> Interception::take() {
  const std::lock_guard lock(mutex_);
  if (phase_ != Phase::offered) return {};
  phase_ = Phase::taken;
  return Offer{ticket_, std::move(block_)};
}

std::variant<Interception::Answer, meta::EditFault> Interception::answer(std::uint64_t ticket,
                                                                         std::span<const std::byte> edits) {
  meta::BatchShape shape;
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_for(ticket)) return Answer::late;
    shape = shape_;
  }
  std::optional<meta::Edits> checked;
  if (!edits.empty()) {
    auto result = meta::check_edits(edits, shape);
    if (auto* fault = std::get_if<meta::EditFault>(&result)) {
      fail(ticket);
      return std::move(*fault);
    }
    checked = std::move(std::get<meta::Edits>(result));
  }
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_for(ticket)) return Answer::late;
    edits_ = std::move(checked);
    phase_ = Phase::answered;
  }
  answered_.notify_one();
  return Answer::accepted;
}

void Interception::fail(std::uint64_t ticket) {
  {
    const std::lock_guard lock(mutex_);
    if (!waiting_for(ticket)) return;
    phase_ = Phase::failed;
  }
  answered_.notify_one();
}

void Interception::set_halted(Halt why, bool halted) {
  {
    const std::lock_guard lock(mutex_);
    const auto bit = static_cast<std::uint8_t>(why);
    halted_ = static_cast<std::uint8_t>(halted ? halted_ | bit : halted_ & ~bit);
  }
  answered_.notify_one();
}

InterceptionStats Interception::stats() const {
  const std::lock_guard lock(mutex_);
  return stats_;
}

void Interception::close() {
  {
    const std::lock_guard lock(mutex_);
    closed_ = true;
  }
  answered_.notify_one();
}

// Once: the counters tell how often.
void Interception::warn_late() {
  if (std::exchange(told_late_, true)) return;
  const double milliseconds = std::chrono::duration<double, std::milli>(timeout_).count();
  std::string limit = std::to_string(milliseconds);
  limit.erase(limit.find_last_not_of('0') + 1);
  if (limit.back() == '.') limit.pop_back();
  warn(pad_.get(),
       {.code = "ERR_INTERCEPT",
        .message = "An interceptor did not answer within " + limit + " ms; the batch went on without edits.",
        .key = "timeoutMs",
        .value = limit,
        .remedy = "Do less in the handler, or give it a longer timeoutMs."});
}

void Interception::note_hold(Clock::time_point start) {
  const auto hold = std::chrono::duration_cast<std::chrono::nanoseconds>(Clock::now() - start).count();
  const std::lock_guard lock(mutex_);
  stats_.longest_hold_ns = std::max(stats_.longest_hold_ns, static_cast<std::uint64_t>(hold));
}

}  // namespace gst
