#include "runtime/nvstreammux/batch_policy.h"

#include <algorithm>

namespace runtime::mux {

// Turns are in the reverse order of appearance, as DeepStream's hash tables give it: of a file's sources, or of the
// first pad numbers, then of the other pads. Pads that come later go to the end.
BatchPolicy::BatchPolicy(const BatchConfig& config, bool from_file, std::span<const guint> pads, Clock::time_point now)
    : config_(config),
      configured_(config.batch_size.value_or(1)),
      period_(config.min_fps.period()),
      max_fps_period_(config.max_fps.period()),
      last_batch_(now) {
  if (from_file) {
    for (auto source = config_.sources.rbegin(); source != config_.sources.rend(); ++source)
      groups_[source->priority].push_back(source->id);
  } else {
    for (guint id = guint(pads.size()); id-- > 0;) groups_[0].push_back(id);
  }
  for (auto id = pads.rbegin(); id != pads.rend(); ++id) add_source(*id);
}

void BatchPolicy::add_source(guint id) {
  for (const auto& [priority, ids] : groups_)
    if (std::find(ids.begin(), ids.end(), id) != ids.end()) return;
  groups_[0].push_back(id);
}

// DeepStream keeps whole frames a second; above one second there is none left and the time itself counts.
void BatchPolicy::set_timeout(guint microseconds) {
  const guint fps = 1000000 / microseconds;
  period_ = fps > 0 ? Rate{fps, 1}.period() : std::chrono::microseconds(microseconds);
}

std::size_t BatchPolicy::full_size(std::size_t inputs, std::size_t ended, guint surfaces_per_frame) const {
  return config_.adaptive ? (inputs - ended) * surfaces_per_frame : configured_;
}

std::size_t BatchPolicy::announced_size(std::size_t inputs) const {
  return config_.adaptive ? std::max<std::size_t>(configured_, inputs) : configured_;
}

const SourceConfig* BatchPolicy::find(guint id) const {
  const auto found = std::find_if(config_.sources.begin(), config_.sources.end(),
                                  [id](const SourceConfig& source) { return source.id == id; });
  return found == config_.sources.end() ? nullptr : &*found;
}

// max-num-frames-per-batch never limits below the batch size.
std::size_t BatchPolicy::limit(guint id, std::size_t size) const {
  const SourceConfig* source = find(id);
  const std::size_t own = source ? source->max_frames : SourceConfig{}.max_frames;
  return std::min<std::size_t>(config_.max_same_source_frames, std::max(size, own));
}

// With rate control a source has saved up max-fps frames for each second since it last gave any.
std::size_t BatchPolicy::allowed(const Source& source, Clock::time_point now) const {
  const auto last = last_sent_.find(source.id);
  if (!config_.source_rate_control || last == last_sent_.end()) return source.frames;
  const SourceConfig* config = find(source.id);
  const auto period = (config ? config->max_fps : SourceConfig{}.max_fps).period();
  return std::min<std::size_t>(source.frames, std::size_t((now - last->second) / period));
}

BatchPolicy::Batch BatchPolicy::form(std::span<const Source> sources, std::size_t size, Clock::time_point now) {
  Batch batch;
  const bool round_robin = config_.algorithm == BatchConfig::Algorithm::round_robin;
  std::vector<const std::vector<guint>*> groups;
  for (const auto& [priority, ids] : groups_) groups.push_back(&ids);
  if (groups.empty()) return batch;

  std::size_t group = round_robin ? first_group_ % groups.size() : 0;
  std::size_t start = round_robin ? first_source_ : 0;
  for (std::size_t turn = 0; turn < groups.size() && batch.frames < size; ++turn, group = (group + 1) % groups.size()) {
    const std::vector<guint>& ids = *groups[group];
    std::size_t place = ids.empty() ? 0 : start % ids.size();
    start = 0;
    for (std::size_t i = 0; i < ids.size() && batch.frames < size; ++i) {
      const guint id = ids[place];
      place = (place + 1) % ids.size();
      const auto source = std::find_if(sources.begin(), sources.end(), [id](const Source& s) { return s.id == id; });
      if (source == sources.end()) continue;
      const std::size_t take = std::min({allowed(*source, now), limit(id, size), size - batch.frames});
      if (take > 0) batch.parts.push_back({id, take});
      batch.frames += take;
    }
    if (batch.frames == size) {
      first_group_ = group;
      first_source_ = place;
    }
  }
  std::reverse(batch.parts.begin(), batch.parts.end());
  return batch;
}

void BatchPolicy::sent(const Batch& batch, Clock::time_point now) {
  last_batch_ = now;
  if (!config_.source_rate_control) return;
  for (const Part& part : batch.parts) last_sent_[part.id] = now;
}

}  // namespace runtime::mux
