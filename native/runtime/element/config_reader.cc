#include "runtime/element/config_reader.h"

#include <glib.h>
#include <unistd.h>

#include <charconv>
#include <cmath>
#include <filesystem>

namespace runtime {
namespace {

// Numbers may be followed by blanks and a comment, as GLib's key files allow.
bool only_comment(const char* rest) {
  if (*rest != '\0' && !g_ascii_isspace(*rest)) return false;
  while (g_ascii_isspace(*rest)) ++rest;
  return *rest == '\0' || *rest == '#' || *rest == ';';
}

std::string number(double value) {
  gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];
  return g_ascii_formatd(buffer, sizeof buffer, "%g", value);
}

}  // namespace

Fault ConfigReader::fault(const char* code, const std::string& message, const std::string& remedy) const {
  Fault fault;
  fault.code = code;
  fault.message = message;
  fault.remedy = remedy;
  fault.file = text_.path;
  fault.line = entry_->line;
  fault.key = entry_->key;
  fault.value = entry_->value;
  return fault;
}

void ConfigReader::error(const std::string& message, const std::string& remedy, const char* code) {
  errors_.push_back(fault(code, message, remedy));
}

void ConfigReader::warning(const std::string& message, const std::string& remedy) {
  warnings_.push_back(fault("ERR_CONFIG", message, remedy));
}

std::optional<long long> ConfigReader::integer(const std::string& text, long long minimum, long long maximum) {
  long long value = 0;
  const char* begin = text.c_str() + (text[0] == '+' ? 1 : 0);
  const auto [end, failure] = std::from_chars(begin, text.c_str() + text.size(), value);
  if (failure == std::errc::invalid_argument || !only_comment(end)) {
    error(entry_->key + "=" + text + " is not a whole number.", entry_->key + " takes a whole number.");
    return std::nullopt;
  }
  if (failure != std::errc() || value < minimum || value > maximum) {
    const std::string range = maximum == std::numeric_limits<int>::max()
                                  ? "of at least " + std::to_string(minimum)
                                  : "from " + std::to_string(minimum) + " to " + std::to_string(maximum);
    error(entry_->key + "=" + text + " is out of range.", entry_->key + " takes a whole number " + range + ".");
    return std::nullopt;
  }
  return value;
}

std::optional<double> ConfigReader::real(const std::string& text, double minimum, double maximum) {
  gchar* end = nullptr;
  const double value = g_ascii_strtod(text.c_str(), &end);
  if (end == text.c_str() || !only_comment(end) || !std::isfinite(value)) {
    error(entry_->key + "=" + text + " is not a number.", entry_->key + " takes a decimal number.");
    return std::nullopt;
  }
  if (value < minimum || value > maximum) {
    const std::string range = maximum == std::numeric_limits<double>::max()
                                  ? "of at least " + number(minimum)
                                  : "from " + number(minimum) + " to " + number(maximum);
    error(entry_->key + "=" + text + " is out of range.", entry_->key + " takes a number " + range + ".");
    return std::nullopt;
  }
  return value;
}

std::optional<long long> ConfigReader::integer(long long minimum, long long maximum) {
  return integer(entry_->value, minimum, maximum);
}

std::optional<double> ConfigReader::real(double minimum, double maximum) {
  return real(entry_->value, minimum, maximum);
}

std::optional<bool> ConfigReader::boolean() {
  const std::string& text = entry_->value;
  if (text == "1" || text == "true") return true;
  if (text == "0" || text == "false") return false;
  error(entry_->key + "=" + text + " is neither 0 nor 1.", entry_->key + " takes 0, 1, false or true.");
  return std::nullopt;
}

std::vector<std::string> ConfigReader::words() const {
  std::vector<std::string> words;
  std::string rest = entry_->value;
  while (!rest.empty()) {
    const auto end = rest.find(';');
    std::string word = rest.substr(0, end);
    rest = end == std::string::npos ? "" : rest.substr(end + 1);
    const auto first = word.find_first_not_of(" \t");
    if (first != std::string::npos) words.push_back(word.substr(first, word.find_last_not_of(" \t") - first + 1));
  }
  return words;
}

std::optional<std::vector<long long>> ConfigReader::integers(long long minimum, long long maximum) {
  std::vector<long long> numbers;
  for (const std::string& word : words()) {
    const auto value = integer(word, minimum, maximum);
    if (!value) return std::nullopt;
    numbers.push_back(*value);
  }
  return numbers;
}

std::optional<std::vector<double>> ConfigReader::reals() {
  std::vector<double> numbers;
  for (const std::string& word : words()) {
    const auto value = real(word, std::numeric_limits<double>::lowest(), std::numeric_limits<double>::max());
    if (!value) return std::nullopt;
    numbers.push_back(*value);
  }
  return numbers;
}

std::string ConfigReader::path() const {
  const std::filesystem::path given(entry_->value);
  if (given.is_absolute()) return given.string();
  std::error_code ignored;
  const auto folder = std::filesystem::absolute(text_.path, ignored).parent_path();
  return (folder / given).lexically_normal().string();
}

std::optional<std::string> ConfigReader::file(const char* what, const char* code) {
  if (entry_->value.empty()) {
    error(std::string(what) + " has no name.", "Give " + entry_->key + " a path, or remove the line.", code);
    return std::nullopt;
  }
  const std::string found = path();
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(found, ignored)) {
    error(std::string(what) + " does not exist: " + found + ".",
          "Correct " + entry_->key + "; relative paths start in the folder of the config file.", code);
    return std::nullopt;
  }
  if (access(found.c_str(), R_OK) != 0) {
    error(std::string(what) + " cannot be read: " + found + ".", "Allow this user to read it.", code);
    return std::nullopt;
  }
  return found;
}

}  // namespace runtime
