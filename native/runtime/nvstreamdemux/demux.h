// nvstreamdemux: the frames of a batch leave one by one on the src pads of their streams.
#pragma once

#include <map>
#include <mutex>

#include "runtime/element/properties.h"
#include "runtime/nvstreamdemux/stream.h"

namespace runtime::demux {

std::span<const Property> properties(bool legacy);

// `legacy` is DeepStream's default variant; the differences are those of its muxer: src pads keep the muxer's size,
// and their EOS waits for the end of all unless per-stream-eos is set.
class Demux {
 public:
  Demux(GstElement* element, GstPad* sink, bool legacy);
  Demux(const Demux&) = delete;
  Demux& operator=(const Demux&) = delete;

  PropertyValues values;

  // Null when the pad exists or the name has no number; `name` null: the lowest free number.
  GstPad* request_pad(GstPadTemplate* templ, const gchar* name);
  void release_pad(GstPad* pad);
  void reset();  // before a new run

  GstFlowReturn chain(GstBuffer* buffer);
  gboolean sink_event(GstEvent* event);

 private:
  gst::PadRef pad_of(guint id);

  gst::CapsRef caps_of(const Stream& stream) const;
  // Sends what must go before a stream's next buffer. False: nothing can go there.
  bool prepare(guint id);
  gboolean set_caps(gst::EventRef event);
  gboolean update_caps(gst::EventRef event);
  gboolean start(gst::EventRef event);
  gboolean segment(gst::EventRef event);
  gboolean end_stream(gst::EventRef event);
  gboolean sink_message(gst::EventRef event);
  gboolean frame_rate(gst::EventRef event);
  gboolean push_eos(guint id);
  void begin_again(Stream& stream);

  GstElement* const element_;
  GstPad* const sink_;
  const bool legacy_;
  std::mutex mutex_;
  std::map<guint, Stream> streams_;
  gst::CapsRef caps_;
  guint surfaces_per_frame_ = 1;
};

// Gives a new src pad the functions of demuxers.
void prepare_src(GstPad* pad);

}  // namespace runtime::demux
