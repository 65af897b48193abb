// Custom queries between the muxer and the elements behind it.
#include "nvds/events.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::custom_query;
using runtime::metadata::fields_of;

constexpr const char* kBatchSize = "nv-batch-size";
constexpr const char* kStreams = "nv-numStreams-size";
constexpr const char* kPoolSize = "nv-preprocess-poolsize";
constexpr const char* kUpdateCaps = "update-caps";

bool is(GstQuery* query, const char* name) { return fields_of(query, name) != nullptr; }

void set(GstQuery* query, const char* name, const char* field, guint value) {
  if (is(query, name)) gst_structure_set(gst_query_writable_structure(query), field, G_TYPE_UINT, value, nullptr);
}

gboolean parse(GstQuery* query, const char* name, const char* field, guint* value) {
  const GstStructure* fields = fields_of(query, name);
  return fields && gst_structure_get_uint(fields, field, value);
}

}  // namespace

NDS_EXPORT GstQuery* gst_nvquery_batch_size_new() { return custom_query(gst_structure_new_empty(kBatchSize)); }
NDS_EXPORT gboolean gst_nvquery_is_batch_size(GstQuery* query) { return is(query, kBatchSize); }
NDS_EXPORT void gst_nvquery_batch_size_set(GstQuery* query, guint size) { set(query, kBatchSize, "batch-size", size); }
NDS_EXPORT gboolean gst_nvquery_batch_size_parse(GstQuery* query, guint* size) {
  return parse(query, kBatchSize, "batch-size", size);
}

NDS_EXPORT GstQuery* gst_nvquery_numStreams_size_new() { return custom_query(gst_structure_new_empty(kStreams)); }
NDS_EXPORT gboolean gst_nvquery_is_numStreams_size(GstQuery* query) { return is(query, kStreams); }
NDS_EXPORT void gst_nvquery_numStreams_size_set(GstQuery* query, guint streams) {
  set(query, kStreams, "numStreams-size", streams);
}
NDS_EXPORT gboolean gst_nvquery_numStreams_size_parse(GstQuery* query, guint* streams) {
  return parse(query, kStreams, "numStreams-size", streams);
}

NDS_EXPORT GstQuery* gst_nvquery_preprocess_poolsize_new(guint gie_id) {
  return custom_query(gst_structure_new(kPoolSize, "gie-id", G_TYPE_UINT, gie_id, nullptr));
}
NDS_EXPORT gboolean gst_nvquery_is_preprocess_poolsize(GstQuery* query) { return is(query, kPoolSize); }
NDS_EXPORT void gst_nvquery_preprocess_poolsize_set(GstQuery* query, guint size) {
  set(query, kPoolSize, kPoolSize, size);
}
NDS_EXPORT gboolean gst_nvquery_preprocess_poolsize_parse(GstQuery* query, guint* size) {
  return parse(query, kPoolSize, kPoolSize, size);
}
NDS_EXPORT gboolean gst_nvquery_preprocess_poolsize_gieid_parse(GstQuery* query, guint* gie_id) {
  return parse(query, kPoolSize, "gie-id", gie_id);
}

NDS_EXPORT gboolean gst_nvquery_is_update_caps(GstQuery* query) { return is(query, kUpdateCaps); }

NDS_EXPORT void gst_nvquery_parse_update_caps(GstQuery* query, guint* stream, const GValue* frame_rate) {
  const GstStructure* fields = fields_of(query, kUpdateCaps);
  if (!fields) return;
  if (stream) gst_structure_get_uint(fields, "stream-id", stream);
  const GValue* rate = gst_structure_get_value(fields, "frame-rate");
  // The prototype's const is NVIDIA's: the value is the result.
  if (rate && frame_rate && G_VALUE_HOLDS(frame_rate, G_VALUE_TYPE(rate)))
    g_value_copy(rate, const_cast<GValue*>(frame_rate));
}

// Asks the pad's peer with the given fields, which the query takes over.
NDS_EXPORT gboolean gst_nvquery_update_caps_peer_query(GstPad* pad, GstStructure* fields) {
  GstQuery* query = custom_query(fields);
  const gboolean answered = gst_pad_peer_query(pad, query);
  gst_query_unref(query);
  return answered;
}

}  // namespace nvds
