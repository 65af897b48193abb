// Attaching elements to their parents, detaching them, emptying lists.
//
// Frames and the batch's user metas keep the order in which they were added; everything else stands newest first.
// A removed or cleared element goes back to its pool with all that hangs below it.
#include "nvds/preprocess.h"
#include "runtime/metadata/elements.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/lock.h"

namespace nvds {
namespace {

using runtime::metadata::Lock;

template <class T>
void prepend(GList*& list, T* meta) {
  list = g_list_prepend(list, meta);
}

// Takes the element out of the list and gives it back; true when the list held it.
template <class T>
bool remove(GList*& list, T* meta) {
  Lock lock(meta->base_meta);
  GList* link = g_list_find(list, meta);
  if (link) list = g_list_delete_link(list, link);
  runtime::metadata::release(meta);
  return link != nullptr;
}

// `list` is normally the parent's own; the parent's is empty afterwards in any case.
template <class T>
void clear(NvDsBatchMeta* batch, GList*& own, GList* list) {
  Lock lock(batch);
  runtime::metadata::release_list<T>(list);
  own = nullptr;
}

}  // namespace

// ---- frames of a batch

NDS_EXPORT void nvds_add_frame_meta_to_batch(NvDsBatchMeta* batch, NvDsFrameMeta* frame) {
  Lock lock(batch);
  batch->frame_meta_list = g_list_append(batch->frame_meta_list, frame);
  frame->base_meta.batch_meta = batch;
  ++batch->num_frames_in_batch;
}
NDS_EXPORT void nvds_remove_frame_meta_from_batch(NvDsBatchMeta* batch, NvDsFrameMeta* frame) {
  Lock lock(batch);
  if (remove(batch->frame_meta_list, frame)) --batch->num_frames_in_batch;
}
NDS_EXPORT void nvds_clear_frame_meta_list(NvDsBatchMeta* batch, NvDsFrameMetaList* list) {
  Lock lock(batch);
  clear<NvDsFrameMeta>(batch, batch->frame_meta_list, list);
  batch->num_frames_in_batch = 0;
}

// ---- objects of a frame

NDS_EXPORT void nvds_add_obj_meta_to_frame(NvDsFrameMeta* frame, NvDsObjectMeta* object, NvDsObjectMeta* parent) {
  Lock lock(frame->base_meta);
  prepend(frame->obj_meta_list, object);
  object->parent = parent;
  ++frame->num_obj_meta;
}
NDS_EXPORT void nvds_remove_obj_meta_from_frame(NvDsFrameMeta* frame, NvDsObjectMeta* object) {
  Lock lock(frame->base_meta);
  if (remove(frame->obj_meta_list, object)) --frame->num_obj_meta;
}
NDS_EXPORT void nvds_clear_obj_meta_list(NvDsFrameMeta* frame, NvDsObjectMetaList* list) {
  Lock lock(frame->base_meta);
  clear<NvDsObjectMeta>(frame->base_meta.batch_meta, frame->obj_meta_list, list);
  frame->num_obj_meta = 0;
}

// ---- classifiers of an object or region, and their labels

NDS_EXPORT void nvds_add_classifier_meta_to_object(NvDsObjectMeta* object, NvDsClassifierMeta* classifier) {
  Lock lock(object->base_meta);
  prepend(object->classifier_meta_list, classifier);
}
NDS_EXPORT void nvds_remove_classifier_meta_from_obj(NvDsObjectMeta* object, NvDsClassifierMeta* classifier) {
  remove(object->classifier_meta_list, classifier);
}
NDS_EXPORT void nvds_clear_classifier_meta_list(NvDsObjectMeta* object, NvDsClassifierMetaList* list) {
  clear<NvDsClassifierMeta>(object->base_meta.batch_meta, object->classifier_meta_list, list);
}
NDS_EXPORT void nvds_add_classifier_meta_to_roi(NvDsRoiMeta* roi, NvDsClassifierMeta* classifier) {
  Lock lock(classifier->base_meta);
  prepend(roi->classifier_meta_list, classifier);
}
NDS_EXPORT void nvds_remove_classifier_meta_from_roi(NvDsRoiMeta* roi, NvDsClassifierMeta* classifier) {
  remove(roi->classifier_meta_list, classifier);
}

NDS_EXPORT void nvds_add_label_info_meta_to_classifier(NvDsClassifierMeta* classifier, NvDsLabelInfo* label) {
  Lock lock(classifier->base_meta);
  prepend(classifier->label_info_list, label);
  ++classifier->num_labels;
}
NDS_EXPORT void nvds_remove_label_info_meta_from_classifier(NvDsClassifierMeta* classifier, NvDsLabelInfo* label) {
  Lock lock(classifier->base_meta);
  if (remove(classifier->label_info_list, label)) --classifier->num_labels;
}
NDS_EXPORT void nvds_clear_label_info_meta_list(NvDsClassifierMeta* classifier, NvDsLabelInfoList* list) {
  Lock lock(classifier->base_meta);
  clear<NvDsLabelInfo>(classifier->base_meta.batch_meta, classifier->label_info_list, list);
  classifier->num_labels = 0;
}

// ---- display metas of a frame

NDS_EXPORT void nvds_add_display_meta_to_frame(NvDsFrameMeta* frame, NvDsDisplayMeta* display) {
  Lock lock(frame->base_meta);
  prepend(frame->display_meta_list, display);
}
NDS_EXPORT void nvds_remove_display_meta_from_frame(NvDsFrameMeta* frame, NvDsDisplayMeta* display) {
  remove(frame->display_meta_list, display);
}
NDS_EXPORT void nvds_clear_display_meta_list(NvDsFrameMeta* frame, NvDisplayMetaList* list) {
  clear<NvDsDisplayMeta>(frame->base_meta.batch_meta, frame->display_meta_list, list);
}

// ---- user metas

NDS_EXPORT void nvds_add_user_meta_to_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) {
  Lock lock(batch);
  batch->batch_user_meta_list = g_list_append(batch->batch_user_meta_list, user);
}
NDS_EXPORT void nvds_add_user_meta_to_frame(NvDsFrameMeta* frame, NvDsUserMeta* user) {
  Lock lock(frame->base_meta);
  prepend(frame->frame_user_meta_list, user);
}
NDS_EXPORT void nvds_add_user_meta_to_obj(NvDsObjectMeta* object, NvDsUserMeta* user) {
  Lock lock(object->base_meta);
  prepend(object->obj_user_meta_list, user);
}
NDS_EXPORT void nvds_add_user_meta_to_roi(NvDsRoiMeta* roi, NvDsUserMeta* user) {
  Lock lock(user->base_meta);
  prepend(roi->roi_user_meta_list, user);
}

NDS_EXPORT void nvds_remove_user_meta_from_batch(NvDsBatchMeta* batch, NvDsUserMeta* user) {
  remove(batch->batch_user_meta_list, user);
}
NDS_EXPORT void nvds_remove_user_meta_from_frame(NvDsFrameMeta* frame, NvDsUserMeta* user) {
  remove(frame->frame_user_meta_list, user);
}
NDS_EXPORT void nvds_remove_user_meta_from_object(NvDsObjectMeta* object, NvDsUserMeta* user) {
  remove(object->obj_user_meta_list, user);
}
NDS_EXPORT void nvds_remove_user_meta_from_roi(NvDsRoiMeta* roi, NvDsUserMeta* user) {
  remove(roi->roi_user_meta_list, user);
}

NDS_EXPORT void nvds_clear_batch_user_meta_list(NvDsBatchMeta* batch, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(batch, batch->batch_user_meta_list, list);
}
NDS_EXPORT void nvds_clear_frame_user_meta_list(NvDsFrameMeta* frame, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(frame->base_meta.batch_meta, frame->frame_user_meta_list, list);
}
NDS_EXPORT void nvds_clear_obj_user_meta_list(NvDsObjectMeta* object, NvDsUserMetaList* list) {
  clear<NvDsUserMeta>(object->base_meta.batch_meta, object->obj_user_meta_list, list);
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
    default: break;
  }
  return list;
}

}  // namespace nvds
