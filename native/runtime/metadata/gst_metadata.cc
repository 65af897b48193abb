// NvDsMeta, the GstMeta that carries a batch or another producer's data on a buffer.
#include "nvds/gst_metadata.h"

#include "nvds/audio.h"
#include "runtime/metadata/exported.h"

namespace nvds {
namespace {

gboolean initialize(GstMeta* meta, gpointer, GstBuffer*) {
  auto* own = reinterpret_cast<NvDsMeta*>(meta);
  const GstMeta head = own->meta;
  *own = {};
  own->meta = head;
  return TRUE;
}

void release(GstMeta* meta, GstBuffer*) {
  auto* own = reinterpret_cast<NvDsMeta*>(meta);
  if (own->freefunc) own->freefunc(own->meta_data, own->user_data);
}

// Copies of a buffer get a copy of the data whatever part of it they take; the user data stays behind. Data without a
// copy function cannot be shared, so the copy goes without.
gboolean transform(GstBuffer* target, GstMeta* meta, GstBuffer*, GQuark, gpointer) {
  const auto* from = reinterpret_cast<const NvDsMeta*>(meta);
  if (!from->copyfunc) return TRUE;
  gpointer data = from->copyfunc(from->meta_data, nullptr);
  NvDsMeta* to = gst_buffer_add_nvds_meta(target, data, nullptr, from->copyfunc, from->freefunc);
  if (!to) return FALSE;
  to->meta_type = from->meta_type;
  to->gst_to_nvds_meta_transform_func = from->gst_to_nvds_meta_transform_func;
  to->gst_to_nvds_meta_release_func = from->gst_to_nvds_meta_release_func;
  return TRUE;
}

template <class Visit>
void each_nvds_meta(GstBuffer* buffer, Visit visit) {
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta_filtered(buffer, &state, nvds_meta_api_get_type()))
    visit(reinterpret_cast<NvDsMeta*>(meta));
}

// An empty buffer with copies of the metas that are not DeepStream's; nullptr when there are none.
GstBuffer* plain_metas(GstBuffer* buffer) {
  GstBuffer* carrier = nullptr;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(buffer, &state)) {
    if (meta->info->api == nvds_meta_api_get_type() || !meta->info->transform_func) continue;
    if (!carrier) carrier = gst_buffer_new();
    GstMetaTransformCopy copy = {FALSE, 0, static_cast<gsize>(-1)};
    meta->info->transform_func(carrier, meta, buffer, _gst_meta_transform_copy, &copy);
  }
  return carrier;
}

// Copies of a user meta share its carrier, which nobody changes.
gpointer ref_carrier(gpointer data, gpointer) {
  return gst_buffer_ref(static_cast<GstBuffer*>(static_cast<NvDsUserMeta*>(data)->user_meta_data));
}

void unref_carrier(gpointer data, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(data);
  gst_buffer_unref(static_cast<GstBuffer*>(user->user_meta_data));
  user->user_meta_data = nullptr;
}

// Producers' data becomes user metas of the frame, with a copy of the data; every other GstMeta goes, on an empty
// buffer, into one user meta of its own.
template <class Add>
void copy_gst_metas(GstBuffer* buffer, NvDsBatchMeta* batch, Add add) {
  const auto make = [batch](gpointer data, gint type, NvDsMetaCopyFunc copy, NvDsMetaReleaseFunc release) {
    NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = data;
    user->base_meta.meta_type = static_cast<NvDsMetaType>(type);
    user->base_meta.copy_func = copy;
    user->base_meta.release_func = release;
    return user;
  };
  each_nvds_meta(buffer, [&](NvDsMeta* meta) {
    if (meta->meta_type != NVDS_BATCH_GST_META && meta->copyfunc)
      add(make(meta->copyfunc(meta->meta_data, meta->user_data), meta->meta_type, meta->gst_to_nvds_meta_transform_func,
               meta->gst_to_nvds_meta_release_func));
  });
  if (GstBuffer* carrier = plain_metas(buffer))
    add(make(carrier, NVDS_BUFFER_GST_AS_FRAME_USER_META, &ref_carrier, &unref_carrier));
}

}  // namespace

NDS_EXPORT GType nvds_meta_api_get_type() {
  static const GType type = [] {
    static const gchar* tags[] = {"nvdsmeta", nullptr};
    return gst_meta_api_type_register("NvDsMetaAPI", tags);
  }();
  return type;
}

NDS_EXPORT const GstMetaInfo* nvds_meta_get_info() {
  static const GstMetaInfo* info =
      gst_meta_register(nvds_meta_api_get_type(), "NvDsMeta", sizeof(NvDsMeta), &initialize, &release, &transform);
  return info;
}

NDS_EXPORT NvDsMeta* gst_buffer_add_nvds_meta(GstBuffer* buffer, gpointer data, gpointer user_data,
                                              NvDsMetaCopyFunc copy, NvDsMetaReleaseFunc release) {
  auto* meta = reinterpret_cast<NvDsMeta*>(gst_buffer_add_meta(buffer, nvds_meta_get_info(), nullptr));
  if (!meta) return nullptr;
  meta->meta_data = data;
  meta->user_data = user_data;
  meta->copyfunc = copy;
  meta->freefunc = release;
  return meta;
}

// The first of all kinds, not necessarily the batch.
NDS_EXPORT NvDsMeta* gst_buffer_get_nvds_meta(GstBuffer* buffer) {
  return reinterpret_cast<NvDsMeta*>(gst_buffer_get_meta(buffer, nvds_meta_api_get_type()));
}

// The last, should there be several.
NDS_EXPORT NvDsBatchMeta* gst_buffer_get_nvds_batch_meta(GstBuffer* buffer) {
  NvDsBatchMeta* batch = nullptr;
  each_nvds_meta(buffer, [&batch](const NvDsMeta* meta) {
    if (meta->meta_type == NVDS_BATCH_GST_META) batch = static_cast<NvDsBatchMeta*>(meta->meta_data);
  });
  return batch;
}

NDS_EXPORT void nvds_copy_gst_meta_to_frame_meta(GstBuffer* buffer, NvDsBatchMeta* batch, NvDsFrameMeta* frame) {
  copy_gst_metas(buffer, batch, [frame](NvDsUserMeta* user) { nvds_add_user_meta_to_frame(frame, user); });
}
NDS_EXPORT void nvds_copy_gst_meta_to_audio_frame_meta(GstBuffer* buffer, NvDsBatchMeta* batch,
                                                       NvDsAudioFrameMeta* frame) {
  copy_gst_metas(buffer, batch, [frame](NvDsUserMeta* user) { nvds_add_user_meta_to_audio_frame(frame, user); });
}

}  // namespace nvds
