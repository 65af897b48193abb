// Events about one stream of a batch. They are sticky and several of a type stay on a pad, told apart by the
// structure's name, so each gets one of its own: nv-<what>-<source>-<running number>.
#include "nvds/events.h"

#include <atomic>
#include <string>

#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::read;

// DeepStream writes the source as a signed number.
std::string name_of(const char* what, guint source, std::atomic<guint>& count) {
  return std::string(what) + "-" + std::to_string(static_cast<gint>(source)) + "-" + std::to_string(count.fetch_add(1));
}

GstEvent* make(GstNvEventType type, const char* what, guint source, std::atomic<guint>& count) {
  const std::string name = name_of(what, source, count);
  return gst_event_new_custom(static_cast<GstEventType>(type),
                              gst_structure_new(name.c_str(), "source-id", G_TYPE_UINT, source, nullptr));
}

// The event's fields when it is of this type.
const GstStructure* fields_of(GstEvent* event, GstNvEventType type) {
  return GST_EVENT_TYPE(event) == static_cast<GstEventType>(type) ? gst_event_get_structure(event) : nullptr;
}

void parse_source(GstEvent* event, GstNvEventType type, guint* source) {
  if (const auto* fields = fields_of(event, type)) read(fields, "source-id", source);
}

}  // namespace

NDS_EXPORT GstEvent* gst_nvevent_new_pad_added(guint source) {
  static std::atomic<guint> count;
  return make(GST_NVEVENT_PAD_ADDED, "nv-pad-added", source, count);
}
NDS_EXPORT void gst_nvevent_parse_pad_added(GstEvent* event, guint* source) {
  parse_source(event, GST_NVEVENT_PAD_ADDED, source);
}

NDS_EXPORT GstEvent* gst_nvevent_new_pad_deleted(guint source) {
  static std::atomic<guint> count;
  return make(GST_NVEVENT_PAD_DELETED, "nv-pad-deleted", source, count);
}
NDS_EXPORT void gst_nvevent_parse_pad_deleted(GstEvent* event, guint* source) {
  parse_source(event, GST_NVEVENT_PAD_DELETED, source);
}

NDS_EXPORT GstEvent* gst_nvevent_new_stream_eos(guint source) {
  static std::atomic<guint> count;
  return make(GST_NVEVENT_STREAM_EOS, "nv-stream-eos", source, count);
}
NDS_EXPORT void gst_nvevent_parse_stream_eos(GstEvent* event, guint* source) {
  parse_source(event, GST_NVEVENT_STREAM_EOS, source);
}

NDS_EXPORT GstEvent* gst_nvevent_new_stream_reset(guint source) {
  static std::atomic<guint> count;
  return make(GST_NVEVENT_STREAM_RESET, "nv-stream-reset", source, count);
}
NDS_EXPORT void gst_nvevent_parse_stream_reset(GstEvent* event, guint* source) {
  parse_source(event, GST_NVEVENT_STREAM_RESET, source);
}

NDS_EXPORT GstEvent* gst_nvevent_new_stream_start(guint source, gchar* stream_id) {
  static std::atomic<guint> count;
  GstEvent* event = make(GST_NVEVENT_STREAM_START, "nv-stream-start", source, count);
  gst_structure_set(gst_event_writable_structure(event), "stream-id", G_TYPE_STRING, stream_id, nullptr);
  return event;
}
NDS_EXPORT void gst_nvevent_parse_stream_start(GstEvent* event, guint* source, gchar** stream_id) {
  const auto* fields = fields_of(event, GST_NVEVENT_STREAM_START);
  if (!fields) return;
  read(fields, "source-id", source);
  read(fields, "stream-id", stream_id);
}

NDS_EXPORT GstEvent* gst_nvevent_new_stream_segment(guint source, GstSegment* segment) {
  static std::atomic<guint> count;
  GstEvent* event = make(GST_NVEVENT_STREAM_SEGMENT, "nv-stream-segment", source, count);
  gst_structure_set(gst_event_writable_structure(event), "segment", GST_TYPE_SEGMENT, segment, nullptr);
  return event;
}
NDS_EXPORT void gst_nvevent_parse_stream_segment(GstEvent* event, guint* source, GstSegment** segment) {
  const auto* fields = fields_of(event, GST_NVEVENT_STREAM_SEGMENT);
  if (!fields) return;
  read(fields, "source-id", source);
  if (segment) gst_structure_get(fields, "segment", GST_TYPE_SEGMENT, segment, nullptr);
}

// Either the size or, with `frame_rate_only`, the structure's "framerate" alone is announced.
NDS_EXPORT GstEvent* gst_nvevent_new_update_caps(guint source, guint width, guint height, GstStructure* caps,
                                                 gchar* stream_id, gboolean frame_rate_only) {
  static std::atomic<guint> count;
  const std::string name = name_of("update-caps", source, count);
  GstStructure* fields = gst_structure_new(name.c_str(), "stream-id", G_TYPE_UINT, source, "stream-id-str",
                                           G_TYPE_STRING, stream_id, nullptr);
  if (!frame_rate_only)
    gst_structure_set(fields, "width-val", G_TYPE_UINT, width, "height-val", G_TYPE_UINT, height, nullptr);
  if (caps && gst_structure_has_field_typed(caps, "framerate", GST_TYPE_FRACTION))
    gst_structure_set_value(fields, "frame-rate", gst_structure_get_value(caps, "framerate"));
  return gst_event_new_custom(static_cast<GstEventType>(GST_NVEVENT_UPDATE_CAPS), fields);
}

}  // namespace nvds
