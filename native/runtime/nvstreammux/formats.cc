#include "runtime/nvstreammux/formats.h"

namespace runtime::mux {

bool is_batch_format(GstVideoFormat format) {
  return format == GST_VIDEO_FORMAT_NV12 || format == GST_VIDEO_FORMAT_I420 || format == GST_VIDEO_FORMAT_RGBA;
}

GstVideoFormat closest_batch_format(GstVideoFormat format) {
  if (is_batch_format(format)) return format;
  return GST_VIDEO_FORMAT_INFO_IS_RGB(gst_video_format_get_info(format)) ? GST_VIDEO_FORMAT_RGBA
                                                                         : GST_VIDEO_FORMAT_NV12;
}

gst::CapsRef nvmm_caps(GstVideoFormat format) {
  gst::CapsRef caps(
      gst_caps_new_simple("video/x-raw", "format", G_TYPE_STRING, gst_video_format_to_string(format), nullptr));
  gst_caps_set_features_simple(caps.get(), gst_caps_features_new("memory:NVMM", nullptr));
  return caps;
}

GstVideoFormat choose_batch_format(GstPad* src, GstVideoFormat format) {
  const GstVideoFormat closest = closest_batch_format(format);
  const gst::CapsRef accepted(gst_pad_peer_query_caps(src, nullptr));
  const auto takes = [&](GstVideoFormat candidate) {
    return !accepted || gst_caps_can_intersect(accepted.get(), nvmm_caps(candidate).get());
  };
  for (const GstVideoFormat candidate : {closest, GST_VIDEO_FORMAT_NV12, GST_VIDEO_FORMAT_I420, GST_VIDEO_FORMAT_RGBA})
    if (takes(candidate)) return candidate;
  return closest;
}

}  // namespace runtime::mux
