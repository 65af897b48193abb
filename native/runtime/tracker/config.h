// Reads a configuration file: YAML with NVIDIA's sections and keys.
#pragma once

#include <string>

#include "runtime/tracker/settings.h"

namespace tracker {

enum class ConfigStatus { ok, unreadable, invalid };

// Fills `settings`; what is wrong is reported with file, line and key. Unknown keys are warnings, as in DeepStream;
// a bad value, or a key that turns on what this library does not have, is an error.
ConfigStatus load_config(const std::string& path, Settings& settings);

// New values for a running tracker: `text` is a configuration of which only keys that may change while running are
// taken; a changed value of any other key is a warning. On an error nothing changes.
ConfigStatus update_config(const std::string& text, Settings& settings);

}  // namespace tracker
