// How a batch rides on a GstBuffer: the GstMeta of libnvdsgst_meta.so.
#pragma once

#include <gst/gst.h>

#include "nvds/metadata.h"

namespace nvds {

enum GstNvDsMetaType : std::int32_t {
  NVDS_GST_INVALID_META = -1,
  NVDS_BATCH_GST_META = 4097,
  NVDS_DECODER_GST_META = 4098,
  NVDS_DEWARPER_GST_META = 4099,
  NVDS_BUFFER_GST_AS_FRAME_USER_META = 4100,
  NVDS_RESERVED_GST_META = 8192,
  NVDS_GST_META_FORCE32 = 2147483647,
};

struct NvDsMeta {
  GstMeta meta;
  gpointer meta_data;
  gpointer user_data;
  gint meta_type;
  NvDsMetaCopyFunc copyfunc;
  NvDsMetaReleaseFunc freefunc;
  NvDsMetaCopyFunc gst_to_nvds_meta_transform_func;
  NvDsMetaReleaseFunc gst_to_nvds_meta_release_func;
};
static_assert(sizeof(NvDsMeta) == 72);

extern "C" {
GType nvds_meta_api_get_type();
const GstMetaInfo* nvds_meta_get_info();
NvDsMeta* gst_buffer_add_nvds_meta(GstBuffer*, gpointer, gpointer, NvDsMetaCopyFunc, NvDsMetaReleaseFunc);
NvDsMeta* gst_buffer_get_nvds_meta(GstBuffer*);
NvDsBatchMeta* gst_buffer_get_nvds_batch_meta(GstBuffer*);
void nvds_copy_gst_meta_to_frame_meta(GstBuffer*, NvDsBatchMeta*, NvDsFrameMeta*);
}

}  // namespace nvds
