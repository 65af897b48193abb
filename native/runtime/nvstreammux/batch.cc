#include "runtime/nvstreammux/batch.h"

#include <algorithm>

#include "nvds/latency.h"

namespace runtime::mux {
namespace {

// Applications attach NvDsMeta to buffers before the muxer to find them at the frame behind it; the new muxer keeps the
// other GstMeta too.
void keep_metas(nvds::NvDsBatchMeta* batch, nvds::NvDsFrameMeta* meta, const Frame& frame, const FrameFacts& facts) {
  gpointer state = nullptr;
  bool any = facts.keep_gst_metas;
  while (!any) {
    const GstMeta* next = gst_buffer_iterate_meta_filtered(frame.buffer.get(), &state, nvds::nvds_meta_api_get_type());
    if (!next) return;
    any = reinterpret_cast<const nvds::NvDsMeta*>(next)->meta_type != nvds::NVDS_BATCH_GST_META;
  }
  nvds::nvds_copy_gst_meta_to_frame_meta(frame.buffer.get(), batch, meta);
}

void copy_metas(nvds::NvDsBatchMeta* batch, const nvds::NvDsBatchMeta* from, const Frame& frame,
                const FrameFacts& facts, guint surfaces, guint batch_id) {
  for (const GList* item = from->frame_meta_list; item && surfaces > 0; item = item->next, --surfaces) {
    nvds::NvDsFrameMeta* meta = nvds::nvds_acquire_frame_meta_from_pool(batch);
    nvds::nvds_copy_frame_meta(static_cast<nvds::NvDsFrameMeta*>(item->data), meta);
    meta->batch_id = batch_id++;
    if (facts.overwrite_pad_index) meta->pad_index = facts.pad_index;
    nvds::nvds_add_frame_meta_to_batch(batch, meta);
    keep_metas(batch, meta, frame, facts);
  }
}

}  // namespace

nvds::NvDsBatchMeta* new_batch_meta(guint max_frames) {
  nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(max_frames);
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds::nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds::nvds_batch_meta_release_func;
  batch->max_frames_in_batch = max_frames;
  return batch;
}

void attach_batch_meta(GstBuffer* buffer, nvds::NvDsBatchMeta* batch) {
  nvds::NvDsMeta* meta = nvds::gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds::nvds_batch_meta_copy_func,
                                                        nvds::nvds_batch_meta_release_func);
  meta->meta_type = nvds::NVDS_BATCH_GST_META;
}

void add_frame_metas(nvds::NvDsBatchMeta* batch, const Frame& frame, const FrameFacts& facts, guint surfaces,
                     guint batch_id) {
  if (const nvds::NvDsBatchMeta* incoming = nvds::gst_buffer_get_nvds_batch_meta(frame.buffer.get())) {
    copy_metas(batch, incoming, frame, facts, surfaces, batch_id);
    return;
  }
  for (guint i = 0; i < surfaces; ++i) {
    nvds::NvDsFrameMeta* meta = nvds::nvds_acquire_frame_meta_from_pool(batch);
    meta->pad_index = facts.pad_index;
    meta->source_id = frame.format->source_id;
    meta->batch_id = batch_id + i;
    meta->frame_num = gint(facts.first_frame_num + i);
    meta->buf_pts = GST_BUFFER_PTS(frame.buffer.get());
    meta->ntp_timestamp = frame.ntp_timestamp;
    const bool own_size = i < facts.pictures.size();
    meta->source_frame_width = own_size ? facts.pictures[i].width : facts.source_width;
    meta->source_frame_height = own_size ? facts.pictures[i].height : facts.source_height;
    meta->pipeline_width = facts.pipeline_width;
    meta->pipeline_height = facts.pipeline_height;
    meta->num_surfaces_per_frame = gint(facts.surfaces_per_frame);
    meta->surface_index = i;
    nvds::nvds_add_frame_meta_to_batch(batch, meta);
    keep_metas(batch, meta, frame, facts);
  }
}

void add_latency_meta(nvds::NvDsBatchMeta* batch, const Frame& frame, const FrameFacts& facts, const char* component) {
  if (!nvds::nvds_get_enable_latency_measurement() && !nvds::nvds_get_latency_measurement_silent()) return;
  nvds::NvDsUserMeta* meta = nvds::nvds_acquire_user_meta_from_pool(batch);
  auto* latency = static_cast<nvds::NvDsMetaCompLatency*>(nvds::nvds_set_latency_metadata_ptr());
  meta->user_meta_data = latency;
  meta->base_meta.meta_type = nvds::NVDS_LATENCY_MEASUREMENT_META;
  meta->base_meta.copy_func = nvds::nvds_copy_latency_meta;
  meta->base_meta.release_func = nvds::nvds_release_latency_meta;
  g_strlcpy(latency->component_name, component, nvds::MAX_COMPONENT_LEN);
  latency->in_system_timestamp = frame.arrival_ms;
  latency->source_id = frame.format->source_id;
  latency->pad_index = facts.pad_index;
  latency->frame_num = facts.first_frame_num;
  nvds::nvds_add_user_meta_to_batch(batch, meta);
}

void close_latency_metas(nvds::NvDsBatchMeta* batch) {
  for (GList* item = batch->batch_user_meta_list; item; item = item->next) {
    auto* meta = static_cast<nvds::NvDsUserMeta*>(item->data);
    if (meta->base_meta.meta_type != nvds::NVDS_LATENCY_MEASUREMENT_META) continue;
    static_cast<nvds::NvDsMetaCompLatency*>(meta->user_meta_data)->out_system_timestamp =
        nvds::nvds_get_current_system_timestamp();
  }
}

}  // namespace runtime::mux
