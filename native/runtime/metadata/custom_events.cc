// Events that change an element while it runs: downstream and serialised. `stream_id` names the stream that is meant.
#include <string>

#include "nvds/events.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::read;

// A kind of event with one value beside the stream.
struct Kind {
  guint type;
  const char* name;
  const char* field;
};
constexpr const char* kStream = "stream_id";

constexpr Kind kInferInterval{GST_NVEVENT_INFER_INTERVAL_UPDATE, "nv-infer-interval-update", "interval"};
constexpr Kind kProcessMode{GST_NVEVENT_OSD_PROCESS_MODE_UPDATE, "nv-osd-process-mode-update", "process_mode"};
constexpr Kind kTracker{GST_NVEVENT_NVTRACKER_CONFIG_UPDATE, "nv-tracker-config-update", "config_path"};
constexpr Kind kDropFrames{GST_NVEVENT_DEC_DROP_FRAME_INTERVAL_UPDATE, "nv-dec-drop-frame-interval-update", "interval"};
constexpr Kind kSkipFrames{GST_NVEVENT_DEC_SKIP_FRAME_UPDATE, "nv-dec-skip-frame-update", "frame_type"};
constexpr Kind kLowLatency{GST_NVEVENT_DEC_ENABLE_LOW_LATENCY_MODE, "nv-dec-enable-low-latency-mode", "enable"};
constexpr Kind kBitrate{GST_NVEVENT_ENC_BITRATE_UPDATE, "nv-enc-bitrate-update", "bitrate"};
constexpr Kind kIdr{GST_NVEVENT_ENC_FORCE_IDR, "nv-enc-force-idr", "force"};
constexpr Kind kIntra{GST_NVEVENT_ENC_FORCE_INTRA, "nv-enc-force-intra", "force"};
constexpr Kind kIframes{GST_NVEVENT_ENC_IFRAME_INTERVAL_UPDATE, "nv-enc-iframeinterval-update", "interval"};

template <class T>
constexpr GType kType = G_TYPE_STRING;
template <>
constexpr GType kType<guint> = G_TYPE_UINT;
template <>
constexpr GType kType<gint> = G_TYPE_INT;

GstEvent* make(guint type, GstStructure* fields) {
  return gst_event_new_custom(static_cast<GstEventType>(type), fields);
}

template <class T>
GstEvent* make(const Kind& kind, gchar* stream, T value) {
  return make(kind.type,
              gst_structure_new(kind.name, kStream, G_TYPE_STRING, stream, kind.field, kType<T>, value, nullptr));
}

const GstStructure* fields_of(GstEvent* event, guint type) {
  return GST_EVENT_TYPE(event) == static_cast<GstEventType>(type) ? gst_event_get_structure(event) : nullptr;
}

template <class T>
void parse(GstEvent* event, const Kind& kind, gchar** stream, T* value) {
  const GstStructure* fields = fields_of(event, kind.type);
  if (!fields) return;
  read(fields, kStream, stream);
  read(fields, kind.field, value);
}

constexpr const char* kReload = "nv-analytics-reload-config-update";
constexpr const char* kReloadPath = "config_file_path";

std::string numbered(const char* name, guint number) { return std::string(name) + "_" + std::to_string(number); }

}  // namespace

NDS_EXPORT GstEvent* gst_nvevent_new_roi_update(gchar* stream, guint count, RoiDimension* rois) {
  GstStructure* fields =
      gst_structure_new("nv-roi-update", kStream, G_TYPE_STRING, stream, "roi-count", G_TYPE_UINT, count, nullptr);
  for (guint i = 0; i < count; ++i) {
    gst_structure_set(fields, numbered("roi_id", i).c_str(), G_TYPE_STRING, rois[i].roi_id, numbered("left", i).c_str(),
                      G_TYPE_UINT, rois[i].left, numbered("top", i).c_str(), G_TYPE_UINT, rois[i].top,
                      numbered("width", i).c_str(), G_TYPE_UINT, rois[i].width, numbered("height", i).c_str(),
                      G_TYPE_UINT, rois[i].height, nullptr);
  }
  return make(GST_NVEVENT_ROI_UPDATE, fields);
}

// The regions are an array for the caller to g_free.
NDS_EXPORT void gst_nvevent_parse_roi_update(GstEvent* event, gchar** stream, guint* count, RoiDimension** rois) {
  const GstStructure* fields = fields_of(event, GST_NVEVENT_ROI_UPDATE);
  if (!fields) return;
  read(fields, kStream, stream);
  guint regions = 0;
  read(fields, "roi-count", &regions);
  if (count) *count = regions;
  if (!rois) return;
  *rois = g_new0(RoiDimension, regions);
  for (guint i = 0; i < regions; ++i) {
    RoiDimension& roi = (*rois)[i];
    if (const gchar* id = gst_structure_get_string(fields, numbered("roi_id", i).c_str()))
      g_strlcpy(roi.roi_id, id, sizeof roi.roi_id);
    read(fields, numbered("left", i).c_str(), &roi.left);
    read(fields, numbered("top", i).c_str(), &roi.top);
    read(fields, numbered("width", i).c_str(), &roi.width);
    read(fields, numbered("height", i).c_str(), &roi.height);
  }
}

NDS_EXPORT GstEvent* gst_nvevent_analytics_reload_config_update(gchar* path) {
  return make(GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE,
              gst_structure_new(kReload, kReloadPath, G_TYPE_STRING, path, nullptr));
}
NDS_EXPORT void gst_nvevent_parse_analytics_reload_config_update(GstEvent* event, gchar** path) {
  if (const auto* fields = fields_of(event, GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE))
    read(fields, kReloadPath, path);
}

NDS_EXPORT GstEvent* gst_nvevent_infer_interval_update(gchar* stream, guint interval) {
  return make(kInferInterval, stream, interval);
}
NDS_EXPORT void gst_nvevent_parse_infer_interval_update(GstEvent* event, gchar** stream, guint* interval) {
  parse(event, kInferInterval, stream, interval);
}

NDS_EXPORT GstEvent* gst_nvevent_nvtracker_config_update(gchar* stream, gchar* path) {
  return make(kTracker, stream, path);
}
NDS_EXPORT void gst_nvevent_parse_nvtracker_config_update(GstEvent* event, gchar** stream, gchar** path) {
  parse(event, kTracker, stream, path);
}

NDS_EXPORT GstEvent* gst_nvevent_osd_process_mode_update(gchar* stream, guint mode) {
  return make(kProcessMode, stream, mode);
}
NDS_EXPORT void gst_nvevent_parse_osd_process_mode_update(GstEvent* event, gchar** stream, guint* mode) {
  parse(event, kProcessMode, stream, mode);
}

NDS_EXPORT GstEvent* gst_nvevent_dec_drop_frame_interval_update(gchar* stream, guint interval) {
  return make(kDropFrames, stream, interval);
}
NDS_EXPORT void gst_nvevent_parse_dec_drop_frame_interval_update(GstEvent* event, gchar** stream, guint* interval) {
  parse(event, kDropFrames, stream, interval);
}

NDS_EXPORT GstEvent* gst_nvevent_dec_skip_frame_update(gchar* stream, guint frame_type) {
  return make(kSkipFrames, stream, frame_type);
}
NDS_EXPORT void gst_nvevent_parse_dec_skip_frame_update(GstEvent* event, gchar** stream, guint* frame_type) {
  parse(event, kSkipFrames, stream, frame_type);
}

NDS_EXPORT GstEvent* gst_nvevent_dec_enable_low_latency_mode(gchar* stream, gint enable) {
  return make(kLowLatency, stream, enable);
}
NDS_EXPORT void gst_nvevent_parse_dec_enable_low_latency_mode(GstEvent* event, gchar** stream, gint* enable) {
  parse(event, kLowLatency, stream, enable);
}

NDS_EXPORT GstEvent* gst_nvevent_enc_bitrate_update(gchar* stream, guint bitrate) {
  return make(kBitrate, stream, bitrate);
}
NDS_EXPORT void gst_nvevent_parse_enc_bitrate_update(GstEvent* event, gchar** stream, guint* bitrate) {
  parse(event, kBitrate, stream, bitrate);
}

NDS_EXPORT GstEvent* gst_nvevent_enc_force_idr(gchar* stream, gint force) { return make(kIdr, stream, force); }
NDS_EXPORT void gst_nvevent_parse_enc_force_idr(GstEvent* event, gchar** stream, gint* force) {
  parse(event, kIdr, stream, force);
}

NDS_EXPORT GstEvent* gst_nvevent_enc_force_intra(gchar* stream, gint force) { return make(kIntra, stream, force); }
NDS_EXPORT void gst_nvevent_parse_enc_force_intra(GstEvent* event, gchar** stream, gint* force) {
  parse(event, kIntra, stream, force);
}

NDS_EXPORT GstEvent* gst_nvevent_enc_iframeinterval_update(gchar* stream, guint interval) {
  return make(kIframes, stream, interval);
}
NDS_EXPORT void gst_nvevent_parse_enc_iframeinterval_update(GstEvent* event, gchar** stream, guint* interval) {
  parse(event, kIframes, stream, interval);
}

}  // namespace nvds
