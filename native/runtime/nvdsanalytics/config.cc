#include "runtime/nvdsanalytics/config.h"

#include <algorithm>
#include <climits>
#include <cstdlib>
#include <set>
#include <span>

#include "runtime/element/config_reader.h"
#include "runtime/nvdsanalytics/config_shapes.h"

namespace runtime::analytics {
namespace {

template <class Target>
struct Key {
  const char* name;
  void (*read)(ConfigReader& reader, Target& target);
};

template <class Target>
using Keys = std::span<const Key<Target>>;

const Key<Config> kPropertyKeys[] = {
    {"enable", [](ConfigReader& r, Config& c) { r.set(c.enable, r.boolean()); }},
    {"config-width", [](ConfigReader& r, Config& c) { r.set(c.width, r.integer(0, kFarthest)); }},
    {"config-height", [](ConfigReader& r, Config& c) { r.set(c.height, r.integer(0, kFarthest)); }},
    {"osd-mode", [](ConfigReader& r, Config& c) { r.set(c.display, r.integer(0, 2)); }},
    {"display-font-size",
     [](ConfigReader& r, Config& c) {
       const auto size = r.integer(0, INT_MAX);
       if (size && *size > 0) c.font_size = unsigned(*size);  // 0 leaves the default, as in DeepStream
     }},
    {"obj-cnt-win-in-ms", [](ConfigReader& r, Config& c) { r.set(c.window, r.integer(1, 1'000'000'000)); }},
    {"display-obj-cnt", [](ConfigReader& r, Config& c) { r.set(c.display_object_count, r.boolean()); }},
};

void read_class_ids(ConfigReader& reader, RuleScope& scope) {
  const auto ids = reader.integers(INT_MIN, INT_MAX);
  if (!ids) return;
  scope.class_ids.assign(ids->begin(), ids->end());
  if (ids->empty()) {
    scope.class_ids = {-1};
    reader.warning("class-id is empty; every class counts.", "Write -1, or the class ids with ';' between them.");
  } else if (std::any_of(ids->begin(), ids->end(), [](long long id) { return id < -1; })) {
    reader.warning("class-id holds a negative number other than -1; no class has such an id.",
                   "Write -1 for every class, or ids from 0 on.");
  }
}

// The keys of every kind of section.
template <class Rules>
constexpr Key<Rules> kEnable{"enable", [](ConfigReader& r, Rules& rules) { r.set(rules.enable, r.boolean()); }};
template <class Rules>
constexpr Key<Rules> kClassIds{"class-id", [](ConfigReader& r, Rules& rules) { read_class_ids(r, rules); }};

std::optional<Mode> read_mode(ConfigReader& reader, const char* instead) {
  if (reader.word() == "strict") return Mode::strict;
  if (reader.word() == "balanced") return Mode::balanced;
  if (reader.word() == "loose") return Mode::loose;
  reader.warning("mode=" + reader.word() + " is not known; " + instead + ".", "Write strict, balanced or loose.");
  return std::nullopt;
}

const Key<RegionRules> kRegionKeys[] = {
    kEnable<RegionRules>,
    kClassIds<RegionRules>,
    {"inverse-roi", [](ConfigReader& r, RegionRules& rules) { r.set(rules.inverse, r.boolean()); }},
};

const Key<CrowdingRules> kCrowdingKeys[] = {
    kEnable<CrowdingRules>,
    kClassIds<CrowdingRules>,
    {"object-threshold",
     [](ConfigReader& r, CrowdingRules& rules) { r.set(rules.object_threshold, r.integer(0, INT_MAX)); }},
    {"time-threshold",
     [](ConfigReader& r, CrowdingRules&) {
       if (r.integer(0, INT_MAX))
         r.warning("time-threshold has no effect, as in DeepStream: a region is overcrowded at once.",
                   "Remove the line; dwell times can be had from the tracks in TypeScript.");
     }},
};

const Key<LineRules> kLineKeys[] = {
    kEnable<LineRules>,
    kClassIds<LineRules>,
    {"extended", [](ConfigReader& r, LineRules& rules) { r.set(rules.extended, r.boolean()); }},
    {"mode", [](ConfigReader& r, LineRules& rules) { r.set(rules.mode, read_mode(r, "loose is taken")); }},
};

const Key<DirectionRules> kDirectionKeys[] = {
    kEnable<DirectionRules>,
    kClassIds<DirectionRules>,
    {"mode", [](ConfigReader& r, DirectionRules&) { read_mode(r, "directions have one mode only"); }},
};

struct SectionKind {
  const char* prefix;  // of the group's name
  const char* shape;   // what the keys of its zones begin with
};
constexpr SectionKind kRegions{"roi-filtering-stream-", "roi-"};
constexpr SectionKind kCrowding{"overcrowding-stream-", "roi-"};
constexpr SectionKind kLines{"line-crossing-stream-", "line-crossing-"};
constexpr SectionKind kDirections{"direction-detection-stream-", "direction-"};

class Loader {
 public:
  Loader(const ConfigText& text, ConfigResult& result)
      : text_(text), result_(result), reader_(text, result.errors, result.warnings) {}

  Config load() {
    config_.path = text_.path;
    if (const ConfigGroup* property = text_.find("property")) {
      for (const ConfigEntry& entry : property->entries)
        read_entry(*property, entry, Keys<Config>(kPropertyKeys), config_);
      for (const char* key : {"enable", "config-width", "config-height"})
        if (!property->find(key)) error(*property, key, std::string(key) + " is missing.", "Add it to [property].");
    } else {
      result_.errors.push_back({.code = "ERR_CONFIG",
                                .message = "The group [property] is missing.",
                                .remedy = "Add [property] with enable, config-width and config-height.",
                                .file = text_.path,
                                .key = "property"});
    }
    for (const ConfigGroup& group : text_.groups) read_group(group);
    return std::move(config_);
  }

 private:
  void read_group(const ConfigGroup& group) {
    if (group.name == "property") return;
    const auto is = [&](const SectionKind& kind) { return group.name.rfind(kind.prefix, 0) == 0; };
    if (is(kRegions)) {
      RegionRules rules;
      read_section(group, kRegions, Keys<RegionRules>(kRegionKeys), rules, rules.regions);
      rules_of(group, kRegions).regions = std::move(rules);
    } else if (is(kCrowding)) {
      CrowdingRules rules;
      read_section(group, kCrowding, Keys<CrowdingRules>(kCrowdingKeys), rules, rules.regions);
      rules_of(group, kCrowding).crowding = std::move(rules);
    } else if (is(kLines)) {
      LineRules rules;
      read_section(group, kLines, Keys<LineRules>(kLineKeys), rules, rules.lines);
      rules_of(group, kLines).lines = std::move(rules);
    } else if (is(kDirections)) {
      DirectionRules rules;
      read_section(group, kDirections, Keys<DirectionRules>(kDirectionKeys), rules, rules.directions);
      rules_of(group, kDirections).directions = std::move(rules);
    } else {
      warn_of_unknown_group(group);
    }
  }

  template <class Target>
  void read_entry(const ConfigGroup& group, const ConfigEntry& entry, Keys<Target> keys, Target& target,
                  const char* shape = nullptr) {
    reader_.enter(group, entry);
    const auto key = std::find_if(keys.begin(), keys.end(), [&](const auto& k) { return entry.key == k.name; });
    if (key != keys.end()) return key->read(reader_, target);
    std::vector<const char*> names;
    for (const auto& k : keys) names.push_back(k.name);
    const std::string close = nearest(entry.key, names.data(), names.size());
    std::string remedy = "Remove the line or correct the name";
    if (shape) remedy += "; zones are " + std::string(shape) + "<label>";
    reader_.warning("Unknown key \"" + entry.key + "\" in [" + group.name + "]; it has no effect.",
                    close.empty() ? remedy + "." : "Did you mean " + close + "?");
  }

  template <class Rules, class Shape>
  void read_section(const ConfigGroup& group, const SectionKind& kind, Keys<Rules> keys, Rules& rules,
                    std::vector<Shape>& shapes) {
    const std::string prefix = kind.shape;
    std::set<std::string> seen;
    bool any = false;
    for (const std::string& name : group.keys) {
      const ConfigEntry& entry = *group.find(name);
      const bool repeated = !seen.insert(name).second;
      if (name.rfind(prefix, 0) != 0) {
        if (!repeated) read_entry(group, entry, keys, rules, kind.shape);
        continue;
      }
      any = true;
      reader_.enter(group, entry);
      read_shape(reader_, frame(), name.substr(prefix.size()), repeated, shapes);
    }
    if (!any)
      error(group, prefix, "[" + group.name + "] has no " + prefix + "<label>.",
            "Add a line " + std::string(shape_form(shapes)) + ", or remove the group.");
  }

  FrameSize frame() const { return {config_.width, config_.height}; }

  // DeepStream takes what stands at the end of the name as a number, 0 when there is none.
  StreamRules& rules_of(const ConfigGroup& group, const SectionKind& kind) {
    const std::string number = group.name.substr(std::string(kind.prefix).size());
    const unsigned stream = unsigned(std::strtol(number.c_str(), nullptr, 10));
    if (number.empty() || number.find_first_not_of("0123456789") != std::string::npos)
      warning(group,
              "[" + group.name + "] does not end in a stream's number; it counts as stream " +
                  std::to_string(int(stream)) + ".",
              "End the name in the number of the muxer's sink pad.");
    StreamRules& rules = config_.streams[stream];
    if (rules.first_section.name.empty()) rules.first_section = {group.name, group.line, {}, {}};
    return rules;
  }

  void warn_of_unknown_group(const ConfigGroup& group) {
    static const char* const kNames[] = {"property", kRegions.prefix, kCrowding.prefix, kLines.prefix,
                                         kDirections.prefix};
    const auto last = group.name.find_last_not_of("0123456789");
    const std::string close = nearest(group.name.substr(0, last + 1), kNames, std::size(kNames));
    warning(
        group, "Unknown group [" + group.name + "]; it has no effect.",
        close.empty() ? "Remove it or correct the name." : "Did you mean " + close + group.name.substr(last + 1) + "?");
  }

  Fault fault_of(const ConfigGroup& group, const std::string& key, const std::string& message,
                 const std::string& remedy) const {
    return {
        .code = "ERR_CONFIG", .message = message, .remedy = remedy, .file = text_.path, .line = group.line, .key = key};
  }
  void error(const ConfigGroup& group, const std::string& key, const std::string& message, const std::string& remedy) {
    result_.errors.push_back(fault_of(group, key, message, remedy));
  }
  void warning(const ConfigGroup& group, const std::string& message, const std::string& remedy) {
    result_.warnings.push_back(fault_of(group, group.name, message, remedy));
  }

  const ConfigText& text_;
  ConfigResult& result_;
  ConfigReader reader_;
  Config config_;
};

// Labels share one entry of objInROIcnt between both kinds of regions.
void warn_of_shared_labels(const Config& config, std::vector<Fault>& warnings) {
  for (const auto& [stream, rules] : config.streams) {
    for (const Region& region : rules.crowding.regions) {
      const auto same = [&](const Region& other) { return other.label == region.label; };
      if (std::none_of(rules.regions.regions.begin(), rules.regions.regions.end(), same)) continue;
      warnings.push_back({.code = "ERR_CONFIG",
                          .message = "Stream " + std::to_string(stream) + " has two regions roi-" + region.label +
                                     "; objInROIcnt holds the count of the one in overcrowding-stream-" +
                                     std::to_string(stream) + ".",
                          .remedy = "Give them different labels.",
                          .file = config.path,
                          .key = "roi-" + region.label});
    }
  }
}

}  // namespace

bool RuleScope::applies_to(int class_id) const {
  if (!enable) return false;
  return std::any_of(class_ids.begin(), class_ids.end(), [&](int id) { return id == -1 || id == class_id; });
}

ConfigResult load_config(const std::string& path) {
  ConfigResult result;
  Fault fault;
  const auto text = read_config_text(path, fault, "config-file");
  if (!text) {
    result.errors.push_back(std::move(fault));
    return result;
  }
  Config config = Loader(*text, result).load();
  if (!config.streams.empty() && result.errors.empty() && (config.width == 0 || config.height == 0)) {
    const ConfigEntry* entry = text->find("property", config.width == 0 ? "config-width" : "config-height");
    result.errors.push_back({.code = "ERR_CONFIG",
                             .message = entry->key + " is 0, so no zone has a place.",
                             .remedy = "Set config-width and config-height to the size in which the zones are drawn.",
                             .file = path,
                             .line = entry->line,
                             .key = entry->key,
                             .value = entry->value});
  }
  warn_of_shared_labels(config, result.warnings);
  if (result.errors.empty()) result.config = std::move(config);
  return result;
}

StreamRules scaled(const StreamRules& rules, const Config& config, int width, int height) {
  const double x = double(width) / config.width, y = double(height) / config.height;
  const auto scale = [&](Point& point) { point = {whole(point.x * x), whole(point.y * y)}; };
  const auto scale_segment = [&](Segment& segment) { scale(segment.from), scale(segment.to); };
  StreamRules result = rules;
  for (Region& region : result.regions.regions) std::for_each(region.points.begin(), region.points.end(), scale);
  for (Region& region : result.crowding.regions) std::for_each(region.points.begin(), region.points.end(), scale);
  for (Line& line : result.lines.lines) scale_segment(line.arrow), scale_segment(line.line);
  for (Direction& direction : result.directions.directions) scale_segment(direction.arrow);
  return result;
}

}  // namespace runtime::analytics
