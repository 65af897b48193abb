// Batches that wait at a pad until a program has answered with edits, or its time is up.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <span>
#include <variant>

#include "gst/editor.h"
#include "gst/metadata_warnings.h"
#include "gst/ref.h"
#include "meta/apply.h"
#include "meta/block_pool.h"
#include "meta/pack.h"

namespace gst {

// Of the batches that were intercepted, those that are in none of the other counters went on as they were because the
// program changed nothing.
struct InterceptionStats {
  std::uint64_t intercepted = 0;  // batches shown to the program
  std::uint64_t edited = 0;
  std::uint64_t late = 0;             // the time was up
  std::uint64_t failed = 0;           // the program failed, or its edits were impossible
  std::uint64_t released = 0;         // let go by a flush, a stop or the end of the interception
  std::uint64_t damaged = 0;          // the metadata could not be read
  std::uint64_t longest_hold_ns = 0;  // of the streaming thread
};

class Interception final : public Editor {
 public:
  // `ready` is called, by the streaming thread, when there is a batch to take.
  Interception(GstPad* pad, const meta::Library& library, std::chrono::microseconds timeout,
               std::function<void()> ready, meta::Request request = {});

  void edit(nvds::NvDsBatchMeta& batch, GstClockTime pts) override;
  void set_halted(Halt why, bool halted) override;

  struct Offer {
    std::uint64_t ticket = 0;
    meta::BlockRef block{};
  };
  // The batch that waits, once.
  std::optional<Offer> take();
  bool take_news() { return news_.exchange(false, std::memory_order_acq_rel); }

  enum class Answer { accepted, late };
  // Lets the batch of that ticket go, with these edits applied; without any when they are empty. A fault counts as a
  // failure of the program: nothing is applied.
  std::variant<Answer, meta::EditFault> answer(std::uint64_t ticket, std::span<const std::byte> edits);
  // Lets it go as it is, because the program failed.
  void fail(std::uint64_t ticket);

  InterceptionStats stats() const;
  // No batch waits any more. Idempotent.
  void close();

 private:
  using Clock = std::chrono::steady_clock;
  enum class Phase { idle, offered, taken, answered, failed };

  bool waiting_for(std::uint64_t ticket) const {
    return ticket == ticket_ && (phase_ == Phase::offered || phase_ == Phase::taken);
  }
  // The edits to apply, if any.
  std::optional<meta::Edits> offer(meta::BlockRef block, Clock::time_point deadline);
  void apply(const meta::Edits& edits, nvds::NvDsBatchMeta& batch);
  void warn_late();
  void note_hold(Clock::time_point start);

  const PadRef pad_;
  const meta::Library& library_;
  const std::chrono::microseconds timeout_;
  const std::function<void()> ready_;
  const meta::Request request_;

  mutable std::mutex mutex_;
  std::condition_variable answered_;
  Phase phase_ = Phase::idle;
  std::uint64_t ticket_ = 0;
  meta::BlockRef block_;
  meta::BatchShape shape_;
  std::optional<meta::Edits> edits_;
  std::uint8_t halted_ = 0;  // bits of Halt
  bool closed_ = false;
  InterceptionStats stats_;
  std::atomic<bool> news_{false};

  // Streaming thread only.
  const std::shared_ptr<meta::BlockPool> blocks_ = meta::BlockPool::create();
  meta::Packer packer_;
  meta::BatchRows rows_;
  MetadataWarnings warnings_;
  bool told_late_ = false;
  bool told_changed_ = false;
};

}  // namespace gst
