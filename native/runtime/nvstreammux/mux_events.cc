// Events at the sink pads of a muxer, and those that come from downstream.
#include "nvds/events.h"
#include "nvds/queries.h"
#include "runtime/nvstreammux/mux.h"
#include "runtime/surface/surface.h"

namespace runtime::mux {
namespace {

std::vector<gst::EventRef> list(GstEvent* first, GstEvent* second = nullptr) {
  std::vector<gst::EventRef> events;
  events.emplace_back(first);
  if (second) events.emplace_back(second);
  return events;
}

}  // namespace

gboolean Mux::queue_event(Input& input, Entry::Kind kind, std::vector<gst::EventRef> events) {
  {
    const std::lock_guard lock(mutex_);
    input.add(kind, std::move(events));
  }
  changed_.notify_all();
  return TRUE;
}

// A later EOS of a pad that has ended already says nothing new.
gboolean Mux::end_of_stream(Input& input) {
  if (input.ntp) input.ntp->reset();
  {
    const std::lock_guard lock(mutex_);
    if (input.end_received) return TRUE;
    input.end_received = true;
    GstMessage* message = nvds::gst_nvmessage_new_stream_eos(GST_OBJECT(element_), input.id);
    input.add(Entry::Kind::end_of_stream,
              list(gst_event_new_sink_message("stream-eos", message), nvds::gst_nvevent_new_stream_eos(input.id)));
    gst_message_unref(message);
  }
  changed_.notify_all();
  return TRUE;
}

// Flushing one pad empties its queue and leaves the other sources alone.
void Mux::flush(Input& input, bool begins) {
  {
    const std::lock_guard lock(mutex_);
    input.flushing = begins;
    if (begins) {
      input.drop_frames();
      input.room.notify_all();
    } else {
      input.end_received = input.ended = false;
      input.idle = true;
    }
  }
  if (!begins) gst_segment_init(&input.segment, GST_FORMAT_TIME);
  changed_.notify_all();
}

void Mux::segment_arrived(Input& input, const GstSegment& segment) {
  GstSegment copy;
  gst_segment_copy_into(&segment, &copy);
  input.add(Entry::Kind::events, list(nvds::gst_nvevent_new_stream_segment(input.id, &copy)));
}

// The format, and what upstream says about the source.
std::shared_ptr<InputFormat> Mux::describe(GstPad* pad, Input& input, GstCaps* caps) {
  auto format = std::make_shared<InputFormat>();
  gst_video_info_init(&format->info);
  if (!gst_video_info_from_caps(&format->info, caps)) return nullptr;
  format->nvmm = is_nvmm(caps);
  format->source_id = input.id;
  const gst::QueryRef query(nvds::gst_nvquery_sourceid_new());
  guint source_id = 0;
  if (gst_pad_peer_query(pad, query.get()) && nvds::gst_nvquery_sourceid_parse(query.get(), &source_id))
    format->source_id = source_id;
  return format;
}

gboolean Mux::sink_event(GstPad* pad, Input& input, GstEvent* incoming) {
  gst::EventRef event(incoming);
  switch (guint(GST_EVENT_TYPE(incoming))) {
    case GST_EVENT_STREAM_START: {
      {
        const std::lock_guard lock(mutex_);
        if (input.end_received) {
          input.end_received = false;
          input.add(Entry::Kind::started, {});
        }
        flow_ = GST_FLOW_OK;  // what downstream said of the old stream
        stream_started(input, incoming);
      }
      changed_.notify_all();
      return TRUE;
    }
    case GST_EVENT_CAPS: {
      GstCaps* caps = nullptr;
      gst_event_parse_caps(incoming, &caps);
      std::shared_ptr<InputFormat> format = describe(pad, input, caps);
      if (!format) return FALSE;
      input.format = std::move(format);
      if (!accept_caps(pad, input, caps)) {
        input.format = nullptr;
        return FALSE;
      }
      changed_.notify_all();
      return TRUE;
    }
    case GST_EVENT_SEGMENT: {
      gst_event_copy_segment(incoming, &input.segment);
      {
        const std::lock_guard lock(mutex_);
        segment_arrived(input, input.segment);
      }
      changed_.notify_all();
      return TRUE;
    }
    case GST_EVENT_EOS: return end_of_stream(input);
    case GST_EVENT_FLUSH_START: flush(input, true); return TRUE;
    case GST_EVENT_FLUSH_STOP: flush(input, false); return TRUE;
    case nvds::GST_NVEVENT_STREAM_RESET: {
      if (values.boolean("frame-num-reset-on-stream-reset")) {
        const std::lock_guard lock(mutex_);
        input.frames_out = 0;
      }
      return queue_event(input, Entry::Kind::events, list(nvds::gst_nvevent_new_stream_reset(input.id)));
    }
    // What belongs to one stream means nothing on a batch.
    case GST_EVENT_TAG:
    case GST_EVENT_TOC:
    case GST_EVENT_GAP:
    case GST_EVENT_STREAM_COLLECTION:
    case GST_EVENT_STREAM_GROUP_DONE:
    case GST_EVENT_INSTANT_RATE_CHANGE: return TRUE;
    default: break;
  }
  const GstEventTypeFlags flags = gst_event_type_get_flags(GST_EVENT_TYPE(incoming));
  if (flags & GST_EVENT_TYPE_SERIALIZED) return queue_event(input, Entry::Kind::events, list(event.release()));
  return gst_pad_push_event(src_, event.release());
}

gboolean Mux::src_event(GstEvent* event) {
  if (GST_EVENT_TYPE(event) == GST_EVENT_SEEK) return seek(event);
  // How late batches are says nothing about one source's times, nor do its caps depend on what is linked behind us.
  if (GST_EVENT_TYPE(event) == GST_EVENT_QOS || GST_EVENT_TYPE(event) == GST_EVENT_RECONFIGURE) {
    gst_event_unref(event);
    return TRUE;
  }
  return gst_pad_event_default(src_, GST_OBJECT(element_), event);
}

// A flushing seek empties everything from the sources to the sinks: the flush downstream begins before the sources
// hear of the seek and ends after all of them have done it.
gboolean Mux::seek(GstEvent* event) {
  GstSeekFlags flags = GST_SEEK_FLAG_NONE;
  gst_event_parse_seek(event, nullptr, nullptr, &flags, nullptr, nullptr, nullptr, nullptr);
  if (!(flags & GST_SEEK_FLAG_FLUSH)) return gst_pad_event_default(src_, GST_OBJECT(element_), event);

  const guint32 seqnum = gst_event_get_seqnum(event);
  GstEvent* start = gst_event_new_flush_start();
  GstEvent* stop = gst_event_new_flush_stop(TRUE);
  gst_event_set_seqnum(start, seqnum);
  gst_event_set_seqnum(stop, seqnum);
  {
    const std::lock_guard lock(mutex_);
    seeking_ = true;
    for (const auto& input : inputs_) input->drop_frames();
  }
  changed_.notify_all();
  gst_pad_push_event(src_, start);
  {
    Lock lock(mutex_);
    changed_.wait(lock, [&] { return pusher_ == std::thread::id() || pusher_ == std::this_thread::get_id(); });
  }
  const gboolean done = gst_pad_event_default(src_, GST_OBJECT(element_), event);
  gst_pad_push_event(src_, stop);
  {
    const std::lock_guard lock(mutex_);
    restart_segment();
    flow_ = GST_FLOW_OK;
    seeking_ = false;
  }
  changed_.notify_all();
  return done;
}

}  // namespace runtime::mux
