// GObject properties declared as one table per element, with DeepStream's names, ranges and defaults.
// Values live in a PropertyValues; an element reads them by name when it starts or reacts in its set_property.
#pragma once

#include <gst/gst.h>

#include <initializer_list>
#include <mutex>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace runtime {

struct Property {
  const char* name;
  const char* blurb;
  GType (*type)();
  gint64 minimum = 0;
  guint64 maximum = 0;
  gint64 fallback = 0;           // default of integers, booleans and enums
  const char* text = nullptr;    // default of strings
  double real = 0;               // default of floating point numbers
  GParamFlags flags = G_PARAM_READWRITE;
};

// One row of an element's table. `flags` are added to readable + writable.
Property boolean_property(const char* name, bool fallback, const char* blurb, int flags = 0);
Property int_property(const char* name, gint64 fallback, gint64 minimum, gint64 maximum, const char* blurb, int flags = 0);
Property uint_property(const char* name, guint64 fallback, guint64 minimum, guint64 maximum, const char* blurb, int flags = 0);
Property int64_property(const char* name, gint64 fallback, gint64 minimum, gint64 maximum, const char* blurb, int flags = 0);
Property uint64_property(const char* name, guint64 fallback, guint64 minimum, guint64 maximum, const char* blurb, int flags = 0);
Property double_property(const char* name, double fallback, const char* blurb, int flags = 0);
Property string_property(const char* name, const char* fallback, const char* blurb, int flags = 0);
Property pointer_property(const char* name, const char* blurb, int flags = 0);
Property boxed_property(const char* name, GType (*type)(), const char* blurb, int flags = 0);
Property enum_property(const char* name, GType (*type)(), int fallback, const char* blurb, int flags = 0);

// Registers (once) an enum type; `values` must be static and end with {0, nullptr, nullptr}.
GType register_enum(const char* type_name, const GEnumValue* values);

// The ids given to g_object_class_install_property are 1 + the index in the table.
void install_properties(GObjectClass* klass, std::span<const Property> table);

// The current values of one element. Safe to use from several threads.
class PropertyValues {
 public:
  explicit PropertyValues(std::span<const Property> table);
  ~PropertyValues();
  PropertyValues(const PropertyValues&) = delete;
  PropertyValues& operator=(const PropertyValues&) = delete;

  void set(guint id, const GValue* value);
  void get(guint id, GValue* value) const;

  bool boolean(std::string_view name) const;
  gint64 integer(std::string_view name) const;    // gint, guint, gint64, enum
  guint64 unsigned_integer(std::string_view name) const;
  double real(std::string_view name) const;
  std::string text(std::string_view name) const;  // empty when NULL
  // True once somebody has set it: a file's key yields to a property that was set.
  bool was_set(std::string_view name) const;
  void assign(std::string_view name, gint64 value);          // without marking it as set
  void assign(std::string_view name, const std::string& value);

 private:
  std::size_t index(std::string_view name) const;

  std::span<const Property> table_;
  mutable std::mutex mutex_;
  std::vector<GValue> values_;
  std::vector<bool> set_;
};

}  // namespace runtime
