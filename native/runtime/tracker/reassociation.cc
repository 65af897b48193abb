#include "runtime/tracker/reassociation.h"

#include <numbers>

namespace tracker {
namespace {

// Below this part of its height a frame, a target stands: its direction says nothing.
constexpr float kStanding = 0.01f;

float length(float x, float y) { return std::sqrt(x * x + y * y); }

}  // namespace

// How a lost target was moving when last seen: the mean speed over its newest frames with a detection.
bool Reassociator::leaving(const TrajectorySettings& s, const Target& target, Motion& motion) {
  if (target.age < std::uint32_t(s.min_length_to_project)) return false;
  const Trajectory& t = target.trajectory;
  std::size_t newest = 0;
  while (newest < t.size() && t.newest(newest).state != nvds::ACTIVE) ++newest;
  if (newest == t.size()) return false;
  std::size_t oldest = newest;
  while (oldest + 1 < t.size() && oldest + 1 - newest < std::size_t(s.preparation_length)) ++oldest;
  const Sample& last = t.newest(newest);
  const Sample& first = t.newest(oldest);
  motion = {last.box, last.frame, 0, 0};
  if (const auto frames = float(last.frame - first.frame); frames > 0) {
    motion.speed_x = (last.box.center_x() - first.box.center_x()) / frames;
    motion.speed_y = (last.box.center_y() - first.box.center_y()) / frames;
  }
  return true;
}

void Reassociator::lost(const TrajectorySettings& settings, const Target& target, nvds::NvMOTFrameNum frame) {
  Motion motion;
  if (leaving(settings, target, motion)) lost_.push_back({target.id, target.class_id, motion, target.gallery});
  forget_old(settings, frame);
}

void Reassociator::forget_old(const TrajectorySettings& settings, nvds::NvMOTFrameNum frame) {
  std::erase_if(lost_,
                [&](const Lost& l) { return frame - l.motion.frame > std::uint32_t(settings.projection_length); });
}

// How well the lost target's straight path runs through the new one's boxes: their mean overlap, weighted.
float Reassociator::score(const TrajectorySettings& s, const Motion& lost, const Target& found) {
  const Trajectory& t = found.trajectory;
  if (t.size() == 0) return 0;
  const Sample& newest = t.newest(0);
  const Sample& birth = t.newest(t.size() - 1);
  const auto gap = std::int32_t(birth.frame - lost.frame);
  if (gap <= 0 || gap > s.projection_length || gap > s.max_time_range) return 0;
  if (size_similarity(lost.box, birth.box) < s.min_size_similarity) return 0;

  const auto frames = float(newest.frame - birth.frame);
  if (frames > 0) {
    const float x = (newest.box.center_x() - birth.box.center_x()) / frames;
    const float y = (newest.box.center_y() - birth.box.center_y()) / frames;
    const float speed = length(x, y), lost_speed = length(lost.speed_x, lost.speed_y);
    const float standing = kStanding * birth.box.height;
    if (speed > standing && lost_speed > standing) {
      if (std::min(speed, lost_speed) / std::max(speed, lost_speed) < s.min_speed_similarity) return 0;
      const float cosine = (x * lost.speed_x + y * lost.speed_y) / (speed * lost_speed);
      if (cosine < std::cos(s.max_angle * std::numbers::pi_v<float> / 180)) return 0;
    }
  }

  float overlap = 0;
  for (std::size_t i = 0; i < t.size(); ++i) {
    const Sample& sample = t.newest(i);
    const auto ahead = float(sample.frame - lost.frame);
    Box projected = lost.box;
    projected.left += lost.speed_x * ahead;
    projected.top += lost.speed_y * ahead;
    const float growth = s.search_region_scale * ahead;
    overlap += iou(grown(projected, growth), grown(sample.box, growth));
  }
  overlap /= float(t.size());
  return overlap < s.min_tracklet_score ? 0 : s.weight_tracklet * overlap;
}

// Motion and looks together.
float Reassociator::score(const Settings& settings, const Motion& lost, const Gallery& looks, const Target& found) {
  const TrajectorySettings& s = settings.trajectories;
  const float by_motion = score(s, lost, found);
  if (by_motion <= 0 || !settings.appearance.for_reassociation) return by_motion;
  const float alike = looks.similarity(found.gallery);
  return alike < s.min_appearance ? 0 : by_motion + s.weight_appearance * alike;
}

bool Reassociator::take(const Settings& settings, Target& found, std::vector<Target>& targets) {
  const TrajectorySettings& s = settings.trajectories;
  const auto same_class = [&](nvds::NvMOTClassId id) {
    return !settings.association.check_class || id == found.class_id;
  };
  float best = 0;
  Target* shadow = nullptr;
  auto remembered = lost_.end();
  for (Target& target : targets) {
    Motion motion;
    if (target.state != nvds::INACTIVE || target.detection || !same_class(target.class_id) ||
        !leaving(s, target, motion))
      continue;
    if (const float value = score(settings, motion, target.gallery, found); value > best) {
      best = value;
      shadow = &target;
    }
  }
  for (auto it = lost_.begin(); it != lost_.end(); ++it) {
    if (!same_class(it->class_id)) continue;
    if (const float value = score(settings, it->motion, it->gallery, found); value > best) {
      best = value;
      shadow = nullptr;
      remembered = it;
    }
  }
  if (best <= 0 || best < s.min_score) return false;
  if (shadow) {
    found.id = shadow->id;
    shadow->state = nvds::EMPTY;
  } else {
    found.id = remembered->id;
    lost_.erase(remembered);
  }
  return true;
}

}  // namespace tracker
