// Adding an element to GStreamer's registry.
#pragma once

#include <gst/gst.h>

namespace runtime {

// As gst_element_register, but leaves alone an element that another plugin provides and that the environment variable
// NODE_DEEPSTREAM_KEEP_ELEMENTS names ("nvv4l2decoder,nvvideoconvert"): NVIDIA's decoder in front of this runtime's
// muxer.
bool register_element(GstPlugin* plugin, const char* name, guint rank, GType type);

}  // namespace runtime
