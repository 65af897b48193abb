// Reading the structures of events, messages and queries. Texts and boxed values are copies for the caller to free, and
// what is missing leaves the caller's variable as it is.
#pragma once

#include <gst/gst.h>

namespace runtime::metadata {

inline void read(const GstStructure* fields, const char* name, guint* value) {
  if (value) gst_structure_get_uint(fields, name, value);
}
inline void read(const GstStructure* fields, const char* name, gint* value) {
  if (value) gst_structure_get_int(fields, name, value);
}
inline void read(const GstStructure* fields, const char* name, gchar** value) {
  if (value) *value = g_strdup(gst_structure_get_string(fields, name));
}
inline void read(const GstStructure* fields, const char* name, const gchar** value) {
  if (value) *value = g_strdup(gst_structure_get_string(fields, name));
}

// The event's fields when it is of this type.
inline const GstStructure* fields_of(GstEvent* event, guint type) {
  return GST_EVENT_TYPE(event) == static_cast<GstEventType>(type) ? gst_event_get_structure(event) : nullptr;
}

// The query's fields when it is a custom one of this name.
inline const GstStructure* fields_of(GstQuery* query, const char* name) {
  const GstStructure* fields = GST_QUERY_TYPE(query) == GST_QUERY_CUSTOM ? gst_query_get_structure(query) : nullptr;
  return fields && gst_structure_has_name(fields, name) ? fields : nullptr;
}

inline GstQuery* custom_query(GstStructure* fields) { return gst_query_new_custom(GST_QUERY_CUSTOM, fields); }

}  // namespace runtime::metadata
