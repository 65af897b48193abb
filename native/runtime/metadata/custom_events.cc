// Events that change an element while it runs: downstream and serialised. `stream_id` names the stream that is meant.
#include <string>

#include "nvds/events.h"
#include "runtime/metadata/exported.h"
#include "runtime/metadata/structures.h"

namespace nvds {
namespace {

using runtime::metadata::fields_of;
using runtime::metadata::read;

constexpr const char* kStream = "stream_id";

template <class T>
constexpr GType kType = G_TYPE_STRING;
template <>
constexpr GType kType<guint> = G_TYPE_UINT;
template <>
constexpr GType kType<gint> = G_TYPE_INT;

GstEvent* custom_event(guint type, GstStructure* fields) {
  return gst_event_new_custom(static_cast<GstEventType>(type), fields);
}

// A kind of event with one value beside the stream.
template <class Value>
struct Kind {
  guint type;
  const char* name;
  const char* field;

  GstEvent* make(gchar* stream, Value value) const {
    return custom_event(type,
                        gst_structure_new(name, kStream, G_TYPE_STRING, stream, field, kType<Value>, value, nullptr));
  }
  void parse(GstEvent* event, gchar** stream, Value* value) const {
    const GstStructure* fields = fields_of(event, type);
    if (!fields) return;
    read(fields, kStream, stream);
    read(fields, field, value);
  }
};

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
  return custom_event(GST_NVEVENT_ROI_UPDATE, fields);
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
  return custom_event(GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE,
                      gst_structure_new(kReload, kReloadPath, G_TYPE_STRING, path, nullptr));
}
NDS_EXPORT void gst_nvevent_parse_analytics_reload_config_update(GstEvent* event, gchar** path) {
  if (const auto* fields = fields_of(event, GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE))
    read(fields, kReloadPath, path);
}

// gst_nvevent_<what>() and gst_nvevent_parse_<what>().
#define NDS_EXPORT_EVENT(what, Value, ...)                                                  \
  NDS_EXPORT GstEvent* gst_nvevent_##what(gchar* stream, Value value) {                     \
    return Kind<Value>{__VA_ARGS__}.make(stream, value);                                    \
  }                                                                                         \
  NDS_EXPORT void gst_nvevent_parse_##what(GstEvent* event, gchar** stream, Value* value) { \
    Kind<Value>{__VA_ARGS__}.parse(event, stream, value);                                   \
  }

NDS_EXPORT_EVENT(infer_interval_update, guint, GST_NVEVENT_INFER_INTERVAL_UPDATE, "nv-infer-interval-update",
                 "interval")
NDS_EXPORT_EVENT(nvtracker_config_update, gchar*, GST_NVEVENT_NVTRACKER_CONFIG_UPDATE, "nv-tracker-config-update",
                 "config_path")
NDS_EXPORT_EVENT(osd_process_mode_update, guint, GST_NVEVENT_OSD_PROCESS_MODE_UPDATE, "nv-osd-process-mode-update",
                 "process_mode")
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

#undef NDS_EXPORT_EVENT

}  // namespace nvds
