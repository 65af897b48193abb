// Copies of batches and of their parts.
//
// A copy takes its elements from the pools of the batch it goes to. It owns copies of texts and masks; font names stay
// shared; a classifier's type is not copied. Lists that stand newest first come out reversed. User metas without a copy
// function are left out.
#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "runtime/metadata/elements.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/lock.h"

namespace nvds {
namespace {

using runtime::metadata::Lock;

// Where an element lies, and its context, stay the target's.
void copy_base(const NvDsBaseMeta& from, NvDsBaseMeta& to) {
  to.meta_type = from.meta_type;
  to.copy_func = from.copy_func;
  to.release_func = from.release_func;
}

// Calls `visit` with each element that the list has now, so that a list may be copied onto its own parent.
template <class T, class Visit>
void each(GList* list, Visit visit) {
  for (guint left = g_list_length(list); left > 0; --left, list = list->next) visit(static_cast<T*>(list->data));
}

template <class Add>
void copy_user_metas(NvDsUserMetaList* list, NvDsBatchMeta* batch, Add add) {
  Lock lock(batch);
  each<NvDsUserMeta>(list, [&](NvDsUserMeta* from) {
    if (!from->base_meta.copy_func) return;
    auto* to = runtime::metadata::acquire<NvDsUserMeta>(batch);
    copy_base(from->base_meta, to->base_meta);
    to->base_meta.uContext = from->base_meta.uContext;
    to->user_meta_data = from->base_meta.copy_func(from, nullptr);
    add(to);
  });
}

// The masks' `size` is in bytes.
float* copy_of(const NvOSD_MaskParams& mask) {
  return mask.data && mask.size ? static_cast<float*>(g_memdup2(mask.data, mask.size)) : nullptr;
}

gchar* copy_of(const gchar* text) { return g_strdup(text); }

}  // namespace

// ---- single elements, with what hangs below them

NDS_EXPORT void nvds_copy_label_info_meta(NvDsLabelInfo* from, NvDsLabelInfo* to) {
  const NvDsBaseMeta base = to->base_meta;
  *to = *from;
  to->base_meta = base;
  copy_base(from->base_meta, to->base_meta);
  to->pResult_label = copy_of(from->pResult_label);
}

NDS_EXPORT void nvds_copy_classifier_meta(NvDsClassifierMeta* from, NvDsClassifierMeta* to) {
  copy_base(from->base_meta, to->base_meta);
  to->unique_component_id = from->unique_component_id;
  nvds_copy_label_info_list(from->label_info_list, to);
}

NDS_EXPORT void nvds_copy_obj_meta(NvDsObjectMeta* from, NvDsObjectMeta* to) {
  copy_base(from->base_meta, to->base_meta);
  to->unique_component_id = from->unique_component_id;
  to->class_id = from->class_id;
  to->object_id = from->object_id;
  to->detector_bbox_info = from->detector_bbox_info;
  to->tracker_bbox_info = from->tracker_bbox_info;
  to->confidence = from->confidence;
  to->tracker_confidence = from->tracker_confidence;
  to->rect_params = from->rect_params;
  to->mask_params = from->mask_params;
  to->mask_params.data = copy_of(from->mask_params);
  to->text_params = from->text_params;
  to->text_params.display_text = copy_of(from->text_params.display_text);
  std::copy(std::begin(from->obj_label), std::end(from->obj_label), to->obj_label);
  std::copy(std::begin(from->misc_obj_info), std::end(from->misc_obj_info), to->misc_obj_info);
  std::copy(std::begin(from->reserved), std::end(from->reserved), to->reserved);
  nvds_copy_classification_list(from->classifier_meta_list, to);
  nvds_copy_obj_user_meta_list(from->obj_user_meta_list, to);
}

NDS_EXPORT void nvds_copy_display_meta(NvDsDisplayMeta* from, NvDsDisplayMeta* to) {
  NvDsBatchMeta* batch = to->base_meta.batch_meta;
  *to = *from;
  to->base_meta.batch_meta = batch;
  for (auto& text : to->text_params) text.display_text = copy_of(text.display_text);
}

NDS_EXPORT void nvds_copy_frame_meta(NvDsFrameMeta* from, NvDsFrameMeta* to) {
  const NvDsFrameMeta before = *to;
  *to = *from;
  to->base_meta = before.base_meta;
  copy_base(from->base_meta, to->base_meta);
  to->num_obj_meta = before.num_obj_meta;
  to->obj_meta_list = before.obj_meta_list;
  to->display_meta_list = before.display_meta_list;
  to->frame_user_meta_list = before.frame_user_meta_list;
  to->sensorInfo_meta.uri = copy_of(from->sensorInfo_meta.uri);
  to->sensorInfo_meta.sensor_id = copy_of(from->sensorInfo_meta.sensor_id);
  to->sensorInfo_meta.sensor_name = copy_of(from->sensorInfo_meta.sensor_name);
  nvds_copy_obj_meta_list(from->obj_meta_list, to);
  nvds_copy_display_meta_list(from->display_meta_list, to);
  nvds_copy_frame_user_meta_list(from->frame_user_meta_list, to);
}

// ---- lists, added to what the parent already has

NDS_EXPORT void nvds_copy_label_info_list(NvDsLabelInfoList* list, NvDsClassifierMeta* classifier) {
  Lock lock(classifier->base_meta);
  each<NvDsLabelInfo>(list, [classifier](NvDsLabelInfo* from) {
    auto* to = runtime::metadata::acquire<NvDsLabelInfo>(classifier->base_meta.batch_meta);
    nvds_copy_label_info_meta(from, to);
    nvds_add_label_info_meta_to_classifier(classifier, to);
  });
}

NDS_EXPORT void nvds_copy_classification_list(NvDsClassifierMetaList* list, NvDsObjectMeta* object) {
  Lock lock(object->base_meta);
  each<NvDsClassifierMeta>(list, [object](NvDsClassifierMeta* from) {
    auto* to = runtime::metadata::acquire<NvDsClassifierMeta>(object->base_meta.batch_meta);
    nvds_copy_classifier_meta(from, to);
    nvds_add_classifier_meta_to_object(object, to);
  });
}

// The copy's parent is the copy of the parent, if that stands earlier in the same list; else there is none.
NDS_EXPORT void nvds_copy_obj_meta_list(NvDsObjectMetaList* list, NvDsFrameMeta* frame) {
  Lock lock(frame->base_meta);
  bool related = false;
  each<NvDsObjectMeta>(list, [&related](const NvDsObjectMeta* from) { related = related || from->parent; });
  std::unordered_map<const NvDsObjectMeta*, NvDsObjectMeta*> copies;
  each<NvDsObjectMeta>(list, [&](NvDsObjectMeta* from) {
    auto* to = runtime::metadata::acquire<NvDsObjectMeta>(frame->base_meta.batch_meta);
    nvds_copy_obj_meta(from, to);
    NvDsObjectMeta* parent = nullptr;
    if (related) {
      copies[from] = to;
      if (const auto found = copies.find(from->parent); found != copies.end()) parent = found->second;
    }
    nvds_add_obj_meta_to_frame(frame, to, parent);
  });
}

NDS_EXPORT void nvds_copy_display_meta_list(NvDisplayMetaList* list, NvDsFrameMeta* frame) {
  Lock lock(frame->base_meta);
  each<NvDsDisplayMeta>(list, [frame](NvDsDisplayMeta* from) {
    auto* to = runtime::metadata::acquire<NvDsDisplayMeta>(frame->base_meta.batch_meta);
    nvds_copy_display_meta(from, to);
    nvds_add_display_meta_to_frame(frame, to);
  });
}

NDS_EXPORT void nvds_copy_frame_meta_list(NvDsFrameMetaList* list, NvDsBatchMeta* batch) {
  Lock lock(batch);
  each<NvDsFrameMeta>(list, [batch](NvDsFrameMeta* from) {
    auto* to = runtime::metadata::acquire<NvDsFrameMeta>(batch);
    nvds_copy_frame_meta(from, to);
    nvds_add_frame_meta_to_batch(batch, to);
  });
}

NDS_EXPORT void nvds_copy_batch_user_meta_list(NvDsUserMetaList* list, NvDsBatchMeta* batch) {
  copy_user_metas(list, batch, [batch](NvDsUserMeta* user) { nvds_add_user_meta_to_batch(batch, user); });
}
NDS_EXPORT void nvds_copy_frame_user_meta_list(NvDsUserMetaList* list, NvDsFrameMeta* frame) {
  copy_user_metas(list, frame->base_meta.batch_meta,
                  [frame](NvDsUserMeta* user) { nvds_add_user_meta_to_frame(frame, user); });
}
NDS_EXPORT void nvds_copy_obj_user_meta_list(NvDsUserMetaList* list, NvDsObjectMeta* object) {
  copy_user_metas(list, object->base_meta.batch_meta,
                  [object](NvDsUserMeta* user) { nvds_add_user_meta_to_obj(object, user); });
}

// ---- batches

// The copy's pools are made for max_frames_in_batch frames.
NDS_EXPORT gpointer nvds_batch_meta_copy_func(gpointer batch, gpointer) {
  auto* from = static_cast<NvDsBatchMeta*>(batch);
  Lock lock(from);
  NvDsBatchMeta* to = nvds_create_batch_meta(from->max_frames_in_batch);
  to->max_frames_in_batch = from->max_frames_in_batch;
  std::copy(std::begin(from->misc_batch_info), std::end(from->misc_batch_info), to->misc_batch_info);
  std::copy(std::begin(from->reserved), std::end(from->reserved), to->reserved);
  nvds_copy_frame_meta_list(from->frame_meta_list, to);
  nvds_copy_batch_user_meta_list(from->batch_user_meta_list, to);
  return to;
}

}  // namespace nvds
