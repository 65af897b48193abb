// Attaching elements to their parents, detaching them, emptying lists.
#include "runtime/metadata/children.h"
#include "runtime/metadata/exported.h"

namespace nvds {

using runtime::metadata::attach;
using runtime::metadata::clear;
using runtime::metadata::detach;
using runtime::metadata::Lock;

// ---- frames of a batch

NDS_EXPORT void nvds_add_frame_meta_to_batch(NvDsBatchMeta* batch, NvDsFrameMeta* frame) { attach(batch, frame); }
NDS_EXPORT void nvds_remove_frame_meta_from_batch(NvDsBatchMeta* batch, NvDsFrameMeta* frame) { detach(batch, frame); }
NDS_EXPORT void nvds_clear_frame_meta_list(NvDsBatchMeta* batch, NvDsFrameMetaList* list) {
  clear<NvDsFrameMeta>(batch, list);
}

// ---- objects of a frame

NDS_EXPORT void nvds_add_obj_meta_to_frame(NvDsFrameMeta* frame, NvDsObjectMeta* object, NvDsObjectMeta* parent) {
  Lock lock(frame->base_meta);
  attach(frame, object);
  object->parent = parent;
}
NDS_EXPORT void nvds_remove_obj_meta_from_frame(NvDsFrameMeta* frame, NvDsObjectMeta* object) { detach(frame, object); }
NDS_EXPORT void nvds_clear_obj_meta_list(NvDsFrameMeta* frame, NvDsObjectMetaList* list) {
  clear<NvDsObjectMeta>(frame, list);
}

// ---- classifiers of an object or region, and their labels

NDS_EXPORT void nvds_add_classifier_meta_to_object(NvDsObjectMeta* object, NvDsClassifierMeta* classifier) {
  attach(object, classifier);
}
NDS_EXPORT void nvds_remove_classifier_meta_from_obj(NvDsObjectMeta* object, NvDsClassifierMeta* classifier) {
  detach(object, classifier);
}
NDS_EXPORT void nvds_clear_classifier_meta_list(NvDsObjectMeta* object, NvDsClassifierMetaList* list) {
  clear<NvDsClassifierMeta>(object, list);
}
NDS_EXPORT void nvds_add_classifier_meta_to_roi(NvDsRoiMeta* roi, NvDsClassifierMeta* classifier) {
  attach(roi, classifier);
}
NDS_EXPORT void nvds_remove_classifier_meta_from_roi(NvDsRoiMeta* roi, NvDsClassifierMeta* classifier) {
  detach(roi, classifier);
}

NDS_EXPORT void nvds_add_label_info_meta_to_classifier(NvDsClassifierMeta* classifier, NvDsLabelInfo* label) {
  attach(classifier, label);
}
NDS_EXPORT void nvds_remove_label_info_meta_from_classifier(NvDsClassifierMeta* classifier, NvDsLabelInfo* label) {
  detach(classifier, label);
}
NDS_EXPORT void nvds_clear_label_info_meta_list(NvDsClassifierMeta* classifier, NvDsLabelInfoList* list) {
  clear<NvDsLabelInfo>(classifier, list);
}

// ---- display metas of a frame

NDS_EXPORT void nvds_add_display_meta_to_frame(NvDsFrameMeta* frame, NvDsDisplayMeta* display) {
  attach(frame, display);
}
NDS_EXPORT void nvds_remove_display_meta_from_frame(NvDsFrameMeta* frame, NvDsDisplayMeta* display) {
  detach(frame, display);
}
NDS_EXPORT void nvds_clear_display_meta_list(NvDsFrameMeta* frame, NvDisplayMetaList* list) {
  clear<NvDsDisplayMeta>(frame, list);
}

// ---- user metas

NDS_EXPORT void nvds_add_user_meta_to_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) { attach(batch, user); }
NDS_EXPORT void nvds_add_user_meta_to_frame(NvDsFrameMeta* frame, NvDsUserMeta* user) { attach(frame, user); }
NDS_EXPORT void nvds_add_user_meta_to_obj(NvDsObjectMeta* object, NvDsUserMeta* user) { attach(object, user); }
NDS_EXPORT void nvds_add_user_meta_to_roi(NvDsRoiMeta* roi, NvDsUserMeta* user) { attach(roi, user); }

NDS_EXPORT void nvds_remove_user_meta_from_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) { detach(batch, user); }
NDS_EXPORT void nvds_remove_user_meta_from_frame(NvDsFrameMeta* frame, NvDsUserMeta* user) { detach(frame, user); }
NDS_EXPORT void nvds_remove_user_meta_from_object(NvDsObjectMeta* object, NvDsUserMeta* user) { detach(object, user); }
NDS_EXPORT void nvds_remove_user_meta_from_roi(NvDsRoiMeta* roi, NvDsUserMeta* user) { detach(roi, user); }

NDS_EXPORT void nvds_clear_batch_user_meta_list(NvDsBatchMeta* batch, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(batch, list);
}
NDS_EXPORT void nvds_clear_frame_user_meta_list(NvDsFrameMeta* frame, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(frame, list);
}
NDS_EXPORT void nvds_clear_obj_user_meta_list(NvDsObjectMeta* object, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(object, list);
}

// Counters and the parent's own pointer are the caller's affair.
NDS_EXPORT NvDsMetaList* nvds_clear_meta_list(NvDsBatchMeta* batch, NvDsMetaList* list, NvDsMetaPool* pool) {
  using namespace runtime::metadata;
  Lock lock(batch);
  switch (pool->meta_type) {
    case NVDS_FRAME_META: release_list<NvDsFrameMeta>(list); break;
    case NVDS_OBJ_META: release_list<NvDsObjectMeta>(list); break;
    case NVDS_CLASSIFIER_META: release_list<NvDsClassifierMeta>(list); break;
    case NVDS_LABEL_INFO_META: release_list<NvDsLabelInfo>(list); break;
    case NVDS_DISPLAY_META: release_list<NvDsDisplayMeta>(list); break;
    case NVDS_USER_META: release_list<NvDsUserMeta>(list); break;
    case NVDS_AUDIO_FRAME_META: release_list<NvDsAudioFrameMeta>(list); break;
    default: break;
  }
  return list;
}

}  // namespace nvds
