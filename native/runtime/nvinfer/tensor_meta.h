// output-tensor-meta: the raw output layers as user metadata 12 (NvDsInferTensorMeta).
#pragma once

#include "runtime/nvinfer/batch.h"

namespace runtime::nvinfer {

// On each unit's frame, object or region. The metadata and its copies keep the tensors alive.
void attach_tensor_meta(const Batch& batch);

}  // namespace runtime::nvinfer
