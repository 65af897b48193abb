// The metadata of a batch under construction.
#pragma once

#include <span>

#include "nvds/gst_metadata.h"
#include "nvds/surface.h"
#include "runtime/nvstreammux/frame.h"

namespace runtime::mux {

nvds::NvDsBatchMeta* new_batch_meta(guint max_frames);
// From here on the metadata lives and dies with the buffer.
void attach_batch_meta(GstBuffer* buffer, nvds::NvDsBatchMeta* batch);

struct FrameFacts {
  guint pad_index = 0;
  guint first_frame_num = 0;
  guint source_width = 0;
  guint source_height = 0;
  guint pipeline_width = 0;  // 0 with the new muxer, which never scales
  guint pipeline_height = 0;
  std::span<const nvds::NvBufSurfaceParams> pictures{};  // if given, sizes are theirs
  guint surfaces_per_frame = 1;
  bool keep_gst_metas = false;       // GstMeta of the buffer become frame user metas (new muxer)
  bool overwrite_pad_index = false;  // of frames that come in already batched (legacy muxer)
};

// Adds one frame meta for each of the `surfaces` pictures taken from a frame, the first with `batch_id`. A frame that
// comes out of another muxer keeps its metadata.
void add_frame_metas(nvds::NvDsBatchMeta* batch, const Frame& frame, const FrameFacts& facts, guint surfaces,
                     guint batch_id);

// Latency metadata of a frame, if the application switched it on; `component` is the name that it reports.
void add_latency_meta(nvds::NvDsBatchMeta* batch, const Frame& frame, const FrameFacts& facts, const char* component);
void close_latency_metas(nvds::NvDsBatchMeta* batch);

}  // namespace runtime::mux
