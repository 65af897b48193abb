// Copies of batches and of their parts.
//
// A copy takes its elements from the pools of the batch it goes to. It owns copies of texts and masks; font names stay
// shared; a classifier's type is not copied. Lists that stand newest first come out reversed. User metas without a copy
// function are left out.
#include "runtime/metadata/copy.h"

#include <algorithm>
#include <iterator>
#include <unordered_map>

#include "runtime/metadata/exported.h"

namespace nvds {
namespace {

using runtime::metadata::copy_base;
using runtime::metadata::copy_list;
using runtime::metadata::each;
using runtime::metadata::Lock;

// The masks' `size` is in bytes.
float* copy_of(const NvOSD_MaskParams& mask) {
  return mask.data && mask.size ? static_cast<float*>(g_memdup2(mask.data, mask.size)) : nullptr;
}

}  // namespace

// ---- single elements, with what hangs below them

NDS_EXPORT void nvds_copy_label_info_meta(NvDsLabelInfo* from, NvDsLabelInfo* to) {
  const NvDsBaseMeta base = to->base_meta;
  *to = *from;
  to->base_meta = base;
  copy_base(from->base_meta, to->base_meta);
  to->pResult_label = g_strdup(from->pResult_label);
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
  to->text_params.display_text = g_strdup(from->text_params.display_text);
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
  for (auto& text : to->text_params) text.display_text = g_strdup(text.display_text);
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
  to->sensorInfo_meta.uri = g_strdup(from->sensorInfo_meta.uri);
  to->sensorInfo_meta.sensor_id = g_strdup(from->sensorInfo_meta.sensor_id);
  to->sensorInfo_meta.sensor_name = g_strdup(from->sensorInfo_meta.sensor_name);
  nvds_copy_obj_meta_list(from->obj_meta_list, to);
  nvds_copy_display_meta_list(from->display_meta_list, to);
  nvds_copy_frame_user_meta_list(from->frame_user_meta_list, to);
}

// ---- lists, added to what the parent already has

NDS_EXPORT void nvds_copy_label_info_list(NvDsLabelInfoList* list, NvDsClassifierMeta* classifier) {
  copy_list<NvDsLabelInfo>(list, classifier, &nvds_copy_label_info_meta);
}
NDS_EXPORT void nvds_copy_classification_list(NvDsClassifierMetaList* list, NvDsObjectMeta* object) {
  copy_list<NvDsClassifierMeta>(list, object, &nvds_copy_classifier_meta);
}
NDS_EXPORT void nvds_copy_display_meta_list(NvDisplayMetaList* list, NvDsFrameMeta* frame) {
  copy_list<NvDsDisplayMeta>(list, frame, &nvds_copy_display_meta);
}
NDS_EXPORT void nvds_copy_frame_meta_list(NvDsFrameMetaList* list, NvDsBatchMeta* batch) {
  copy_list<NvDsFrameMeta>(list, batch, &nvds_copy_frame_meta);
}

// The copy's parent is the copy of the parent, if that stands earlier in the same list; else there is none.
NDS_EXPORT void nvds_copy_obj_meta_list(NvDsObjectMetaList* list, NvDsFrameMeta* frame) {
  Lock lock(frame->base_meta);
  bool related = false;
  each<NvDsObjectMeta>(list, [&related](const NvDsObjectMeta* from) { related = related || from->parent; });
  std::unordered_map<const NvDsObjectMeta*, NvDsObjectMeta*> copies;
  copy_list<NvDsObjectMeta>(list, frame, [&](NvDsObjectMeta* from, NvDsObjectMeta* to) {
    nvds_copy_obj_meta(from, to);
    to->parent = nullptr;
    if (!related) return;
    copies[from] = to;
    if (const auto found = copies.find(from->parent); found != copies.end()) to->parent = found->second;
  });
}

NDS_EXPORT void nvds_copy_batch_user_meta_list(NvDsUserMetaList* list, NvDsBatchMeta* batch) {
  runtime::metadata::copy_user_metas(list, batch);
}
NDS_EXPORT void nvds_copy_frame_user_meta_list(NvDsUserMetaList* list, NvDsFrameMeta* frame) {
  runtime::metadata::copy_user_metas(list, frame);
}
NDS_EXPORT void nvds_copy_obj_user_meta_list(NvDsUserMetaList* list, NvDsObjectMeta* object) {
  runtime::metadata::copy_user_metas(list, object);
}

// ---- batches

NDS_EXPORT gpointer nvds_batch_meta_copy_func(gpointer batch, gpointer) {
  auto* from = static_cast<NvDsBatchMeta*>(batch);
  Lock lock(from);
  NvDsBatchMeta* to = runtime::metadata::copy_head(from, &nvds_create_batch_meta);
  nvds_copy_frame_meta_list(from->frame_meta_list, to);
  nvds_copy_batch_user_meta_list(from->batch_user_meta_list, to);
  return to;
}

}  // namespace nvds
