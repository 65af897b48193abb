// A host of the tracker library, as nvtracker is one: calls it through NvMOT's C functions.
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <vector>

#include "nvds/tracker.h"
#include "runtime/tracker/report.h"

namespace nvds {
extern "C" {
NvMOTStatus NvMOT_Init(NvMOTConfig*, NvMOTContextHandle*, NvMOTConfigResponse*);
void NvMOT_DeInit(NvMOTContextHandle);
NvMOTStatus NvMOT_Query(std::uint16_t, char*, NvMOTQuery*);
NvMOTStatus NvMOT_Process(NvMOTContextHandle, NvMOTProcessParams*, NvMOTTrackedObjBatch*);
NvMOTStatus NvMOT_RetrieveMiscData(NvMOTContextHandle, NvMOTProcessParams*, NvMOTTrackerMiscData*);
NvMOTStatus NvMOT_RemoveStreams(NvMOTContextHandle, NvMOTStreamId);
NvMOTStatus NvMOT_UpdateParams(NvMOTContextHandle, const std::string&);
}
}  // namespace nvds

constexpr float kFrameWidth = 960;
constexpr float kFrameHeight = 544;

struct Seen {  // what a detector says
  nvds::NvMOTRect box;
  float confidence = 0.9f;
  nvds::NvMOTClassId class_id = 0;
};

struct Found {  // what the tracker says
  std::uint64_t id;
  nvds::NvMOTRect box;
  float confidence;
  std::uint32_t age;
  nvds::NvMOTClassId class_id;
  int detection;  // index of the associated one, -1: none
  std::vector<float> look{};
};

struct Listed {  // a track in one of the lists
  std::uint64_t id;
  std::vector<nvds::NvDsTargetMiscDataFrame> frames;
};

struct Reported {
  bool error;
  std::string message, remedy, file, key, value;
  int line;
};

class Host {
 public:
  // `config`: the text of a configuration; "" for the library's own settings.
  explicit Host(const std::string& config = "");
  ~Host();
  Host(const Host&) = delete;
  Host& operator=(const Host&) = delete;

  bool started() const { return handle_ != nullptr; }
  nvds::NvMOTStatus status() const { return status_; }
  const nvds::NvMOTConfigResponse& response() const { return response_; }
  const nvds::NvMOTQuery& query() const { return query_; }
  const std::string& path() const { return path_; }
  nvds::NvMOTContextHandle handle() { return handle_; }

  struct Frame {
    std::vector<Seen> seen{};
    nvds::NvMOTStreamId stream = 0;
    bool detection_done = true;
    bool reset = false;
    bool do_tracking = true;
    int number = -1;  // -1: the next one
    nvds::NvBufSurfaceParams* picture = nullptr;
    nvds::NvMOTStatus expected = nvds::NvMOTStatus_OK;
  };
  std::vector<Found> track_frame(const Frame& frame);
  std::vector<Found> track(const std::vector<Seen>& seen) { return track_frame({.seen = seen}); }
  std::vector<Found> skip() { return track_frame({.detection_done = false}); }
  // The lists of the newest frame.
  std::vector<Listed> past, terminated, shadow;

  nvds::NvMOTStatus remove(nvds::NvMOTStreamId stream) { return nvds::NvMOT_RemoveStreams(handle_, stream); }
  nvds::NvMOTStatus update(const std::string& text);
  std::vector<Reported> reports;

 private:
  class Listening;
  std::vector<Listed> read(const nvds::NvDsTargetMiscDataBatch& batch);

  std::string path_;
  nvds::NvMOTContextHandle handle_ = nullptr;
  nvds::NvMOTStatus status_ = nvds::NvMOTStatus_OK;
  nvds::NvMOTConfigResponse response_{};
  nvds::NvMOTQuery query_{};
  std::map<nvds::NvMOTStreamId, int> numbers_;
};

// A box of 40 × 80 whose left top corner is at x, y.
inline nvds::NvMOTRect person(float x, float y = 200) { return {x, y, 40, 80}; }
