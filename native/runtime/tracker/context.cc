#include "runtime/tracker/context.h"

#include <algorithm>

#include "runtime/tracker/config.h"
#include "runtime/tracker/report.h"

namespace tracker {
namespace {

using nvds::NvDsTargetMiscDataBatch;
using nvds::NvDsTargetMiscDataFrame;
using nvds::NvDsTargetMiscDataObject;
using nvds::NvDsTargetMiscDataStream;

NvDsTargetMiscDataFrame frame_of(const Sample& sample) {
  NvDsTargetMiscDataFrame frame{};
  frame.frameNum = sample.frame;
  frame.tBbox.left = sample.box.left;
  frame.tBbox.top = sample.box.top;
  frame.tBbox.width = sample.box.width;
  frame.tBbox.height = sample.box.height;
  frame.confidence = sample.confidence;
  frame.age = sample.age;
  frame.trackerState = sample.state;
  return frame;
}

// Appends one stream's tracks. `room` is the number of frames that the host made room for in each track; it is known
// from NvMOT_Query, since NVIDIA's host leaves numAllocated of a track unset in two of the three lists.
void append(NvDsTargetMiscDataBatch* batch, nvds::NvMOTStreamId id, const std::vector<MiscTrack>& tracks,
            const std::vector<Sample>& samples, std::size_t room) {
  if (!batch || !batch->list || tracks.empty() || batch->numFilled >= batch->numAllocated) return;
  NvDsTargetMiscDataStream& stream = batch->list[batch->numFilled++];
  stream.streamID = std::uint32_t(id >> 32);
  stream.surfaceStreamID = id;
  stream.numFilled = 0;
  for (const MiscTrack& track : tracks) {
    if (stream.numFilled >= stream.numAllocated) break;
    NvDsTargetMiscDataObject& object = stream.list[stream.numFilled++];
    object.uniqueId = track.id;
    object.classId = track.class_id;
    object.objLabel[0] = '\0';  // the host knows the labels
    const std::size_t count = std::min(track.count, room);
    object.numObj = std::uint32_t(count);
    for (std::size_t i = 0; i < count; ++i) object.list[i] = frame_of(samples[track.first + track.count - count + i]);
  }
}

}  // namespace

Context::Context(const Settings& settings, std::unique_ptr<Embedder> embedder, Box frame)
    : settings_(settings),
      embedder_(std::move(embedder)),
      frame_(frame),
      past_room_(std::size_t(settings.targets.max_shadow_age)),
      identities_(settings.trajectories.unique_ids) {}

bool Context::process(const nvds::NvMOTProcessParams& params, nvds::NvMOTTrackedObjBatch& tracked) {
  std::lock_guard lock(mutex_);
  if (params.numFrames > tracked.numAllocated) return false;
  ++batch_number_;
  for (std::uint32_t i = 0; i < params.numFrames; ++i) {
    const nvds::NvMOTFrame& frame = params.frameList[i];
    nvds::NvMOTTrackedObjList& out = tracked.list[i];
    out.streamID = frame.streamID;
    out.frameNum = settings_.base.use_batch_number_for_frame_id ? batch_number_ : frame.frameNum;
    out.numFilled = 0;
    out.valid = frame.doTracking;
    auto found = streams_.find(frame.streamID);
    if (found == streams_.end()) {
      found = streams_
                  .emplace(frame.streamID,
                           std::make_unique<Stream>(settings_, identities_, embedder_.get(), frame_, past_room_))
                  .first;
    }
    if (frame.doTracking) {
      if (!found->second->process(frame, out.frameNum, out, tracked.pReidTensorBatch)) return false;
    } else {
      found->second->clear_lists();
    }
  }
  tracked.numFilled = params.numFrames;
  return true;
}

void Context::retrieve(const nvds::NvMOTProcessParams& params, nvds::NvMOTTrackerMiscData& lists) {
  std::lock_guard lock(mutex_);
  for (std::uint32_t i = 0; i < params.numFrames; ++i) {
    const auto found = streams_.find(params.frameList[i].streamID);
    if (found == streams_.end()) continue;
    const Stream& stream = *found->second;
    append(lists.pPastFrameObjBatch, found->first, stream.past(), stream.misc_samples(), past_room_);
    append(lists.pTerminatedTrackBatch, found->first, stream.terminated(), stream.misc_samples(),
           std::size_t(settings_.targets.max_trajectory_length));
    append(lists.pShadowTrackBatch, found->first, stream.shadow(), stream.misc_samples(), 1);
  }
}

void Context::remove(nvds::NvMOTStreamId stream) {
  std::lock_guard lock(mutex_);
  streams_.erase(stream);
}

bool Context::update(const std::string& text) {
  std::lock_guard lock(mutex_);
  return update_config(text, settings_) == ConfigStatus::ok;
}

}  // namespace tracker
