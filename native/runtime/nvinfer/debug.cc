#include "runtime/nvinfer/debug.h"

namespace runtime::nvinfer {

GstDebugCategory* debug_category() {
  static GstDebugCategory* const category =
      _gst_debug_category_new("nvinfer", 0, "nvinfer: inference with ONNX Runtime");
  return category;
}

}  // namespace runtime::nvinfer
