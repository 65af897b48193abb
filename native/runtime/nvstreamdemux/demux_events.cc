// Events of a batch, told to the streams they concern.
#include "nvds/events.h"
#include "runtime/nvstreamdemux/demux.h"

namespace runtime::demux {
namespace {

constexpr char kFrameRate[] = "stream-frame-rate";  // of the default muxer: a source's own rate

gboolean push(GstPad* pad, GstEvent* event) { return gst_pad_push_event(pad, event); }

}  // namespace

// The batch's caps for one stream: its own size with the new muxer; its own rate with the default one, while with the
// new one the rate stays that of the first source. The batch size is an unsigned number with the new muxer.
gst::CapsRef Demux::caps_of(const Stream& stream) const {
  gst::CapsRef caps(gst_caps_copy(caps_.get()));
  if (stream.width && stream.height)
    gst_caps_set_simple(caps.get(), "width", G_TYPE_INT, int(*stream.width), "height", G_TYPE_INT, int(*stream.height),
                        nullptr);
  if (legacy_ && stream.frame_rate)
    gst_caps_set_simple(caps.get(), "framerate", GST_TYPE_FRACTION, stream.frame_rate->first, stream.frame_rate->second,
                        nullptr);
  if (legacy_) {
    gst_caps_set_simple(caps.get(), "batch-size", G_TYPE_INT, 1, nullptr);
  } else {
    gst_caps_set_simple(caps.get(), "batch-size", G_TYPE_UINT, 1u, nullptr);
  }
  return caps;
}

// Pads can come at any time, so what they missed is told before their first buffer.
bool Demux::prepare(guint id) {
  gst::PadRef pad;
  std::vector<gst::EventRef> events;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    if (!stream.pad || !caps_) return false;
    pad = gst::share(stream.pad.get());
    if (!stream.started) {
      stream.started = true;
      const std::string stream_id =
          stream.stream_id.empty()
              ? gst::to_string(gst_object_get_name(GST_OBJECT(element_))) + "-" + std::to_string(id)
              : stream.stream_id;
      GstEvent* event = gst_event_new_stream_start(stream_id.c_str());
      gst_event_set_group_id(event, gst_util_group_id_next());
      events.emplace_back(event);
    }
    if (!stream.caps_sent) {
      stream.caps_sent = true;
      events.emplace_back(gst_event_new_caps(caps_of(stream).get()));
    }
    if (!stream.segment_sent) {
      stream.segment_sent = true;
      GstSegment segment;
      gst_segment_init(&segment, GST_FORMAT_TIME);
      events.emplace_back(gst_event_new_segment(stream.segment ? &*stream.segment : &segment));
    }
  }
  for (gst::EventRef& event : events) push(pad.get(), event.release());
  return true;
}

// After its EOS a pad takes data again only behind a new stream-start.
void Demux::begin_again(Stream& stream) {
  stream.started = stream.caps_sent = stream.segment_sent = stream.ended = false;
}

gboolean Demux::set_caps(gst::EventRef event) {
  GstCaps* caps = nullptr;
  gst_event_parse_caps(event.get(), &caps);
  const std::lock_guard lock(mutex_);
  caps_.reset(gst_caps_ref(caps));
  gint surfaces = 1;
  gst_structure_get_int(gst_caps_get_structure(caps, 0), "num-surfaces-per-frame", &surfaces);
  surfaces_per_frame_ = guint(std::max(1, surfaces));
  for (auto& [id, stream] : streams_) stream.caps_sent = false;
  return TRUE;
}

gboolean Demux::start(gst::EventRef event) {
  guint id = 0;
  gchar* stream_id = nullptr;
  nvds::gst_nvevent_parse_stream_start(event.get(), &id, &stream_id);
  const gst::StringRef owned(stream_id);
  gst::PadRef pad;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    stream.stream_id = stream_id ? stream_id : "";
    if (stream.started || !stream.pad) return TRUE;
    stream.started = true;
    pad = gst::share(stream.pad.get());
  }
  GstEvent* out = gst_event_new_stream_start(stream_id ? stream_id : "");
  push(pad.get(), out);
  return TRUE;
}

// A pad whose stream has ended takes no new caps: the refusal goes back to the muxer, which then sends nothing more
// (as in DeepStream).
gboolean Demux::update_caps(gst::EventRef event) {
  const GstStructure* fields = gst_event_get_structure(event.get());
  guint id = 0, width = 0, height = 0;
  gst_structure_get_uint(fields, "stream-id", &id);
  gst_structure_get_uint(fields, "width-val", &width);
  gst_structure_get_uint(fields, "height-val", &height);
  gst::PadRef pad;
  gst::CapsRef caps;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    if (width > 0 && height > 0) {
      stream.width = width;
      stream.height = height;
    }
    if (const gchar* text = gst_structure_get_string(fields, "stream-id-str")) stream.stream_id = text;
    if (!stream.pad || !stream.started || !caps_) return TRUE;
    stream.caps_sent = true;
    pad = gst::share(stream.pad.get());
    caps = caps_of(stream);
  }
  return push(pad.get(), gst_event_new_caps(caps.get()));
}

gboolean Demux::frame_rate(gst::EventRef event) {
  const GstStructure* fields = gst_event_get_structure(event.get());
  guint id = 0;
  int numerator = 0, denominator = 1;
  gst_structure_get_uint(fields, "stream-id", &id);
  if (!gst_structure_get_fraction(fields, "frame-rate", &numerator, &denominator)) return TRUE;
  const std::lock_guard lock(mutex_);
  Stream& stream = streams_[id];
  stream.frame_rate = std::pair(numerator, denominator);
  stream.caps_sent = false;
  return TRUE;
}

gboolean Demux::segment(gst::EventRef event) {
  guint id = 0;
  GstSegment* parsed = nullptr;
  nvds::gst_nvevent_parse_stream_segment(event.get(), &id, &parsed);
  const std::unique_ptr<GstSegment, void (*)(GstSegment*)> segment(parsed, gst_segment_free);
  if (!segment) return TRUE;
  gst::PadRef pad;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    stream.segment = *segment;
    stream.segment_sent = false;
    if (legacy_ && stream.ended) begin_again(stream);
    if (!stream.pad || !stream.caps_sent) return TRUE;
    stream.segment_sent = true;
    pad = gst::share(stream.pad.get());
  }
  return push(pad.get(), gst_event_new_segment(segment.get()));
}

gboolean Demux::push_eos(guint id) {
  gst::PadRef pad;
  {
    const std::lock_guard lock(mutex_);
    Stream& stream = streams_[id];
    if (!stream.pad || stream.ended) return TRUE;
    stream.ended = true;
    pad = gst::share(stream.pad.get());
  }
  return push(pad.get(), gst_event_new_eos());
}

gboolean Demux::end_stream(gst::EventRef event) {
  guint id = 0;
  nvds::gst_nvevent_parse_stream_eos(event.get(), &id);
  if (legacy_ && !values.boolean("per-stream-eos")) return TRUE;
  return push_eos(id);
}

gboolean Demux::sink_message(gst::EventRef event) {
  GstMessage* parsed = nullptr;
  gst_event_parse_sink_message(event.get(), &parsed);
  const gst::MessageRef message(parsed);
  guint id = 0;
  if (message && nvds::gst_nvmessage_is_stream_eos(message.get()) &&
      nvds::gst_nvmessage_parse_stream_eos(message.get(), &id)) {
    const gst::PadRef pad = pad_of(id);
    return !pad || push(pad.get(), event.release());
  }
  return gst_pad_event_default(sink_, GST_OBJECT(element_), event.release());
}

gboolean Demux::sink_event(GstEvent* incoming) {
  gst::EventRef event(incoming);
  switch (guint(GST_EVENT_TYPE(incoming))) {
    case GST_EVENT_CAPS: return set_caps(std::move(event));
    case nvds::GST_NVEVENT_STREAM_START: return start(std::move(event));
    case nvds::GST_NVEVENT_UPDATE_CAPS: return update_caps(std::move(event));
    case nvds::GST_NVEVENT_STREAM_SEGMENT: return segment(std::move(event));
    case nvds::GST_NVEVENT_STREAM_EOS: return end_stream(std::move(event));
    case GST_EVENT_SINK_MESSAGE: return sink_message(std::move(event));
    case GST_EVENT_STREAM_START: {
      const std::lock_guard lock(mutex_);
      if (legacy_)
        for (auto& [id, stream] : streams_) begin_again(stream);
      return TRUE;
    }
    case GST_EVENT_FLUSH_STOP: {
      {
        const std::lock_guard lock(mutex_);
        for (auto& [id, stream] : streams_) stream.segment_sent = stream.ended = false;
      }
      return gst_pad_event_default(sink_, GST_OBJECT(element_), event.release());
    }
    // They speak of the batch, or were told to each stream already.
    case GST_EVENT_SEGMENT:
    case GST_EVENT_TAG:
    case nvds::GST_NVEVENT_PAD_ADDED:
    case nvds::GST_NVEVENT_PAD_DELETED: return TRUE;
    case GST_EVENT_EOS: {
      if (!legacy_) return TRUE;
      std::vector<guint> ids;
      {
        const std::lock_guard lock(mutex_);
        for (const auto& [id, stream] : streams_) ids.push_back(id);
      }
      for (const guint id : ids) push_eos(id);
      return TRUE;
    }
    default: break;
  }
  if (gst_event_has_name(incoming, kFrameRate)) return frame_rate(std::move(event));
  return gst_pad_event_default(sink_, GST_OBJECT(element_), event.release());
}

}  // namespace runtime::demux
