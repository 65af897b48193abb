#include "runtime/element/properties.h"

#include <cstdio>
#include <cstdlib>

namespace runtime {
namespace {

GType boolean_type() { return G_TYPE_BOOLEAN; }
GType int_type() { return G_TYPE_INT; }
GType uint_type() { return G_TYPE_UINT; }
GType int64_type() { return G_TYPE_INT64; }
GType uint64_type() { return G_TYPE_UINT64; }
GType double_type() { return G_TYPE_DOUBLE; }
GType string_type() { return G_TYPE_STRING; }
GType pointer_type() { return G_TYPE_POINTER; }

GParamFlags with(int flags) {
  return static_cast<GParamFlags>(G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | flags);
}

GParamSpec* spec(const Property& p) {
  const GType type = p.type();
  const char* n = p.name;
  const char* b = p.blurb;
  const auto f = p.flags;
  switch (G_TYPE_FUNDAMENTAL(type)) {
    case G_TYPE_BOOLEAN: return g_param_spec_boolean(n, n, b, p.fallback != 0, f);
    case G_TYPE_INT: return g_param_spec_int(n, n, b, int(p.minimum), int(p.maximum), int(p.fallback), f);
    case G_TYPE_UINT: return g_param_spec_uint(n, n, b, guint(p.minimum), guint(p.maximum), guint(p.fallback), f);
    case G_TYPE_INT64: return g_param_spec_int64(n, n, b, p.minimum, gint64(p.maximum), p.fallback, f);
    case G_TYPE_UINT64: return g_param_spec_uint64(n, n, b, guint64(p.minimum), p.maximum, guint64(p.fallback), f);
    case G_TYPE_DOUBLE: return g_param_spec_double(n, n, b, -G_MAXDOUBLE, G_MAXDOUBLE, p.real, f);
    case G_TYPE_STRING: return g_param_spec_string(n, n, b, p.text, f);
    case G_TYPE_POINTER: return g_param_spec_pointer(n, n, b, f);
    case G_TYPE_BOXED: return g_param_spec_boxed(n, n, b, type, f);
    case G_TYPE_ENUM: return g_param_spec_enum(n, n, b, type, int(p.fallback), f);
    default: std::abort();  // a table row of a type that no builder makes
  }
}

}  // namespace

Property boolean_property(const char* name, bool fallback, const char* blurb, int flags) {
  return {name, blurb, boolean_type, 0, 1, fallback, nullptr, 0, with(flags)};
}
Property int_property(const char* name, gint64 fallback, gint64 minimum, gint64 maximum, const char* blurb, int flags) {
  return {name, blurb, int_type, minimum, guint64(maximum), fallback, nullptr, 0, with(flags)};
}
Property uint_property(const char* name, guint64 fallback, guint64 minimum, guint64 maximum, const char* blurb, int flags) {
  return {name, blurb, uint_type, gint64(minimum), maximum, gint64(fallback), nullptr, 0, with(flags)};
}
Property int64_property(const char* name, gint64 fallback, gint64 minimum, gint64 maximum, const char* blurb, int flags) {
  return {name, blurb, int64_type, minimum, guint64(maximum), fallback, nullptr, 0, with(flags)};
}
Property uint64_property(const char* name, guint64 fallback, guint64 minimum, guint64 maximum, const char* blurb, int flags) {
  return {name, blurb, uint64_type, gint64(minimum), maximum, gint64(fallback), nullptr, 0, with(flags)};
}
Property double_property(const char* name, double fallback, const char* blurb, int flags) {
  return {name, blurb, double_type, 0, 0, 0, nullptr, fallback, with(flags)};
}
Property string_property(const char* name, const char* fallback, const char* blurb, int flags) {
  return {name, blurb, string_type, 0, 0, 0, fallback, 0, with(flags)};
}
Property pointer_property(const char* name, const char* blurb, int flags) {
  return {name, blurb, pointer_type, 0, 0, 0, nullptr, 0, with(flags)};
}
Property boxed_property(const char* name, GType (*type)(), const char* blurb, int flags) {
  return {name, blurb, type, 0, 0, 0, nullptr, 0, with(flags)};
}
Property enum_property(const char* name, GType (*type)(), int fallback, const char* blurb, int flags) {
  return {name, blurb, type, 0, 0, fallback, nullptr, 0, with(flags)};
}

GType register_enum(const char* type_name, const GEnumValue* values) {
  static std::mutex mutex;
  std::lock_guard lock(mutex);
  const GType known = g_type_from_name(type_name);
  return known ? known : g_enum_register_static(type_name, values);
}

void install_properties(GObjectClass* klass, std::span<const Property> table) {
  for (std::size_t i = 0; i < table.size(); ++i) g_object_class_install_property(klass, guint(i + 1), spec(table[i]));
}

PropertyValues::PropertyValues(std::span<const Property> table)
    : table_(table), values_(table.size(), GValue(G_VALUE_INIT)), set_(table.size(), false) {
  for (std::size_t i = 0; i < table.size(); ++i) {
    GParamSpec* p = g_param_spec_ref_sink(spec(table[i]));
    g_value_init(&values_[i], G_PARAM_SPEC_VALUE_TYPE(p));
    g_param_value_set_default(p, &values_[i]);
    g_param_spec_unref(p);
  }
}

PropertyValues::~PropertyValues() {
  for (GValue& value : values_) g_value_unset(&value);
}

void PropertyValues::set(guint id, const GValue* value) {
  std::lock_guard lock(mutex_);
  g_value_copy(value, &values_[id - 1]);
  set_[id - 1] = true;
}

void PropertyValues::get(guint id, GValue* value) const {
  std::lock_guard lock(mutex_);
  g_value_copy(&values_[id - 1], value);
}

std::size_t PropertyValues::index(std::string_view name) const {
  for (std::size_t i = 0; i < table_.size(); ++i)
    if (name == table_[i].name) return i;
  std::fprintf(stderr, "no property %.*s in this element's table\n", int(name.size()), name.data());
  std::abort();  // a misspelt name in our own code
}

bool PropertyValues::boolean(std::string_view name) const { return integer(name) != 0; }

gint64 PropertyValues::integer(std::string_view name) const {
  std::lock_guard lock(mutex_);
  const GValue& v = values_[index(name)];
  switch (G_TYPE_FUNDAMENTAL(G_VALUE_TYPE(&v))) {
    case G_TYPE_BOOLEAN: return g_value_get_boolean(&v);
    case G_TYPE_INT: return g_value_get_int(&v);
    case G_TYPE_UINT: return g_value_get_uint(&v);
    case G_TYPE_INT64: return g_value_get_int64(&v);
    case G_TYPE_UINT64: return gint64(g_value_get_uint64(&v));
    case G_TYPE_ENUM: return g_value_get_enum(&v);
    default: std::abort();
  }
}

guint64 PropertyValues::unsigned_integer(std::string_view name) const { return guint64(integer(name)); }

double PropertyValues::real(std::string_view name) const {
  std::lock_guard lock(mutex_);
  return g_value_get_double(&values_[index(name)]);
}

std::string PropertyValues::text(std::string_view name) const {
  std::lock_guard lock(mutex_);
  const char* text = g_value_get_string(&values_[index(name)]);
  return text ? text : "";
}

bool PropertyValues::was_set(std::string_view name) const {
  std::lock_guard lock(mutex_);
  return set_[index(name)];
}

void PropertyValues::assign(std::string_view name, gint64 value) {
  std::lock_guard lock(mutex_);
  GValue& v = values_[index(name)];
  switch (G_TYPE_FUNDAMENTAL(G_VALUE_TYPE(&v))) {
    case G_TYPE_BOOLEAN: g_value_set_boolean(&v, value != 0); break;
    case G_TYPE_INT: g_value_set_int(&v, int(value)); break;
    case G_TYPE_UINT: g_value_set_uint(&v, guint(value)); break;
    case G_TYPE_INT64: g_value_set_int64(&v, value); break;
    case G_TYPE_UINT64: g_value_set_uint64(&v, guint64(value)); break;
    case G_TYPE_ENUM: g_value_set_enum(&v, int(value)); break;
    default: std::abort();
  }
}

void PropertyValues::assign(std::string_view name, const std::string& value) {
  std::lock_guard lock(mutex_);
  g_value_set_string(&values_[index(name)], value.c_str());
}

}  // namespace runtime
