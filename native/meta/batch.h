// Finds DeepStream's batch metadata on a buffer, whoever registered the GstMeta, without linking NVIDIA's libraries.
#pragma once

#include <gst/gst.h>

#include "nvds/gst_metadata.h"

namespace meta {

// nullptr when the buffer carries none. Of several the last, like gst_buffer_get_nvds_batch_meta().
nvds::NvDsBatchMeta* find_batch(GstBuffer* buffer);

// Holds the batch's lock, which elements and probes take to change it.
class BatchLock {
 public:
  explicit BatchLock(nvds::NvDsBatchMeta& batch) : mutex_(&batch.meta_mutex) { g_rec_mutex_lock(mutex_); }
  ~BatchLock() { g_rec_mutex_unlock(mutex_); }
  BatchLock(const BatchLock&) = delete;
  BatchLock& operator=(const BatchLock&) = delete;

 private:
  GRecMutex* mutex_;
};

}  // namespace meta
