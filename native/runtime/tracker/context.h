// What a host holds a handle of: a configuration and the streams tracked with it.
#pragma once

#include <map>
#include <memory>
#include <mutex>
#include <string>

#include "nvds/tracker.h"
#include "runtime/tracker/stream.h"

namespace tracker {

class Context {
 public:
  // `frame`: the size of all frames, empty when unknown. `embedder`: null without a re-identification network.
  Context(const Settings& settings, std::unique_ptr<Embedder> embedder, Box frame);

  const Settings& settings() const { return settings_; }
  const Embedder* embedder() const { return embedder_.get(); }
  bool process(const nvds::NvMOTProcessParams& params, nvds::NvMOTTrackedObjBatch& tracked);
  // The lists of the newest batch, for the streams of `params`.
  void retrieve(const nvds::NvMOTProcessParams& params, nvds::NvMOTTrackerMiscData& lists);
  void remove(nvds::NvMOTStreamId stream);
  bool update(const std::string& text);

 private:
  std::mutex mutex_;
  Settings settings_;
  const std::unique_ptr<Embedder> embedder_;
  const Box frame_;
  const std::size_t past_room_;
  Identities identities_;
  nvds::NvMOTFrameNum batch_number_ = 0;
  std::map<nvds::NvMOTStreamId, std::unique_ptr<Stream>> streams_;
};

}  // namespace tracker
