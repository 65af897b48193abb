// Custom queries that a muxer sends to its sources, or answers about them.
#include "nvds/queries.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::custom_query;
using runtime::metadata::fields_of;

GstQuery* make(const char* name) { return custom_query(gst_structure_new_empty(name)); }

// These two announce a batch of one, whatever they are asked about.
GstQuery* make_for_one(const char* name) {
  return custom_query(gst_structure_new(name, "batch-size", G_TYPE_UINT, 1u, nullptr));
}

bool is(GstQuery* query, const char* name) { return fields_of(query, name) != nullptr; }

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
  set_uint(query, "streamid", stream);
  return query;
}
NDS_EXPORT gboolean gst_nvquery_is_uri_from_streamid(GstQuery* query) { return is(query, kUri); }
NDS_EXPORT void gst_nvquery_uri_from_streamid_set(GstQuery* query, const gchar* uri) {
  gst_structure_set(gst_query_writable_structure(query), "uri", G_TYPE_STRING, uri, nullptr);
}
NDS_EXPORT gboolean gst_nvquery_uri_from_streamid_parse(GstQuery* query, const gchar** uri) {
  const GstStructure* fields = fields_of(query, kUri);
  if (fields) *uri = gst_structure_get_string(fields, "uri");  // nullptr when nobody answered
  return fields != nullptr;
}
NDS_EXPORT gboolean gst_nvquery_uri_from_streamid_parse_streamid(GstQuery* query, guint* stream) {
  return get_uint(query, "streamid", stream);
}

NDS_EXPORT GstQuery* gst_nvquery_num_surfaces_per_buffer_new() { return make_for_one(kSurfaces); }
NDS_EXPORT gboolean gst_nvquery_is_num_surfaces_per_buffer(GstQuery* query) { return is(query, kSurfaces); }
NDS_EXPORT void gst_nvquery_num_surfaces_per_buffer_set(GstQuery* query, guint count) {
  set_uint(query, kSurfaces, count);
}
NDS_EXPORT gboolean gst_nvquery_num_surfaces_per_buffer_parse(GstQuery* query, guint* count) {
  return get_uint(query, kSurfaces, count);
}

NDS_EXPORT GstQuery* gst_nvquery_stream_caps_new(guint stream) {
  GstQuery* query = make(kStreamCaps);
  set_uint(query, "streamId", stream);
  return query;
}
NDS_EXPORT gboolean gst_nvquery_is_stream_caps(GstQuery* query) { return is(query, kStreamCaps); }
NDS_EXPORT void gst_nvquery_stream_caps_set(GstQuery* query, GstCaps* caps) {
  gst_structure_set(gst_query_writable_structure(query), "caps", GST_TYPE_CAPS, caps, nullptr);
}
NDS_EXPORT gboolean gst_nvquery_stream_caps_parse_streamid(GstQuery* query, guint* stream) {
  return get_uint(query, "streamId", stream);
}
// The query's own structure, which holds the "caps" of an answer.
NDS_EXPORT gboolean gst_nvquery_stream_caps_parse(GstQuery* query, GstStructure** structure) {
  const GstStructure* fields = fields_of(query, kStreamCaps);
  if (fields) *structure = const_cast<GstStructure*>(fields);
  return fields != nullptr;
}

NDS_EXPORT GstQuery* gst_nvquery_ntp_sync_new() { return make_for_one(kNtp); }
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
