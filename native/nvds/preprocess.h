// Regions and tensors that nvdspreprocess attaches to a batch for nvinfer to use.
#pragma once

#include <gst/gst.h>
#include <string>
#include <vector>

#include "nvds/inference.h"
#include "nvds/metadata.h"
#include "nvds/surface.h"

namespace nvds {

constexpr unsigned DS_MAX_POLYGON_POINTS = 8;

struct NvDsRoiMeta {
  NvOSD_RectParams roi;
  guint roi_polygon[8][2];
  NvBufSurfaceParams* converted_buffer;
  NvDsFrameMeta* frame_meta;
  gdouble scale_ratio_x;
  gdouble scale_ratio_y;
  gdouble offset_left;
  gdouble offset_top;
  NvDsClassifierMetaList* classifier_meta_list;
  NvDsUserMetaList* roi_user_meta_list;
  NvDsObjectMeta* object_meta;
};
static_assert(sizeof(NvDsRoiMeta) == 248);

struct NvDsPreProcessTensorMeta {
  void* raw_tensor_buffer;
  guint64 buffer_size;
  std::vector<int> tensor_shape;
  NvDsDataType data_type;
  std::string tensor_name;
  guint gpu_id;
  void* private_data;
  guint meta_id;
  gboolean maintain_aspect_ratio;
};
static_assert(sizeof(NvDsPreProcessTensorMeta) == 104);

struct GstNvDsPreProcessBatchMeta {
  std::vector<uint64_t> target_unique_ids;
  NvDsPreProcessTensorMeta* tensor_meta;
  std::vector<NvDsRoiMeta> roi_vector;
  void* private_data;
};
static_assert(sizeof(GstNvDsPreProcessBatchMeta) == 64);


}  // namespace nvds
