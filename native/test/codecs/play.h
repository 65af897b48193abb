// A launch line played to its end, with what came out of the appsink named "out".
#pragma once

#include <gst/gst.h>

#include <functional>
#include <string>
#include <vector>

#include "gst/ref.h"

namespace codecs_test {

struct Frame {
  gst::BufferRef buffer;
  gst::CapsRef caps;
  bool key() const { return !GST_BUFFER_FLAG_IS_SET(buffer.get(), GST_BUFFER_FLAG_DELTA_UNIT); }
  gsize size() const { return gst_buffer_get_size(buffer.get()); }
};

struct Played {
  std::vector<Frame> frames;
  bool ended = false;     // by end of stream
  std::string error;      // message of the first error
  std::string error_key;  // its "key" detail
  std::string error_remedy;
  std::vector<std::string> warnings;

  gsize bytes() const;
  int keys() const;
};

// `each(pipeline, frames so far)` is called after every frame, on the test's thread.
Played play(const std::string& description, const std::function<void(GstElement*, std::size_t)>& each = {});

// Sends a serialized event behind the named element, between two of its buffers. Takes the event.
void send_before_next(GstElement* pipeline, const char* element, GstEvent* event);

// The mean of luma, or of the first byte of pixels, of a frame in system memory or NVMM.
double brightness(const Frame& frame);

// The software element inside of a bin.
gst::ElementRef inside(GstElement* pipeline, const char* bin, const char* factory);

}  // namespace codecs_test
