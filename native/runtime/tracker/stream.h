// The targets of one stream: their births, lives and ends.
#pragma once

#include <vector>

#include "nvds/tracker.h"
#include "runtime/tracker/association.h"
#include "runtime/tracker/reassociation.h"
#include "runtime/tracker/settings.h"
#include "runtime/tracker/target.h"

namespace tracker {

// Gives out track IDs. Without unique IDs one counter serves all streams of a context, from 0.
class Identities {
 public:
  explicit Identities(bool unique) : unique_(unique) {}
  // Upper 32 bits for a new stream.
  std::uint64_t new_stream();
  std::uint64_t next(std::uint64_t stream_part, std::uint32_t& stream_counter);

 private:
  bool unique_;
  std::uint64_t counter_ = 0;
};

// One target's entry in the past-frame, shadow or terminated list of the newest frame.
struct MiscTrack {
  std::uint64_t id;
  nvds::NvMOTClassId class_id;
  std::size_t first, count;  // in Stream::misc_samples(), oldest first
};

class Stream {
 public:
  // `past_room`: frames that a host makes room for in each past-frame track. It is said once, at the start; the
  // settings may change later. `embedder`: null without a re-identification network.
  Stream(const Settings& settings, Identities& identities, Embedder* embedder, Box frame, std::size_t past_room);

  // Tracks one frame and fills `out`, whose list the host has allocated, and `looks` where the host wants them. False
  // when the re-identification network fails, or gets no picture.
  bool process(const nvds::NvMOTFrame& frame, nvds::NvMOTFrameNum frame_number, nvds::NvMOTTrackedObjList& out,
               nvds::NvDsReidTensorBatch* looks);
  // A skipped frame still has lists: empty ones.
  void clear_lists();
  void drop_targets();

  const std::vector<MiscTrack>& past() const { return past_; }
  const std::vector<MiscTrack>& shadow() const { return shadow_; }
  const std::vector<MiscTrack>& terminated() const { return terminated_; }
  const std::vector<Sample>& misc_samples() const { return misc_samples_; }

 private:
  void gather(const nvds::NvMOTFrame& frame);
  bool look(const nvds::NvMOTFrame& frame);
  float elapsed(nvds::NvMOTFrameNum frame_number);
  void update(bool detector_ran);
  void see(Target& target);
  void miss(Target& target, bool detector_ran);
  void activate(Target& target);
  void give_birth(const Detection& detection);
  void unclip(Box& box, const Target& target) const;
  bool suppressed(const Detection& detection) const;
  void end(Target& target);
  void sweep();
  void record(nvds::NvMOTFrameNum frame_number);
  void report(nvds::NvMOTTrackedObjList& out, nvds::NvDsReidTensorBatch* looks);
  nvds::NvDsObjReid reported(const Target& target, nvds::NvDsReidTensorBatch* looks) const;
  MiscTrack listed(const Target& target, std::size_t newest);
  std::size_t trajectory_capacity() const;

  const Settings& settings_;
  Identities& identities_;
  Embedder* const embedder_;
  const Box frame_;  // empty when the host did not say how large a frame is
  const std::uint64_t id_part_;
  std::uint32_t id_counter_ = 0;
  const std::size_t past_room_;
  bool started_ = false;
  nvds::NvMOTFrameNum last_frame_ = 0;

  std::vector<Target> targets_;
  std::vector<Target> spare_;  // ended targets, kept for their memory
  std::vector<Detection> detections_;
  std::vector<Box> boxes_;    // of detections_, cut to the picture
  std::vector<float> looks_;  // of detections_, one after the other
  Associator associator_;
  Reassociator reassociator_;
  std::vector<MiscTrack> past_, shadow_, terminated_;
  std::vector<Sample> misc_samples_;
};

}  // namespace tracker
