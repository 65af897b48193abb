// The recorded facts of a DeepStream release: sizes, offsets, types and values measured from its public headers
// (test/golden/abi).
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace facts {

struct Field {
  std::string name;
  std::uint32_t offset, size;
  std::string type;  // as declared; an array's elements'
  std::string kind;  // int, uint, float, bool, char, enum, pointer, reference, struct, union, cxx
  std::vector<std::uint32_t> dims;
};

struct Struct {
  std::uint32_t size;
  std::vector<Field> fields;  // in the order of declaration, those of anonymous unions among them

  const Field* find(std::string_view field) const;
  // nvds::kAbsent when there is no such field.
  std::uint32_t operator[](std::string_view field) const;
};

class Release {
 public:
  // Aborts the test program on a version without facts.
  static const Release& of(const std::string& version);

  const std::string& version() const { return version_; }
  const Struct* find(const std::string& name) const;
  // For structures that every release has.
  const Struct& at(const std::string& name) const { return structs_.at(name); }
  // The enumerators of an enum; empty when the release does not have it.
  const std::map<std::string, std::int64_t>& values(const std::string& name) const;
  // Whether user metadata of this name has a number made at run time.
  bool registers(const std::string& descriptor) const;

 private:
  explicit Release(const std::string& version);

  std::string version_;
  std::map<std::string, Struct> structs_;
  std::map<std::string, std::map<std::string, std::int64_t>> enums_;
  std::vector<std::string> descriptors_;
};

// Those that the library reads.
const std::vector<std::string>& supported();

// "Deepstream6_0_1", for the names of parameterised tests.
std::string test_name(std::string_view version);

}  // namespace facts
