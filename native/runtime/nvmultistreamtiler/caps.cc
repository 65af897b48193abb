#include "runtime/nvmultistreamtiler/caps.h"

#include <gst/video/video.h>

#include "gst/ref.h"

namespace runtime::tiler {

const char* const template_caps = "video/x-raw(memory:NVMM), format={ NV12, RGBA, I420 }, width=" GST_VIDEO_SIZE_RANGE
                                  ", height=" GST_VIDEO_SIZE_RANGE ", framerate=" GST_VIDEO_FPS_RANGE;

GstCaps* canvas_caps(const GstCaps* caps, int width, int height) {
  GstCaps* result = gst_caps_copy(caps);
  for (guint i = 0; i < gst_caps_get_size(result); i++) {
    GstStructure* structure = gst_caps_get_structure(result, i);
    gst_structure_remove_field(structure, "pixel-aspect-ratio");  // pictures are stretched to their tiles
    gst_structure_set(structure, "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, "batch-size", G_TYPE_INT, 1,
                      "num-surfaces-per-frame", G_TYPE_INT, 1, nullptr);
  }
  return result;
}

GstCaps* batch_caps(GstCaps* caps, int width, int height) {
  const gst::CapsRef any(gst_caps_from_string(template_caps));
  const gst::CapsRef canvas(canvas_caps(any.get(), width, height));
  GstCaps* result = gst_caps_intersect(caps, canvas.get());
  result = gst_caps_make_writable(result);
  for (guint i = 0; i < gst_caps_get_size(result); i++) {
    GstStructure* structure = gst_caps_get_structure(result, i);
    gst_structure_remove_fields(structure, "pixel-aspect-ratio", "batch-size", "num-surfaces-per-frame", nullptr);
    gst_structure_set(structure, "width", GST_TYPE_INT_RANGE, 1, G_MAXINT, "height", GST_TYPE_INT_RANGE, 1, G_MAXINT,
                      nullptr);
  }
  return result;
}

}  // namespace runtime::tiler
