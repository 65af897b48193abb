#include "runtime/element/registration.h"

#include "gst/ref.h"

namespace runtime {
namespace {

bool kept(const char* name) {
  const char* list = g_getenv("NODE_DEEPSTREAM_KEEP_ELEMENTS");
  if (!list) return false;
  gchar** const words = g_strsplit_set(list, ", ", -1);
  const bool found = g_strv_contains(words, name);
  g_strfreev(words);
  return found;
}

bool of_another_plugin(GstPlugin* plugin, const char* name) {
  const gst::ObjectRef<GstPluginFeature> feature(gst_registry_lookup_feature(gst_registry_get(), name));
  if (!feature) return false;
  const char* owner = gst_plugin_feature_get_plugin_name(feature.get());
  return owner && !g_str_equal(owner, gst_plugin_get_name(plugin));
}

}  // namespace

bool register_element(GstPlugin* plugin, const char* name, guint rank, GType type) {
  if (kept(name) && of_another_plugin(plugin, name)) return true;
  return gst_element_register(plugin, name, rank, type);
}

}  // namespace runtime
