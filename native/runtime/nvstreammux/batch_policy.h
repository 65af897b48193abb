// Which frames the new muxer puts into a batch, and when it leaves.
#pragma once

#include <map>
#include <span>
#include <vector>

#include "runtime/nvstreammux/batch_config.h"

namespace runtime::mux {

using Clock = std::chrono::steady_clock;

class BatchPolicy {
 public:
  struct Source {
    guint id;
    std::size_t frames;  // that may leave now
  };
  struct Part {
    guint id;
    std::size_t frames;
  };
  struct Batch {
    std::vector<Part> parts;  // in the order of the batch
    std::size_t frames = 0;
  };

  // `pads`: those that exist at the first caps, in order of request. `from_file`: the settings name their sources;
  // without a file every pad number below the number of pads has default settings.
  BatchPolicy(const BatchConfig& config, bool from_file, std::span<const guint> pads, Clock::time_point now);

  void add_source(guint id);
  // The property batched-push-timeout, in µs.
  void set_timeout(guint microseconds);
  void set_batch_size(guint size) { configured_ = size; }

  // Frames in a full batch, and what caps and metadata announce.
  std::size_t full_size(std::size_t inputs, std::size_t ended, guint surfaces_per_frame) const;
  std::size_t announced_size(std::size_t inputs) const;

  Batch form(std::span<const Source> sources, std::size_t size, Clock::time_point now);
  void sent(const Batch& batch, Clock::time_point now);
  // The time line begins with the first frame, as if a batch had left then.
  void restart(Clock::time_point now) { last_batch_ = now; }

  std::chrono::nanoseconds period() const { return period_; }
  Clock::time_point due() const { return last_batch_ + period_; }
  Clock::time_point earliest() const { return last_batch_ + max_fps_period_; }
  // How much longer a batch waits that is due but not full.
  std::chrono::nanoseconds grace() const { return max_fps_period_; }
  bool throttles() const { return config_.max_fps_control; }

 private:
  std::size_t limit(guint id, std::size_t size) const;
  std::size_t allowed(const Source& source, Clock::time_point now) const;
  const SourceConfig* find(guint id) const;

  BatchConfig config_;
  guint configured_;
  std::chrono::nanoseconds period_;
  std::chrono::nanoseconds max_fps_period_;
  Clock::time_point last_batch_;
  std::map<guint, std::vector<guint>> groups_;  // by priority; ids of pads in the order in which they have their turn
  std::size_t first_group_ = 0;                 // round robin goes on here
  std::size_t first_source_ = 0;
  std::map<guint, Clock::time_point> last_sent_;
};

}  // namespace runtime::mux
