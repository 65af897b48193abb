// libgstnvcustomhelper: events for decoders and encoders.
#include "runtime/metadata/custom_event.h"

namespace nvds {

NDS_EXPORT_EVENT(dec_drop_frame_interval_update, guint, GST_NVEVENT_DEC_DROP_FRAME_INTERVAL_UPDATE,
                 "nv-dec-drop-frame-interval-update", "interval")
NDS_EXPORT_EVENT(dec_skip_frame_update, guint, GST_NVEVENT_DEC_SKIP_FRAME_UPDATE, "nv-dec-skip-frame-update",
                 "frame_type")
NDS_EXPORT_EVENT(dec_enable_low_latency_mode, gint, GST_NVEVENT_DEC_ENABLE_LOW_LATENCY_MODE,
                 "nv-dec-enable-low-latency-mode", "enable")
NDS_EXPORT_EVENT(enc_bitrate_update, guint, GST_NVEVENT_ENC_BITRATE_UPDATE, "nv-enc-bitrate-update", "bitrate")
NDS_EXPORT_EVENT(enc_force_idr, gint, GST_NVEVENT_ENC_FORCE_IDR, "nv-enc-force-idr", "force")
NDS_EXPORT_EVENT(enc_force_intra, gint, GST_NVEVENT_ENC_FORCE_INTRA, "nv-enc-force-intra", "force")
NDS_EXPORT_EVENT(enc_iframeinterval_update, guint, GST_NVEVENT_ENC_IFRAME_INTERVAL_UPDATE,
                 "nv-enc-iframeinterval-update", "interval")

}  // namespace nvds
