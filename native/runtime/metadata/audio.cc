// Audio batches: an NvDsBatchMeta of another type, whose frames are NvDsAudioFrameMeta, without objects and displays.
#include "nvds/audio.h"

#include "runtime/metadata/batch.h"
#include "runtime/metadata/children.h"
#include "runtime/metadata/copy.h"
#include "runtime/metadata/exported.h"

namespace nvds {

using runtime::metadata::attach;
using runtime::metadata::clear;
using runtime::metadata::copy_list;
using runtime::metadata::copy_user_metas;
using runtime::metadata::detach;
using runtime::metadata::Lock;
using runtime::metadata::pool_for;

NDS_EXPORT NvDsBatchMeta* nvds_create_audio_batch_meta(guint max_batch_size) {
  auto* batch = runtime::metadata::create_head(NVDS_AUDIO_BATCH_META, &nvds_audio_batch_meta_copy_func,
                                               &nvds_audio_batch_meta_release_func);
  batch->frame_meta_pool = pool_for<NvDsAudioFrameMeta>(batch, NVDS_AUDIO_FRAME_META, max_batch_size);
  batch->classifier_meta_pool = pool_for<NvDsClassifierMeta>(batch, NVDS_CLASSIFIER_META, runtime::metadata::kPerBatch);
  batch->label_info_meta_pool = pool_for<NvDsLabelInfo>(batch, NVDS_LABEL_INFO_META, runtime::metadata::kPerBatch);
  return batch;
}

NDS_EXPORT gboolean nvds_destroy_audio_batch_meta(NvDsBatchMeta* batch) {
  if (!batch) return FALSE;
  runtime::metadata::destroy<NvDsAudioFrameMeta>(batch);
  return TRUE;
}
NDS_EXPORT void nvds_audio_batch_meta_release_func(gpointer batch, gpointer) {
  nvds_destroy_audio_batch_meta(static_cast<NvDsBatchMeta*>(batch));
}

// ---- frames

NDS_EXPORT NvDsAudioFrameMeta* nvds_acquire_audio_frame_meta_from_pool(NvDsBatchMeta* batch) {
  return runtime::metadata::acquire_locked<NvDsAudioFrameMeta>(batch);
}
NDS_EXPORT void nvds_add_audio_frame_meta_to_audio_batch(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
  attach(batch, frame);
}
NDS_EXPORT void nvds_remove_audio_frame_meta_from_audio_batch(NvDsBatchMeta* batch, NvDsAudioFrameMeta* frame) {
  detach(batch, frame);
}
NDS_EXPORT void nvds_clear_audio_frame_meta_list(NvDsBatchMeta* batch, NvDsFrameMetaList* list) {
  clear<NvDsAudioFrameMeta>(batch, list);
}
NDS_EXPORT NvDsAudioFrameMeta* nvds_get_nth_audio_frame_meta(NvDsFrameMetaList* frames, guint n) {
  return static_cast<NvDsAudioFrameMeta*>(g_list_nth_data(frames, n));
}

// ---- what hangs below them

NDS_EXPORT void nvds_add_classifier_meta_to_audio_frame(NvDsAudioFrameMeta* frame, NvDsClassifierMeta* classifier) {
  attach(frame, classifier);
}
NDS_EXPORT void nvds_remove_classifier_meta_from_audio_frame(NvDsAudioFrameMeta* frame,
                                                             NvDsClassifierMeta* classifier) {
  detach(frame, classifier);
}
NDS_EXPORT void nvds_clear_audio_classifier_meta_list(NvDsAudioFrameMeta* frame, NvDsClassifierMetaList* list) {
  clear<NvDsClassifierMeta>(frame, list);
}

NDS_EXPORT void nvds_add_user_meta_to_audio_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) { attach(batch, user); }
NDS_EXPORT void nvds_add_user_meta_to_audio_frame(NvDsAudioFrameMeta* frame, NvDsUserMeta* user) {
  attach(frame, user);
}
NDS_EXPORT void nvds_remove_user_meta_from_audio_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) {
  detach(batch, user);
}
NDS_EXPORT void nvds_remove_user_meta_from_audio_frame(NvDsAudioFrameMeta* frame, NvDsUserMeta* user) {
  detach(frame, user);
}
NDS_EXPORT void nvds_clear_audio_batch_user_meta_list(NvDsBatchMeta* batch, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(batch, list);
}
NDS_EXPORT void nvds_clear_audio_frame_user_meta_list(NvDsAudioFrameMeta* frame, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(frame, list);
}

// ---- copies

NDS_EXPORT void nvds_copy_audio_frame_meta(NvDsAudioFrameMeta* from, NvDsAudioFrameMeta* to) {
  const NvDsAudioFrameMeta before = *to;
  *to = *from;
  to->base_meta = before.base_meta;
  runtime::metadata::copy_base(from->base_meta, to->base_meta);
  to->classifier_meta_list = before.classifier_meta_list;
  to->frame_user_meta_list = before.frame_user_meta_list;
  nvds_copy_audio_classification_list(from->classifier_meta_list, to);
  nvds_copy_audio_frame_user_meta_list(from->frame_user_meta_list, to);
}

NDS_EXPORT void nvds_copy_audio_frame_meta_list(NvDsFrameMetaList* list, NvDsBatchMeta* batch) {
  copy_list<NvDsAudioFrameMeta>(list, batch, &nvds_copy_audio_frame_meta);
}
NDS_EXPORT void nvds_copy_audio_classification_list(NvDsClassifierMetaList* list, NvDsAudioFrameMeta* frame) {
  copy_list<NvDsClassifierMeta>(list, frame, &nvds_copy_classifier_meta);
}
NDS_EXPORT void nvds_copy_audio_batch_user_meta_list(NvDsUserMetaList* list, NvDsBatchMeta* batch) {
  copy_user_metas(list, batch);
}
NDS_EXPORT void nvds_copy_audio_frame_user_meta_list(NvDsUserMetaList* list, NvDsAudioFrameMeta* frame) {
  copy_user_metas(list, frame);
}

NDS_EXPORT gpointer nvds_audio_batch_meta_copy_func(gpointer batch, gpointer) {
  auto* from = static_cast<NvDsBatchMeta*>(batch);
  Lock lock(from);
  NvDsBatchMeta* to = runtime::metadata::copy_head(from, &nvds_create_audio_batch_meta);
  nvds_copy_audio_frame_meta_list(from->frame_meta_list, to);
  nvds_copy_audio_batch_user_meta_list(from->batch_user_meta_list, to);
  return to;
}

}  // namespace nvds
