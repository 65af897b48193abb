// The tensors of a batch for people who look at them: dump files and the application's C callback.
#pragma once

#include <gst/gst.h>

#include <cstdint>
#include <string>

#include "nvds/inference.h"
#include "runtime/nvinfer/batch.h"

namespace runtime::nvinfer {

// Property raw-output-generated-callback. `batch_size`: valid units; buffers hold them one after the other.
using RawOutputCallback = void (*)(GstBuffer* buffer, nvds::NvDsInferNetworkInfo* network,
                                   nvds::NvDsInferLayerInfo* layers, guint layer_count, guint batch_size,
                                   gpointer user_data);

// Inputs first, then outputs.
Layers all_layers(const Batch& batch);

// gstnvdsinfer_uid-NN_layer-<name>_batch-NNNNNNNNNN_batchsize-NN.bin in the working directory, one a layer.
// Returns what went wrong, "" if nothing.
std::string write_raw_output(const Layers& layers, unsigned unique_id, std::uint64_t batch_number, unsigned units);

}  // namespace runtime::nvinfer
