// nvinfer's debug category: GST_DEBUG=nvinfer:5 shows its and ONNX Runtime's messages.
#pragma once

#include <gst/gst.h>

namespace runtime::nvinfer {

GstDebugCategory* debug_category();

}  // namespace runtime::nvinfer
