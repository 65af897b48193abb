#include "runtime/nvinfer/object_history.h"

#include <algorithm>

namespace runtime::nvinfer {
namespace {

constexpr float kReinferGrowth = 1.2f;         // an object this much larger is classified again
constexpr std::uint64_t kTidyInterval = 1800;  // buffers and frames
constexpr std::uint64_t kForgetAfter = 150;    // frames

// The filters, in DeepStream's order.
bool selected(const Config& config, const nvds::NvDsObjectMeta& object) {
  if (config.operate_on_gie_id > -1 && object.unique_component_id != config.operate_on_gie_id) return false;
  const auto& box = object.rect_params;
  if (box.width < float(std::max(1u, config.input_object_min_width))) return false;
  if (box.height < float(std::max(1u, config.input_object_min_height))) return false;
  if (config.input_object_max_width > 0 && box.width > float(config.input_object_max_width)) return false;
  if (config.input_object_max_height > 0 && box.height > float(config.input_object_max_height)) return false;
  const auto& classes = config.operate_on_class_ids;
  return classes.empty() || std::find(classes.begin(), classes.end(), object.class_id) != classes.end();
}

bool due(const Config& config, const ObjectHistory& history, std::uint64_t frame_number, float area) {
  const std::uint64_t distance = frame_number - history.last_inferred_frame;
  const bool expired = distance > std::uint64_t(config.secondary_reinfer_interval);
  if (config.network_type == NetworkType::kClassifier)
    return expired || history.last_inferred_area * kReinferGrowth < area;
  if (config.network_type == NetworkType::kDetector) return expired || config.secondary_reinfer_interval == INT_MAX;
  return true;
}

}  // namespace

void ObjectHistories::reset() {
  std::lock_guard lock(mutex_);
  sources_.clear();
  sources_.try_emplace(0);
  buffers_ = 0;
}

void ObjectHistories::add_source(unsigned pad) {
  std::lock_guard lock(mutex_);
  sources_.try_emplace(pad);
}

void ObjectHistories::remove_source(unsigned pad) {
  std::lock_guard lock(mutex_);
  sources_.erase(pad);
}

void ObjectHistories::clear_source(unsigned pad) {
  std::lock_guard lock(mutex_);
  const auto source = sources_.find(pad);
  if (source != sources_.end()) source->second.objects.clear();
}

void ObjectHistories::clear() {
  std::lock_guard lock(mutex_);
  for (auto& [pad, source] : sources_) source.objects.clear();
}

ObjectHistories::Decision ObjectHistories::decide(const Config& config, const nvds::NvDsFrameMeta& frame,
                                                  const nvds::NvDsObjectMeta& object) {
  std::lock_guard lock(mutex_);
  const auto source = sources_.find(frame.pad_index);
  if (source == sources_.end()) return {};
  const std::uint64_t frame_number = std::uint64_t(frame.frame_num);
  source->second.last_seen_frame = frame_number;

  Decision decision;
  auto& objects = source->second.objects;
  const bool tracked = object.object_id != nvds::UNTRACKED_OBJECT_ID;
  if (const auto known = tracked ? objects.find(object.object_id) : objects.end(); known != objects.end())
    decision.history = known->second;
  if (decision.history) decision.history->last_accessed_frame = frame_number;
  const float area = object.rect_params.width * object.rect_params.height;
  decision.infer =
      selected(config, object) && (!decision.history || due(config, *decision.history, frame_number, area));
  if (!decision.infer || !tracked) return decision;

  if (!decision.history)
    decision.history = objects.emplace(object.object_id, std::make_shared<ObjectHistory>()).first->second;
  decision.history->under_inference = true;
  decision.history->last_inferred_frame = frame_number;
  decision.history->last_accessed_frame = frame_number;
  decision.history->last_inferred_area = area;
  return decision;
}

void ObjectHistories::store(const HistoryRef& history, std::uint64_t frame_number, const Classification* result) {
  std::lock_guard lock(mutex_);
  // A later inference of the same object may be under way already.
  if (history->last_inferred_frame == frame_number) history->under_inference = false;
  if (result) history->cached = *result;
}

Classification ObjectHistories::cached(const HistoryRef& history) {
  std::lock_guard lock(mutex_);
  return history->cached;
}

void ObjectHistories::tidy() {
  std::lock_guard lock(mutex_);
  if (++buffers_ % kTidyInterval != 0) return;
  for (auto& [pad, source] : sources_) {
    if (source.last_seen_frame - source.last_tidied_frame < kTidyInterval) continue;
    source.last_tidied_frame = source.last_seen_frame;
    std::erase_if(source.objects, [&](const auto& entry) {
      const ObjectHistory& history = *entry.second;
      return !history.under_inference && source.last_seen_frame - history.last_accessed_frame > kForgetAfter;
    });
  }
}

}  // namespace runtime::nvinfer
