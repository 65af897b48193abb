// Batches: made, locked, destroyed; elements taken from their pools.
#include "runtime/metadata/batch.h"

#include <initializer_list>

#include "runtime/metadata/exported.h"

namespace nvds {

using runtime::metadata::acquire_locked;
using runtime::metadata::Lock;
using runtime::metadata::pool_for;

NDS_EXPORT void nvds_acquire_meta_lock(NvDsBatchMeta* batch) { g_rec_mutex_lock(&batch->meta_mutex); }
NDS_EXPORT void nvds_release_meta_lock(NvDsBatchMeta* batch) { g_rec_mutex_unlock(&batch->meta_mutex); }

NDS_EXPORT NvDsBatchMeta* nvds_create_batch_meta(guint max_batch_size) {
  const guint per_frame = 8 * max_batch_size;  // objects, classifiers and labels
  auto* batch =
      runtime::metadata::create_head(NVDS_BATCH_META, &nvds_batch_meta_copy_func, &nvds_batch_meta_release_func);
  batch->frame_meta_pool = pool_for<NvDsFrameMeta>(batch, NVDS_FRAME_META, max_batch_size);
  batch->obj_meta_pool = pool_for<NvDsObjectMeta>(batch, NVDS_OBJ_META, per_frame);
  batch->classifier_meta_pool = pool_for<NvDsClassifierMeta>(batch, NVDS_CLASSIFIER_META, per_frame);
  batch->display_meta_pool = pool_for<NvDsDisplayMeta>(batch, NVDS_DISPLAY_META, runtime::metadata::kPerBatch);
  batch->label_info_meta_pool = pool_for<NvDsLabelInfo>(batch, NVDS_LABEL_INFO_META, per_frame);
  return batch;
}

NDS_EXPORT gboolean nvds_destroy_batch_meta(NvDsBatchMeta* batch) {
  if (!batch) return FALSE;
  runtime::metadata::destroy<NvDsFrameMeta>(batch);
  return TRUE;
}

NDS_EXPORT void nvds_batch_meta_release_func(gpointer batch, gpointer) {
  nvds_destroy_batch_meta(static_cast<NvDsBatchMeta*>(batch));
}

NDS_EXPORT NvDsFrameMeta* nvds_acquire_frame_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsFrameMeta>(batch);
}
NDS_EXPORT NvDsObjectMeta* nvds_acquire_obj_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsObjectMeta>(batch);
}
NDS_EXPORT NvDsClassifierMeta* nvds_acquire_classifier_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsClassifierMeta>(batch);
}
NDS_EXPORT NvDsLabelInfo* nvds_acquire_label_info_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsLabelInfo>(batch);
}
NDS_EXPORT NvDsDisplayMeta* nvds_acquire_display_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsDisplayMeta>(batch);
}
NDS_EXPORT NvDsUserMeta* nvds_acquire_user_meta_from_pool(NvDsBatchMeta* batch) {
  return acquire_locked<NvDsUserMeta>(batch);
}

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
