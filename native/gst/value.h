// A value of a property or of a message's field, free of GObject and of JavaScript.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace gst {

struct Value;
using Values = std::vector<Value>;
using Fields = std::vector<std::pair<std::string, Value>>;

// Integers of 64 bits stay apart from `double`, so that none loses digits.
struct Value : std::variant<std::monostate, bool, double, std::int64_t, std::uint64_t, std::string, Values, Fields> {
  using variant::variant;
};

// Enumerations become their nick, flags "a+b", caps, structures and fractions their text, lists a list, elements and
// pads their name; nothing for NULL and for types without a text.
Value value_of(const GValue* value);
Fields fields_of(const GstStructure* structure);

}  // namespace gst
