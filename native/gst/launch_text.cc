#include "gst/launch_text.h"

#include <glib.h>

namespace gst {
namespace {

bool is_space(char c) { return g_ascii_isspace(c); }
bool is_name(char c) { return g_ascii_isalnum(c) || c == '_' || c == '-' || c == '%' || c == ':'; }

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  LaunchText read() {
    while (skip_spaces(), !done()) read_one();
    if (!brackets_.empty()) problem("this bracket is never closed", brackets_.back().place);
    if (last_ == Last::link) problem("nothing follows this link", last_link_);
    return std::move(result_);
  }

 private:
  enum class Last { nothing, link, item };
  struct Bracket {
    Place place;
    std::size_t bin;  // index of its element
  };

  bool done() const { return at_ >= text_.size(); }
  char peek() const { return text_[at_]; }

  void advance() {
    if (text_[at_++] == '\n') {
      place_ = {place_.line + 1, 1};
    } else if (done() || (static_cast<unsigned char>(peek()) & 0xC0) != 0x80) {
      ++place_.column;  // columns count characters, not UTF-8 bytes
    }
  }

  void skip_spaces() {
    while (!done() && is_space(peek())) advance();
  }

  void problem(std::string text, Place place) {
    if (!result_.problem) result_.problem = LaunchText::Problem{std::move(text), place};
  }

  void read_one() {
    const Place start = place_;
    switch (peek()) {
      case '!': return read_link();
      case '(': return open_bracket("bin", start);
      case ')': return close_bracket();
      case '=': problem("no property name stands before this '='", start); return skip_word();
      case '"':
      case '\'':
        problem(last_ == Last::link ? "caps between links stand without quotation marks"
                                    : "this text belongs to no property",
                start);
        read_value();
        return;
      default: break;
    }
    if (last_ == Last::link && caps_follow()) {
      while (!done() && peek() != '!') (peek() == '"' ? (void)read_value() : advance());
      last_ = Last::item;
      return;
    }
    read_word(start);
  }

  void read_link() {
    if (last_ == Last::link) problem("nothing stands between two links", place_);
    if (last_ == Last::nothing) problem("nothing stands before this link", place_);
    last_ = Last::link;
    last_link_ = place_;
    advance();
  }

  void open_bracket(std::string factory, Place start) {
    result_.elements.push_back({std::move(factory), start, {}});
    brackets_.push_back({start, result_.elements.size() - 1});
    current_ = result_.elements.size() - 1;
    last_ = Last::nothing;
    advance();
  }

  void close_bracket() {
    if (brackets_.empty()) {
      problem("this bracket was never opened", place_);
    } else {
      if (last_ == Last::link) problem("nothing follows this link", last_link_);
      current_ = brackets_.back().bin;
      brackets_.pop_back();
    }
    last_ = Last::item;
    advance();
  }

  // After a link, text with a media type ("video/x-raw") is a caps filter.
  bool caps_follow() const {
    std::size_t end = at_;
    while (end < text_.size() && (is_name(text_[end]) || text_[end] == '.' || text_[end] == '+')) ++end;
    return end < text_.size() && text_[end] == '/' && text_.substr(at_, end - at_).find(':') == std::string_view::npos;
  }

  void read_word(Place start) {
    std::string word;
    while (!done() && is_name(peek())) {
      word += peek();
      advance();
    }
    if (!done() && peek() == '/' && word.find(':') != std::string::npos) return read_uri();
    if (word == ":") {  // a link that forwards all pads
      last_ = Last::link;
      last_link_ = start;
      return;
    }
    if (!done() && peek() == '.') return read_reference(std::move(word), start);
    if (!done() && peek() == '(' && !word.empty()) return open_bracket(std::move(word), start);
    if (word.empty()) {
      problem(std::string("unexpected '") + peek() + "'", start);
      return skip_word();
    }
    if (equals_follows()) return read_assignment(std::move(word), start);
    result_.elements.push_back({std::move(word), start, {}});
    current_ = result_.elements.size() - 1;
    last_ = Last::item;
  }

  void read_uri() {
    skip_word();
    last_ = Last::item;
  }

  void read_reference(std::string element, Place start) {
    advance();
    if (!done() && peek() == '(') return open_bracket(std::move(element), start);
    while (!done() && (is_name(peek()) || peek() == ',')) advance();
    if (!element.empty()) result_.references.push_back({std::move(element), start});
    last_ = Last::item;
  }

  bool equals_follows() {
    const std::size_t at = at_;
    const Place place = place_;
    skip_spaces();
    if (!done() && peek() == '=') {
      advance();
      return true;
    }
    at_ = at;
    place_ = place;
    return false;
  }

  void read_assignment(std::string key, Place start) {
    skip_spaces();
    if (done() || peek() == '!') problem("no value follows '" + key + "='", start);
    std::string value = done() ? "" : read_value();
    if (result_.elements.empty())
      problem("no element stands before '" + key + "='", start);
    else
      result_.elements[current_].assignments.push_back({std::move(key), std::move(value), start});
  }

  std::string read_value() {
    std::string value;
    const Place start = place_;
    const char quote = peek();
    if (quote == '"' || quote == '\'') {
      advance();
      while (!done() && peek() != quote) {
        if (peek() == '\\' && at_ + 1 < text_.size()) advance();
        value += peek();
        advance();
      }
      if (done())
        problem("this quotation mark is never closed", start);
      else
        advance();
      return value;
    }
    while (!done() && !is_space(peek())) {
      if (peek() == '\\' && at_ + 1 < text_.size()) advance();
      value += peek();
      advance();
    }
    return value;
  }

  void skip_word() {
    while (!done() && !is_space(peek())) advance();
  }

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
  LaunchText result_;
  std::vector<Bracket> brackets_;
  std::size_t current_ = 0;  // index of the element that assignments belong to
  Last last_ = Last::nothing;
  Place last_link_;
};

}  // namespace

std::string ElementWord::name() const {
  for (const Assignment& assignment : assignments)
    if (assignment.key == "name") return assignment.value;
  return {};
}

LaunchText read_launch_text(std::string_view text) { return Reader(text).read(); }

std::string to_string(const Place& place) {
  return "line " + std::to_string(place.line) + ", column " + std::to_string(place.column);
}

}  // namespace gst
