// The element message by which the muxer's user learns that one source has ended.
#include "nvds/events.h"
#include "runtime/metadata/exported.h"

namespace nvds {
namespace {

constexpr const char* kName = "stream-eos";
constexpr const char* kStream = "stream-id";

}  // namespace

NDS_EXPORT GstMessage* gst_nvmessage_new_stream_eos(GstObject* source, guint stream) {
  return gst_message_new_element(source, gst_structure_new(kName, kStream, G_TYPE_UINT, stream, nullptr));
}

NDS_EXPORT gboolean gst_nvmessage_is_stream_eos(GstMessage* message) {
  return GST_MESSAGE_TYPE(message) == GST_MESSAGE_ELEMENT && gst_message_has_name(message, kName);
}

NDS_EXPORT gboolean gst_nvmessage_parse_stream_eos(GstMessage* message, guint* stream) {
  return gst_nvmessage_is_stream_eos(message) &&
         gst_structure_get_uint(gst_message_get_structure(message), kStream, stream);
}

}  // namespace nvds
