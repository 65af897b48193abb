#pragma once

#include "nvds/metadata.h"

namespace runtime::metadata {

// Holds a batch's recursive lock. Every exported function takes it itself, so that callers need it only to make several
// calls, or reads of lists, one step.
class Lock {
 public:
  explicit Lock(nvds::NvDsBatchMeta* batch) : batch_(batch) {
    if (batch_) g_rec_mutex_lock(&batch_->meta_mutex);
  }
  explicit Lock(const nvds::NvDsBaseMeta& meta) : Lock(meta.batch_meta) {}
  ~Lock() {
    if (batch_) g_rec_mutex_unlock(&batch_->meta_mutex);
  }
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

 private:
  nvds::NvDsBatchMeta* batch_;
};

}  // namespace runtime::metadata
