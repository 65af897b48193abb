// Settings of the new muxer's batching: the file behind config-file-path (INI, or YAML by its suffix).
#pragma once

#include <glib.h>

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "runtime/element/fault.h"

namespace runtime::mux {

struct Rate {
  guint numerator;
  guint denominator;

  std::chrono::nanoseconds period() const { return std::chrono::nanoseconds(guint64(1e9 * denominator / numerator)); }
};

struct SourceConfig {
  guint id = 0;
  Rate max_fps{60, 1};
  Rate min_fps{30, 1};
  guint priority = 0;  // small numbers first
  guint max_frames = 1;
};

struct BatchConfig {
  enum class Algorithm { none = 0, round_robin = 1, priority = 2 };

  Algorithm algorithm = Algorithm::round_robin;
  std::optional<guint> batch_size;  // beats the property
  bool adaptive = true;             // the batch is as large as there are sources
  bool source_rate_control = false;
  bool max_fps_control = false;
  Rate max_fps{120, 1};
  Rate min_fps{5, 1};
  guint max_same_source_frames = 1;
  std::vector<SourceConfig> sources;  // in the file's order
};

// Null and an error when the file cannot be used. What it says beyond that is warned of and left out.
std::optional<BatchConfig> read_batch_config(const std::string& path, Fault& error, std::vector<Fault>& warnings);

}  // namespace runtime::mux
