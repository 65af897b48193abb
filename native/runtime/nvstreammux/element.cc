#include "runtime/nvstreammux/element.h"

namespace runtime {

GST_DEBUG_CATEGORY_STATIC(nvstreammux_debug);
#define GST_CAT_DEFAULT nvstreammux_debug

namespace mux {
namespace {

GstElementClass* parent_class = nullptr;

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  mux_of(object).values.set(id, value);
  mux_of(object).property_changed(spec->name);
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec*) { mux_of(object).values.get(id, value); }

void finalize(GObject* object) {
  std::unique_ptr<Mux>(static_cast<MuxElement*>(static_cast<gpointer>(object))->mux);
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

GstPad* request_new_pad(GstElement* element, GstPadTemplate* templ, const gchar* name, const GstCaps*) {
  return mux_of(element).request_pad(templ, name);
}

void release_pad(GstElement* element, GstPad* pad) { mux_of(element).release_pad(pad); }

GstStateChangeReturn change_state(GstElement* element, GstStateChange transition) {
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !mux_of(element).check_properties())
    return GST_STATE_CHANGE_FAILURE;
  return parent_class->change_state(element, transition);
}

GstFlowReturn chain(GstPad* pad, GstObject* parent, GstBuffer* buffer) {
  return mux_of(parent).chain(pad, input_of(pad), buffer);
}

gboolean sink_event(GstPad* pad, GstObject* parent, GstEvent* event) {
  return mux_of(parent).sink_event(pad, input_of(pad), event);
}

gboolean sink_query(GstPad* pad, GstObject* parent, GstQuery* query) {
  return mux_of(parent).sink_query(pad, input_of(pad), query);
}

gboolean sink_activate(GstPad* pad, GstObject* parent, GstPadMode mode, gboolean active) {
  if (mode != GST_PAD_MODE_PUSH) return FALSE;
  mux_of(parent).activate_sink(input_of(pad), active);
  return TRUE;
}

gboolean src_event(GstPad*, GstObject* parent, GstEvent* event) { return mux_of(parent).src_event(event); }
gboolean src_query(GstPad*, GstObject* parent, GstQuery* query) { return mux_of(parent).src_query(query); }

gboolean src_activate(GstPad*, GstObject* parent, GstPadMode mode, gboolean active) {
  return mode == GST_PAD_MODE_PUSH && mux_of(parent).activate_src(active);
}

void class_init(gpointer klass, gpointer) {
  parent_class = static_cast<GstElementClass*>(g_type_class_peek_parent(klass));
  GObjectClass* object_class = G_OBJECT_CLASS(klass);
  object_class->finalize = finalize;
  GstElementClass* element_class = GST_ELEMENT_CLASS(klass);
  element_class->request_new_pad = request_new_pad;
  element_class->release_pad = release_pad;
  element_class->change_state = change_state;
  GST_DEBUG_CATEGORY_INIT(nvstreammux_debug, "nvstreammux", 0, "stream multiplexer");
}

void instance_init(GTypeInstance* instance, gpointer klass) {
  auto* self = static_cast<MuxElement*>(static_cast<gpointer>(instance));
  GstElement* element = GST_ELEMENT(self);
  GstPad* src = gst_pad_new_from_template(gst_element_class_get_pad_template(GST_ELEMENT_CLASS(klass), "src"), "src");
  gst_pad_set_event_function(src, src_event);
  gst_pad_set_query_function(src, src_query);
  gst_pad_set_activatemode_function(src, src_activate);
  gst_pad_use_fixed_caps(src);
  self->mux = static_cast<MuxElementClass*>(klass)->make(element, src).release();
  gst_element_add_pad(element, src);
}

}  // namespace

void prepare_pad(GstPad* pad) {
  gst_pad_set_chain_function(pad, chain);
  gst_pad_set_event_function(pad, sink_event);
  gst_pad_set_query_function(pad, sink_query);
  gst_pad_set_activatemode_function(pad, sink_activate);
  // Caps that no source may have now are refused by our event function, which can say why.
  GST_PAD_SET_ACCEPT_TEMPLATE(pad);
}

// GObject does not inherit the property functions.
void set_up_class(gpointer klass, std::span<const Property> table, GstStaticPadTemplate& sink,
                  GstStaticPadTemplate& src, MakeMux make) {
  static_cast<MuxElementClass*>(klass)->make = make;
  G_OBJECT_CLASS(klass)->set_property = set_property;
  G_OBJECT_CLASS(klass)->get_property = get_property;
  install_properties(G_OBJECT_CLASS(klass), table);
  gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(klass), &sink);
  gst_element_class_add_static_pad_template(GST_ELEMENT_CLASS(klass), &src);
}

GType mux_element_get_type() {
  static const GType type = [] {
    const GTypeInfo info = {sizeof(MuxElementClass), nullptr, nullptr,       class_init, nullptr, nullptr,
                            sizeof(MuxElement),      0,       instance_init, nullptr};
    return g_type_register_static(GST_TYPE_ELEMENT, "NdsStreamMuxBase", &info, G_TYPE_FLAG_ABSTRACT);
  }();
  return type;
}

}  // namespace mux

// DeepStream chooses when the plugin is loaded, by exactly this text.
bool register_nvstreammux(GstPlugin* plugin) {
  return g_strcmp0(g_getenv("USE_NEW_NVSTREAMMUX"), "yes") == 0 ? mux::register_new_mux(plugin)
                                                                : mux::register_legacy_mux(plugin);
}

}  // namespace runtime
