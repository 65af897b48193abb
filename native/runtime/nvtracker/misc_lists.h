// Lists that a tracker library returns beside the tracked objects (past frames, finished and shadow tracks, appearance
// vectors), in memory that batch metadata keeps alive and that is used again afterwards.
#pragma once

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

#include "nvds/metadata.h"
#include "nvds/tracker.h"
#include "runtime/nvtracker/session.h"

namespace runtime::nvtracker {

class MiscListsPool;

// The lists of one batch. Counted references: one for each metadata it hangs on.
class MiscLists {
 public:
  MiscLists(const nvds::NvMOTQuery& query, guint streams);

  nvds::NvMOTTrackerMiscData pointers();
  nvds::NvDsReidTensorBatch* reid() { return reid_ ? &reid_batch_ : nullptr; }
  // Attaches what the library was asked for to the batch as user metadata.
  void attach(nvds::NvDsBatchMeta* batch);

  nvds::NvDsTargetMiscDataBatch past{}, terminated{}, shadow{};

  void ref() { ++references_; }
  void unref();

 private:
  friend class MiscListsPool;
  struct Target {
    std::unique_ptr<LazyMemory> streams, objects, frames;
  };
  Target room(nvds::NvDsTargetMiscDataBatch& batch, guint streams, std::size_t targets, std::size_t frames);
  void clear();

  const nvds::NvMOTQuery query_;
  Target past_room_, terminated_room_, shadow_room_;
  std::unique_ptr<LazyMemory> reid_;
  nvds::NvDsReidTensorBatch reid_batch_{};
  std::atomic<int> references_{0};
  std::shared_ptr<MiscListsPool> pool_;  // kept alive by lists that are out
};

class MiscListsPool : public std::enable_shared_from_this<MiscListsPool> {
 public:
  MiscListsPool(const nvds::NvMOTQuery& query, guint streams, guint limit)
      : query_(query), streams_(streams), limit_(limit) {}

  // Lists with one reference; null when all of the pool are still in use, or the library has no lists.
  MiscLists* acquire();
  bool needed() const;

 private:
  friend class MiscLists;
  void give_back(MiscLists* lists);

  const nvds::NvMOTQuery query_;
  const guint streams_;
  const guint limit_;
  std::mutex mutex_;
  guint made_ = 0;
  std::vector<std::unique_ptr<MiscLists>> free_;
};

}  // namespace runtime::nvtracker
