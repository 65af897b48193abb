// The property sub-batches: how streams are dealt out to several instances of the tracker library.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace runtime::nvtracker {

struct SubBatchPlan {
  // "0,1;2,3": the pads of each sub-batch. Empty when the plan gives sizes only.
  std::vector<std::vector<guint>> pads;
  // "2:2", or the number of pads of each sub-batch. Empty: one batch for all.
  std::vector<guint> sizes;
};

// Reads the property's text; "" and "{}" plan nothing. Empty on a bad text, with the reason in `problem`.
std::optional<SubBatchPlan> parse_sub_batches(const std::string& text, std::string& problem);

// A stream's place: its sub-batch, and its position there.
struct Slot {
  guint sub_batch = 0;
  guint sequence = 0;
};

// Gives streams their slots: by the plan's pads, or in the least loaded sub-batch with a free place.
class SlotTable {
 public:
  SlotTable(SubBatchPlan plan, guint batch_size) : plan_(std::move(plan)), batch_size_(batch_size) {}

  // Empty when the plan has no place for the stream.
  std::optional<Slot> slot_of(std::uint64_t stream, guint pad);
  // The slot of a stream that has one.
  std::optional<Slot> known(std::uint64_t stream) const;
  // Streams of a pad (a dewarped source has several).
  std::vector<std::uint64_t> streams_of(guint pad) const;
  void remove(std::uint64_t stream) { slots_.erase(stream); }
  const SubBatchPlan& plan() const { return plan_; }

 private:
  std::optional<Slot> planned(guint pad) const;
  std::optional<Slot> least_loaded() const;

  SubBatchPlan plan_;
  guint batch_size_;
  std::map<std::uint64_t, Slot> slots_;
};

// A stream's id in the tracker library: pad in the upper, surface in the lower 32 bits.
constexpr std::uint64_t stream_id(guint pad, guint surface) { return std::uint64_t(pad) << 32 | surface; }
constexpr guint pad_of(std::uint64_t stream) { return guint(stream >> 32); }

}  // namespace runtime::nvtracker
