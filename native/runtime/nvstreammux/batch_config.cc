#include "runtime/nvstreammux/batch_config.h"

#include <algorithm>

#include "runtime/element/config_text.h"

namespace runtime::mux {
namespace {

constexpr char kSourceGroup[] = "source-config-";

// Reads numbers of one group into places; remembers the first fault.
class Group {
 public:
  Group(const ConfigText& text, const ConfigGroup& group) : text_(text), group_(group) {}

  Group& number(const char* key, guint minimum, guint maximum, guint& target) {
    keys_.push_back(key);
    const ConfigEntry* entry = group_.find(key);
    if (!entry || error_) return *this;
    guint64 value = 0;
    if (!g_ascii_string_to_unsigned(entry->value.c_str(), 10, minimum, maximum, &value, nullptr)) {
      error_ = fault(*entry, key + std::string(" is \"") + entry->value + "\".",
                     "Write a whole number from " + std::to_string(minimum) + " to " + std::to_string(maximum) + ".");
      return *this;
    }
    target = guint(value);
    return *this;
  }
  Group& flag(const char* key, bool& target) {
    guint value = target;
    number(key, 0, 1, value);
    target = value == 1;
    return *this;
  }

  const std::optional<Fault>& error() const { return error_; }

  void warn_of_others(std::vector<Fault>& warnings) const {
    for (const ConfigEntry& entry : group_.entries) {
      const bool known = std::any_of(keys_.begin(), keys_.end(), [&](const char* key) { return entry.key == key; });
      if (known) continue;
      const std::string near = nearest(entry.key, keys_.data(), keys_.size());
      warnings.push_back(fault(entry, "nvstreammux does not know the key " + entry.key + " in [" + group_.name + "].",
                               near.empty() ? "Remove it." : "Did you mean " + near + "?"));
    }
  }

 private:
  Fault fault(const ConfigEntry& entry, const std::string& message, const std::string& remedy) const {
    Fault fault;
    fault.code = "ERR_CONFIG";
    fault.file = text_.path;
    fault.line = entry.line;
    fault.key = entry.key;
    fault.value = entry.value;
    fault.message = message;
    fault.remedy = remedy;
    return fault;
  }

  const ConfigText& text_;
  const ConfigGroup& group_;
  std::vector<const char*> keys_;
  std::optional<Fault> error_;
};

void read_property(Group& group, const ConfigGroup& text, BatchConfig& config) {
  guint algorithm = guint(config.algorithm);
  guint batch_size = 1;
  group.number("algorithm-type", 0, 2, algorithm)
      .number("batch-size", 1, 1024, batch_size)
      .flag("adaptive-batching", config.adaptive)
      .flag("enable-source-rate-control", config.source_rate_control)
      .flag("max-fps-control", config.max_fps_control)
      .number("overall-max-fps-n", 1, G_MAXUINT, config.max_fps.numerator)
      .number("overall-max-fps-d", 1, G_MAXUINT, config.max_fps.denominator)
      .number("overall-min-fps-n", 1, G_MAXUINT, config.min_fps.numerator)
      .number("overall-min-fps-d", 1, G_MAXUINT, config.min_fps.denominator)
      .number("max-same-source-frames", 1, 1024, config.max_same_source_frames);
  config.algorithm = BatchConfig::Algorithm(algorithm);
  if (text.find("batch-size")) config.batch_size = batch_size;
}

SourceConfig read_source(Group& group, guint id) {
  SourceConfig source;
  source.id = id;
  group.number("max-fps-n", 1, G_MAXUINT, source.max_fps.numerator)
      .number("max-fps-d", 1, G_MAXUINT, source.max_fps.denominator)
      .number("min-fps-n", 1, G_MAXUINT, source.min_fps.numerator)
      .number("min-fps-d", 1, G_MAXUINT, source.min_fps.denominator)
      .number("priority", 0, G_MAXUINT, source.priority)
      .number("max-num-frames-per-batch", 1, 1024, source.max_frames);
  return source;
}

// "source-config-3" → 3
bool source_number(const std::string& name, guint& id) {
  if (!g_str_has_prefix(name.c_str(), kSourceGroup)) return false;
  guint64 value = 0;
  if (!g_ascii_string_to_unsigned(name.c_str() + sizeof(kSourceGroup) - 1, 10, 0, G_MAXUINT, &value, nullptr))
    return false;
  id = guint(value);
  return true;
}

Fault unknown_group(const ConfigText& text, const ConfigGroup& group) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.file = text.path;
  fault.line = group.line;
  fault.key = group.name;
  fault.message = "nvstreammux does not know the group [" + group.name + "].";
  fault.remedy = "It reads [property] and [source-config-<pad number>].";
  return fault;
}

}  // namespace

std::optional<BatchConfig> read_batch_config(const std::string& path, Fault& error, std::vector<Fault>& warnings) {
  const std::optional<ConfigText> text = read_config_text(path, error);
  if (!text) return std::nullopt;
  BatchConfig config;
  for (const ConfigGroup& section : text->groups) {
    Group group(*text, section);
    guint id = 0;
    if (section.name == "property") {
      read_property(group, section, config);
    } else if (source_number(section.name, id)) {
      config.sources.push_back(read_source(group, id));
    } else {
      warnings.push_back(unknown_group(*text, section));
      continue;
    }
    if (group.error()) {
      error = *group.error();
      return std::nullopt;
    }
    group.warn_of_others(warnings);
  }
  return config;
}

}  // namespace runtime::mux
