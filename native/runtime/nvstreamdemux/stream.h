// What is known of one stream of the batch, and the src pad that takes it (if there is one).
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>

#include "gst/ref.h"

namespace runtime::demux {

struct Stream {
  gst::PadRef pad;
  std::string stream_id;               // from the source, by the new muxer
  std::optional<guint> width, height;  // the source's own size, by the new muxer
  std::optional<std::pair<int, int>> frame_rate;
  std::optional<GstSegment> segment;
  bool started = false;  // stream-start went out
  bool caps_sent = false;
  bool segment_sent = false;
  bool ended = false;  // EOS went out
};

}  // namespace runtime::demux
