#include "meta/attach.h"

#include <cstring>

#include "meta/attachment.h"
#include "meta/walk.h"

namespace meta {
namespace {

using nvds::field;

bool includes(const Attaching& batch, Include what) { return (batch.request.include & what) != 0; }

void attach_misc_if_set(Attaching& batch, Holder holder, const void* four_words) {
  constexpr gint64 kNone[nvds::MAX_USER_FIELDS] = {};
  if (std::memcmp(four_words, kNone, sizeof kNone) != 0) attach_misc(batch, holder, four_words);
}

}  // namespace

void attach_to_object(Attaching& batch, std::uint32_t row, const void* object) {
  const nvds::ObjectLayout& l = batch.layout.object;
  const auto* const at = static_cast<const std::byte*>(object);
  const Holder holder{block::Owner::object, row};
  attach_user_meta(batch, holder, field<GList*>(object, l.obj_user_meta_list));
  attach_misc_if_set(batch, holder, at + l.misc_obj_info);
  if (includes(batch, kMasks)) attach_mask(batch, row, at + l.mask_params);
  if (includes(batch, kDisplay)) attach_style(batch, row, object);
}

void attach_to_frame(Attaching& batch, std::uint32_t row, const void* frame) {
  const nvds::FrameLayout& l = batch.layout.frame;
  const auto* const at = static_cast<const std::byte*>(frame);
  const Holder holder{block::Owner::frame, row};
  if (l.sensorInfo_meta != nvds::kAbsent) attach_sensor(batch, row, at + l.sensorInfo_meta);
  attach_user_meta(batch, holder, field<GList*>(frame, l.frame_user_meta_list));
  attach_misc_if_set(batch, holder, at + l.misc_frame_info);
  if (includes(batch, kDisplay)) attach_display(batch, row, field<GList*>(frame, l.display_meta_list));
}

void attach_to_batch(Attaching& batch, const nvds::NvDsBatchMeta& meta) {
  const Holder holder{block::Owner::batch, 0};
  attach_user_meta(batch, holder, meta.batch_user_meta_list);
  attach_misc_if_set(batch, holder, meta.misc_batch_info);
}

void attach_user_meta(Attaching& batch, Holder holder, const GList* list) {
  using nvds::UserKind;
  const bool ends = walk(list, kMaxUserMeta, [&](const void* node) {
    const auto* user = static_cast<const nvds::NvDsUserMeta*>(node);
    void* const data = user->user_meta_data;
    const auto type = static_cast<std::int32_t>(user->base_meta.meta_type);
    const UserKind kind = nvds::kind_of(batch.release, type);
    switch (data ? kind : UserKind::unknown) {
      case UserKind::analytics_frame: return attach_frame_analytics(batch, holder, data);
      case UserKind::analytics_object: return attach_object_analytics(batch, holder, data);
      case UserKind::visibility:
      case UserKind::image_foot:
      case UserKind::world_foot:
      case UserKind::convex_hull:
      case UserKind::box_3d: return attach_projection(batch, holder, kind, data);
      case UserKind::tensors:
        if (includes(batch, kTensors)) attach_tensors(batch, holder, data);
        return;
      // Regions do not nest: one that contains itself would never end.
      case UserKind::preprocess_batch:
        if (includes(batch, kTensors) && holder.owner == block::Owner::batch) attach_preprocessed(batch, data);
        return;
      case UserKind::roi:
        if (includes(batch, kTensors) && holder.owner != block::Owner::region) attach_region(batch, holder, data);
        return;
      case UserKind::segmentation:
        if (includes(batch, kSegmentation)) attach_segmentation(batch, holder, data);
        return;
      case UserKind::reid:
      case UserKind::reid_index:
        if (includes(batch, kEmbeddings)) attach_embedding(batch, holder, kind, data);
        return;
      case UserKind::reid_batch: return;  // read before the objects: attach_embeddings
      case UserKind::past_frames:
        if (includes(batch, kTracks)) attach_tracks(batch, block::Kind::past_tracks, data);
        return;
      case UserKind::shadow:
        if (includes(batch, kTracks)) attach_tracks(batch, block::Kind::shadow_tracks, data);
        return;
      case UserKind::terminated:
        if (includes(batch, kTracks)) attach_tracks(batch, block::Kind::terminated_tracks, data);
        return;
      case UserKind::latency:
        if (includes(batch, kLatency)) attach_latency(batch, holder, data);
        return;
      case UserKind::gst_buffer:
        if (includes(batch, kSei)) attach_sei(batch, holder, data);
        break;
      default: break;
    }
    if (data && type == json_type()) return attach_json(batch, holder, data);
    if (includes(batch, kUserMeta)) attach_unknown(batch, holder, type, kind, data);
  });
  if (!ends) batch.to.report("a list of user metadata does not end");
}

}  // namespace meta
