#include "runtime/nvtracker/batch.h"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "runtime/nvtracker/debug.h"

namespace runtime::nvtracker {

using namespace nvds;

std::unique_ptr<BatchTracker> BatchTracker::start(GstElement* element, Options options) {
  std::unique_ptr<BatchTracker> tracker(new BatchTracker(element, std::move(options)));
  return tracker->open() ? std::move(tracker) : nullptr;
}

bool BatchTracker::fail(GQuark domain, int code, const Fault& fault) {
  post_error(element_, domain, code, fault);
  return false;
}

bool BatchTracker::open() {
  Fault fault;
  library_ = load_library(element_, options_.library, fault);
  if (!library_) return fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, fault);
  const SubBatchPlan& plan = options_.plan;
  slots_ = std::make_unique<SlotTable>(plan, options_.batch_size);
  const std::size_t lanes = std::max<std::size_t>(plan.sizes.size(), 1);
  for (std::size_t i = 0; i < lanes; ++i) {
    const guint streams = plan.sizes.empty() ? options_.batch_size : plan.sizes[i];
    auto session = std::make_unique<Session>(element_, library_, options_, guint(i), streams);
    if (!session->open(fault)) return fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
    lanes_.push_back({std::move(session), nullptr});
  }
  if (!merge_queries(fault)) return fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
  for (std::size_t i = 0; i < lanes; ++i) {
    const guint streams = plan.sizes.empty() ? options_.batch_size : plan.sizes[i];
    lanes_[i].session->make_room(query_);
    lanes_[i].lists = std::make_shared<MiscListsPool>(query_, streams, options_.list_pool_size);
  }
  if (query_.numTransforms > 0 && !(pixels_ = Pixels::make(query_, options_, fault))) {
    return fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
  }
  return true;
}

// Instances may differ in how much they give, not in what they want.
bool BatchTracker::merge_queries(Fault& fault) {
  query_ = lanes_.front().session->query();
  const auto refuse = [&](const std::string& what) {
    fault = {.code = "ERR_TRACKER",
             .message = "The tracker library " + library_->path + " cannot be used: " + what + ".",
             .remedy = "Use a library, or configuration files, that nvtracker can serve.",
             .key = "ll-lib-file",
             .value = library_->path};
    return false;
  };
  for (const Lane& lane : lanes_) {
    const NvMOTQuery& q = lane.session->query();
    if (q.computeConfig != query_.computeConfig) return refuse("its sub-batches want different compute units");
    if (q.colorFormats[0] != query_.colorFormats[0]) return refuse("its sub-batches want different colour formats");
    if (q.memType != query_.memType) return refuse("its sub-batches want different kinds of memory");
    if (q.batchMode != query_.batchMode) return refuse("its sub-batches want different batch modes");
    const auto greatest = [&](auto NvMOTQuery::*field) { query_.*field = std::max(query_.*field, q.*field); };
    greatest(&NvMOTQuery::numTransforms);
    greatest(&NvMOTQuery::maxTargetsPerStream);
    greatest(&NvMOTQuery::maxShadowTrackingAge);
    greatest(&NvMOTQuery::outputReidTensor);
    greatest(&NvMOTQuery::reidFeatureSize);
    greatest(&NvMOTQuery::outputTrajectory);
    greatest(&NvMOTQuery::outputVisibility);
    greatest(&NvMOTQuery::outputFootLocation);
    greatest(&NvMOTQuery::outputConvexHull);
    greatest(&NvMOTQuery::maxConvexHullSize);
    greatest(&NvMOTQuery::supportPastFrame);
    greatest(&NvMOTQuery::outputTerminatedTracks);
    greatest(&NvMOTQuery::maxTrajectoryBufferLength);
    greatest(&NvMOTQuery::outputShadowTracks);
  }
  if (query_.numTransforms > 1) {
    return refuse("it wants " + std::to_string(query_.numTransforms) + " pictures of each frame, and there is one");
  }
  if (query_.batchMode != NvMOTBatchMode_Batch) return refuse("it does not work on batches");
  if (query_.outputReidTensor && query_.reidFeatureSize == 0)
    return refuse("its re-identification vectors have no size");
  return true;
}

Scale BatchTracker::scale_of(const NvBufSurfaceParams& picture) const {
  Scale scale;
  if (options_.width > 0) scale.x = float(options_.width) / float(picture.width);
  if (options_.height > 0) scale.y = float(options_.height) / float(picture.height);
  return scale;
}

bool BatchTracker::process(GstBuffer* buffer, NvDsBatchMeta* batch) {
  MappedSurface surface(buffer, GST_MAP_READ);
  if (!surface) {
    return fail(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                {.code = "ERR_NEGOTIATION",
                 .message = "nvtracker got a buffer without pictures in NVMM memory.",
                 .remedy = "Put nvstreammux before it."});
  }
  if (pixels_ && refuse_out_of_reach(element_, buffer)) return false;
  const std::span<NvBufSurfaceParams> pictures = surface.pictures();
  std::vector<std::vector<Frames>> rounds;
  if (!deal(batch, pictures.size(), rounds)) return false;
  Fault fault;
  if (pixels_ && !rounds.empty() && !pixels_->convert(pictures, fault)) {
    return fail(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
  }
  std::vector<MiscLists*> lists(lanes_.size(), nullptr);
  std::vector<Frames> lane_frames(lanes_.size());
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    lanes_[i].skipped = false;
    for (const auto& round : rounds) lane_frames[i].insert(lane_frames[i].end(), round[i].begin(), round[i].end());
    if (!lane_frames[i].empty()) lists[i] = acquire_lists(lanes_[i]);
  }
  bool ok = true;
  for (const auto& round : rounds) ok = ok && run_round(round, pictures, lists);
  for (std::size_t i = 0; i < lanes_.size(); ++i) {
    if (!lists[i]) continue;
    if (ok && !lanes_[i].skipped) finish_lists(*lists[i], pictures, lane_frames[i], batch);
    lists[i]->unref();
  }
  return ok;
}

// rounds[n][lane]: the n-th frames of their streams. A library takes one frame of a stream at a time, in order.
bool BatchTracker::deal(NvDsBatchMeta* batch, std::size_t pictures, std::vector<std::vector<Frames>>& rounds) {
  if (batch->num_frames_in_batch > options_.batch_size) {
    return fail(
        GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
        {.code = "ERR_TRACKER",
         .message = "A batch of " + std::to_string(batch->num_frames_in_batch) +
                    " frames came, but the tracker was started for " + std::to_string(options_.batch_size) + ".",
         .remedy = "Set batch-size of nvstreammux before the pipeline starts.",
         .key = "batch-size"});
  }
  std::map<std::uint64_t, std::size_t> seen;
  for (GList* l = batch->frame_meta_list; l; l = l->next) {
    auto* frame = static_cast<NvDsFrameMeta*>(l->data);
    if (frame->surface_type != 0 && options_.surface_type != 0 && frame->surface_type != options_.surface_type)
      continue;
    if (frame->batch_id >= pictures) {
      return fail(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                  {.code = "ERR_TRACKER",
                   .message = "A frame's metadata names picture " + std::to_string(frame->batch_id) +
                              " of a batch of " + std::to_string(pictures) + ".",
                   .remedy = "Correct the element before nvtracker that changed batch_id."});
    }
    const std::uint64_t stream = stream_id(frame->pad_index, frame->surface_index);
    const auto slot = slots_->slot_of(stream, frame->pad_index);
    if (!slot) {
      return fail(
          GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
          {.code = "ERR_PROPERTY",
           .message = options_.plan.pads.empty()
                          ? "All sub-batches are full; source " + std::to_string(frame->pad_index) + " has no place."
                          : "Source " + std::to_string(frame->pad_index) + " is in no sub-batch.",
           .remedy = "Give the property sub-batches a place for every source.",
           .key = "sub-batches"});
    }
    const std::size_t round = seen[stream]++;
    if (round >= rounds.size()) rounds.resize(round + 1, std::vector<Frames>(lanes_.size()));
    rounds[round][slot->sub_batch].push_back(frame);
  }
  return true;
}

MiscLists* BatchTracker::acquire_lists(Lane& lane) {
  MiscLists* lists = lane.lists->acquire();
  if (!lists && lane.lists->needed() && !lists_short_told_) {
    lists_short_told_ = true;
    post_warning(element_, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NO_SPACE_LEFT,
                 {.code = "ERR_TRACKER",
                  .message = "All " + std::to_string(options_.list_pool_size) +
                             " buffers for the tracker's extra lists are in use; this batch goes without.",
                  .remedy = "Raise user-meta-pool-size.",
                  .key = "user-meta-pool-size",
                  .value = std::to_string(options_.list_pool_size)});
  }
  return lists;
}

bool BatchTracker::run_round(const std::vector<Frames>& lanes, std::span<NvBufSurfaceParams> pictures,
                             std::vector<MiscLists*>& lists) {
  std::vector<std::size_t> running;
  bool ok = true;
  for (std::size_t i = 0; ok && i < lanes.size(); ++i) {
    if (lanes[i].empty() || lanes_[i].skipped) continue;
    Session& session = *lanes_[i].session;
    session.begin();
    for (NvDsFrameMeta* frame : lanes[i]) ok = ok && fill(session, frame, pictures[frame->batch_id]);
    if (!ok) break;
    session.start(lists[i] ? lists[i]->pointers() : NvMOTTrackerMiscData{}, lists[i] ? lists[i]->reid() : nullptr);
    running.push_back(i);
  }
  // All have ended before anything is written back or given up.
  std::vector<Fault> faults(running.size());
  std::vector<bool> done(running.size());
  for (std::size_t i = 0; i < running.size(); ++i) done[i] = lanes_[running[i]].session->finish(faults[i]);
  for (std::size_t i = 0; i < running.size(); ++i) {
    Lane& lane = lanes_[running[i]];
    if (done[i]) {
      lane.failures = 0;
      write_back(*lane.session, pictures);
    } else {
      ok = recover(lane, faults[i]) && ok;
    }
  }
  return ok;
}

bool BatchTracker::fill(Session& session, NvDsFrameMeta* meta, const NvBufSurfaceParams& picture) {
  NvMOTFrame* frame = session.add(meta);
  if (!frame) {
    return fail(GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS,
                {.code = "ERR_PROPERTY",
                 .message = "Sub-batch " + std::to_string(session.index()) + " got more streams than it has places.",
                 .remedy = "Count each surface of a dewarped source as a place in sub-batches.",
                 .key = "sub-batches"});
  }
  const std::uint64_t stream = stream_id(meta->pad_index, meta->surface_index);
  frame->streamID = stream;
  frame->seq_index = slots_->known(stream)->sequence;
  frame->frameNum = NvMOTFrameNum(meta->frame_num);
  frame->timeMeta.frameNum = frame->frameNum;
  frame->timeMeta.localTimestamp = TimeStamp(g_get_real_time()) * 1000;
  if (meta->ntp_timestamp != 0) {
    frame->timeMeta.frameTimeStamp = meta->ntp_timestamp;
    frame->timeMeta.frameTimeValid = true;
  } else if (GST_CLOCK_TIME_IS_VALID(meta->buf_pts)) {
    frame->timeMeta.frameTimeStamp = meta->buf_pts;
    frame->timeMeta.frameTimeValid = true;
  }
  frame->srcFrameWidth = picture.width;
  frame->srcFrameHeight = picture.height;
  frame->doTracking = true;
  frame->sensorName = meta->sensorInfo_meta.sensor_name;
  if (pixels_) {
    frame->numBuffers = 1;
    frame->bufferList[0] = pixels_->surface(meta->batch_id);
  }
  mapping_.fill(*meta, scale_of(picture), *frame);
  return true;
}

// A failed instance is started anew as often as the user allows in a row; its frames of this batch go on untracked.
bool BatchTracker::recover(Lane& lane, const Fault& fault) {
  const bool allowed =
      !options_.plan.sizes.empty() && (options_.recovery_trials < 0 || lane.failures < options_.recovery_trials);
  if (!allowed) return fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED, fault);
  ++lane.failures;
  lane.skipped = true;
  Fault warning = fault;
  warning.message += " Sub-batch " + std::to_string(lane.session->index()) + " is started again.";
  post_warning(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED, warning);
  lane.session->close();
  Fault restart;
  return lane.session->open(restart) || fail(GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT, restart);
}

void BatchTracker::write_back(Session& session, std::span<NvBufSurfaceParams> pictures) {
  for (std::size_t i = 0; i < session.result_count(); ++i) {
    const NvMOTTrackedObjList& result = session.result(i);
    // A library may answer in another order than it was asked.
    const auto frames = session.frames();
    const auto found = std::find_if(frames.begin(), frames.end(), [&](const NvDsFrameMeta* f) {
      return stream_id(f->pad_index, f->surface_index) == result.streamID;
    });
    if (found == frames.end()) {
      GST_WARNING_OBJECT(element_, "the tracker library answers for unknown stream %" G_GUINT64_FORMAT,
                         result.streamID);
      continue;
    }
    const NvBufSurfaceParams& picture = pictures[(*found)->batch_id];
    mapping_.apply(query_, session.frame(std::size_t(found - frames.begin())), result, picture.width, picture.height,
                   scale_of(picture), *found);
  }
  for (NvDsFrameMeta* frame : session.frames()) mapping_.remove_untracked(frame);
}

// What the library cannot know: pads, class labels, and the frame's scale of past boxes. Boxes of finished and shadow
// tracks stay in the tracker's scale, as in DeepStream.
void BatchTracker::finish_lists(MiscLists& lists, std::span<NvBufSurfaceParams> pictures, const Frames& frames,
                                NvDsBatchMeta* batch) {
  for (NvDsTargetMiscDataBatch* list : {&lists.past, &lists.terminated, &lists.shadow}) {
    list->numFilled = std::min(list->numFilled, list->numAllocated);
    for (std::uint32_t i = 0; i < list->numFilled; ++i) {
      list->list[i].numFilled = std::min(list->list[i].numFilled, list->list[i].numAllocated);
      list->list[i].streamID = pad_of(list->list[i].surfaceStreamID);
    }
  }
  for (std::uint32_t i = 0; i < lists.past.numFilled; ++i) {
    NvDsTargetMiscDataStream& stream = lists.past.list[i];
    const auto frame = std::find_if(frames.begin(), frames.end(), [&](const NvDsFrameMeta* f) {
      return stream_id(f->pad_index, f->surface_index) == stream.surfaceStreamID;
    });
    if (frame == frames.end()) {
      GST_WARNING_OBJECT(element_, "past frames of unknown stream %" G_GUINT64_FORMAT, stream.surfaceStreamID);
      continue;
    }
    const Scale scale = scale_of(pictures[(*frame)->batch_id]);
    for (std::uint32_t j = 0; j < stream.numFilled; ++j) {
      NvDsTargetMiscDataObject& object = stream.list[j];
      g_strlcpy(object.objLabel, mapping_.label_of(object.classId), MAX_LABEL_SIZE);
      object.numObj = std::min(object.numObj, object.numAllocated);
      for (std::uint32_t k = 0; k < object.numObj; ++k) {
        NvOSD_RectParams& box = object.list[k].tBbox;
        box.left /= scale.x;
        box.width /= scale.x;
        box.top /= scale.y;
        box.height /= scale.y;
      }
    }
  }
  lists.attach(batch);
}

void BatchTracker::remove_source(guint pad, bool forget_ids) {
  for (const std::uint64_t stream : slots_->streams_of(pad)) {
    lanes_[slots_->known(stream)->sub_batch].session->remove(stream);
    slots_->remove(stream);
    if (forget_ids) mapping_.forget_ids(stream);
  }
}

void BatchTracker::update(guint pad, const std::string& file) {
  const auto warn = [&](const Fault& fault) {
    post_warning(element_, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
  };
  std::error_code unknown;
  std::ifstream input(file, std::ios::binary);
  if (!input || std::filesystem::is_directory(file, unknown)) {
    return warn({.code = "ERR_CONFIG",
                 .message = "The tracker's new configuration file cannot be read; the old one stays.",
                 .remedy = "Check the path in the update.",
                 .file = file});
  }
  const std::string text{std::istreambuf_iterator<char>(input), {}};
  std::size_t lane = 0;
  if (!options_.plan.sizes.empty()) {
    const auto streams = slots_->streams_of(pad);
    if (streams.empty()) {
      return warn(
          {.code = "ERR_CONFIG",
           .message = "Source " + std::to_string(pad) + " is in no sub-batch; the tracker's configuration stays.",
           .remedy = "Send the update for a source that is playing.",
           .file = file});
    }
    lane = slots_->known(streams.front())->sub_batch;
  }
  Fault fault;
  if (!lanes_[lane].session->update(text, file, fault)) warn(fault);
}

}  // namespace runtime::nvtracker
