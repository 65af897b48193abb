#include "runtime/nvdsosd/blur_classes.h"

#include <charconv>
#include <string_view>

namespace runtime::osd {
namespace {

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

std::optional<int> number(std::string_view text) {
  const std::string_view digits = trimmed(text);
  int value = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), value);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return value;
}

}  // namespace

std::optional<std::vector<BlurClass>> parse_blur_classes(const std::string& text) {
  std::vector<BlurClass> classes;
  std::string_view rest = text;
  while (!trimmed(rest).empty()) {
    const std::string_view pair = rest.substr(0, rest.find(';'));
    rest.remove_prefix(std::min(pair.size() + 1, rest.size()));
    const auto comma = pair.find(',');
    if (comma == std::string_view::npos) return std::nullopt;
    const auto component = number(pair.substr(0, comma)), klass = number(pair.substr(comma + 1));
    if (!component || !klass) return std::nullopt;
    classes.push_back({*component, *klass});
  }
  return classes;
}

}  // namespace runtime::osd
