// What nvtracker attaches: vectors of appearance, places in the world, tracks of other frames.
#include "meta/attach.h"
#include "meta/walk.h"
#include "nvds/tracker.h"

namespace meta {
namespace {

using nvds::field;
using nvds::kAbsent;
using nvds::UserKind;

std::uint64_t vector_bytes(std::uint32_t values) { return std::uint64_t{values} * sizeof(float); }

void put_floats(Records& to, const float* values, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) to.put(values[i]);
}

void put_track(Attaching& batch, const nvds::NvDsTargetMiscDataObject& track) {
  const nvds::TargetFrameLayout& l = batch.release.attached.target_frame;
  const nvds::RectLayout& rect = batch.layout.rect;
  Records& to = batch.to;
  to.put(track.uniqueId);
  to.put(static_cast<std::uint32_t>(track.classId));
  to.text(track.objLabel, nvds::MAX_LABEL_SIZE);
  // Of a release that is not known exactly, the size of an element is not known either. numAllocated says nothing:
  // it came with 6.4, and nvtracker fills it for terminated tracks only.
  const std::uint32_t frames = l.size == kAbsent || !track.list ? 0 : track.numObj;
  if (frames > kMaxEntries) return to.report("a track has more frames than it can have");
  to.put(frames);
  const auto* at = reinterpret_cast<const std::byte*>(track.list);
  for (std::uint32_t i = 0; i < frames; ++i, at += l.size) {
    to.put(field<std::uint32_t>(at, l.frameNum));
    for (const std::uint32_t edge : {rect.left, rect.top, rect.width, rect.height})
      to.put(field<float>(at, l.tBbox + edge));
    to.put(field<float>(at, l.confidence));
    to.put(field<std::uint32_t>(at, l.age));
    to.put(l.trackerState == kAbsent ? kAbsent : field<std::uint32_t>(at, l.trackerState));
    // NaN: the release does not tell.
    constexpr float kUntold = __builtin_nanf("");
    to.put(l.visibility == kAbsent ? kUntold : field<float>(at, l.visibility));
    to.put(l.ptWorldFeet == kAbsent ? kUntold : field<float>(at, l.ptWorldFeet));
    to.put(l.ptWorldFeet == kAbsent ? kUntold : field<float>(at, l.ptWorldFeet + 4));
  }
}

}  // namespace

void attach_embeddings(Attaching& batch, const GList* batch_user_meta) {
  const bool ends = walk(batch_user_meta, kMaxUserMeta, [&](const void* node) {
    const auto* user = static_cast<const nvds::NvDsUserMeta*>(node);
    if (!user->user_meta_data || nvds::kind_of(batch.release, user->base_meta.meta_type) != UserKind::reid_batch)
      return;
    const auto* vectors = static_cast<const nvds::NvDsReidTensorBatch*>(user->user_meta_data);
    const std::uint64_t bytes = vectors->numFilled * vector_bytes(vectors->featureSize);
    batch.to.open(block::Owner::batch, 0, block::Kind::embeddings);
    batch.to.put(vectors->featureSize);
    batch.to.put(vectors->numFilled);
    batch.embeddings = vectors;
    batch.embeddings_offset = static_cast<std::uint32_t>(batch.to.bulk_bytes());
    batch.to.bulk(vectors->ptr_host, bytes);
  });
  if (!ends) batch.to.report("a list of user metadata does not end");
}

void attach_embedding(Attaching& batch, Holder holder, UserKind kind, const void* data) {
  const nvds::NvDsReidTensorBatch* all = batch.embeddings;
  const float* vector = nullptr;
  std::uint32_t length = 0;
  if (kind == UserKind::reid) {
    vector = static_cast<const nvds::NvDsObjReid*>(data)->ptr_host;
    length = static_cast<const nvds::NvDsObjReid*>(data)->featureSize;
  } else if (const auto index = *static_cast<const std::int32_t*>(data); all && all->ptr_host && index >= 0) {
    if (static_cast<std::uint32_t>(index) >= all->numFilled)
      return batch.to.report("an object's vector is not among those of its batch");
    vector = all->ptr_host + std::size_t{all->featureSize} * static_cast<std::size_t>(index);
    length = all->featureSize;
  }
  if (!vector || length == 0) return;
  batch.to.open(holder.owner, holder.row, block::Kind::embedding);
  const auto from = reinterpret_cast<std::uintptr_t>(vector);
  const auto start = all ? reinterpret_cast<std::uintptr_t>(all->ptr_host) : 0;
  if (start != 0 && from >= start &&
      from - start + vector_bytes(length) <= all->numFilled * vector_bytes(all->featureSize))
    batch.to.bulk_within(batch.embeddings_offset + static_cast<std::uint32_t>(from - start),
                         static_cast<std::uint32_t>(vector_bytes(length)));
  else
    batch.to.bulk(vector, vector_bytes(length));
}

void attach_projection(Attaching& batch, Holder holder, UserKind kind, const void* data) {
  Records& to = batch.to;
  const auto floats = [&](block::Kind name, std::size_t count) {
    to.open(holder.owner, holder.row, name);
    put_floats(to, static_cast<const float*>(data), count);
  };
  switch (kind) {
    case UserKind::visibility: return floats(block::Kind::visibility, 1);
    case UserKind::image_foot: return floats(block::Kind::image_foot, 2);
    case UserKind::world_foot: return floats(block::Kind::world_foot, 2);
    case UserKind::box_3d: return floats(block::Kind::box3d, sizeof(nvds::NvDsObj3DBbox) / sizeof(float));
    default: break;
  }
  const auto& hull = *static_cast<const nvds::NvDsObjConvexHull*>(data);
  if (hull.numPoints > hull.numPointsAllocated || hull.numPoints > kMaxEntries)
    return to.report("a convex hull has more points than it has room for");
  to.open(holder.owner, holder.row, block::Kind::hull);
  const std::uint32_t points = hull.list ? hull.numPoints : 0;
  to.put(points);
  for (std::size_t i = 0; i < 2 * std::size_t{points}; ++i) to.put(hull.list[i]);
}

void attach_tracks(Attaching& batch, block::Kind kind, const void* data) {
  const auto& all = *static_cast<const nvds::NvDsTargetMiscDataBatch*>(data);
  Records& to = batch.to;
  const auto fits = [&to](std::uint32_t filled, std::uint32_t room, std::uint32_t limit) {
    if (filled <= room && filled <= limit) return true;
    to.report("a list of tracks says that it holds more than it has room for");
    return false;
  };
  if (!fits(all.numFilled, all.numAllocated, kMaxFrames)) return;
  to.open(block::Owner::batch, 0, kind);
  const std::uint32_t streams = all.list ? all.numFilled : 0;
  to.put(streams);
  for (std::uint32_t i = 0; i < streams && !to.damage(); ++i) {
    const nvds::NvDsTargetMiscDataStream& stream = all.list[i];
    if (!fits(stream.numFilled, stream.numAllocated, kMaxEntries)) return;
    const std::uint32_t tracks = stream.list ? stream.numFilled : 0;
    to.put(stream.streamID);
    to.put(tracks);
    for (std::uint32_t j = 0; j < tracks && !to.damage(); ++j) put_track(batch, stream.list[j]);
  }
}

}  // namespace meta
