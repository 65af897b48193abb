#include "runtime/tracker/stream.h"

#include <cstring>
#include <random>

#include "runtime/tracker/report.h"

namespace tracker {
namespace {

// What a target's confidence keeps with each frame in which a detector ran and did not see it.
constexpr float kConfidenceKept = 0.8f;
// Frame numbers may jump by this much (dropped frames, a detector at an interval) and still say how much time passed.
constexpr std::uint32_t kLongestGap = 30;
// A box this near the border, in pixels of the tracker's frame, counts as cut off by it.
constexpr float kAtBorder = 1;

Box box_of(const nvds::NvMOTRect& rect) { return {rect.x, rect.y, rect.width, rect.height}; }

}  // namespace

std::uint64_t Identities::new_stream() {
  if (!unique_) return 0;
  std::random_device random;
  // All ones would make the UNTRACKED id possible.
  return std::uint64_t(random() % 0xFFFFFFFFu) << 32;
}

std::uint64_t Identities::next(std::uint64_t stream_part, std::uint32_t& stream_counter) {
  return unique_ ? stream_part | stream_counter++ : counter_++;
}

Stream::Stream(const Settings& settings, Identities& identities, Embedder* embedder, Box frame, std::size_t past_room)
    : settings_(settings),
      identities_(identities),
      embedder_(embedder),
      frame_(frame),
      id_part_(identities.new_stream()),
      past_room_(past_room) {}

bool Stream::process(const nvds::NvMOTFrame& frame, nvds::NvMOTFrameNum frame_number, nvds::NvMOTTrackedObjList& out,
                     nvds::NvDsReidTensorBatch* looks) {
  clear_lists();
  if (frame.reset) drop_targets();
  gather(frame);
  if (!look(frame)) return false;
  const float frames = elapsed(frame_number);
  for (Target& target : targets_) {
    target.detection = nullptr;
    target.look = {};
    ++target.age;
    target.filter.predict(settings_.estimator, frames, target.frames_since_seen == 0);
    ++target.frames_since_seen;
    target.predicted = target.filter.box();
  }
  // Objects in a frame that claims no detection were put there by somebody else: they count.
  update(frame.objectsIn.detectionDone || !detections_.empty());
  record(frame_number);
  report(out, looks);
  sweep();
  return true;
}

void Stream::clear_lists() {
  past_.clear();
  shadow_.clear();
  terminated_.clear();
  misc_samples_.clear();
}

void Stream::drop_targets() {
  for (Target& target : targets_) target.state = nvds::EMPTY;
  sweep();
  reassociator_.clear();
  started_ = false;
}

void Stream::gather(const nvds::NvMOTFrame& frame) {
  detections_.clear();
  for (std::uint32_t i = 0; i < frame.objectsIn.numFilled; ++i) {
    nvds::NvMOTObjToTrack& object = frame.objectsIn.list[i];
    const Box box = box_of(object.bbox);
    if (!object.doTracking || !box.usable() || std::isnan(object.confidence)) continue;
    // A detector that knows no confidence says -0.1; its objects are believed.
    const float confidence = object.confidence < 0 ? 1 : object.confidence;
    if (confidence < settings_.base.min_detector_confidence) continue;
    detections_.push_back({&object, box, confidence, false, {}});
  }
}

// Asks the network about all detections at once.
bool Stream::look(const nvds::NvMOTFrame& frame) {
  if (!embedder_ || detections_.empty()) return true;
  const auto fail = [](const std::string& message, const std::string& remedy) {
    tracker::report({.error = true, .message = message, .remedy = remedy, .key = "ReID.reidType"});
    return false;
  };
  const nvds::NvBufSurfaceParams* picture = frame.numBuffers > 0 && frame.bufferList ? frame.bufferList[0] : nullptr;
  if (!picture || !picture->dataPtr || picture->width == 0 || picture->height == 0)
    return fail("The host gave no picture for re-identification.", "Set ReID.reidType to 0.");
  boxes_.clear();
  const float width = float(picture->width), height = float(picture->height);
  for (const Detection& detection : detections_) {
    const Box& box = detection.box;
    // At least the pixel at the border that is nearest to a box outside.
    const float left = std::clamp(box.left, 0.f, width - 1), top = std::clamp(box.top, 0.f, height - 1);
    boxes_.push_back(
        {left, top, std::clamp(box.right(), left + 1, width) - left, std::clamp(box.bottom(), top + 1, height) - top});
  }
  std::string failure;
  if (!embedder_->embed(*picture, boxes_, looks_, failure))
    return fail("The re-identification network failed: " + failure + ".", "Set ReID.reidType to 0, or mend the model.");
  const std::size_t size = embedder_->feature_size();
  for (std::size_t i = 0; i < detections_.size(); ++i)
    detections_[i].look = std::span<const float>(looks_).subspan(i * size, size);
  return true;
}

float Stream::elapsed(nvds::NvMOTFrameNum frame_number) {
  const std::uint32_t gap = frame_number - last_frame_;
  const bool plausible = started_ && gap >= 1 && gap <= kLongestGap;
  started_ = true;
  last_frame_ = frame_number;
  return plausible ? float(gap) : 1.f;
}

void Stream::update(bool detector_ran) {
  if (detector_ran) associator_.associate(settings_, targets_, detections_);
  const std::size_t known = targets_.size();
  for (std::size_t i = 0; i < known; ++i) {
    if (targets_[i].detection) {
      see(targets_[i]);
    } else if (targets_[i].state != nvds::EMPTY) {  // a new target may have taken it up again
      miss(targets_[i], detector_ran);
    }
  }
  const bool cascaded = settings_.association.matcher == MatcherKind::cascaded;
  for (const Detection& detection : detections_) {
    if (detection.matched || (cascaded && detection.confidence < settings_.association.tentative_confidence)) continue;
    if (targets_.size() < std::size_t(settings_.targets.max_targets) && !suppressed(detection)) give_birth(detection);
  }
}

void Stream::see(Target& target) {
  Box measured = box_of(target.detection->bbox);
  if (settings_.targets.unclip_boxes) unclip(measured, target);
  target.filter.correct(settings_.estimator, measured);
  target.last_box = measured;
  target.class_id = target.detection->classId;
  target.frames_since_seen = 0;
  target.misses = 0;
  target.confidence = 1;
  target.gallery.add(target.look);
  if (target.state == nvds::TENTATIVE) {
    if (target.age > std::uint32_t(settings_.targets.probation_age)) activate(target);
  } else {
    if (target.unreported > 0) past_.push_back(listed(target, std::min(target.unreported, past_room_)));
    target.state = nvds::ACTIVE;
  }
}

void Stream::activate(Target& target) {
  if (!settings_.trajectories.reassociate || !reassociator_.take(settings_, target, targets_)) {
    target.id = identities_.next(id_part_, id_counter_);
  }
  target.state = nvds::ACTIVE;
  if (target.unreported > 0) past_.push_back(listed(target, std::min(target.unreported, past_room_)));
}

void Stream::miss(Target& target, bool detector_ran) {
  const TargetSettings& s = settings_.targets;
  if (detector_ran) {
    ++target.misses;
    target.confidence *= kConfidenceKept;
  }
  if (target.state == nvds::TENTATIVE) {
    if (target.misses >= std::uint32_t(std::max(s.early_termination_age, 1))) target.state = nvds::EMPTY;
    return;
  }
  if (target.misses > std::uint32_t(s.max_shadow_age)) {
    end(target);
    return;
  }
  const bool outside = frame_.usable() && intersection(target.predicted, frame_) <= 0;
  if (target.confidence < s.min_tracker_confidence || target.frames_since_seen > std::uint32_t(s.max_shadow_age) ||
      outside) {
    target.state = nvds::INACTIVE;
  }
}

void Stream::end(Target& target) {
  if (settings_.targets.output_terminated) {
    terminated_.push_back(
        listed(target, std::min(target.trajectory.size(), std::size_t(settings_.targets.max_trajectory_length))));
  }
  if (settings_.trajectories.reassociate) reassociator_.lost(settings_.trajectories, target, last_frame_);
  target.state = nvds::EMPTY;
}

bool Stream::suppressed(const Detection& detection) const {
  const float limit = settings_.targets.min_iou_to_suppress_new;
  for (const Target& target : targets_) {
    if (target.state == nvds::EMPTY) continue;
    if (settings_.association.check_class && target.class_id != detection.object->classId) continue;
    if (iou(target.filter.box(), detection.box) > limit) return true;
  }
  return false;
}

void Stream::give_birth(const Detection& detection) {
  Target target;
  if (!spare_.empty()) {
    target = std::move(spare_.back());
    spare_.pop_back();
  }
  Trajectory trajectory = std::move(target.trajectory);
  trajectory.reset(trajectory_capacity());
  target = Target{};
  target.trajectory = std::move(trajectory);
  target.gallery.reset(embedder_ ? std::size_t(settings_.appearance.history) : 0);
  target.gallery.add(detection.look);
  target.look = detection.look;
  target.class_id = detection.object->classId;
  target.age = 1;
  target.detection = detection.object;
  target.last_box = target.predicted = detection.box;
  target.filter.start(settings_.estimator, detection.box);
  if (settings_.targets.probation_age == 0) activate(target);
  targets_.push_back(std::move(target));
}

// A box cut off by the frame's border is made whole again: the target keeps its size, from the sides that are seen.
void Stream::unclip(Box& box, const Target& target) const {
  if (!frame_.usable()) return;
  const Box known = target.filter.box();
  const bool left = box.left <= kAtBorder, right = box.right() >= frame_.width - kAtBorder;
  const bool top = box.top <= kAtBorder, bottom = box.bottom() >= frame_.height - kAtBorder;
  if (left != right && known.width > box.width) {
    if (left) box.left -= known.width - box.width;
    box.width = known.width;
  }
  if (top != bottom && known.height > box.height) {
    if (top) box.top -= known.height - box.height;
    box.height = known.height;
  }
}

std::size_t Stream::trajectory_capacity() const {
  const auto length = [](int frames) { return std::size_t(std::max(frames, 0)); };
  std::size_t capacity = std::max<std::size_t>(past_room_, 1);
  if (settings_.targets.output_terminated)
    capacity = std::max(capacity, length(settings_.targets.max_trajectory_length));
  if (settings_.trajectories.reassociate) {
    // The frames since it was last seen, and those before that its speed is taken from.
    capacity = std::max(capacity, past_room_ + length(settings_.trajectories.preparation_length) + 1);
  }
  return capacity;
}

void Stream::record(nvds::NvMOTFrameNum frame_number) {
  for (Target& target : targets_) {
    if (target.state == nvds::EMPTY) continue;
    target.trajectory.add({frame_number, target.filter.box(), target.confidence, target.age, target.state});
    target.unreported = target.state == nvds::ACTIVE ? 0 : std::min(target.unreported + 1, target.trajectory.size());
    if (target.state == nvds::INACTIVE && settings_.targets.output_shadow) shadow_.push_back(listed(target, 1));
  }
}

MiscTrack Stream::listed(const Target& target, std::size_t newest) {
  const MiscTrack track{target.id, target.class_id, misc_samples_.size(), newest};
  for (std::size_t i = newest; i-- > 0;) misc_samples_.push_back(target.trajectory.newest(i));
  return track;
}

nvds::NvDsObjReid Stream::reported(const Target& target, nvds::NvDsReidTensorBatch* looks) const {
  if (!settings_.appearance.output || target.look.empty() || !looks || !looks->ptr_host) return {};
  float* place = looks->ptr_host + std::size_t(looks->numFilled++) * target.look.size();
  std::copy(target.look.begin(), target.look.end(), place);
  looks->featureSize = std::uint32_t(target.look.size());
  return {looks->featureSize, place, nullptr};
}

void Stream::report(nvds::NvMOTTrackedObjList& out, nvds::NvDsReidTensorBatch* looks) {
  out.numFilled = 0;
  out.valid = true;
  for (const Target& target : targets_) {
    if (target.state != nvds::ACTIVE || out.numFilled >= out.numAllocated) continue;
    const Box box = target.filter.box();
    nvds::NvMOTTrackedObj& object = out.list[out.numFilled++];
    object.classId = target.class_id;
    object.trackingId = target.id;
    object.bbox = {box.left, box.top, box.width, box.height};
    object.confidence = target.confidence;
    object.age = target.age;
    object.associatedObjectIn = target.detection;
    // The mask and the hull are the host's memory: only their sizes say that there is none.
    object.reid = reported(target, looks);
    object.visibility = 0;
    object.convexHull.numPoints = 0;
    object.mask.width = object.mask.height = 0;
  }
}

void Stream::sweep() {
  std::size_t kept = 0;
  for (std::size_t i = 0; i < targets_.size(); ++i) {
    if (targets_[i].state == nvds::EMPTY) {
      spare_.push_back(std::move(targets_[i]));
    } else {
      if (kept != i) targets_[kept] = std::move(targets_[i]);
      ++kept;
    }
  }
  targets_.erase(targets_.begin() + std::ptrdiff_t(kept), targets_.end());
}

}  // namespace tracker
