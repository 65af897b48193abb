#include "test/nvds/facts.h"

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "nvds/layout.h"

namespace facts {
namespace {

using Json = nlohmann::json;

const Json& recorded() {
  static const Json json = Json::parse(std::ifstream(NDS_SOURCE_DIR "/test/golden/abi/layouts.json"));
  return json;
}

bool has(const Json& releases, const std::string& version) {
  return std::find(releases.begin(), releases.end(), version) != releases.end();
}

Struct read(const Json& layout) {
  Struct result{layout.at("size"), {}};
  for (const Json& row : layout.at("fields")) {
    Field field{row[0], row[1], row[2], row[3], row[4], {}};
    if (row.size() > 5) field.dims = row[5].get<std::vector<std::uint32_t>>();
    result.fields.push_back(std::move(field));
  }
  return result;
}

}  // namespace

const Field* Struct::find(std::string_view field) const {
  const auto found =
      std::find_if(fields.begin(), fields.end(), [field](const Field& candidate) { return candidate.name == field; });
  return found == fields.end() ? nullptr : &*found;
}

std::uint32_t Struct::operator[](std::string_view field) const {
  const Field* found = find(field);
  return found ? found->offset : nvds::kAbsent;
}

Release::Release(const std::string& version) : version_(version) {
  for (const auto& [name, layouts] : recorded().at("structs").items())
    for (const Json& layout : layouts)
      if (has(layout.at("releases"), version)) structs_.emplace(name, read(layout));
  for (const auto& [name, variants] : recorded().at("enums").items())
    for (const Json& variant : variants)
      if (has(variant.at("releases"), version)) enums_[name] = variant.at("values");
  for (const auto& [descriptor, releases] : recorded().at("descriptors").items())
    if (has(releases, version)) descriptors_.push_back(descriptor);
}

const Release& Release::of(const std::string& version) {
  static std::map<std::string, Release> loaded;
  if (!has(recorded().at("releases"), version)) throw std::invalid_argument("no facts of DeepStream " + version);
  const auto found = loaded.find(version);
  return found != loaded.end() ? found->second : loaded.emplace(version, Release(version)).first->second;
}

const Struct* Release::find(const std::string& name) const {
  const auto found = structs_.find(name);
  return found == structs_.end() ? nullptr : &found->second;
}

const std::map<std::string, std::int64_t>& Release::values(const std::string& name) const {
  static const std::map<std::string, std::int64_t> none;
  const auto found = enums_.find(name);
  return found == enums_.end() ? none : found->second;
}

bool Release::registers(const std::string& descriptor) const {
  return std::find(descriptors_.begin(), descriptors_.end(), descriptor) != descriptors_.end();
}

const std::vector<std::string>& supported() {
  static const std::vector<std::string> versions = {"6.0", "6.0.1", "6.1", "6.1.1", "6.2", "6.3",
                                                    "6.4", "7.0",   "7.1", "8.0",   "9.0", "9.1"};
  return versions;
}

std::string test_name(std::string_view version) {
  std::string name = "Deepstream" + std::string(version);
  std::replace(name.begin(), name.end(), '.', '_');
  return name;
}

}  // namespace facts
