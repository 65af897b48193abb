#include "runtime/codecs/bin.h"

#include "gst/ref.h"
#include "runtime/element/fault.h"
#include "runtime/element/registration.h"

namespace runtime::codecs {

namespace {

struct CodecBin {
  GstBin parent;
  Codec* codec;
};
struct CodecBinClass {
  GstBinClass parent_class;
  const Description* description;
};

GstBinClass* parent_class = nullptr;

Codec& codec_of(gpointer object) { return *static_cast<CodecBin*>(object)->codec; }

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  Codec& codec = codec_of(object);
  codec.values().set(id, value);
  codec.changed(spec->name);
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec*) { codec_of(object).values().get(id, value); }

GstStateChangeReturn change_state(GstElement* element, GstStateChange transition) {
  Codec& codec = codec_of(element);
  if (transition == GST_STATE_CHANGE_NULL_TO_READY && !(codec.complete() && codec.start()))
    return GST_STATE_CHANGE_FAILURE;
  const GstStateChangeReturn result = GST_ELEMENT_CLASS(parent_class)->change_state(element, transition);
  if (transition == GST_STATE_CHANGE_READY_TO_NULL) codec.stop();
  return result;
}

void finalize(GObject* object) {
  delete static_cast<CodecBin*>(static_cast<gpointer>(object))->codec;
  G_OBJECT_CLASS(parent_class)->finalize(object);
}

void add_pad_template(GstElementClass* klass, const char* name, GstPadDirection direction, const char* caps) {
  const gst::CapsRef parsed(gst_caps_from_string(caps));
  gst_element_class_add_pad_template(klass, gst_pad_template_new(name, direction, GST_PAD_ALWAYS, parsed.get()));
}

void class_init(gpointer klass, gpointer data) {
  const auto* description = static_cast<const Description*>(data);
  static_cast<CodecBinClass*>(klass)->description = description;
  parent_class = GST_BIN_CLASS(g_type_class_peek_parent(klass));

  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  install_properties(object, description->properties);

  auto* element = GST_ELEMENT_CLASS(klass);
  element->change_state = change_state;
  gst_element_class_set_static_metadata(element, description->long_name, description->klass, description->blurb,
                                        "node-deepstream");
  add_pad_template(element, "sink", GST_PAD_SINK, description->sink_caps);
  if (description->src_caps) add_pad_template(element, "src", GST_PAD_SRC, description->src_caps);
}

void instance_init(GTypeInstance* instance, gpointer klass) {
  const Description* description = static_cast<CodecBinClass*>(klass)->description;
  auto* self = reinterpret_cast<CodecBin*>(instance);
  self->codec = description->create(GST_BIN(self), *description).release();
}

}  // namespace

bool register_codec(GstPlugin* plugin, const Description& description) {
  GTypeInfo info{};
  info.class_size = sizeof(CodecBinClass);
  info.class_init = class_init;
  info.class_data = &description;
  info.instance_size = sizeof(CodecBin);
  info.instance_init = instance_init;
  const GType type = g_type_register_static(GST_TYPE_BIN, description.type_name, &info, static_cast<GTypeFlags>(0));
  // No rank: automatic pipelines take the software elements themselves, without the bin around them.
  return register_element(plugin, description.name, GST_RANK_NONE, type);
}

GstElement* Codec::add(const char* factory) {
  GstElement* child = gst_element_factory_make(factory, nullptr);
  if (!child)
    missing_.emplace_back(factory);
  else
    gst_bin_add(bin_, child);
  return child;
}

void Codec::link(std::initializer_list<GstElement*> chain) {
  GstElement* previous = nullptr;
  for (GstElement* next : chain) {
    if (!next) return;
    if (previous) gst_element_link(previous, next);
    previous = next;
  }
}

void Codec::expose(const char* name, GstElement* child) {
  GstPadTemplate* pad_template = gst_element_class_get_pad_template(GST_ELEMENT_GET_CLASS(element()), name);
  GstPad* pad = nullptr;
  if (child) {
    const gst::PadRef target(gst_element_get_static_pad(child, name));
    pad = gst_ghost_pad_new_from_template(name, target.get(), pad_template);
  } else {
    pad = gst_ghost_pad_new_no_target_from_template(name, pad_template);
  }
  gst_element_add_pad(element(), pad);
}

GstPad* Codec::pad(const char* name) const {
  const gst::PadRef found(gst_element_get_static_pad(element(), name));
  return found.get();  // the element keeps its pads
}

bool Codec::complete() const {
  if (missing_.empty()) return true;
  Fault fault;
  fault.code = "ERR_ELEMENT_MISSING";
  fault.message = std::string(about_.name) + " needs GStreamer's " + missing_.front() + ", which is not installed.";
  fault.remedy = "Install it: apt-get install " + debian_package(missing_.front()) + ".";
  fault.key = missing_.front();
  post_error(element(), GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN, fault);
  return false;
}

bool Codec::refuse(const char* property, const std::string& message, const std::string& remedy) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = std::string(about_.name) + ": " + message;
  fault.remedy = remedy;
  fault.key = property;
  GValue value = G_VALUE_INIT;
  if (GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(bin_), property)) {
    g_value_init(&value, spec->value_type);
    g_object_get_property(G_OBJECT(bin_), property, &value);
    fault.value = gst::to_string(gst_value_serialize(&value));
    g_value_unset(&value);
  }
  post_error(element(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
  return false;
}

std::string debian_package(const std::string& factory) {
  if (factory == "x264enc") return "gstreamer1.0-plugins-ugly";
  if (factory == "x265enc" || factory == "h265parse") return "gstreamer1.0-plugins-bad";
  if (factory == "jpegenc" || factory == "jpegdec" || factory == "autovideosink") return "gstreamer1.0-plugins-good";
  return "gstreamer1.0-plugins-base";
}

GstElement* capsfilter(GstElement* filter, const char* caps) {
  if (!filter) return nullptr;
  const gst::CapsRef parsed(gst_caps_from_string(caps));
  g_object_set(filter, "caps", parsed.get(), nullptr);
  return filter;
}

}  // namespace runtime::codecs
