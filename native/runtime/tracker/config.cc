#include "runtime/tracker/config.h"

#include <yaml-cpp/yaml.h>

#include <charconv>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "runtime/element/fault.h"
#include "runtime/tracker/keys.h"
#include "runtime/tracker/report.h"

namespace tracker {
namespace {

int line_of(const YAML::Mark& mark) { return mark.is_null() ? 0 : mark.line + 1; }

bool parse(const std::string& text, double& value) {
  const char* begin = text.c_str() + (text.starts_with('+') ? 1 : 0);
  const char* end = text.c_str() + text.size();
  const auto [stop, error] = std::from_chars(begin, end, value);
  return error == std::errc() && stop == end && std::isfinite(value);
}

bool parse_boolean(const std::string& text, bool& value) {
  if (text == "1" || text == "true" || text == "True" || text == "TRUE") return value = true, true;
  if (text == "0" || text == "false" || text == "False" || text == "FALSE") return value = false, true;
  return false;
}

std::string plain(double number) {
  char text[32];
  std::snprintf(text, sizeof(text), "%g", number);
  return text;
}

class Reader {
 public:
  Reader(std::string file, Settings& settings, const Settings* running)
      : file_(std::move(file)), settings_(settings), running_(running) {}

  bool read(const std::string& text) {
    YAML::Node root;
    try {
      root = YAML::Load(text);
    } catch (const YAML::Exception& error) {
      fail(line_of(error.mark), "", "", "This is not YAML: " + error.msg + ".", "Correct the line.");
      return false;
    }
    if (root.IsNull()) return true;  // an empty file: all keys at their defaults
    if (!root.IsMap()) {
      fail(line_of(root.Mark()), "", "", "The file does not consist of sections.",
           "Write sections such as \"TargetManagement:\" with keys below them.");
      return false;
    }
    for (const auto& entry : root) section(entry.first, entry.second);
    return ok_;
  }

 private:
  void section(const YAML::Node& name_node, const YAML::Node& body) {
    const std::string name = name_node.IsScalar() ? name_node.Scalar() : "";
    if (!is_section(name)) {
      std::vector<const char*> names;
      for (const Key& key : known_keys()) names.push_back(key.section);
      warn_unknown("section", name, name, line_of(name_node.Mark()), names);
      return;
    }
    if (body.IsNull()) return;
    if (!body.IsMap()) {
      fail(line_of(body.Mark()), name, "", "Section " + name + " holds no keys.", "Indent its keys below it.");
      return;
    }
    for (const auto& entry : body) {
      const std::string key_name = entry.first.IsScalar() ? entry.first.Scalar() : "";
      const Key* key = find(name, key_name);
      if (key) {
        assign(*key, entry.second, line_of(entry.first.Mark()));
      } else {
        std::vector<const char*> names;
        for (const Key& known : known_keys())
          if (name == known.section) names.push_back(known.name);
        warn_unknown("key", name + "." + key_name, key_name, line_of(entry.first.Mark()), names);
      }
    }
  }

  static const Key* find(const std::string& section, const std::string& name) {
    for (const Key& key : known_keys())
      if (section == key.section && name == key.name) return &key;
    return nullptr;
  }

  void assign(const Key& key, const YAML::Node& node, int line) {
    if (key.kind == KeyKind::no_effect) return;
    const std::string name = std::string(key.section) + "." + key.name;
    if (key.kind == KeyKind::triple) return assign_three(key, name, node, line);
    if (!node.IsScalar() && !node.IsNull()) {
      fail(line, name, "", "Key " + name + " takes one value, not a list or a section.", "Write a single value.");
      return;
    }
    const std::string text = node.IsNull() ? "" : node.Scalar();
    double number = 0;
    bool flag = false;
    if (key.kind == KeyKind::off_only) {
      if (text.empty() || (parse_boolean(text, flag) && !flag)) return;
      fail(line, name, text, "Key " + name + " = " + text + " asks for " + std::string(key.explanation) + ".", "");
      return;
    }
    if (key.kind == KeyKind::path) {
      if (running_ || text.empty()) return;
      key.path(settings_) = (std::filesystem::path(file_).parent_path() / text).lexically_normal().string();
      return;
    }
    if (key.kind == KeyKind::boolean) {
      if (!parse_boolean(text, flag)) {
        fail(line, name, text, "Key " + name + " is \"" + text + "\", not 0 or 1.", "Write 0 or 1.");
      } else if (may_change(key, name, line, text, key.boolean(settings_) != flag)) {
        key.boolean(settings_) = flag;
      }
      return;
    }
    const bool whole = key.kind != KeyKind::real;
    if (!parse(text, number) || (whole && number != std::floor(number)) || number < key.minimum ||
        number > key.maximum) {
      fail(line, name, text, "Key " + name + " is \"" + text + "\", not " + range(key) + ".", "Correct the value.");
      return;
    }
    switch (key.kind) {
      case KeyKind::real:
        if (may_change(key, name, line, text, key.real(settings_) != float(number)))
          key.real(settings_) = float(number);
        break;
      case KeyKind::integer:
        if (may_change(key, name, line, text, key.integer(settings_) != int(number)))
          key.integer(settings_) = int(number);
        break;
      default:
        if (!running_) key.choose(settings_, int(number));
    }
  }

  // "[3, 256, 128]"
  void assign_three(const Key& key, const std::string& name, const YAML::Node& node, int line) {
    std::array<double, 3> numbers{};
    bool good = node.IsSequence() && node.size() == numbers.size();
    for (std::size_t i = 0; good && i < numbers.size(); ++i)
      good = node[i].IsScalar() && parse(node[i].Scalar(), numbers[i]) && numbers[i] >= key.minimum &&
             numbers[i] <= key.maximum;
    if (!good)
      fail(line, name, "", "Key " + name + " is not a list of three numbers.",
           "Write " + std::string(key.name) + ": [a, b, c].");
    else if (!running_)
      key.take_three(settings_, numbers);
  }

  static std::string range(const Key& key) {
    const std::string what = key.kind == KeyKind::real ? "a number" : "a whole number";
    if (key.minimum == key.maximum) return plain(key.minimum) + ", the only value there is";
    const bool open_above = key.maximum > 1e8;
    if (key.minimum < -1e8 && open_above) return what;
    if (open_above) return what + " of at least " + plain(key.minimum);
    return what + " from " + plain(key.minimum) + " to " + plain(key.maximum);
  }

  // A running tracker takes only the keys that its memory and its targets' filters do not rest on.
  bool may_change(const Key& key, const std::string& name, int line, const std::string& text, bool differs) {
    if (!running_ || key.while_running || !differs) return true;
    report({.error = false,
            .message = "Key " + name + " cannot change while the tracker runs; its value stays.",
            .remedy = "Stop the pipeline to change it.",
            .file = file_,
            .line = line,
            .key = name,
            .value = text});
    return false;
  }

  void warn_unknown(const char* what, const std::string& name, const std::string& word, int line,
                    const std::vector<const char*>& candidates) {
    const std::string near = runtime::nearest(word, candidates.data(), candidates.size());
    report({.error = false,
            .message = "Unknown " + std::string(what) + " " + name + "; it is ignored.",
            .remedy = near.empty() ? "" : "Did you mean \"" + near + "\"?",
            .file = file_,
            .line = line,
            .key = name,
            .value = ""});
  }

  void fail(int line, const std::string& key, const std::string& value, const std::string& message,
            const std::string& remedy) {
    ok_ = false;
    report(
        {.error = true, .message = message, .remedy = remedy, .file = file_, .line = line, .key = key, .value = value});
  }

  std::string file_;
  Settings& settings_;
  const Settings* running_;
  bool ok_ = true;
};

}  // namespace

ConfigStatus load_config(const std::string& path, Settings& settings) {
  std::error_code unknown;
  std::ifstream file(path, std::ios::binary);
  if (!file || std::filesystem::is_directory(path, unknown)) {
    report({.error = true,
            .message = "The tracker's configuration file cannot be read.",
            .remedy = "Check the path and the file's permissions.",
            .file = path,
            .line = 0,
            .key = "",
            .value = ""});
    return ConfigStatus::unreadable;
  }
  const std::string text{std::istreambuf_iterator<char>(file), {}};
  Settings read;
  if (!Reader(path, read, nullptr).read(text)) return ConfigStatus::invalid;
  if (read.appearance.output && !read.appearance.enabled())
    report({.error = false,
            .message = "Key ReID.outputReidTensor has no effect without a re-identification network.",
            .remedy = "Set ReID.reidType to 1, 2 or 3 and name a model in ReID.onnxFile.",
            .file = path,
            .line = 0,
            .key = "ReID.outputReidTensor",
            .value = "1"});
  settings = read;
  return ConfigStatus::ok;
}

ConfigStatus update_config(const std::string& text, Settings& settings) {
  Settings changed = settings;
  if (!Reader("", changed, &settings).read(text)) return ConfigStatus::invalid;
  settings = changed;
  return ConfigStatus::ok;
}

}  // namespace tracker
