// Applications' own numbers, sensors, latencies, user data of the video stream, and what nobody here knows.
#include <gst/gst.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "meta/attach.h"
#include "meta/attachment.h"
#include "nvds/latency.h"
#include "nvds/sei.h"

namespace meta {
namespace {

using nvds::UserKind;

// GstVideoSEIUserDataUnregisteredMeta of GStreamer 1.22 and later, which this library does not require.
struct UnregisteredSei {
  GstMeta meta;
  std::array<std::uint32_t, 4> uuid;
  guint8* data;
  gsize bytes;
};
static_assert(sizeof(UnregisteredSei) == 48);

// Enumerators as NVIDIA's documentation names them.
const char* name_of(UserKind kind) {
  switch (kind) {
    case UserKind::payload: return "NVDS_PAYLOAD_META";
    case UserKind::event_message: return "NVDS_EVENT_MSG_META";
    case UserKind::optical_flow: return "NVDS_OPTICAL_FLOW_META";
    case UserKind::crop: return "NVDS_CROP_IMAGE_META";
    case UserKind::audio_batch: return "NVDS_AUDIO_BATCH_META";
    case UserKind::audio_frame: return "NVDS_AUDIO_FRAME_META";
    case UserKind::preprocess_frame: return "NVDS_PREPROCESS_FRAME_META";
    case UserKind::message_blob: return "NVDS_CUSTOM_MSG_BLOB";
    case UserKind::sparse4d: return "NVDS_CUSTOM_MSG_SPARSE4D";
    case UserKind::decoder: return "NVDS_DECODER_GST_META";
    case UserKind::dewarper: return "NVDS_DEWARPER_GST_META";
    case UserKind::gst_buffer: return "NVDS_BUFFER_GST_AS_FRAME_USER_META";
    default: return nullptr;
  }
}

}  // namespace

void attach_misc(Attaching& batch, Holder holder, const void* four_words) {
  batch.to.open(holder.owner, holder.row, block::Kind::misc);
  for (std::uint32_t i = 0; i < nvds::MAX_USER_FIELDS; ++i)
    batch.to.put(nvds::field<gint64>(four_words, i * sizeof(gint64)));
}

void attach_sensor(Attaching& batch, std::uint32_t frame_row, const void* sensor) {
  const auto& info = *static_cast<const nvds::NvDsSensorInfo_meta*>(sensor);
  if (!info.uri && !info.sensor_id && !info.sensor_name) return;
  batch.to.open(block::Owner::frame, frame_row, block::Kind::sensor);
  batch.to.text(info.sensor_id);
  batch.to.text(info.sensor_name);
  batch.to.text(info.uri);
}

void attach_latency(Attaching& batch, Holder holder, const void* data) {
  const auto& component = *static_cast<const nvds::NvDsMetaCompLatency*>(data);
  Records& to = batch.to;
  constexpr std::size_t kSubComponents = std::extent_v<decltype(component.sub_comp_latencies)>;
  if (component.num_sub_comps > kSubComponents) return to.report("a latency has more than 16 components");
  to.open(holder.owner, holder.row, block::Kind::latency);
  to.text(component.component_name, nvds::MAX_COMPONENT_LEN);
  to.put(component.in_system_timestamp);
  to.put(component.out_system_timestamp);
  to.put(component.source_id);
  to.put(component.frame_num);
  to.put(component.pad_index);
  to.put(component.num_sub_comps);
  for (std::uint32_t i = 0; i < component.num_sub_comps; ++i) {
    const nvds::NvDsMetaSubCompLatency& part = component.sub_comp_latencies[i];
    to.text(part.sub_comp_name, nvds::MAX_COMPONENT_LEN);
    to.put(part.in_system_timestamp);
    to.put(part.out_system_timestamp);
  }
}

void attach_sei(Attaching& batch, Holder holder, void* gst_buffer) {
  if (!GST_IS_BUFFER(gst_buffer)) return;
  Records& to = batch.to;
  gpointer state = nullptr;
  while (GstMeta* meta = gst_buffer_iterate_meta(static_cast<GstBuffer*>(gst_buffer), &state)) {
    const std::string_view name = g_type_name(meta->info->api);
    if (name == nvds::kSeiApi && meta->info->size >= sizeof(nvds::GstVideoSEIMeta)) {
      const auto* sei = reinterpret_cast<const nvds::GstVideoSEIMeta*>(meta);
      to.open(holder.owner, holder.row, block::Kind::sei);
      to.text(g_quark_to_string(sei->sei_metadata_type));
      to.put(0u);
      to.bulk(sei->sei_metadata_ptr, sei->sei_metadata_size);
    } else if (name == nvds::kUnregisteredSeiApi && meta->info->size >= sizeof(UnregisteredSei)) {
      const auto* sei = reinterpret_cast<const UnregisteredSei*>(meta);
      to.open(holder.owner, holder.row, block::Kind::sei);
      to.text(std::string_view());
      to.put(1u);
      for (const std::uint32_t word : sei->uuid) to.put(word);
      to.bulk(sei->data, sei->bytes);
    }
  }
}

void attach_json(Attaching& batch, Holder holder, const void* data) {
  const auto json = read_json(data);
  if (!json) return batch.to.report("attached JSON has wrong lengths");
  batch.to.open(holder.owner, holder.row, block::Kind::json);
  batch.to.text(json->name);
  batch.to.bulk(json->json.data(), json->json.size());
}

void attach_unknown(Attaching& batch, Holder holder, std::int32_t type, UserKind kind, const void* data) {
  const auto& sizes = batch.request.user_meta;
  const auto wanted = std::find_if(sizes.begin(), sizes.end(), [type](const auto& each) { return each.type == type; });
  const char* const name = name_of(kind);
  Records& to = batch.to;
  to.open(holder.owner, holder.row, block::Kind::user_meta);
  to.put(type);
  to.text(name ? name : nvds::descriptor_of(type));
  to.bulk(wanted == sizes.end() ? nullptr : data, wanted == sizes.end() ? 0 : wanted->bytes);
}

}  // namespace meta
