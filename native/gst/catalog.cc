#include "gst/catalog.h"

#include <algorithm>
#include <memory>

#include "gst/nearest.h"
#include "gst/number_range.h"
#include "gst/packages.h"
#include "gst/ref.h"

namespace gst {
namespace {

struct UnrefClass {
  void operator()(gpointer type) const { g_type_class_unref(type); }
};

const char* kind_of(const GParamSpec* spec) {
  switch (G_TYPE_FUNDAMENTAL(spec->value_type)) {
    case G_TYPE_BOOLEAN: return "boolean";
    case G_TYPE_CHAR:
    case G_TYPE_UCHAR:
    case G_TYPE_INT:
    case G_TYPE_UINT: return "integer";
    case G_TYPE_LONG:
    case G_TYPE_ULONG:
    case G_TYPE_INT64:
    case G_TYPE_UINT64: return "bigint";
    case G_TYPE_FLOAT:
    case G_TYPE_DOUBLE: return "number";
    case G_TYPE_STRING: return "string";
    case G_TYPE_ENUM: return "enum";
    case G_TYPE_FLAGS: return "flags";
    default: return "other";
  }
}

std::vector<PropertyInfo::Choice> choices_of(const GParamSpec* spec) {
  std::vector<PropertyInfo::Choice> choices;
  const auto add = [&choices](const auto* type) {
    for (guint i = 0; i < type->n_values; ++i)
      choices.push_back(
          {type->values[i].value_name, type->values[i].value_nick, static_cast<double>(type->values[i].value)});
  };
  if (G_IS_PARAM_SPEC_ENUM(spec)) add(G_PARAM_SPEC_ENUM(spec)->enum_class);
  if (G_IS_PARAM_SPEC_FLAGS(spec)) add(G_PARAM_SPEC_FLAGS(spec)->flags_class);
  return choices;
}

PropertyInfo info_of(GParamSpec* spec) {
  const char* blurb = g_param_spec_get_blurb(spec);
  PropertyInfo info{.name = spec->name,
                    .type = g_type_name(spec->value_type),
                    .kind = kind_of(spec),
                    .blurb = blurb ? blurb : "",
                    .readable = (spec->flags & G_PARAM_READABLE) != 0,
                    .writable = (spec->flags & G_PARAM_WRITABLE) != 0,
                    .values = choices_of(spec)};
  if (const GValue* fallback = g_param_spec_get_default_value(spec)) info.fallback = value_of(fallback);
  if (const auto range = range_of(spec)) {
    info.minimum = range->minimum_value();
    info.maximum = range->maximum_value();
  }
  return info;
}

std::vector<PropertyInfo> properties_of(GObjectClass* type) {
  guint count = 0;
  const std::unique_ptr<GParamSpec*, Free> specs(g_object_class_list_properties(type, &count));
  std::vector<PropertyInfo> properties;
  for (guint i = 0; i < count; ++i) properties.push_back(info_of(specs.get()[i]));
  return properties;
}

PadInfo pad_info(GstPadTemplate* pad) {
  static constexpr const char* kPresence[] = {"always", "sometimes", "request"};
  const CapsRef caps(gst_pad_template_get_caps(pad));
  return {.name = GST_PAD_TEMPLATE_NAME_TEMPLATE(pad),
          .direction = GST_PAD_TEMPLATE_DIRECTION(pad) == GST_PAD_SRC ? "src" : "sink",
          .presence = kPresence[GST_PAD_TEMPLATE_PRESENCE(pad)],
          .caps = to_string(gst_caps_to_string(caps.get()))};
}

void fill_from_factory(GstElementFactory* factory, ElementInfo& info) {
  const auto text = [factory](const char* key) {
    const gchar* value = gst_element_factory_get_metadata(factory, key);
    return std::string(value ? value : "");
  };
  info.factory = to_string(gst_object_get_name(GST_OBJECT(factory)));
  info.long_name = text(GST_ELEMENT_METADATA_LONGNAME);
  info.klass = text(GST_ELEMENT_METADATA_KLASS);
  const ObjectRef<GstPlugin> plugin(gst_plugin_feature_get_plugin(GST_PLUGIN_FEATURE(factory)));
  if (!plugin) return;
  info.plugin = gst_plugin_get_name(plugin.get());
  if (const gchar* file = gst_plugin_get_filename(plugin.get())) info.file = file;
}

ElementInfo info_of(GstElementClass* type, GstElementFactory* factory) {
  ElementInfo info;
  if (factory) fill_from_factory(factory, info);
  info.properties = properties_of(G_OBJECT_CLASS(type));
  for (const GList* node = gst_element_class_get_pad_template_list(type); node; node = node->next)
    info.pads.push_back(pad_info(GST_PAD_TEMPLATE(node->data)));
  return info;
}

}  // namespace

Outcome initialize() {
  static const Outcome outcome = []() -> Outcome {
    GError* error = nullptr;
    if (gst_init_check(nullptr, nullptr, &error)) return {};
    const ErrorRef owned(error);
    return Fault{.code = "ERR_GSTREAMER",
                 .message = std::string("GStreamer does not start: ") + (error ? error->message : "no reason given"),
                 .remedy = "Check the installation with: gst-inspect-1.0 --version"};
  }();
  return outcome;
}

Outcome load_plugin(const std::string& file) {
  GError* error = nullptr;
  if (const ObjectRef<GstPlugin> plugin{gst_plugin_load_file(file.c_str(), &error)}) return {};
  const ErrorRef owned(error);
  return Fault{.code = "ERR_PLUGIN",
               .message = "The plugin " + file + " does not load.",
               .file = file,
               .remedy = "Check that the file exists and that ldd finds all of its libraries.",
               .detail = error ? error->message : ""};
}

std::vector<std::string> factories() {
  std::vector<std::string> names;
  GList* features = gst_registry_get_feature_list(gst_registry_get(), GST_TYPE_ELEMENT_FACTORY);
  for (const GList* node = features; node; node = node->next)
    names.push_back(to_string(gst_object_get_name(GST_OBJECT(node->data))));
  gst_plugin_feature_list_free(features);
  std::sort(names.begin(), names.end());
  return names;
}

Fault missing_element(const std::string& factory) {
  Fault fault{.code = "ERR_ELEMENT_MISSING",
              .message = "There is no element \"" + factory + "\".",
              .value = factory,
              .remedy = install_remedy(factory)};
  // A name that a package is known to bring is no typing error.
  if (package_of(factory).empty()) {
    const std::string near = nearest(factory, factories());
    if (!near.empty()) fault.remedy = "Did you mean \"" + near + "\"? " + fault.remedy;
  }
  return fault;
}

std::optional<ElementInfo> inspect(const std::string& name) {
  const ObjectRef<GstElementFactory> found(gst_element_factory_find(name.c_str()));
  if (!found) return {};
  const ObjectRef<GstPluginFeature> loaded(gst_plugin_feature_load(GST_PLUGIN_FEATURE(found.get())));
  if (!loaded) return {};
  auto* factory = GST_ELEMENT_FACTORY(loaded.get());
  const std::unique_ptr<GstElementClass, UnrefClass> type(
      static_cast<GstElementClass*>(g_type_class_ref(gst_element_factory_get_element_type(factory))));
  return info_of(type.get(), factory);
}

ElementInfo describe(GstElement* element) {
  return info_of(GST_ELEMENT_GET_CLASS(element), gst_element_get_factory(element));
}

}  // namespace gst
