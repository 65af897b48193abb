// What went wrong, for people: the fields of a DeepStreamError. Functions that can fail return a Result.
#pragma once

#include <optional>
#include <string>
#include <utility>
#include <variant>

namespace gst {

struct Fault {
  std::string code{};
  std::string message{};  // one sentence: what happened
  std::string element{};  // path of names, /pipeline0/pgie
  std::string file{};
  int line = 0;    // 1-based; of the file, or of the pipeline text
  int column = 0;  // 1-based, of the pipeline text
  std::string key{};
  std::string value{};
  std::string remedy{};  // one sentence: what to do
  std::string detail{};  // GStreamer's debug text
};

template <class T>
class [[nodiscard]] Result {
 public:
  Result(T value) : content_(std::in_place_index<0>, std::move(value)) {}
  Result(Fault fault) : content_(std::in_place_index<1>, std::move(fault)) {}

  explicit operator bool() const { return content_.index() == 0; }
  T& value() { return std::get<0>(content_); }
  const T& value() const { return std::get<0>(content_); }
  T& operator*() { return value(); }
  T* operator->() { return &value(); }
  Fault& fault() { return std::get<1>(content_); }

 private:
  std::variant<T, Fault> content_;
};

// Nothing when it went well.
using Outcome = std::optional<Fault>;

}  // namespace gst
