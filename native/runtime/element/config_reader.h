// Turns one key's text into a value, collecting faults that name the file, line, key and value.
#pragma once

#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "runtime/element/config_text.h"
#include "runtime/element/fault.h"

namespace runtime {

class ConfigReader {
 public:
  ConfigReader(const ConfigText& text, std::vector<Fault>& errors, std::vector<Fault>& warnings)
      : text_(text), errors_(errors), warnings_(warnings) {}

  void enter(const ConfigGroup& group, const ConfigEntry& entry) { group_ = &group, entry_ = &entry; }

  // nullopt after a fault was noted.
  std::optional<long long> integer(long long minimum, long long maximum);
  std::optional<double> real(double minimum = std::numeric_limits<double>::lowest(),
                             double maximum = std::numeric_limits<double>::max());
  std::optional<bool> boolean();
  std::optional<std::vector<long long>> integers(long long minimum, long long maximum);
  std::optional<std::vector<double>> reals();
  std::vector<std::string> words() const;
  const ConfigEntry& entry() const { return *entry_; }
  const std::string& word() const { return entry_->value; }
  // Absolute, taken from the config file's folder when relative.
  std::string path() const;
  // The same, of a file that must exist and be readable.
  std::optional<std::string> file(const char* what, const char* code);

  // target = value, when there is one.
  template <class Target, class Value>
  static void set(Target& target, const std::optional<Value>& value) {
    if (value) target = static_cast<Target>(*value);
  }

  bool has(const std::string& key) const { return group_->find(key) != nullptr; }
  void error(const std::string& message, const std::string& remedy, const char* code = "ERR_CONFIG");
  void warning(const std::string& message, const std::string& remedy);

 private:
  Fault fault(const char* code, const std::string& message, const std::string& remedy) const;
  std::optional<long long> integer(const std::string& text, long long minimum, long long maximum);
  std::optional<double> real(const std::string& text, double minimum, double maximum);

  const ConfigText& text_;
  std::vector<Fault>& errors_;
  std::vector<Fault>& warnings_;
  const ConfigGroup* group_ = nullptr;
  const ConfigEntry* entry_ = nullptr;
};

}  // namespace runtime
