#include "gst/value.h"

#include "gst/ref.h"

namespace gst {
namespace {

Value text_or_nothing(const gchar* text) { return text ? Value(std::string(text)) : Value(); }

Value enum_nick(const GValue* value) {
  const auto number = g_value_get_enum(value);
  auto* type = static_cast<GEnumClass*>(g_type_class_ref(G_VALUE_TYPE(value)));
  const GEnumValue* known = g_enum_get_value(type, number);
  Value result = known ? Value(std::string(known->value_nick)) : Value(static_cast<double>(number));
  g_type_class_unref(type);
  return result;
}

Value flag_nicks(const GValue* value) {
  guint left = g_value_get_flags(value);
  auto* type = static_cast<GFlagsClass*>(g_type_class_ref(G_VALUE_TYPE(value)));
  std::string nicks;
  while (left != 0) {
    const GFlagsValue* known = g_flags_get_first_value(type, left);
    if (!known || known->value == 0) break;
    nicks += (nicks.empty() ? "" : "+") + std::string(known->value_nick);
    left &= ~known->value;
  }
  g_type_class_unref(type);
  return Value(std::move(nicks));
}

template <class Size, class At>
Value list_of(const GValue* value, Size size, At at) {
  Values items;
  const guint count = size(value);
  items.reserve(count);
  for (guint i = 0; i < count; ++i) items.push_back(value_of(at(value, i)));
  return Value(std::move(items));
}

Value other(const GValue* value) {
  if (GST_VALUE_HOLDS_ARRAY(value)) return list_of(value, gst_value_array_get_size, gst_value_array_get_value);
  if (GST_VALUE_HOLDS_LIST(value)) return list_of(value, gst_value_list_get_size, gst_value_list_get_value);
  if (G_VALUE_HOLDS_OBJECT(value)) {
    auto* object = static_cast<GObject*>(g_value_get_object(value));
    if (object && GST_IS_OBJECT(object)) return Value(to_string(gst_object_get_name(GST_OBJECT(object))));
    return object ? text_or_nothing(G_OBJECT_TYPE_NAME(object)) : Value();
  }
  if (G_VALUE_HOLDS(value, G_TYPE_STRV)) {
    Values items;
    for (auto* text = static_cast<gchar**>(g_value_get_boxed(value)); text && *text; ++text)
      items.emplace_back(std::string(*text));
    return Value(std::move(items));
  }
  if (G_VALUE_HOLDS_BOXED(value) && !g_value_get_boxed(value)) return {};
  // gst_value_serialize would put these two in quotation marks.
  if (GST_VALUE_HOLDS_CAPS(value)) return Value(to_string(gst_caps_to_string(gst_value_get_caps(value))));
  if (GST_VALUE_HOLDS_STRUCTURE(value))
    return Value(to_string(gst_structure_to_string(gst_value_get_structure(value))));
  if (G_VALUE_HOLDS(value, G_TYPE_ERROR))
    return text_or_nothing(static_cast<GError*>(g_value_get_boxed(value))->message);
  const StringRef text(gst_value_serialize(value));
  return text_or_nothing(text.get());
}

}  // namespace

Value value_of(const GValue* value) {
  switch (G_TYPE_FUNDAMENTAL(G_VALUE_TYPE(value))) {
    case G_TYPE_BOOLEAN: return Value(g_value_get_boolean(value) != FALSE);
    case G_TYPE_CHAR: return Value(double{static_cast<double>(g_value_get_schar(value))});
    case G_TYPE_UCHAR: return Value(static_cast<double>(g_value_get_uchar(value)));
    case G_TYPE_INT: return Value(static_cast<double>(g_value_get_int(value)));
    case G_TYPE_UINT: return Value(static_cast<double>(g_value_get_uint(value)));
    case G_TYPE_LONG: return Value(static_cast<std::int64_t>(g_value_get_long(value)));
    case G_TYPE_ULONG: return Value(static_cast<std::uint64_t>(g_value_get_ulong(value)));
    case G_TYPE_INT64: return Value(static_cast<std::int64_t>(g_value_get_int64(value)));
    case G_TYPE_UINT64: return Value(static_cast<std::uint64_t>(g_value_get_uint64(value)));
    case G_TYPE_FLOAT: return Value(static_cast<double>(g_value_get_float(value)));
    case G_TYPE_DOUBLE: return Value(g_value_get_double(value));
    case G_TYPE_STRING: return text_or_nothing(g_value_get_string(value));
    case G_TYPE_ENUM: return enum_nick(value);
    case G_TYPE_FLAGS: return flag_nicks(value);
    case G_TYPE_POINTER: return {};
    default: return other(value);
  }
}

Fields fields_of(const GstStructure* structure) {
  Fields fields;
  for (gint i = 0; structure && i < gst_structure_n_fields(structure); ++i) {
    const gchar* name = gst_structure_nth_field_name(structure, i);
    fields.emplace_back(name, value_of(gst_structure_get_value(structure, name)));
  }
  return fields;
}

}  // namespace gst
