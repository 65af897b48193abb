// Puts DeepStream metadata on the buffers that leave an element, as a muxer and a detector would.
#pragma once

#include <gst/gst.h>

#include <functional>
#include <string>

#include "nvds/metadata.h"

namespace test {

// Each buffer that leaves `element` gets a batch of `frames` × `objects`; frame numbers count buffers from 0. `change`
// may edit the batch, or give nullptr to leave the buffer without one.
using Change = std::function<nvds::NvDsBatchMeta*(nvds::NvDsBatchMeta*, int number)>;
void attach_batches(GstBin* pipeline, const std::string& element, int frames, int objects, Change change = nullptr);

}  // namespace test
