#include "runtime/element/config_text.h"

#include <glib.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <memory>
#include <sstream>

#include "gst/ref.h"

namespace runtime {
namespace {

struct FreeKeyFile {
  void operator()(GKeyFile* file) const { g_key_file_unref(file); }
};
using KeyFileRef = std::unique_ptr<GKeyFile, FreeKeyFile>;

Fault syntax_fault(const std::string& path, int line, const std::string& message, const std::string& remedy) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = message;
  fault.remedy = remedy;
  fault.file = path;
  fault.line = line;
  return fault;
}

std::string stripped(const std::string& text) {
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return "";
  return text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

ConfigGroup& group_named(ConfigText& text, const std::string& name, int line) {
  for (ConfigGroup& group : text.groups)
    if (group.name == name) return group;
  text.groups.push_back({name, line, {}, {}});
  return text.groups.back();
}

void store(ConfigGroup& group, ConfigEntry entry) {
  group.keys.push_back(entry.key);
  const auto same = std::find_if(group.entries.begin(), group.entries.end(),
                                 [&](const ConfigEntry& e) { return e.key == entry.key; });
  if (same == group.entries.end())
    group.entries.push_back(std::move(entry));
  else
    *same = std::move(entry);
}

// GKeyFile decides what the file means; it knows no line numbers, so they are found by a second look at the text.
std::optional<ConfigText> read_key_file(const std::string& path, const std::string& data, Fault& fault) {
  ConfigText text;
  text.path = path;
  std::istringstream lines(data);
  std::string raw, group;
  for (int number = 1; std::getline(lines, raw); ++number) {
    const std::string line = stripped(raw);
    if (line.empty() || line[0] == '#') continue;
    if (line[0] == '[') {
      const auto end = line.find(']');
      group = end == std::string::npos ? "" : line.substr(1, end - 1);
      if (group.empty() || end + 1 != line.size()) {
        fault =
            syntax_fault(path, number, "\"" + line + "\" is not a group header.", "Write [name] alone on its line.");
        return std::nullopt;
      }
      group_named(text, group, number);
      continue;
    }
    const auto equals = line.find('=');
    if (equals == std::string::npos || equals == 0) {
      fault = syntax_fault(path, number, "\"" + line + "\" is neither a group, a comment nor key=value.",
                           "Write key=value, or begin the line with # to make it a comment.");
      return std::nullopt;
    }
    if (group.empty()) {
      fault = syntax_fault(path, number, "\"" + line + "\" stands before the first group.",
                           "Begin the file with [property].");
      return std::nullopt;
    }
    store(group_named(text, group, number), {stripped(line.substr(0, equals)), "", number});
  }

  KeyFileRef file(g_key_file_new());
  GError* error = nullptr;
  if (!g_key_file_load_from_data(file.get(), data.data(), data.size(), G_KEY_FILE_NONE, &error)) {
    gst::ErrorRef owned(error);
    fault = syntax_fault(path, 0, error->message, "Write the file as a key file: [group] lines and key=value lines.");
    return std::nullopt;
  }
  for (ConfigGroup& section : text.groups) {
    for (ConfigEntry& entry : section.entries) {
      // An invalid escape makes get_string fail; the text then stands as it was written.
      gst::StringRef value(g_key_file_get_string(file.get(), section.name.c_str(), entry.key.c_str(), nullptr));
      if (!value) value.reset(g_key_file_get_value(file.get(), section.name.c_str(), entry.key.c_str(), nullptr));
      entry.value = stripped(value ? value.get() : "");
    }
  }
  return text;
}

std::string scalar_or_list(const YAML::Node& node) {
  if (node.IsScalar()) return node.Scalar();
  std::string joined;
  for (const YAML::Node& item : node) joined += (joined.empty() ? "" : ";") + item.as<std::string>();
  return joined;
}

std::optional<ConfigText> read_yaml(const std::string& path, const std::string& data, Fault& fault) {
  ConfigText text;
  text.path = path;
  try {
    const YAML::Node root = YAML::Load(data);
    if (!root.IsMap()) {
      fault =
          syntax_fault(path, 1, "The file has no groups.", "Begin it with \"property:\" and indent the keys below.");
      return std::nullopt;
    }
    for (const auto& section : root) {
      const int line = section.first.Mark().line + 1;
      ConfigGroup& group = group_named(text, section.first.as<std::string>(), line);
      if (section.second.IsNull()) continue;
      if (!section.second.IsMap()) {
        fault = syntax_fault(path, line, "The group \"" + group.name + "\" holds no key: value lines.",
                             "Indent its keys below it, one key: value a line.");
        return std::nullopt;
      }
      for (const auto& entry : section.second)
        store(group, {entry.first.as<std::string>(), entry.second.IsNull() ? "" : scalar_or_list(entry.second),
                      entry.first.Mark().line + 1});
    }
  } catch (const YAML::Exception& error) {
    fault = syntax_fault(path, error.mark.is_null() ? 0 : error.mark.line + 1, "The YAML is wrong: " + error.msg + ".",
                         "Correct the syntax; groups are mappings of key: value.");
    return std::nullopt;
  }
  return text;
}

}  // namespace

const ConfigEntry* ConfigGroup::find(const std::string& key) const {
  const auto found =
      std::find_if(entries.begin(), entries.end(), [&](const ConfigEntry& entry) { return entry.key == key; });
  return found == entries.end() ? nullptr : &*found;
}

const ConfigGroup* ConfigText::find(const std::string& group) const {
  const auto found = std::find_if(groups.begin(), groups.end(), [&](const ConfigGroup& g) { return g.name == group; });
  return found == groups.end() ? nullptr : &*found;
}

const ConfigEntry* ConfigText::find(const std::string& group, const std::string& key) const {
  const ConfigGroup* section = find(group);
  return section ? section->find(key) : nullptr;
}

std::optional<ConfigText> read_config_text(const std::string& path, Fault& fault, const char* property) {
  gchar* contents = nullptr;
  gsize length = 0;
  GError* error = nullptr;
  if (!g_file_get_contents(path.c_str(), &contents, &length, &error)) {
    gst::ErrorRef owned(error);
    fault = syntax_fault(path, 0, "The config file cannot be read.",
                         std::string("Correct ") + property + " or the file's rights.");
    fault.key = property;
    fault.value = path;
    fault.detail = error->message;
    return std::nullopt;
  }
  const gst::StringRef owner(contents);
  const std::string data(contents, length);
  const bool yaml = g_str_has_suffix(path.c_str(), ".yml") || g_str_has_suffix(path.c_str(), ".yaml");
  return yaml ? read_yaml(path, data, fault) : read_key_file(path, data, fault);
}

}  // namespace runtime
