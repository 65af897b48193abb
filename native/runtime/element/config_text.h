// The text of an element's config file as (group, key, value, line) rows: INI key files and YAML, chosen by suffix.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "runtime/element/fault.h"

namespace runtime {

struct ConfigEntry {
  std::string key;
  std::string value;  // lists are joined by ';' in both formats
  int line = 0;       // 1-based
};

struct ConfigGroup {
  std::string name;
  int line = 0;
  std::vector<ConfigEntry> entries;  // in the file's order; a repeated key keeps its last value
  std::vector<std::string> keys;     // of every line in order: a repeated key as often as it stands in the file

  const ConfigEntry* find(const std::string& key) const;
};

struct ConfigText {
  std::string path;
  std::vector<ConfigGroup> groups;

  const ConfigGroup* find(const std::string& group) const;
  const ConfigEntry* find(const std::string& group, const std::string& key) const;
};

// nullopt with an ERR_CONFIG fault (file, line where known) when the file cannot be read or its syntax is wrong.
// `property` is the element's property that gave the path.
std::optional<ConfigText> read_config_text(const std::string& path, Fault& fault,
                                           const char* property = "config-file-path");

}  // namespace runtime
