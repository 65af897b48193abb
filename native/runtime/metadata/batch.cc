// Batches: made, locked, destroyed; elements taken from their pools.
#include <initializer_list>

#include "runtime/metadata/elements.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/lock.h"

namespace nvds {
namespace {

using runtime::metadata::Lock;

template <class T>
void release_callback(gpointer element, gpointer) {
  runtime::metadata::release_contents(static_cast<T*>(element));
}

template <class T>
NvDsMetaPool* pool_for(NvDsBatchMeta* batch, NvDsMetaType type, guint count) {
  return runtime::metadata::create_pool(batch, type, sizeof(T), count, &release_callback<T>);
}

// Elements that are still handed out are released too, attached or not, the latest first.
template <class T>
void empty(NvDsMetaPool* pool) {
  while (pool->full_list) runtime::metadata::release(static_cast<T*>(pool->full_list->data));
}

template <class T>
T* acquire(NvDsBatchMeta* batch) {
  Lock lock(batch);
  return runtime::metadata::acquire<T>(batch);
}

}  // namespace

NDS_EXPORT void nvds_acquire_meta_lock(NvDsBatchMeta* batch) { g_rec_mutex_lock(&batch->meta_mutex); }
NDS_EXPORT void nvds_release_meta_lock(NvDsBatchMeta* batch) { g_rec_mutex_unlock(&batch->meta_mutex); }

NDS_EXPORT NvDsBatchMeta* nvds_create_batch_meta(guint max_batch_size) {
  // Eight objects, classifiers and labels a frame; eight display and user metas a batch, whatever its size.
  const guint per_frame = 8 * max_batch_size, per_batch = 8;
  auto* batch = g_new0(NvDsBatchMeta, 1);
  batch->base_meta = {batch, NVDS_BATCH_META, nullptr, &nvds_batch_meta_copy_func, &nvds_batch_meta_release_func};
  g_rec_mutex_init(&batch->meta_mutex);
  batch->frame_meta_pool = pool_for<NvDsFrameMeta>(batch, NVDS_FRAME_META, max_batch_size);
  batch->obj_meta_pool = pool_for<NvDsObjectMeta>(batch, NVDS_OBJ_META, per_frame);
  batch->classifier_meta_pool = pool_for<NvDsClassifierMeta>(batch, NVDS_CLASSIFIER_META, per_frame);
  batch->display_meta_pool = pool_for<NvDsDisplayMeta>(batch, NVDS_DISPLAY_META, per_batch);
  batch->user_meta_pool =
      runtime::metadata::create_pool(batch, NVDS_USER_META, sizeof(NvDsUserMeta), per_batch, nullptr);
  batch->label_info_meta_pool = pool_for<NvDsLabelInfo>(batch, NVDS_LABEL_INFO_META, per_frame);
  return batch;
}

NDS_EXPORT gboolean nvds_destroy_batch_meta(NvDsBatchMeta* batch) {
  if (!batch) return FALSE;
  {
    Lock lock(batch);
    empty<NvDsFrameMeta>(batch->frame_meta_pool);
    empty<NvDsObjectMeta>(batch->obj_meta_pool);
    empty<NvDsClassifierMeta>(batch->classifier_meta_pool);
    empty<NvDsDisplayMeta>(batch->display_meta_pool);
    empty<NvDsUserMeta>(batch->user_meta_pool);
    empty<NvDsLabelInfo>(batch->label_info_meta_pool);
  }
  for (auto* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                     batch->display_meta_pool, batch->user_meta_pool, batch->label_info_meta_pool})
    runtime::metadata::destroy_pool(pool);
  g_list_free(batch->frame_meta_list);
  g_list_free(batch->batch_user_meta_list);
  g_rec_mutex_clear(&batch->meta_mutex);
  g_free(batch);
  return TRUE;
}

NDS_EXPORT void nvds_batch_meta_release_func(gpointer batch, gpointer) {
  nvds_destroy_batch_meta(static_cast<NvDsBatchMeta*>(batch));
}

NDS_EXPORT NvDsFrameMeta* nvds_acquire_frame_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire<NvDsFrameMeta>(batch);
}
NDS_EXPORT NvDsObjectMeta* nvds_acquire_obj_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire<NvDsObjectMeta>(batch);
}
NDS_EXPORT NvDsClassifierMeta* nvds_acquire_classifier_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire<NvDsClassifierMeta>(batch);
}
NDS_EXPORT NvDsLabelInfo* nvds_acquire_label_info_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire<NvDsLabelInfo>(batch);
}
NDS_EXPORT NvDsDisplayMeta* nvds_acquire_display_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire<NvDsDisplayMeta>(batch);
}
NDS_EXPORT NvDsUserMeta* nvds_acquire_user_meta_from_pool(NvDsBatchMeta* batch) { return acquire<NvDsUserMeta>(batch); }

NDS_EXPORT NvDsFrameMeta* nvds_get_nth_frame_meta(NvDsFrameMetaList* frames, guint n) {
  return static_cast<NvDsFrameMeta*>(g_list_nth_data(frames, n));
}

NDS_EXPORT gboolean nvds_get_current_metadata_info(NvDsBatchMeta* batch) {
  Lock lock(batch);
  for (const auto* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                           batch->display_meta_pool, batch->user_meta_pool, batch->label_info_meta_pool})
    g_debug("metadata pool of type %d: %u of %u elements handed out", pool->meta_type, pool->num_full_elements,
            pool->max_elements_in_pool);
  return TRUE;
}

// Applications' own types come after DeepStream's, numbered by the name's quark: the same in one process only.
NDS_EXPORT NvDsMetaType nvds_get_user_meta_type(gchar* descriptor) {
  return static_cast<NvDsMetaType>(NVDS_START_USER_META + g_quark_from_string(descriptor));
}

}  // namespace nvds
