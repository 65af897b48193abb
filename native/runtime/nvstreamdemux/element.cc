#include <gst/video/video.h>

#include "nvds/events.h"
#include "runtime/element/registration.h"
#include "runtime/nvstreamdemux/demux.h"

namespace runtime {
namespace demux {
namespace {

#define NDS_DEMUX_CAPS                                                                 \
  "video/x-raw(memory:NVMM), format={ NV12, RGBA, I420 }, width=" GST_VIDEO_SIZE_RANGE \
  ", height=" GST_VIDEO_SIZE_RANGE ", framerate=" GST_VIDEO_FPS_RANGE

struct DemuxElement {
  GstElement parent;
  Demux* demux;  // owned
};
struct DemuxElementClass {
  GstElementClass parent_class;
};

GstElementClass* parent_class = nullptr;

Demux& demux_of(gpointer element) { return *static_cast<DemuxElement*>(element)->demux; }

void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  demux_of(object).values.set(id, value);
}
void get_property(GObject* object, guint id, GValue* value, GParamSpec*) { demux_of(object).values.get(id, value); }

void finalize(GObject* object) {
  const std::unique_ptr<Demux> owned(&demux_of(object));
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

GstPad* request_new_pad(GstElement* element, GstPadTemplate* templ, const gchar* name, const GstCaps*) {
  return demux_of(element).request_pad(templ, name);
}
void release_pad(GstElement* element, GstPad* pad) { demux_of(element).release_pad(pad); }

GstStateChangeReturn change_state(GstElement* element, GstStateChange transition) {
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) demux_of(element).reset();
  return parent_class->change_state(element, transition);
}

GstFlowReturn chain(GstPad*, GstObject* parent, GstBuffer* buffer) { return demux_of(parent).chain(buffer); }
gboolean sink_event(GstPad*, GstObject* parent, GstEvent* event) { return demux_of(parent).sink_event(event); }

// Nothing behind a demuxer is a batch of the muxer's size.
gboolean sink_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  return !nvds::gst_nvquery_is_batch_size(query) && gst_pad_query_default(pad, parent, query);
}
gboolean src_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  if (!nvds::gst_nvquery_is_batch_size(query)) return gst_pad_query_default(pad, parent, query);
  nvds::gst_nvquery_batch_size_set(query, 1);
  return TRUE;
}

template <bool legacy>
void class_init(gpointer klass, gpointer) {
  static GstStaticPadTemplate sink =
      GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(NDS_DEMUX_CAPS));
  static GstStaticPadTemplate src =
      GST_STATIC_PAD_TEMPLATE("src_%u", GST_PAD_SRC, GST_PAD_REQUEST, GST_STATIC_CAPS(NDS_DEMUX_CAPS));
  parent_class = static_cast<GstElementClass*>(g_type_class_peek_parent(klass));
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties(object_class, properties(legacy));
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  element_class->request_new_pad = request_new_pad;
  element_class->release_pad = release_pad;
  element_class->change_state = change_state;
  gst_element_class_add_static_pad_template(element_class, &sink);
  gst_element_class_add_static_pad_template(element_class, &src);
  gst_element_class_set_static_metadata(element_class, legacy ? "Stream demultiplexer" : "Stream demultiplexer 2",
                                        "Generic", "Gives the streams of a batch pads of their own", "node-deepstream");
}

template <bool legacy>
void instance_init(GTypeInstance* instance, gpointer klass) {
  auto* self = static_cast<DemuxElement*>(static_cast<gpointer>(instance));
  GstPad* sink =
      gst_pad_new_from_template(gst_element_class_get_pad_template(GST_ELEMENT_CLASS(klass), "sink"), "sink");
  gst_pad_set_chain_function(sink, chain);
  gst_pad_set_event_function(sink, sink_event);
  gst_pad_set_query_function(sink, sink_query);
  self->demux = std::make_unique<Demux>(GST_ELEMENT(self), sink, legacy).release();
  gst_element_add_pad(GST_ELEMENT(self), sink);
}

template <bool legacy>
GType type_of(const char* name) {
  const GTypeInfo info = {
      sizeof(DemuxElementClass), nullptr, nullptr, class_init<legacy>, nullptr, nullptr, sizeof(DemuxElement), 0,
      instance_init<legacy>,     nullptr};
  const GType known = g_type_from_name(name);
  return known ? known : g_type_register_static(GST_TYPE_ELEMENT, name, &info, GTypeFlags(0));
}

}  // namespace

void prepare_src(GstPad* pad) { gst_pad_set_query_function(pad, src_query); }

}  // namespace demux

// The variant belongs to the muxer's, chosen by the same switch.
bool register_nvstreamdemux(GstPlugin* plugin) {
  const bool legacy = g_strcmp0(g_getenv("USE_NEW_NVSTREAMMUX"), "yes") != 0;
  const GType type = legacy ? demux::type_of<true>("GstNvStreamDemux") : demux::type_of<false>("GstNvStreamDemux2");
  return register_element(plugin, "nvstreamdemux", GST_RANK_PRIMARY, type);
}

}  // namespace runtime
