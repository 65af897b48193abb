#include "gst/property.h"

#include <cmath>
#include <limits>
#include <memory>
#include <vector>

#include "gst/nearest.h"
#include "gst/number_range.h"
#include "gst/ref.h"

namespace gst {
namespace {

class OwnedValue {
 public:
  explicit OwnedValue(GType type) { g_value_init(&value_, type); }
  ~OwnedValue() { g_value_unset(&value_); }
  OwnedValue(const OwnedValue&) = delete;
  OwnedValue& operator=(const OwnedValue&) = delete;
  GValue* get() { return &value_; }

 private:
  GValue value_ = G_VALUE_INIT;
};

Fault property_fault(const std::string& element, const std::string& name, std::string message, std::string remedy) {
  return {.code = "ERR_PROPERTY",
          .message = std::move(message),
          .element = element,
          .key = name,
          .remedy = std::move(remedy)};
}

std::string sentence(const std::string& text) {
  if (text.empty()) return text;
  std::string result = text + ".";
  result[0] = g_ascii_toupper(result[0]);
  return result;
}

std::string text_of(const Value& value) {
  if (const auto* text = std::get_if<std::string>(&value)) return '"' + *text + '"';
  if (const auto* truth = std::get_if<bool>(&value)) return *truth ? "true" : "false";
  if (const auto* number = std::get_if<std::int64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<std::uint64_t>(&value)) return std::to_string(*number);
  if (const auto* number = std::get_if<double>(&value)) {
    gchar buffer[G_ASCII_DTOSTR_BUF_SIZE];
    return g_ascii_dtostr(buffer, sizeof buffer, *number);
  }
  return std::holds_alternative<std::monostate>(value) ? "nothing" : "a list";
}

bool store_enum(const GParamSpec* spec, const Value& value, GValue* to) {
  const GEnumClass* type = G_PARAM_SPEC_ENUM(spec)->enum_class;
  for (guint i = 0; i < type->n_values; ++i) {
    const GEnumValue& known = type->values[i];
    const auto* text = std::get_if<std::string>(&value);
    const auto* number = std::get_if<double>(&value);
    if ((text && (*text == known.value_nick || *text == known.value_name)) || (number && *number == known.value)) {
      g_value_set_enum(to, known.value);
      return true;
    }
  }
  return false;
}

bool store_flags(const GParamSpec* spec, const Value& value, GValue* to) {
  const GFlagsClass* type = G_PARAM_SPEC_FLAGS(spec)->flags_class;
  if (const auto* number = std::get_if<double>(&value)) {
    if (*number < 0 || *number > G_MAXUINT || *number != std::floor(*number)) return false;
    const auto bits = static_cast<guint>(*number);
    if ((bits & ~type->mask) != 0) return false;
    g_value_set_flags(to, bits);
    return true;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (!text) return false;
  if (text->empty()) {
    g_value_set_flags(to, 0);
    return true;
  }
  return gst_value_deserialize(to, text->c_str());
}

bool store_text(const Value& value, GValue* to) {
  if (std::holds_alternative<std::monostate>(value)) {
    g_value_set_string(to, nullptr);
    return true;
  }
  const auto* text = std::get_if<std::string>(&value);
  if (text) g_value_set_string(to, text->c_str());
  return text != nullptr;
}

// Boxed and other values travel as GStreamer's text.
bool store_serialized(const Value& value, GValue* to) {
  if (std::holds_alternative<std::monostate>(value) && G_VALUE_HOLDS_BOXED(to)) return true;
  const auto* text = std::get_if<std::string>(&value);
  return text && gst_value_deserialize(to, text->c_str());
}

bool store(GParamSpec* spec, const Value& value, GValue* to) {
  if (const auto range = range_of(spec)) return range->store(value, to);
  switch (G_TYPE_FUNDAMENTAL(spec->value_type)) {
    case G_TYPE_BOOLEAN:
      if (const auto* truth = std::get_if<bool>(&value)) {
        g_value_set_boolean(to, *truth);
        return true;
      }
      return false;
    case G_TYPE_STRING: return store_text(value, to);
    case G_TYPE_ENUM: return store_enum(spec, value, to);
    case G_TYPE_FLAGS: return store_flags(spec, value, to);
    default: return store_serialized(value, to);
  }
}

Fault refused_value(const GParamSpec* spec, const std::string& element, const std::string& shown) {
  Fault fault = property_fault(element, spec->name,
                               std::string("Property ") + spec->name + " of " + element + " cannot be " + shown + ".",
                               sentence(allowed_values(spec)));
  fault.value = shown;
  return fault;
}

std::string element_label(GstElement* element) { return path_of(GST_OBJECT(element)); }

}  // namespace

std::string path_of(GstObject* object) {
  std::string path;
  for (ObjectRef<GstObject> at = share(object); at; at.reset(gst_object_get_parent(at.get())))
    path = "/" + to_string(gst_object_get_name(at.get())) + path;
  return path;
}

std::string allowed_values(const GParamSpec* spec) {
  if (const auto range = range_of(spec)) return "allowed: " + range->text();
  std::string list;
  const auto add = [&list](const char* nick) { list += (list.empty() ? "allowed: " : ", ") + std::string(nick); };
  if (G_IS_PARAM_SPEC_ENUM(spec)) {
    const GEnumClass* type = G_PARAM_SPEC_ENUM(spec)->enum_class;
    for (guint i = 0; i < type->n_values; ++i) add(type->values[i].value_nick);
  } else if (G_IS_PARAM_SPEC_FLAGS(spec)) {
    const GFlagsClass* type = G_PARAM_SPEC_FLAGS(spec)->flags_class;
    for (guint i = 0; i < type->n_values; ++i) add(type->values[i].value_nick);
    if (!list.empty()) list += ", joined by +";
  } else if (spec->value_type == G_TYPE_BOOLEAN) {
    list = "allowed: true, false";
  } else {
    list = std::string("the value must be a ") + g_type_name(spec->value_type);
  }
  return list;
}

Fault unknown_property(GObjectClass* type, const std::string& element, const std::string& name) {
  guint count = 0;
  const std::unique_ptr<GParamSpec*, Free> specs(g_object_class_list_properties(type, &count));
  std::vector<std::string> names;
  for (guint i = 0; i < count; ++i) names.emplace_back(specs.get()[i]->name);
  const std::string near = nearest(name, names);
  return property_fault(element, name, "Element " + element + " has no property \"" + name + "\".",
                        near.empty() ? "Look at the element's properties with describe() or gst-inspect-1.0."
                                     : "Did you mean \"" + near + "\"?");
}

Fault refused_text(const GParamSpec* spec, const std::string& element, const std::string& text) {
  return refused_value(spec, element, '"' + text + '"');
}

Outcome check_text(GObjectClass* type, const std::string& element, const std::string& name, const std::string& text) {
  const GParamSpec* spec = g_object_class_find_property(type, name.c_str());
  if (!spec) return {};
  if (!(spec->flags & G_PARAM_WRITABLE))
    return property_fault(element, name, "Property " + name + " of " + element + " can only be read.",
                          "Leave it out of the pipeline text.");
  const auto range = range_of(spec);
  if (range && range->outside(text)) return refused_text(spec, element, text);
  return {};
}

Result<Value> get_property(GstElement* element, const std::string& name) {
  GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str());
  if (!spec) return unknown_property(G_OBJECT_GET_CLASS(element), element_label(element), name);
  if (!(spec->flags & G_PARAM_READABLE))
    return property_fault(element_label(element), name,
                          "Property " + name + " of " + element_label(element) + " can only be written.",
                          "Keep the value that you set.");
  OwnedValue value(spec->value_type);
  g_object_get_property(G_OBJECT(element), spec->name, value.get());
  return value_of(value.get());
}

Outcome set_property(GstElement* element, const std::string& name, const Value& value) {
  GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(element), name.c_str());
  const std::string label = element_label(element);
  if (!spec) return unknown_property(G_OBJECT_GET_CLASS(element), label, name);
  if (!(spec->flags & G_PARAM_WRITABLE) || (spec->flags & G_PARAM_CONSTRUCT_ONLY))
    return property_fault(
        label, name, "Property " + name + " of " + label + " cannot be set on a running element.",
        spec->flags & G_PARAM_CONSTRUCT_ONLY ? "Set it in the pipeline text." : "It can only be read.");
  OwnedValue stored(spec->value_type);
  if (!store(spec, value, stored.get())) return refused_value(spec, label, text_of(value));
  g_object_set_property(G_OBJECT(element), spec->name, stored.get());
  return {};
}

}  // namespace gst
