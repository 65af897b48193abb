#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>

#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {

Labels parse_labels(const std::string& text) {
  Labels labels;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) {
    if (line.empty()) continue;
    auto& fields = labels.emplace_back();
    std::size_t begin = 0;
    for (std::size_t end; (end = line.find(';', begin)) != std::string::npos; begin = end + 1) {
      fields.push_back(line.substr(begin, end - begin));
    }
    fields.push_back(line.substr(begin));
  }
  return labels;
}

std::optional<Labels> load_labels(const std::string& path, Fault& fault) {
  std::ifstream file(path, std::ios::binary);
  std::ostringstream text;
  // An empty file gives no characters, which is no failure: it has no labels.
  if (file && (file.peek() == std::ifstream::traits_type::eof() || text << file.rdbuf()) && !file.bad()) {
    return parse_labels(text.str());
  }
  fault.code = "ERR_CONFIG";
  fault.message = "The label file \"" + path + "\" cannot be read.";
  fault.remedy =
      "Set labelfile-path to a text file with one class per line; a relative path starts at the config file's folder.";
  fault.key = "labelfile-path";
  fault.value = path;
  fault.detail = errno != 0 ? std::strerror(errno) : "";
  return std::nullopt;
}

const char* class_label(const Labels& labels, unsigned class_id) {
  return class_id < labels.size() ? labels[class_id].front().c_str() : nullptr;
}

}  // namespace runtime::nvinfer
