// Events about one stream of a batch. They are sticky and several of a type stay on a pad, told apart by the
// structure's name, so each gets one of its own: nv-<what>-<source>-<running number>.
#include "nvds/events.h"

#include <atomic>
#include <string>

#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::fields_of;
using runtime::metadata::read;

// A kind of event; its events are numbered.
struct Kind {
  GstNvEventType type;
  const char* name;
  std::atomic<guint> count{0};

  // DeepStream writes the source as a signed number.
  GstEvent* make(guint source, GstStructure* fields) {
    const std::string numbered =
        std::string(name) + "-" + std::to_string(static_cast<gint>(source)) + "-" + std::to_string(count.fetch_add(1));
    gst_structure_set_name(fields, numbered.c_str());
    return gst_event_new_custom(static_cast<GstEventType>(type), fields);
  }

  GstEvent* make(guint source) {
    return make(source, gst_structure_new(name, "source-id", G_TYPE_UINT, source, nullptr));
  }

  void parse(GstEvent* event, guint* source) const {
    if (const auto* fields = fields_of(event, type)) read(fields, "source-id", source);
  }
};

Kind pad_added{GST_NVEVENT_PAD_ADDED, "nv-pad-added"};
Kind pad_deleted{GST_NVEVENT_PAD_DELETED, "nv-pad-deleted"};
Kind stream_eos{GST_NVEVENT_STREAM_EOS, "nv-stream-eos"};
Kind stream_reset{GST_NVEVENT_STREAM_RESET, "nv-stream-reset"};
Kind stream_start{GST_NVEVENT_STREAM_START, "nv-stream-start"};
Kind stream_segment{GST_NVEVENT_STREAM_SEGMENT, "nv-stream-segment"};
Kind update_caps{GST_NVEVENT_UPDATE_CAPS, "update-caps"};

}  // namespace

NDS_EXPORT GstEvent* gst_nvevent_new_pad_added(guint source) { return pad_added.make(source); }
NDS_EXPORT void gst_nvevent_parse_pad_added(GstEvent* event, guint* source) { pad_added.parse(event, source); }
NDS_EXPORT GstEvent* gst_nvevent_new_pad_deleted(guint source) { return pad_deleted.make(source); }
NDS_EXPORT void gst_nvevent_parse_pad_deleted(GstEvent* event, guint* source) { pad_deleted.parse(event, source); }
NDS_EXPORT GstEvent* gst_nvevent_new_stream_eos(guint source) { return stream_eos.make(source); }
NDS_EXPORT void gst_nvevent_parse_stream_eos(GstEvent* event, guint* source) { stream_eos.parse(event, source); }
NDS_EXPORT GstEvent* gst_nvevent_new_stream_reset(guint source) { return stream_reset.make(source); }
NDS_EXPORT void gst_nvevent_parse_stream_reset(GstEvent* event, guint* source) { stream_reset.parse(event, source); }

NDS_EXPORT GstEvent* gst_nvevent_new_stream_start(guint source, gchar* stream_id) {
  GstEvent* event = stream_start.make(source);
  gst_structure_set(gst_event_writable_structure(event), "stream-id", G_TYPE_STRING, stream_id, nullptr);
  return event;
}
NDS_EXPORT void gst_nvevent_parse_stream_start(GstEvent* event, guint* source, gchar** stream_id) {
  stream_start.parse(event, source);
  if (const auto* fields = fields_of(event, stream_start.type)) read(fields, "stream-id", stream_id);
}

NDS_EXPORT GstEvent* gst_nvevent_new_stream_segment(guint source, GstSegment* segment) {
  GstEvent* event = stream_segment.make(source);
  gst_structure_set(gst_event_writable_structure(event), "segment", GST_TYPE_SEGMENT, segment, nullptr);
  return event;
}
NDS_EXPORT void gst_nvevent_parse_stream_segment(GstEvent* event, guint* source, GstSegment** segment) {
  stream_segment.parse(event, source);
  const auto* fields = fields_of(event, stream_segment.type);
  if (fields && segment) gst_structure_get(fields, "segment", GST_TYPE_SEGMENT, segment, nullptr);
}

// Either the size or, with `frame_rate_only`, the structure's "framerate" alone is announced.
NDS_EXPORT GstEvent* gst_nvevent_new_update_caps(guint source, guint width, guint height, GstStructure* caps,
                                                 gchar* stream_id, gboolean frame_rate_only) {
  GstStructure* fields = gst_structure_new(update_caps.name, "stream-id", G_TYPE_UINT, source, "stream-id-str",
                                           G_TYPE_STRING, stream_id, nullptr);
  if (!frame_rate_only)
    gst_structure_set(fields, "width-val", G_TYPE_UINT, width, "height-val", G_TYPE_UINT, height, nullptr);
  if (caps && gst_structure_has_field_typed(caps, "framerate", GST_TYPE_FRACTION))
    gst_structure_set_value(fields, "frame-rate", gst_structure_get_value(caps, "framerate"));
  return update_caps.make(source, fields);
}

}  // namespace nvds
