// One picture on its way from a sink pad into a batch, and what its pad said about it.
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

#include <memory>

#include "gst/ref.h"

namespace runtime::mux {

// The caps of a sink pad at the time when a frame came through it.
struct InputFormat {
  GstVideoInfo info{};
  bool nvmm = false;
  guint source_id = 0;  // the answer to the source-id query, else the pad's number
};

struct Frame {
  gst::BufferRef buffer;
  std::shared_ptr<const InputFormat> format;
  GstClockTime running_time = GST_CLOCK_TIME_NONE;
  GstClockTime ntp_timestamp = 0;
  guint surfaces = 1;     // pictures in the buffer
  double arrival_ms = 0;  // wall clock, for the latency metadata
};

}  // namespace runtime::mux
