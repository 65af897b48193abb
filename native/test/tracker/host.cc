#include "host.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>
#include <fstream>

using namespace nvds;

class Host::Listening {
 public:
  explicit Listening(Host& host) {
    tracker::nds_tracker_report_to(
        [](const tracker::nds_tracker_report* r, void* user) {
          static_cast<Host*>(user)->reports.push_back(
              {r->error != 0, r->message, r->remedy, r->file, r->key, r->value, r->line});
        },
        &host);
  }
  ~Listening() { tracker::nds_tracker_report_to(nullptr, nullptr); }
};

Host::Host(const std::string& config) {
  if (!config.empty()) {
    static int files = 0;
    path_ = ::testing::TempDir() + "tracker_" + std::to_string(getpid()) + "_" + std::to_string(files++) + ".yml";
    std::ofstream(path_) << config;
  }
  Listening listening(*this);
  NvMOTPerTransformBatchConfig size{};
  size.maxWidth = std::uint32_t(kFrameWidth);
  size.maxHeight = std::uint32_t(kFrameHeight);
  NvMOTConfig init{};
  init.maxStreams = 4;
  init.perTransformBatchConfig = &size;
  init.customConfigFilePathSize = std::uint16_t(path_.size());
  init.customConfigFilePath = path_.data();
  status_ = NvMOT_Init(&init, &handle_, &response_);
  if (status_ != NvMOTStatus_OK) return;
  query_.contextHandle = handle_;
  EXPECT_EQ(NvMOT_Query(std::uint16_t(path_.size()), path_.data(), &query_), NvMOTStatus_OK);
}

Host::~Host() {
  NvMOT_DeInit(handle_);
  if (!path_.empty()) std::remove(path_.c_str());
}

NvMOTStatus Host::update(const std::string& text) {
  Listening listening(*this);
  return NvMOT_UpdateParams(handle_, text);
}

namespace {

// Memory for one list, every number of which is wrong until the library sets it, as in NVIDIA's host.
struct Room {
  Room(std::size_t targets, std::size_t frames_each) : frames(targets * frames_each), objects(targets) {
    for (std::size_t i = 0; i < targets; ++i) {
      std::memset(&objects[i], 0x5A, sizeof(objects[i]));
      objects[i].list = frames.data() + i * frames_each;
      objects[i].numObj = 0;
    }
    stream.list = objects.data();
    stream.numAllocated = std::uint32_t(targets);
    batch.list = &stream;
    batch.numAllocated = 1;
  }
  std::vector<NvDsTargetMiscDataFrame> frames;
  std::vector<NvDsTargetMiscDataObject> objects;
  NvDsTargetMiscDataStream stream{};
  NvDsTargetMiscDataBatch batch{};
};

}  // namespace

std::vector<Listed> Host::read(const NvDsTargetMiscDataBatch& batch) {
  std::vector<Listed> tracks;
  for (std::uint32_t i = 0; i < batch.numFilled; ++i)
    for (std::uint32_t j = 0; j < batch.list[i].numFilled; ++j) {
      const NvDsTargetMiscDataObject& object = batch.list[i].list[j];
      tracks.push_back({object.uniqueId, {object.list, object.list + object.numObj}});
    }
  return tracks;
}

std::vector<Found> Host::track_frame(const Frame& given) {
  std::vector<NvMOTObjToTrack> objects;
  for (const Seen& seen : given.seen) objects.push_back({seen.class_id, seen.box, seen.confidence, true, nullptr});
  int& next = numbers_[given.stream];
  if (given.number >= 0) next = given.number;
  NvMOTFrame frame{};
  frame.streamID = given.stream;
  frame.frameNum = NvMOTFrameNum(next++);
  frame.doTracking = given.do_tracking;
  frame.reset = given.reset;
  frame.objectsIn = {given.detection_done, objects.data(), std::uint32_t(objects.size()),
                     std::uint32_t(objects.size())};
  NvBufSurfaceParams* pictures[] = {given.picture};
  frame.numBuffers = given.picture ? 1 : 0;
  frame.bufferList = pictures;
  NvMOTProcessParams params{1, &frame};
  std::vector<NvMOTTrackedObj> room(query_.maxTargetsPerStream);
  NvMOTTrackedObjList list{};
  list.list = room.data();
  list.numAllocated = std::uint32_t(room.size());
  std::vector<float> look_room(room.size() * query_.reidFeatureSize);
  NvDsReidTensorBatch looks{query_.reidFeatureSize, 0, look_room.data(), nullptr, nullptr};
  NvMOTTrackedObjBatch batch{&list, 1, 0, query_.outputReidTensor ? &looks : nullptr};
  {
    Listening listening(*this);
    EXPECT_EQ(NvMOT_Process(handle_, &params, &batch), given.expected);
  }
  if (given.expected != NvMOTStatus_OK) return {};
  EXPECT_EQ(batch.numFilled, 1u);
  EXPECT_EQ(list.streamID, given.stream);

  const std::size_t targets = query_.maxTargetsPerStream;
  Room past_room(targets, query_.maxShadowTrackingAge), terminated_room(targets, query_.maxTrajectoryBufferLength),
      shadow_room(targets, 1);
  NvMOTTrackerMiscData lists{&past_room.batch, query_.outputTerminatedTracks ? &terminated_room.batch : nullptr,
                             query_.outputShadowTracks ? &shadow_room.batch : nullptr};
  EXPECT_EQ(NvMOT_RetrieveMiscData(handle_, &params, &lists), NvMOTStatus_OK);
  past = read(past_room.batch);
  terminated = read(terminated_room.batch);
  shadow = read(shadow_room.batch);

  std::vector<Found> found;
  for (std::uint32_t i = 0; i < list.numFilled; ++i) {
    const NvMOTTrackedObj& o = room[i];
    found.push_back({o.trackingId,
                     o.bbox,
                     o.confidence,
                     o.age,
                     o.classId,
                     o.associatedObjectIn ? int(o.associatedObjectIn - objects.data()) : -1,
                     {o.reid.ptr_host, o.reid.ptr_host + o.reid.featureSize}});
  }
  return found;
}
