// Frame, object, classifier, display and user metadata of a batch, and the functions of libnvds_meta.so,
// as DeepStream 9.0 and 9.1 lay them out. Earlier releases: layout.h.
#pragma once

#include <glib.h>
#include <cstdint>
#include "nvds/osd.h"

namespace nvds {

constexpr unsigned MAX_USER_FIELDS = 4;
constexpr unsigned MAX_RESERVED_FIELDS = 4;
constexpr unsigned MAX_LABEL_SIZE = 128;
constexpr unsigned MAX_ELEMENTS_IN_DISPLAY_META = 16;
constexpr std::uint64_t UNTRACKED_OBJECT_ID = 0xFFFFFFFFFFFFFFFFull;

using NvDsClassifierMetaList = GList;
using NvDsUserMetaList = GList;
using NvDsFrameMetaList = GList;
using NvDsObjectMetaList = GList;
using NvDisplayMetaList = GList;
using NvDsLabelInfoList = GList;
using NvDsMetaList = GList;

enum NvDsMetaType : std::int32_t {
  NVDS_INVALID_META = -1,
  NVDS_BATCH_META = 1,
  NVDS_FRAME_META = 2,
  NVDS_OBJ_META = 3,
  NVDS_DISPLAY_META = 4,
  NVDS_CLASSIFIER_META = 5,
  NVDS_LABEL_INFO_META = 6,
  NVDS_USER_META = 7,
  NVDS_PAYLOAD_META = 8,
  NVDS_EVENT_MSG_META = 9,
  NVDS_OPTICAL_FLOW_META = 10,
  NVDS_LATENCY_MEASUREMENT_META = 11,
  NVDSINFER_TENSOR_OUTPUT_META = 12,
  NVDSINFER_SEGMENTATION_META = 13,
  NVDS_CROP_IMAGE_META = 14,
  NVDS_TRACKER_PAST_FRAME_META = 15,
  NVDS_TRACKER_BATCH_REID_META = 16,
  NVDS_TRACKER_OBJ_REID_META = 17,
  NVDS_TRACKER_TERMINATED_LIST_META = 18,
  NVDS_TRACKER_SHADOW_LIST_META = 19,
  NVDS_OBJ_VISIBILITY = 20,
  NVDS_OBJ_IMAGE_FOOT_LOCATION = 21,
  NVDS_OBJ_WORLD_FOOT_LOCATION = 22,
  NVDS_OBJ_IMAGE_CONVEX_HULL = 23,
  NVDS_OBJ_3D_META = 24,
  NVDS_AUDIO_BATCH_META = 25,
  NVDS_AUDIO_FRAME_META = 26,
  NVDS_PREPROCESS_FRAME_META = 27,
  NVDS_PREPROCESS_BATCH_META = 28,
  NVDS_CUSTOM_MSG_BLOB = 29,
  NVDS_ROI_META = 30,
  NVDS_CUSTOM_MSG_SPARSE4D = 31,
  NVDS_FRAME_META_NVDSANALYTICS = 32,
  NVDS_OBJ_META_NVDSANALYTICS = 33,
  NVDS_RESERVED_META = 4095,
  NVDS_GST_CUSTOM_META = 4096,
  NVDS_START_USER_META = 8193,
  NVDS_FORCE32_META = 2147483647,
};

enum NvDsDataType : std::uint32_t {
  NvDsDataType_FP32 = 0,
  NvDsDataType_UINT8 = 1,
  NvDsDataType_INT8 = 2,
  NvDsDataType_UINT32 = 3,
  NvDsDataType_INT32 = 4,
  NvDsDataType_INT64 = 5,
  NvDsDataType_UINT64 = 6,
  NvDsDataType_FP16 = 7,
};

enum NvDsUnitType : std::uint32_t {
  NvDsUnitType_FullFrame = 0,
  NvDsUnitType_ROI = 1,
  NvDsUnitType_Object = 2,
};

using NvDsMetaCopyFunc = gpointer (*)(gpointer, gpointer);
using NvDsMetaReleaseFunc = void (*)(gpointer, gpointer);

struct NvDsBatchMeta;
struct NvDsObjectMeta;
struct NvDsFrameMeta;
struct NvDsRoiMeta;

struct NvDsBaseMeta {
  NvDsBatchMeta* batch_meta;
  NvDsMetaType meta_type;
  void* uContext;
  NvDsMetaCopyFunc copy_func;
  NvDsMetaReleaseFunc release_func;
};
static_assert(sizeof(NvDsBaseMeta) == 40);

struct NvDsMetaPool {
  NvDsMetaType meta_type;
  guint max_elements_in_pool;
  guint element_size;
  guint num_empty_elements;
  guint num_full_elements;
  NvDsMetaList* empty_list;
  NvDsMetaList* full_list;
  NvDsMetaCopyFunc copy_func;
  NvDsMetaReleaseFunc release_func;
};
static_assert(sizeof(NvDsMetaPool) == 56);

struct NvDsBatchMeta {
  NvDsBaseMeta base_meta;
  guint max_frames_in_batch;
  guint num_frames_in_batch;
  NvDsMetaPool* frame_meta_pool;
  NvDsMetaPool* obj_meta_pool;
  NvDsMetaPool* classifier_meta_pool;
  NvDsMetaPool* display_meta_pool;
  NvDsMetaPool* user_meta_pool;
  NvDsMetaPool* label_info_meta_pool;
  NvDsFrameMetaList* frame_meta_list;
  NvDsUserMetaList* batch_user_meta_list;
  GRecMutex meta_mutex;
  gint64 misc_batch_info[4];
  gint64 reserved[4];
};
static_assert(sizeof(NvDsBatchMeta) == 192);

struct NvDsSensorInfo_meta {
  guint source_id;
  const gchar* uri;
  const gchar* sensor_id;
  const gchar* sensor_name;
};
static_assert(sizeof(NvDsSensorInfo_meta) == 32);

struct NvDsFrameMeta {
  NvDsBaseMeta base_meta;
  guint pad_index;
  guint batch_id;
  gint frame_num;
  guint64 buf_pts;
  guint64 ntp_timestamp;
  guint source_id;
  gint num_surfaces_per_frame;
  guint source_frame_width;
  guint source_frame_height;
  guint surface_type;
  guint surface_index;
  guint num_obj_meta;
  gboolean bInferDone;
  NvDsObjectMetaList* obj_meta_list;
  NvDisplayMetaList* display_meta_list;
  NvDsUserMetaList* frame_user_meta_list;
  gint64 misc_frame_info[4];
  guint pipeline_width;
  guint pipeline_height;
  NvDsSensorInfo_meta sensorInfo_meta;
  gint64 reserved[4];
};
static_assert(sizeof(NvDsFrameMeta) == 232);

struct NvDsComp_BboxInfo {
  NvBbox_Coords org_bbox_coords;
};
static_assert(sizeof(NvDsComp_BboxInfo) == 16);

struct NvDsObjectMeta {
  NvDsBaseMeta base_meta;
  NvDsObjectMeta* parent;
  gint unique_component_id;
  gint class_id;
  guint64 object_id;
  NvDsComp_BboxInfo detector_bbox_info;
  NvDsComp_BboxInfo tracker_bbox_info;
  gfloat confidence;
  gfloat tracker_confidence;
  NvOSD_RectParams rect_params;
  NvOSD_MaskParams mask_params;
  NvOSD_TextParams text_params;
  gchar obj_label[128];
  NvDsClassifierMetaList* classifier_meta_list;
  NvDsUserMetaList* obj_user_meta_list;
  gint64 misc_obj_info[4];
  gint64 reserved[4];
};
static_assert(sizeof(NvDsObjectMeta) == 552);

struct NvDsClassifierMeta {
  NvDsBaseMeta base_meta;
  guint num_labels;
  gint unique_component_id;
  NvDsLabelInfoList* label_info_list;
  const gchar* classifier_type;
};
static_assert(sizeof(NvDsClassifierMeta) == 64);

struct NvDsLabelInfo {
  NvDsBaseMeta base_meta;
  guint num_classes;
  gchar result_label[128];
  gchar* pResult_label;
  guint result_class_id;
  guint label_id;
  gfloat result_prob;
};
static_assert(sizeof(NvDsLabelInfo) == 200);

struct NvDsDisplayMeta {
  NvDsBaseMeta base_meta;
  guint num_rects;
  guint num_labels;
  guint num_lines;
  guint num_arrows;
  guint num_circles;
  NvOSD_RectParams rect_params[16];
  NvOSD_TextParams text_params[16];
  NvOSD_LineParams line_params[16];
  NvOSD_ArrowParams arrow_params[16];
  NvOSD_CircleParams circle_params[16];
  gint64 misc_osd_data[4];
  gint64 reserved[4];
};
static_assert(sizeof(NvDsDisplayMeta) == 7040);

struct NvDsUserMeta {
  NvDsBaseMeta base_meta;
  void* user_meta_data;
};
static_assert(sizeof(NvDsUserMeta) == 48);

extern "C" {
void nvds_acquire_meta_lock(NvDsBatchMeta*);
void nvds_release_meta_lock(NvDsBatchMeta*);
NvDsBatchMeta* nvds_create_batch_meta(guint);
gboolean nvds_destroy_batch_meta(NvDsBatchMeta*);
NvDsFrameMeta* nvds_acquire_frame_meta_from_pool(NvDsBatchMeta*);
void nvds_add_frame_meta_to_batch(NvDsBatchMeta*, NvDsFrameMeta*);
void nvds_remove_frame_meta_from_batch(NvDsBatchMeta*, NvDsFrameMeta*);
NvDsObjectMeta* nvds_acquire_obj_meta_from_pool(NvDsBatchMeta*);
void nvds_add_obj_meta_to_frame(NvDsFrameMeta*, NvDsObjectMeta*, NvDsObjectMeta*);
void nvds_remove_obj_meta_from_frame(NvDsFrameMeta*, NvDsObjectMeta*);
NvDsClassifierMeta* nvds_acquire_classifier_meta_from_pool(NvDsBatchMeta*);
void nvds_add_classifier_meta_to_roi(NvDsRoiMeta*, NvDsClassifierMeta*);
void nvds_remove_classifier_meta_from_roi(NvDsRoiMeta*, NvDsClassifierMeta*);
void nvds_add_classifier_meta_to_object(NvDsObjectMeta*, NvDsClassifierMeta*);
void nvds_remove_classifier_meta_from_obj(NvDsObjectMeta*, NvDsClassifierMeta*);
NvDsDisplayMeta* nvds_acquire_display_meta_from_pool(NvDsBatchMeta*);
void nvds_add_display_meta_to_frame(NvDsFrameMeta*, NvDsDisplayMeta*);
void nvds_remove_display_meta_from_frame(NvDsFrameMeta*, NvDsDisplayMeta*);
NvDsLabelInfo* nvds_acquire_label_info_meta_from_pool(NvDsBatchMeta*);
void nvds_add_label_info_meta_to_classifier(NvDsClassifierMeta*, NvDsLabelInfo*);
void nvds_remove_label_info_meta_from_classifier(NvDsClassifierMeta*, NvDsLabelInfo*);
void nvds_add_user_meta_to_batch(NvDsBatchMeta*, NvDsUserMeta*);
void nvds_add_user_meta_to_frame(NvDsFrameMeta*, NvDsUserMeta*);
void nvds_add_user_meta_to_roi(NvDsRoiMeta*, NvDsUserMeta*);
void nvds_add_user_meta_to_obj(NvDsObjectMeta*, NvDsUserMeta*);
NvDsUserMeta* nvds_acquire_user_meta_from_pool(NvDsBatchMeta*);
void nvds_remove_user_meta_from_batch(NvDsBatchMeta*, NvDsUserMeta*);
void nvds_remove_user_meta_from_frame(NvDsFrameMeta*, NvDsUserMeta*);
void nvds_remove_user_meta_from_roi(NvDsRoiMeta*, NvDsUserMeta*);
void nvds_remove_user_meta_from_object(NvDsObjectMeta*, NvDsUserMeta*);
gboolean nvds_get_current_metadata_info(NvDsBatchMeta*);
gpointer nvds_batch_meta_copy_func(gpointer, gpointer);
void nvds_batch_meta_release_func(gpointer, gpointer);
NvDsFrameMeta* nvds_get_nth_frame_meta(NvDsFrameMetaList*, guint);
void nvds_clear_frame_meta_list(NvDsBatchMeta*, NvDsFrameMetaList*);
void nvds_clear_obj_meta_list(NvDsFrameMeta*, NvDsObjectMetaList*);
void nvds_clear_classifier_meta_list(NvDsObjectMeta*, NvDsClassifierMetaList*);
void nvds_clear_label_info_meta_list(NvDsClassifierMeta*, NvDsLabelInfoList*);
void nvds_clear_display_meta_list(NvDsFrameMeta*, NvDisplayMetaList*);
void nvds_clear_batch_user_meta_list(NvDsBatchMeta*, NvDsUserMetaList*);
void nvds_clear_frame_user_meta_list(NvDsFrameMeta*, NvDsUserMetaList*);
void nvds_clear_obj_user_meta_list(NvDsObjectMeta*, NvDsUserMetaList*);
NvDsMetaList* nvds_clear_meta_list(NvDsBatchMeta*, NvDsMetaList*, NvDsMetaPool*);
void nvds_copy_frame_meta(NvDsFrameMeta*, NvDsFrameMeta*);
void nvds_copy_obj_meta(NvDsObjectMeta*, NvDsObjectMeta*);
void nvds_copy_classifier_meta(NvDsClassifierMeta*, NvDsClassifierMeta*);
void nvds_copy_label_info_meta(NvDsLabelInfo*, NvDsLabelInfo*);
void nvds_copy_display_meta(NvDsDisplayMeta*, NvDsDisplayMeta*);
void nvds_copy_batch_user_meta_list(NvDsUserMetaList*, NvDsBatchMeta*);
void nvds_copy_frame_user_meta_list(NvDsUserMetaList*, NvDsFrameMeta*);
void nvds_copy_obj_user_meta_list(NvDsUserMetaList*, NvDsObjectMeta*);
void nvds_copy_display_meta_list(NvDisplayMetaList*, NvDsFrameMeta*);
void nvds_copy_frame_meta_list(NvDsFrameMetaList*, NvDsBatchMeta*);
void nvds_copy_obj_meta_list(NvDsObjectMetaList*, NvDsFrameMeta*);
void nvds_copy_classification_list(NvDsClassifierMetaList*, NvDsObjectMeta*);
void nvds_copy_label_info_list(NvDsLabelInfoList*, NvDsClassifierMeta*);
NvDsMetaType nvds_get_user_meta_type(gchar*);
}

// What nvds_get_user_meta_type answers, for readers that do not link libnvds_meta.so: observed on 9.0.2.
inline gint32 user_meta_type_of(const gchar* descriptor) {
  return static_cast<gint32>(NVDS_START_USER_META + g_quark_from_string(descriptor));
}

}  // namespace nvds
