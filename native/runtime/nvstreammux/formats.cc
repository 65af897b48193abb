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

}  // namespace runtime::mux
