#include "runtime/nvstreamdemux/split.h"

#include "nvds/latency.h"

namespace runtime::demux {
namespace {

const nvds::NvDsFrameMeta& frame_of(const GList* item) { return *static_cast<const nvds::NvDsFrameMeta*>(item->data); }

// Metas that the new muxer kept with the frame go back to the buffer.
void give_back_gst_metas(GstBuffer* buffer, nvds::NvDsFrameMeta* frame) {
  for (GList* item = frame->frame_user_meta_list; item;) {
    auto* user = static_cast<nvds::NvDsUserMeta*>(item->data);
    item = item->next;
    if (int(user->base_meta.meta_type) != nvds::NVDS_BUFFER_GST_AS_FRAME_USER_META) continue;
    GstBuffer* carrier = GST_BUFFER(user->user_meta_data);
    gpointer state = nullptr;
    while (GstMeta* meta = gst_buffer_iterate_meta(carrier, &state)) {
      GstMetaTransformCopy copy = {FALSE, 0, gsize(-1)};
      if (meta->info->transform_func)
        meta->info->transform_func(buffer, meta, carrier, _gst_meta_transform_copy, &copy);
    }
    nvds::nvds_remove_user_meta_from_frame(frame, user);
  }
}

// The latency records of this frame, among those of the whole batch.
void copy_latency(const nvds::NvDsBatchMeta* from, nvds::NvDsBatchMeta* to, const nvds::NvDsFrameMeta& frame) {
  for (const GList* item = from->batch_user_meta_list; item; item = item->next) {
    auto* user = static_cast<nvds::NvDsUserMeta*>(item->data);
    if (user->base_meta.meta_type != nvds::NVDS_LATENCY_MEASUREMENT_META || !user->base_meta.copy_func) continue;
    const auto* latency = static_cast<const nvds::NvDsMetaCompLatency*>(user->user_meta_data);
    if (latency->pad_index != frame.pad_index || gint(latency->frame_num) != frame.frame_num) continue;
    nvds::NvDsUserMeta* copy = nvds::nvds_acquire_user_meta_from_pool(to);
    copy->user_meta_data = user->base_meta.copy_func(user, nullptr);
    copy->base_meta.meta_type = user->base_meta.meta_type;
    copy->base_meta.copy_func = user->base_meta.copy_func;
    copy->base_meta.release_func = user->base_meta.release_func;
    nvds::nvds_add_user_meta_to_batch(to, copy);
  }
}

nvds::NvDsBatchMeta* attach_batch_meta(GstBuffer* buffer, guint max_frames) {
  nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(max_frames);
  nvds::NvDsMeta* meta = nvds::gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds::nvds_batch_meta_copy_func,
                                                        nvds::nvds_batch_meta_release_func);
  meta->meta_type = nvds::NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds::nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds::nvds_batch_meta_release_func;
  batch->max_frames_in_batch = max_frames;
  return batch;
}

}  // namespace

gst::BufferRef split(GstBuffer* batch, const MappedSurface& surface, const GList* first, guint surfaces,
                     bool exclusive) {
  const std::span<nvds::NvBufSurfaceParams> pictures = surface.pictures();
  const guint index = frame_of(first).batch_id;
  if (index + surfaces > pictures.size()) return nullptr;
  std::vector<gst::BufferRef> owners;
  owners.emplace_back(gst_buffer_ref(batch));
  gst::BufferRef buffer = wrap_surfaces(pictures.subspan(index, surfaces), std::move(owners), surfaces, surface.place(),
                                        exclusive ? Sharing::disjoint : Sharing::automatic);
  const nvds::NvDsBatchMeta* from = frame_of(first).base_meta.batch_meta;
  nvds::NvDsBatchMeta* to = attach_batch_meta(buffer.get(), surfaces);
  const GList* item = first;
  for (guint i = 0; i < surfaces && item; ++i, item = item->next) {
    nvds::NvDsFrameMeta* frame = nvds::nvds_acquire_frame_meta_from_pool(to);
    nvds::nvds_copy_frame_meta(static_cast<nvds::NvDsFrameMeta*>(item->data), frame);
    frame->batch_id = i;
    nvds::nvds_add_frame_meta_to_batch(to, frame);
    give_back_gst_metas(buffer.get(), frame);
  }
  if (from) copy_latency(from, to, frame_of(first));
  GST_BUFFER_PTS(buffer.get()) = frame_of(first).buf_pts;
  return buffer;
}

}  // namespace runtime::demux
