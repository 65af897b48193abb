// Custom queries that a muxer sends to its sources, or answers about them.
#include "nvds/queries.h"
#include "runtime/metadata/exported.h"

namespace nvds {
namespace {

GstQuery* make(const char* name) { return gst_query_new_custom(GST_QUERY_CUSTOM, gst_structure_new_empty(name)); }

bool is(GstQuery* query, const char* name) {
  const GstStructure* structure = gst_query_get_structure(query);
  return structure && gst_structure_has_name(structure, name);
}

void set_uint(GstQuery* query, const char* field, guint value) {
  gst_structure_set(gst_query_writable_structure(query), field, G_TYPE_UINT, value, nullptr);
}

gboolean get_uint(GstQuery* query, const char* field, guint* value) {
  const GstStructure* structure = gst_query_get_structure(query);
  return structure && gst_structure_get_uint(structure, field, value);
}

constexpr char kSourceId[] = "nv-sourceid";
constexpr char kUri[] = "nv-uri-from-streamid";
constexpr char kSurfaces[] = "num-surfaces-per-buffers";
constexpr char kStreamCaps[] = "nv-stream-caps";
constexpr char kNtp[] = "nvds-ntp-sync";

}  // namespace

NDS_EXPORT GstQuery* gst_nvquery_sourceid_new() { return make(kSourceId); }
NDS_EXPORT gboolean gst_nvquery_is_sourceid(GstQuery* query) { return is(query, kSourceId); }
NDS_EXPORT void gst_nvquery_sourceid_set(GstQuery* query, guint id) { set_uint(query, "source-id", id); }
NDS_EXPORT gboolean gst_nvquery_sourceid_parse(GstQuery* query, guint* id) { return get_uint(query, "source-id", id); }

NDS_EXPORT GstQuery* gst_nvquery_uri_from_streamid_new(guint stream) {
  GstQuery* query = make(kUri);
  set_uint(query, "stream-id", stream);
  return query;
}
NDS_EXPORT gboolean gst_nvquery_is_uri_from_streamid(GstQuery* query) { return is(query, kUri); }
NDS_EXPORT void gst_nvquery_uri_from_streamid_set(GstQuery* query, const gchar* uri) {
  gst_structure_set(gst_query_writable_structure(query), "uri", G_TYPE_STRING, uri, nullptr);
}
NDS_EXPORT gboolean gst_nvquery_uri_from_streamid_parse(GstQuery* query, const gchar** uri) {
  *uri = gst_structure_get_string(gst_query_get_structure(query), "uri");
  return *uri != nullptr;
}
NDS_EXPORT gboolean gst_nvquery_uri_from_streamid_parse_streamid(GstQuery* query, guint* stream) {
  return get_uint(query, "stream-id", stream);
}

NDS_EXPORT GstQuery* gst_nvquery_num_surfaces_per_buffer_new() { return make(kSurfaces); }
NDS_EXPORT gboolean gst_nvquery_is_num_surfaces_per_buffer(GstQuery* query) { return is(query, kSurfaces); }
NDS_EXPORT void gst_nvquery_num_surfaces_per_buffer_set(GstQuery* query, guint count) {
  set_uint(query, "num-surfaces-per-buffer", count);
}
NDS_EXPORT gboolean gst_nvquery_num_surfaces_per_buffer_parse(GstQuery* query, guint* count) {
  return get_uint(query, "num-surfaces-per-buffer", count);
}

NDS_EXPORT GstQuery* gst_nvquery_stream_caps_new(guint stream) {
  GstQuery* query = make(kStreamCaps);
  set_uint(query, "stream-id", stream);
  return query;
}
NDS_EXPORT gboolean gst_nvquery_is_stream_caps(GstQuery* query) { return is(query, kStreamCaps); }
NDS_EXPORT void gst_nvquery_stream_caps_set(GstQuery* query, GstCaps* caps) {
  gst_structure_set(gst_query_writable_structure(query), "caps", GST_TYPE_CAPS, caps, nullptr);
}
NDS_EXPORT gboolean gst_nvquery_stream_caps_parse_streamid(GstQuery* query, guint* stream) {
  return get_uint(query, "stream-id", stream);
}
// The structure stays the caps'; it lives as long as the query.
NDS_EXPORT gboolean gst_nvquery_stream_caps_parse(GstQuery* query, GstStructure** structure) {
  const GValue* value = gst_structure_get_value(gst_query_get_structure(query), "caps");
  const GstCaps* caps = value ? gst_value_get_caps(value) : nullptr;
  if (!caps || gst_caps_is_empty(caps)) return FALSE;
  *structure = gst_caps_get_structure(caps, 0);
  return TRUE;
}

NDS_EXPORT GstQuery* gst_nvquery_ntp_sync_new() { return make(kNtp); }
NDS_EXPORT gboolean gst_nvquery_is_ntp_sync(GstQuery* query) { return is(query, kNtp); }
NDS_EXPORT void gst_nvquery_ntp_sync_set(GstQuery* query, NvNtpData* data) {
  gst_structure_set(gst_query_writable_structure(query), "ntp-time-epoch-ns", G_TYPE_UINT64, data->ntp_time_epoch_ns,
                    "frame-timestamp", G_TYPE_UINT64, data->frame_timestamp, "avg-frame-time", G_TYPE_UINT64,
                    data->avg_frame_time, nullptr);
}
NDS_EXPORT gboolean gst_nvquery_ntp_sync_parse(GstQuery* query, NvNtpData* data) {
  const GstStructure* structure = gst_query_get_structure(query);
  return structure && gst_structure_get_uint64(structure, "ntp-time-epoch-ns", &data->ntp_time_epoch_ns) &&
         gst_structure_get_uint64(structure, "frame-timestamp", &data->frame_timestamp) &&
         gst_structure_get_uint64(structure, "avg-frame-time", &data->avg_frame_time);
}

}  // namespace nvds
