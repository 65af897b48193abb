#include "gst/decodebin_errors.h"

#include <gst/gst.h>

#include <mutex>

#include "gst/ref.h"

namespace gst {
namespace {

using HandleMessage = decltype(GstBinClass::handle_message);

// Posts the error when its element is up and still in its bin: then nobody will try another one in its place. For an
// error that was not withheld this is a second copy, and the first error is the one that counts.
void post_if_forgotten(GstElement* bin, gpointer data) {
  auto* const message = static_cast<GstMessage*>(data);
  GstElement* const source = GST_ELEMENT(GST_MESSAGE_SRC(message));
  GST_STATE_LOCK(source);  // waits for the change of state under way
  const bool up = GST_STATE(source) >= GST_STATE_PAUSED;
  GST_STATE_UNLOCK(source);
  const ObjectRef<GstObject> parent(gst_object_get_parent(GST_OBJECT(source)));
  if (up && parent.get() == GST_OBJECT(bin)) gst_element_post_message(bin, gst_message_ref(message));
}

void unref_message(gpointer message) { gst_message_unref(static_cast<GstMessage*>(message)); }

// One copy of the function for each class, because each has a function of its own to go on with.
template <int Class>
struct Override {
  static inline HandleMessage original = nullptr;

  static void handle_message(GstBin* bin, GstMessage* message) {
    const bool error = GST_MESSAGE_TYPE(message) == GST_MESSAGE_ERROR && GST_IS_ELEMENT(GST_MESSAGE_SRC(message));
    MessageRef copy(error ? gst_message_ref(message) : nullptr);
    original(bin, message);
    if (copy) gst_element_call_async(GST_ELEMENT(bin), post_if_forgotten, copy.release(), unref_message);
  }

  static void install(const char* factory_name) {
    const ObjectRef<GstElementFactory> factory(gst_element_factory_find(factory_name));
    if (!factory) return;
    const ObjectRef<GstPluginFeature> loaded(gst_plugin_feature_load(GST_PLUGIN_FEATURE(factory.get())));
    if (!loaded) return;
    const GType type = gst_element_factory_get_element_type(GST_ELEMENT_FACTORY(loaded.get()));
    // Kept for as long as the process lives: the class must not go away with our function in it.
    auto* const bin_class = static_cast<GstBinClass*>(g_type_class_ref(type));
    original = bin_class->handle_message;
    bin_class->handle_message = handle_message;
  }
};

}  // namespace

void keep_errors_of_decodebin() {
  static std::once_flag once;
  std::call_once(once, [] {
    Override<0>::install("decodebin");
    Override<1>::install("parsebin");
  });
}

}  // namespace gst
