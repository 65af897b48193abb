// Latency: elements leave the times at which a buffer entered and left them in user metas of the batch.
//
// NVDS_ENABLE_LATENCY_MEASUREMENT turns this on, NVDS_ENABLE_COMPONENT_LATENCY_MEASUREMENT also prints each component
// when a buffer is measured, NVDS_LATENCY_MEASUREMENT_SILENT keeps callers from printing. Their values do not matter.
#include "nvds/latency.h"

#include <cstdlib>
#include <string_view>

#include "nvds/gst_metadata.h"
#include "runtime/metadata/exported.h"

namespace nvds {
namespace {

constexpr double kMicrosecondsPerMillisecond = 1000.0;

// All times are milliseconds of the wall clock.
double now() { return static_cast<double>(g_get_real_time()) / kMicrosecondsPerMillisecond; }

NvDsMetaCompLatency* component_of(const NvDsUserMeta* user) {
  return user->base_meta.meta_type == NVDS_LATENCY_MEASUREMENT_META
             ? static_cast<NvDsMetaCompLatency*>(user->user_meta_data)
             : nullptr;
}

void print(const NvDsMetaCompLatency& component, bool names_frame) {
  const double latency = component.out_system_timestamp - component.in_system_timestamp;
  if (names_frame)
    g_print(
        "Comp name = %s source_id = %d pad_index = %d frame_num = %d               in_system_timestamp = %lf "
        "out_system_timestamp = %lf               component_latency = %lf\n",
        component.component_name, component.source_id, component.pad_index, component.frame_num,
        component.in_system_timestamp, component.out_system_timestamp, latency);
  else
    g_print(
        "Comp name = %s in_system_timestamp = %lf out_system_timestamp = %lf               component latency= "
        "%lf\n",
        component.component_name, component.in_system_timestamp, component.out_system_timestamp, latency);
}

}  // namespace

NDS_EXPORT gboolean nvds_get_enable_latency_measurement() {
  static const bool enabled = std::getenv("NVDS_ENABLE_LATENCY_MEASUREMENT") != nullptr;
  return enabled;
}
NDS_EXPORT gboolean nvds_get_enable_per_component_latency_measurement() {
  static const bool enabled = std::getenv("NVDS_ENABLE_COMPONENT_LATENCY_MEASUREMENT") != nullptr;
  return enabled;
}
NDS_EXPORT gboolean nvds_get_latency_measurement_silent() {
  static const bool silent = std::getenv("NVDS_LATENCY_MEASUREMENT_SILENT") != nullptr;
  return silent;
}

NDS_EXPORT gdouble nvds_get_current_system_timestamp() { return now(); }

NDS_EXPORT void* nvds_set_latency_metadata_ptr() { return g_new0(NvDsMetaCompLatency, 1); }

NDS_EXPORT gpointer nvds_copy_latency_meta(gpointer user_meta, gpointer) {
  const auto* component = component_of(static_cast<const NvDsUserMeta*>(user_meta));
  return component ? g_memdup2(component, sizeof *component) : nullptr;
}

NDS_EXPORT void nvds_release_latency_meta(gpointer user_meta, gpointer) {
  auto* user = static_cast<NvDsUserMeta*>(user_meta);
  g_free(user->user_meta_data);
  user->user_meta_data = nullptr;
}

NDS_EXPORT NvDsUserMeta* nvds_set_input_system_timestamp(GstBuffer* buffer, gchar* element) {
  if (!nvds_get_enable_latency_measurement()) return nullptr;
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (!batch) return nullptr;
  auto* component = static_cast<NvDsMetaCompLatency*>(nvds_set_latency_metadata_ptr());
  g_strlcpy(component->component_name, element, MAX_COMPONENT_LEN);
  component->in_system_timestamp = now();
  NvDsUserMeta* user = nvds_acquire_user_meta_from_pool(batch);
  user->user_meta_data = component;
  user->base_meta.meta_type = NVDS_LATENCY_MEASUREMENT_META;
  user->base_meta.copy_func = &nvds_copy_latency_meta;
  user->base_meta.release_func = &nvds_release_latency_meta;
  nvds_add_user_meta_to_batch(batch, user);
  return user;
}

NDS_EXPORT gboolean nvds_set_output_system_timestamp(GstBuffer* buffer, gchar* element) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (!batch) return FALSE;
  nvds_acquire_meta_lock(batch);
  gboolean found = FALSE;
  for (const GList* link = batch->batch_user_meta_list; link && !found; link = link->next) {
    auto* component = component_of(static_cast<const NvDsUserMeta*>(link->data));
    if (!component || g_strcmp0(component->component_name, element) != 0) continue;
    component->out_system_timestamp = now();
    found = TRUE;
  }
  nvds_release_meta_lock(batch);
  return found;
}

// Before there is a batch the times travel in a reference timestamp meta, which the muxer turns into a component.
NDS_EXPORT void nvds_add_reference_timestamp_meta(GstBuffer* buffer, gchar* element, guint frame_number) {
  const double time = now();
  GstCaps* caps = gst_caps_new_simple("any", "component_name", G_TYPE_STRING, element, "frame_num", G_TYPE_INT,
                                      static_cast<gint>(frame_number), "in_timestamp", G_TYPE_DOUBLE, time,
                                      "out_timestamp", G_TYPE_DOUBLE, time, nullptr);
  gst_buffer_add_reference_timestamp_meta(buffer, caps, 0, 0);
  gst_caps_unref(caps);
}

// One entry for each component that the muxer left ("nvstreammux-…"): a frame. Its time runs from the decoder entry
// before it, 0 when there is none.
NDS_EXPORT guint nvds_measure_buffer_latency(GstBuffer* buffer, NvDsFrameLatencyInfo* info) {
  NvDsBatchMeta* batch = gst_buffer_get_nvds_batch_meta(buffer);
  if (!batch) {
    g_print("Batch meta not found for buffer %p", static_cast<void*>(buffer));
    return 0;
  }
  const double time = now();
  double decoder_in = 0;
  guint frames = 0;
  nvds_acquire_meta_lock(batch);
  for (const GList* link = batch->batch_user_meta_list; link; link = link->next) {
    const auto* component = component_of(static_cast<const NvDsUserMeta*>(link->data));
    if (!component) continue;
    const std::string_view name = component->component_name;
    const bool decoder = name.starts_with("nvv4l2decoder") || name.starts_with("audiodecoder");
    const bool muxer = name.starts_with("nvstreammux-");
    if (nvds_get_enable_per_component_latency_measurement() && !nvds_get_latency_measurement_silent())
      print(*component, decoder || muxer);
    if (decoder) decoder_in = component->in_system_timestamp;
    if (!muxer) continue;
    info[frames++] = {component->source_id, component->frame_num, decoder_in, time - decoder_in};
    decoder_in = 0;
  }
  nvds_release_meta_lock(batch);
  return frames;
}

}  // namespace nvds
