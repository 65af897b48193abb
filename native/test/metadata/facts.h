// The recorded facts of a DeepStream release: sizes, offsets, values, measured from its public headers.
#pragma once

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

namespace facts {

struct Field {
  std::string name;
  std::size_t offset;
  std::size_t size;  // 0 for a reference, whose own size C++ does not tell
};

struct Struct {
  std::size_t size;
  std::vector<Field> fields;
};

// $NDS_SHARED/abi or the folder beside the project; they are not part of it.
inline std::filesystem::path folder() {
  const char* shared = std::getenv("NDS_SHARED");
  return std::filesystem::path(shared ? shared : NDS_SOURCE_DIR "/../shared") / "abi";
}

class Release {
 public:
  // Nothing when the facts are not on this machine.
  static std::optional<Release> load(const std::string& version) {
    std::ifstream file(folder() / ("deepstream-" + version + "-x86_64.json"));
    if (!file) return std::nullopt;
    return Release(nlohmann::json::parse(file));
  }

  std::optional<Struct> find(const std::string& name) const {
    const auto& structs = json_.at("structs");
    if (!structs.contains(name)) return std::nullopt;
    Struct result{structs.at(name).at("size"), {}};
    add_fields(structs.at(name).at("fields"), 0, result.fields);
    return result;
  }

  const nlohmann::json& json() const { return json_; }

 private:
  explicit Release(nlohmann::json json) : json_(std::move(json)) {}

  // The members of an anonymous union or struct are the outer struct's.
  static void add_fields(const nlohmann::json& fields, std::size_t start, std::vector<Field>& result) {
    for (const auto& field : fields) {
      const std::string name = field.at("name");
      const std::size_t offset = start + field.at("offset").get<std::size_t>();
      if (name.empty())
        add_fields(field.at("fields"), offset, result);
      else
        result.push_back({name, offset, field.at("kind") == "reference" ? 0 : field.at("size").get<std::size_t>()});
    }
  }

  nlohmann::json json_;
};

}  // namespace facts
