#include "meta/batch.h"

namespace meta {
namespace {

// libnvdsgst_meta registers the API "NvDsMetaAPI" with this one tag.
bool is_nvds(const GstMetaInfo* info) {
  static const GQuark tag = g_quark_from_static_string("nvdsmeta");
  return info->size >= sizeof(nvds::NvDsMeta) && gst_meta_api_type_has_tag(info->api, tag);
}

}  // namespace

nvds::NvDsBatchMeta* find_batch(GstBuffer* buffer) {
  nvds::NvDsBatchMeta* last = nullptr;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(buffer, &state)) {
    if (!is_nvds(meta->info)) continue;
    const auto* nvds_meta = reinterpret_cast<const nvds::NvDsMeta*>(meta);
    if (nvds_meta->meta_type == nvds::NVDS_BATCH_GST_META && nvds_meta->meta_data)
      last = static_cast<nvds::NvDsBatchMeta*>(nvds_meta->meta_data);
  }
  return last;
}

}  // namespace meta
