// Stream events, element messages and queries between muxer, demuxer and what lies between (libnvdsgst_helper.so).
#pragma once

#include <gst/gst.h>
#include <cstdint>

namespace nvds {

enum GstNvEventType : std::uint32_t {
  GST_NVEVENT_PAD_ADDED = 102430,
  GST_NVEVENT_PAD_DELETED = 102686,
  GST_NVEVENT_STREAM_EOS = 102942,
  GST_NVEVENT_STREAM_SEGMENT = 103198,
  GST_NVEVENT_STREAM_RESET = 103454,
  GST_NVEVENT_STREAM_START = 103710,
  GST_NVEVENT_UPDATE_CAPS = 103966,
};

enum GstNvDsCustomEventType : std::uint32_t {
  GST_NVEVENT_ROI_UPDATE = 103942,
  GST_NVEVENT_INFER_INTERVAL_UPDATE = 104198,
  GST_NVEVENT_OSD_PROCESS_MODE_UPDATE = 104454,
  GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE = 104710,
  GST_NVEVENT_NVTRACKER_CONFIG_UPDATE = 104966,
};

enum GstNvCustomEventType : std::uint32_t {
  GST_NVEVENT_DEC_DROP_FRAME_INTERVAL_UPDATE = 128006,
  GST_NVEVENT_DEC_SKIP_FRAME_UPDATE = 128262,
  GST_NVEVENT_DEC_ENABLE_LOW_LATENCY_MODE = 128518,
  GST_NVEVENT_ENC_BITRATE_UPDATE = 128774,
  GST_NVEVENT_ENC_FORCE_IDR = 129030,
  GST_NVEVENT_ENC_FORCE_INTRA = 129286,
  GST_NVEVENT_ENC_IFRAME_INTERVAL_UPDATE = 129542,
};

struct RoiDimension {
  gchar roi_id[128];
  guint left;
  guint top;
  guint width;
  guint height;
};
static_assert(sizeof(RoiDimension) == 144);

extern "C" {
GstEvent* gst_nvevent_new_pad_added(guint);
GstEvent* gst_nvevent_new_pad_deleted(guint);
GstEvent* gst_nvevent_new_stream_eos(guint);
GstEvent* gst_nvevent_new_stream_segment(guint, GstSegment*);
GstEvent* gst_nvevent_new_stream_reset(guint);
GstEvent* gst_nvevent_new_update_caps(guint, guint, guint, GstStructure*, gchar*, gboolean);
void gst_nvevent_parse_pad_added(GstEvent*, guint*);
void gst_nvevent_parse_pad_deleted(GstEvent*, guint*);
void gst_nvevent_parse_stream_eos(GstEvent*, guint*);
void gst_nvevent_parse_stream_segment(GstEvent*, guint*, GstSegment**);
void gst_nvevent_parse_stream_reset(GstEvent*, guint*);
GstEvent* gst_nvevent_new_stream_start(guint, gchar*);
void gst_nvevent_parse_stream_start(GstEvent*, guint*, gchar**);
GstMessage* gst_nvmessage_new_stream_eos(GstObject*, guint);
gboolean gst_nvmessage_is_stream_eos(GstMessage*);
gboolean gst_nvmessage_parse_stream_eos(GstMessage*, guint*);
GstQuery* gst_nvquery_batch_size_new();
gboolean gst_nvquery_is_batch_size(GstQuery*);
void gst_nvquery_batch_size_set(GstQuery*, guint);
gboolean gst_nvquery_batch_size_parse(GstQuery*, guint*);
GstQuery* gst_nvquery_numStreams_size_new();
gboolean gst_nvquery_is_numStreams_size(GstQuery*);
void gst_nvquery_numStreams_size_set(GstQuery*, guint);
gboolean gst_nvquery_numStreams_size_parse(GstQuery*, guint*);
GstQuery* gst_nvquery_preprocess_poolsize_new(guint);
gboolean gst_nvquery_is_preprocess_poolsize(GstQuery*);
void gst_nvquery_preprocess_poolsize_set(GstQuery*, guint);
gboolean gst_nvquery_preprocess_poolsize_parse(GstQuery*, guint*);
gboolean gst_nvquery_preprocess_poolsize_gieid_parse(GstQuery*, guint*);
gboolean gst_nvquery_is_update_caps(GstQuery*);
void gst_nvquery_parse_update_caps(GstQuery*, guint*, const GValue*);
gboolean gst_nvquery_update_caps_peer_query(GstPad*, GstStructure*);
GstQuery* gst_nvquery_text_embedding_new(const gchar*, const gchar*);
gboolean gst_nvquery_is_text_embedding(GstQuery*);
void gst_nvquery_text_embedding_set(GstQuery*, const gchar*, guint64, const gchar*, const GValue*);
gboolean gst_nvquery_text_embedding_parse(GstQuery*, const gchar**, guint64*, const gchar**, const GValue**);
gboolean gst_nvquery_text_embedding_parse_request(GstQuery*, const gchar**, const gchar**);
GstQuery* gst_nvquery_image_embedding_new(const gchar*, const gchar*, gboolean, gdouble, gdouble, gdouble, gdouble);
gboolean gst_nvquery_is_image_embedding(GstQuery*);
void gst_nvquery_image_embedding_set(GstQuery*, const gchar*, guint64, const gchar*, const GValue*);
gboolean gst_nvquery_image_embedding_parse(GstQuery*, const gchar**, guint64*, const gchar**, const GValue**);
gboolean gst_nvquery_image_embedding_parse_request(GstQuery*, const gchar**, const gchar**, gboolean*, gdouble*, gdouble*, gdouble*, gdouble*);
GstEvent* gst_nvevent_new_roi_update(gchar*, guint, RoiDimension*);
void gst_nvevent_parse_roi_update(GstEvent*, gchar**, guint*, RoiDimension**);
GstEvent* gst_nvevent_infer_interval_update(gchar*, guint);
void gst_nvevent_parse_infer_interval_update(GstEvent*, gchar**, guint*);
GstEvent* gst_nvevent_nvtracker_config_update(gchar*, gchar*);
void gst_nvevent_parse_nvtracker_config_update(GstEvent*, gchar**, gchar**);
GstEvent* gst_nvevent_osd_process_mode_update(gchar*, guint);
void gst_nvevent_parse_osd_process_mode_update(GstEvent*, gchar**, guint*);
GstEvent* gst_nvevent_analytics_reload_config_update(gchar*);
void gst_nvevent_parse_analytics_reload_config_update(GstEvent*, gchar**);
GstEvent* gst_nvevent_dec_drop_frame_interval_update(gchar*, guint);
void gst_nvevent_parse_dec_drop_frame_interval_update(GstEvent*, gchar**, guint*);
GstEvent* gst_nvevent_dec_skip_frame_update(gchar*, guint);
void gst_nvevent_parse_dec_skip_frame_update(GstEvent*, gchar**, guint*);
GstEvent* gst_nvevent_dec_enable_low_latency_mode(gchar*, gint);
void gst_nvevent_parse_dec_enable_low_latency_mode(GstEvent*, gchar**, gint*);
GstEvent* gst_nvevent_enc_bitrate_update(gchar*, guint);
void gst_nvevent_parse_enc_bitrate_update(GstEvent*, gchar**, guint*);
GstEvent* gst_nvevent_enc_force_idr(gchar*, gint);
void gst_nvevent_parse_enc_force_idr(GstEvent*, gchar**, gint*);
GstEvent* gst_nvevent_enc_force_intra(gchar*, gint);
void gst_nvevent_parse_enc_force_intra(GstEvent*, gchar**, gint*);
GstEvent* gst_nvevent_enc_iframeinterval_update(gchar*, guint);
void gst_nvevent_parse_enc_iframeinterval_update(GstEvent*, gchar**, guint*);
}

}  // namespace nvds
