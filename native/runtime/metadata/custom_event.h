// Events that change an element while it runs: downstream and serialised. `stream_id` names the stream that is meant.
#pragma once

#include "nvds/events.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::fields_of;
using runtime::metadata::read;

constexpr const char* kStream = "stream_id";

template <class T>
constexpr GType kType = G_TYPE_STRING;
template <>
constexpr GType kType<guint> = G_TYPE_UINT;
template <>
constexpr GType kType<gint> = G_TYPE_INT;

GstEvent* custom_event(guint type, GstStructure* fields) {
  return gst_event_new_custom(static_cast<GstEventType>(type), fields);
}

// A kind of event with one value beside the stream.
template <class Value>
struct Kind {
  guint type;
  const char* name;
  const char* field;

  GstEvent* make(gchar* stream, Value value) const {
    return custom_event(type,
                        gst_structure_new(name, kStream, G_TYPE_STRING, stream, field, kType<Value>, value, nullptr));
  }
  void parse(GstEvent* event, gchar** stream, Value* value) const {
    const GstStructure* fields = fields_of(event, type);
    if (!fields) return;
    read(fields, kStream, stream);
    read(fields, field, value);
  }
};

}  // namespace
}  // namespace nvds

// gst_nvevent_<what>() and gst_nvevent_parse_<what>().
#define NDS_EXPORT_EVENT(what, Value, ...)                                                  \
  NDS_EXPORT GstEvent* gst_nvevent_##what(gchar* stream, Value value) {                     \
    return Kind<Value>{__VA_ARGS__}.make(stream, value);                                    \
  }                                                                                         \
  NDS_EXPORT void gst_nvevent_parse_##what(GstEvent* event, gchar** stream, Value* value) { \
    Kind<Value>{__VA_ARGS__}.parse(event, stream, value);                                   \
  }
