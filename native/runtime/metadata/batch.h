// Making and destroying a batch, of video or of audio.
#pragma once

#include <initializer_list>

#include "runtime/metadata/elements.h"
#include "runtime/metadata/lock.h"

namespace runtime::metadata {

// Elements of display and user metas that a batch starts with, whatever its size.
constexpr guint kPerBatch = 8;

template <class T>
nvds::NvDsMetaPool* pool_for(nvds::NvDsBatchMeta* batch, nvds::NvDsMetaType type, guint count) {
  return create_pool(batch, type, sizeof(T), count,
                     [](gpointer element, gpointer) { release_contents(static_cast<T*>(element)); });
}

// Without frames' pools, but for the user metas'.
inline nvds::NvDsBatchMeta* create_head(nvds::NvDsMetaType type, nvds::NvDsMetaCopyFunc copy,
                                        nvds::NvDsMetaReleaseFunc release) {
  auto* batch = g_new0(nvds::NvDsBatchMeta, 1);
  batch->base_meta = {batch, type, nullptr, copy, release};
  g_rec_mutex_init(&batch->meta_mutex);
  batch->user_meta_pool = create_pool(batch, nvds::NVDS_USER_META, sizeof(nvds::NvDsUserMeta), kPerBatch, nullptr);
  return batch;
}

// Elements that are still handed out are released too, attached or not, the latest first.
template <class T>
void empty(nvds::NvDsMetaPool* pool) {
  while (pool && pool->full_list) release(static_cast<T*>(pool->full_list->data));
}

template <class Frame>
void destroy(nvds::NvDsBatchMeta* batch) {
  {
    Lock lock(batch);
    empty<Frame>(batch->frame_meta_pool);
    empty<nvds::NvDsObjectMeta>(batch->obj_meta_pool);
    empty<nvds::NvDsClassifierMeta>(batch->classifier_meta_pool);
    empty<nvds::NvDsDisplayMeta>(batch->display_meta_pool);
    empty<nvds::NvDsUserMeta>(batch->user_meta_pool);
    empty<nvds::NvDsLabelInfo>(batch->label_info_meta_pool);
  }
  for (auto* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                     batch->display_meta_pool, batch->user_meta_pool, batch->label_info_meta_pool})
    if (pool) destroy_pool(pool);
  g_list_free(batch->frame_meta_list);
  g_list_free(batch->batch_user_meta_list);
  g_rec_mutex_clear(&batch->meta_mutex);
  g_free(batch);
}

// As the exported functions acquire: under the batch's lock.
template <class T>
T* acquire_locked(nvds::NvDsBatchMeta* batch) {
  Lock lock(batch);
  return acquire<T>(batch);
}

}  // namespace runtime::metadata
