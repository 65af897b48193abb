// libnvdsgst_customhelper: events for DeepStream's own elements.
#include <string>

#include "runtime/metadata/custom_event.h"

namespace nvds {
namespace {

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

NDS_EXPORT_EVENT(infer_interval_update, guint, GST_NVEVENT_INFER_INTERVAL_UPDATE, "nv-infer-interval-update",
                 "interval")
NDS_EXPORT_EVENT(nvtracker_config_update, gchar*, GST_NVEVENT_NVTRACKER_CONFIG_UPDATE, "nv-tracker-config-update",
                 "config_path")
NDS_EXPORT_EVENT(osd_process_mode_update, guint, GST_NVEVENT_OSD_PROCESS_MODE_UPDATE, "nv-osd-process-mode-update",
                 "process_mode")

}  // namespace nvds
