// Queries that both muxers answer.
#include "nvds/events.h"
#include "nvds/queries.h"
#include "runtime/nvstreammux/mux.h"
#include "runtime/surface/surface.h"

namespace runtime::mux {

gboolean Mux::sink_query(GstPad* pad, Input& input, GstQuery* query) {
  if (nvds::gst_nvquery_is_batch_size(query)) {
    nvds::gst_nvquery_batch_size_set(query, 1);
    return TRUE;
  }
  if (nvds::gst_nvquery_is_ntp_sync(query)) {
    nvds::NvNtpData data{};
    if (input.ntp && nvds::gst_nvquery_ntp_sync_parse(query, &data))
      input.ntp->report(data.ntp_time_epoch_ns, data.frame_timestamp, data.avg_frame_time);
    return TRUE;
  }
  if (GST_QUERY_TYPE(query) == GST_QUERY_ALLOCATION) {
    GstCaps* caps = nullptr;
    gst_query_parse_allocation(query, &caps, nullptr);
    // Frames in system memory are read with their own strides: decoders need not copy them to tight ones.
    if (caps && !is_nvmm(caps)) gst_query_add_allocation_meta(query, GST_VIDEO_META_API_TYPE, nullptr);
    return TRUE;
  }
  return gst_pad_query_default(pad, GST_OBJECT(element_), query);
}

// As live as the liveliest source, as late as the latest, plus the time that a batch may stay open.
bool Mux::latency(GstQuery* query) {
  bool live = false;
  GstClockTime minimum = 0;
  GstClockTime maximum = GST_CLOCK_TIME_NONE;
  GstIterator* pads = gst_element_iterate_sink_pads(element_);
  struct Sum {
    bool& live;
    GstClockTime& minimum;
    GstClockTime& maximum;
  } sum{live, minimum, maximum};
  const auto add = [](const GValue* item, gpointer data) {
    auto& total = *static_cast<Sum*>(data);
    const gst::QueryRef peer(gst_query_new_latency());
    gboolean peer_live = FALSE;
    GstClockTime least = 0, most = 0;
    if (!gst_pad_peer_query(GST_PAD(g_value_get_object(item)), peer.get())) return;
    gst_query_parse_latency(peer.get(), &peer_live, &least, &most);
    if (!peer_live) return;
    total.live = true;
    total.minimum = std::max(total.minimum, least);
    total.maximum = std::min(total.maximum, most);
  };
  gst_iterator_foreach(pads, add, &sum);
  gst_iterator_free(pads);
  if (live) {
    const GstClockTime own = own_latency();
    minimum += own;
    if (GST_CLOCK_TIME_IS_VALID(maximum)) maximum += own;
  }
  gst_query_set_latency(query, live, minimum, maximum);
  return true;
}

gboolean Mux::src_query(GstQuery* query) {
  if (nvds::gst_nvquery_is_numStreams_size(query)) {
    GST_OBJECT_LOCK(element_);
    const guint16 pads = element_->numsinkpads;
    GST_OBJECT_UNLOCK(element_);
    nvds::gst_nvquery_numStreams_size_set(query, pads);
    return TRUE;
  }
  if (nvds::gst_nvquery_is_uri_from_streamid(query)) {
    guint stream = 0;
    if (!nvds::gst_nvquery_uri_from_streamid_parse_streamid(query, &stream)) return FALSE;
    const std::string name = "sink_" + std::to_string(stream);
    const gst::PadRef pad(gst_element_get_static_pad(element_, name.c_str()));
    return pad && gst_pad_peer_query(pad.get(), query);
  }
  if (nvds::gst_nvquery_is_stream_caps(query)) {
    guint stream = 0;
    if (!nvds::gst_nvquery_stream_caps_parse_streamid(query, &stream)) return FALSE;
    const std::string name = "sink_" + std::to_string(stream);
    const gst::PadRef pad(gst_element_get_static_pad(element_, name.c_str()));
    const gst::CapsRef caps(pad ? gst_pad_get_current_caps(pad.get()) : nullptr);
    if (!caps) return FALSE;
    nvds::gst_nvquery_stream_caps_set(query, caps.get());
    return TRUE;
  }
  if (GST_QUERY_TYPE(query) == GST_QUERY_LATENCY) return latency(query);
  return gst_pad_query_default(src_, GST_OBJECT(element_), query);
}

}  // namespace runtime::mux
