#include "runtime/nvtracker/misc_lists.h"

namespace runtime::nvtracker {
namespace {

using namespace nvds;

// The base of priv_data: what a copy or release function finds in every kind of list.
template <class List>
gpointer copy_list(gpointer data, gpointer) {
  auto* list = static_cast<List*>(static_cast<NvDsUserMeta*>(data)->user_meta_data);
  if (!list) return nullptr;
  static_cast<MiscLists*>(list->priv_data)->ref();
  return list;
}

template <class List>
void release_list(gpointer data, gpointer) {
  auto* meta = static_cast<NvDsUserMeta*>(data);
  auto* list = static_cast<List*>(meta->user_meta_data);
  meta->user_meta_data = nullptr;
  if (list) static_cast<MiscLists*>(list->priv_data)->unref();
}

template <class List>
void attach_list(NvDsBatchMeta* batch, NvDsMetaType type, List* list, MiscLists* owner) {
  NvDsUserMeta* meta = nvds_acquire_user_meta_from_pool(batch);
  if (!meta) return;
  owner->ref();
  list->priv_data = owner;
  meta->user_meta_data = list;
  meta->base_meta.meta_type = type;
  meta->base_meta.copy_func = copy_list<List>;
  meta->base_meta.release_func = release_list<List>;
  meta->base_meta.batch_meta = batch;
  nvds_add_user_meta_to_batch(batch, meta);
}

}  // namespace

MiscLists::MiscLists(const NvMOTQuery& query, guint streams) : query_(query) {
  const std::size_t targets = query.maxTargetsPerStream;
  if (query.supportPastFrame) past_room_ = room(past, streams, targets, query.maxShadowTrackingAge);
  if (query.outputTerminatedTracks)
    terminated_room_ = room(terminated, streams, targets, query.maxTrajectoryBufferLength);
  if (query.outputShadowTracks) shadow_room_ = room(shadow, streams, targets, 1);
  if (query.outputReidTensor) {
    reid_ = std::make_unique<LazyMemory>(streams * targets * query.reidFeatureSize * sizeof(float));
    reid_batch_.featureSize = query.reidFeatureSize;
    reid_batch_.ptr_host = reid_->as<float>();  // and no device: there is none
  }
}

MiscLists::Target MiscLists::room(NvDsTargetMiscDataBatch& batch, guint streams, std::size_t targets,
                                  std::size_t frames) {
  Target room{std::make_unique<LazyMemory>(streams * sizeof(NvDsTargetMiscDataStream)),
              std::make_unique<LazyMemory>(streams * targets * sizeof(NvDsTargetMiscDataObject)),
              std::make_unique<LazyMemory>(streams * targets * frames * sizeof(NvDsTargetMiscDataFrame))};
  auto* stream = room.streams->as<NvDsTargetMiscDataStream>();
  auto* object = room.objects->as<NvDsTargetMiscDataObject>();
  auto* frame = room.frames->as<NvDsTargetMiscDataFrame>();
  if (!stream || !object || !frame) return room;  // no memory: a list without room
  batch.list = stream;
  batch.numAllocated = streams;
  for (guint i = 0; i < streams; ++i) {
    stream[i].list = object + i * targets;
    stream[i].numAllocated = std::uint32_t(targets);
    for (std::size_t j = 0; j < targets; ++j) {
      stream[i].list[j].list = frame + (i * targets + j) * frames;
      stream[i].list[j].numAllocated = std::uint32_t(frames);
    }
  }
  return room;
}

void MiscLists::clear() {
  for (NvDsTargetMiscDataBatch* batch : {&past, &terminated, &shadow}) {
    batch->numFilled = std::min(batch->numFilled, batch->numAllocated);
    for (std::uint32_t i = 0; i < batch->numFilled; ++i) {
      NvDsTargetMiscDataStream& stream = batch->list[i];
      for (std::uint32_t j = 0; j < std::min(stream.numFilled, stream.numAllocated); ++j) stream.list[j].numObj = 0;
      stream.numFilled = 0;
    }
    batch->numFilled = 0;
  }
  reid_batch_.numFilled = 0;
}

NvMOTTrackerMiscData MiscLists::pointers() {
  return {query_.supportPastFrame ? &past : nullptr, query_.outputTerminatedTracks ? &terminated : nullptr,
          query_.outputShadowTracks ? &shadow : nullptr};
}

void MiscLists::attach(NvDsBatchMeta* batch) {
  if (query_.supportPastFrame) attach_list(batch, NVDS_TRACKER_PAST_FRAME_META, &past, this);
  if (query_.outputReidTensor) attach_list(batch, NVDS_TRACKER_BATCH_REID_META, &reid_batch_, this);
  if (query_.outputTerminatedTracks) attach_list(batch, NVDS_TRACKER_TERMINATED_LIST_META, &terminated, this);
  if (query_.outputShadowTracks) attach_list(batch, NVDS_TRACKER_SHADOW_LIST_META, &shadow, this);
}

void MiscLists::unref() {
  if (--references_ > 0) return;
  const std::shared_ptr<MiscListsPool> pool = std::move(pool_);  // may be the last one who knows the pool
  pool->give_back(this);
}

bool MiscListsPool::needed() const {
  return query_.supportPastFrame || query_.outputReidTensor || query_.outputTerminatedTracks ||
         query_.outputShadowTracks;
}

MiscLists* MiscListsPool::acquire() {
  if (!needed()) return nullptr;
  std::lock_guard lock(mutex_);
  std::unique_ptr<MiscLists> lists;
  if (!free_.empty()) {
    lists = std::move(free_.back());
    free_.pop_back();
  } else if (made_ < limit_) {
    lists = std::make_unique<MiscLists>(query_, streams_);
    ++made_;
  } else {
    return nullptr;
  }
  lists->references_ = 1;
  lists->pool_ = shared_from_this();
  return lists.release();
}

void MiscListsPool::give_back(MiscLists* lists) {
  lists->clear();
  std::lock_guard lock(mutex_);
  free_.emplace_back(lists);
}

}  // namespace runtime::nvtracker
