// Queries that the elements of DeepStream send each other upstream; exported by libnvdsgst_helper.so beside events.h.
#pragma once

#include <gst/gst.h>

namespace nvds {

struct NvNtpData {
  GstClockTime ntp_time_epoch_ns;
  GstClockTime frame_timestamp;
  GstClockTime avg_frame_time;
};

extern "C" {
GstQuery* gst_nvquery_sourceid_new();
gboolean gst_nvquery_is_sourceid(GstQuery*);
void gst_nvquery_sourceid_set(GstQuery*, guint);
gboolean gst_nvquery_sourceid_parse(GstQuery*, guint*);
GstQuery* gst_nvquery_uri_from_streamid_new(guint);
gboolean gst_nvquery_is_uri_from_streamid(GstQuery*);
void gst_nvquery_uri_from_streamid_set(GstQuery*, const gchar*);
gboolean gst_nvquery_uri_from_streamid_parse(GstQuery*, const gchar**);
gboolean gst_nvquery_uri_from_streamid_parse_streamid(GstQuery*, guint*);
GstQuery* gst_nvquery_num_surfaces_per_buffer_new();
gboolean gst_nvquery_is_num_surfaces_per_buffer(GstQuery*);
void gst_nvquery_num_surfaces_per_buffer_set(GstQuery*, guint);
gboolean gst_nvquery_num_surfaces_per_buffer_parse(GstQuery*, guint*);
GstQuery* gst_nvquery_stream_caps_new(guint);
gboolean gst_nvquery_is_stream_caps(GstQuery*);
void gst_nvquery_stream_caps_set(GstQuery*, GstCaps*);
gboolean gst_nvquery_stream_caps_parse_streamid(GstQuery*, guint*);
gboolean gst_nvquery_stream_caps_parse(GstQuery*, GstStructure**);
GstQuery* gst_nvquery_ntp_sync_new();
gboolean gst_nvquery_is_ntp_sync(GstQuery*);
void gst_nvquery_ntp_sync_set(GstQuery*, NvNtpData*);
gboolean gst_nvquery_ntp_sync_parse(GstQuery*, NvNtpData*);
}

}  // namespace nvds
