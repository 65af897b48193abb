#include "runtime/nvstreammux/legacy_mux.h"

#include <algorithm>

#include "nvds/events.h"
#include "runtime/element/fault.h"
#include "runtime/element/registration.h"
#include "runtime/nvstreammux/element.h"
#include "runtime/nvstreammux/formats.h"

namespace runtime::mux {
namespace {

// DeepStream's bound for each pad, counted beside the open batch.
constexpr std::size_t kQueuedFrames = 10;

}  // namespace

LegacyMux::LegacyMux(GstElement* element, GstPad* src) : Mux(element, src, legacy_properties()) {}

bool LegacyMux::check_properties() {
  for (const char* name : {"width", "height", "batch-size"}) {
    if (values.unsigned_integer(name) > 0) continue;
    Fault fault;
    fault.code = "ERR_PROPERTY";
    fault.key = name;
    fault.value = "0";
    fault.message = std::string("nvstreammux has no ") + name + ".";
    fault.remedy = std::string("Set the property ") + name +
                   (fault.key == "batch-size" ? ", usually to the number of sources."
                                              : ", the size to which all sources are scaled.");
    post_error(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
    return false;
  }
  const bool synchronous = values.boolean("sync-inputs") || values.boolean("align-inputs");
  if (synchronous && values.integer("batched-push-timeout") < 0) {
    post_unsupported("sync-inputs", "true",
                     "Set batched-push-timeout: it is the window in which frames count as simultaneous.");
    return false;
  }
  for (const char* name :
       {"extract-sei-type5-data", "extract-sei-sim-time", "drop-backward-sei", "cache-buffer", "align-first-buffer"}) {
    if (!values.boolean(name)) continue;
    post_unsupported(name, "true", "Leave it out or run on DeepStream.");
    return false;
  }
  if (values.integer("sync-inputs-ntp") > 0) {
    post_unsupported("sync-inputs-ntp", std::to_string(values.integer("sync-inputs-ntp")),
                     "Use sync-inputs, which aligns by running time.");
    return false;
  }
  return true;
}

void LegacyMux::reset() {
  output_caps_ = nullptr;
  output_format_ = GST_VIDEO_FORMAT_UNKNOWN;
  shortest_frame_ = GST_CLOCK_TIME_NONE;
  first_ = 0;
  stream_start_sent_ = caps_sent_ = false;
  restart_segment();
}

void LegacyMux::restart_segment() {
  next_pts_ = 0;
  batch_open_ = segment_sent_ = eos_sent_ = false;
}

void LegacyMux::input_added(Input& input) {
  input.announced = true;
  std::vector<gst::EventRef> events;
  events.emplace_back(nvds::gst_nvevent_new_pad_added(input.id));
  input.add(Entry::Kind::events, std::move(events));
  eos_sent_ = false;
}

// After the end of everything a source that comes back begins a new stream.
void LegacyMux::stream_started(Input&, GstEvent*) {
  if (!eos_sent_) return;
  eos_sent_ = stream_start_sent_ = segment_sent_ = false;
}

std::size_t LegacyMux::queue_limit() const { return kQueuedFrames + places(); }

GstClockTime LegacyMux::own_latency() const {
  const gint64 timeout_us = values.integer("batched-push-timeout");
  return timeout_us < 0 ? 0 : GstClockTime(timeout_us) * GST_USECOND;
}

// ---- batching

// The environment can make the batch as large as there are sources.
std::size_t LegacyMux::places() const {
  const std::size_t configured = values.unsigned_integer("batch-size");
  static const bool adaptive = g_strcmp0(g_getenv("NVSTREAMMUX_ADAPTIVE_BATCHING"), "yes") == 0;
  if (!adaptive) return configured;
  const auto alive =
      std::size_t(std::count_if(inputs_.begin(), inputs_.end(), [](const auto& input) { return !input->done(); }));
  return std::clamp<std::size_t>(alive, 1, configured);
}

GstClockTime LegacyMux::time_out() const {
  const gint64 timeout_us = values.integer("batched-push-timeout");
  if (timeout_us < 0) return GST_CLOCK_TIME_NONE;
  const GstClockTime timeout = GstClockTime(timeout_us) * GST_USECOND;
  return values.boolean("sync-inputs") || values.boolean("align-inputs") ? std::min(timeout, shortest_frame_) : timeout;
}

// With sync-inputs only frames whose time has come; `now` is GST_CLOCK_TIME_NONE without it.
std::size_t LegacyMux::offered(const Input& input, GstClockTime now) const {
  const std::size_t ready = input.ready_frames(places());
  if (!GST_CLOCK_TIME_IS_VALID(now)) return ready;
  std::size_t count = 0;
  while (count < ready && input.frame(count).running_time <= now) ++count;
  return count;
}

// DeepStream's window is (now - time-out, now]; what is older is dropped.
void LegacyMux::drop_late(GstClockTime now) {
  const GstClockTime window = time_out();
  if (!GST_CLOCK_TIME_IS_VALID(now) || now <= window) return;
  for (const auto& input : sources())
    while (input->ready_frames(1) > 0 && input->frame(0).running_time <= now - window) {
      GST_LOG_OBJECT(element_, "source %u: late frame dropped", input->id);
      input->drop_head();
    }
}

void LegacyMux::step(Lock& lock) {
  if (send_prologue(lock) || send_head_events(lock) || finish(lock)) return;

  GstClockTime now = GST_CLOCK_TIME_NONE;
  if (values.boolean("sync-inputs") || values.boolean("align-inputs")) {
    const GstClockTime time = running_time();
    const GstClockTime late = values.unsigned_integer("max-latency");
    if (GST_CLOCK_TIME_IS_VALID(time)) now = time > late ? time - late : 0;
    drop_late(now);
  }
  const auto from = sources();
  std::vector<Offer> offers;
  for (const auto& input : from)
    offers.push_back({offered(*input, now), input->open() || input->frames() > offered(*input, now)});
  const Share share =
      share_places(offers, places(), from.empty() ? 0 : first_ % from.size(), values.boolean("live-source"));

  if (share.order.empty() || !caps_sent_) {
    batch_open_ = false;
    wait(lock, false, now);
    return;
  }
  if (!batch_open_) {
    batch_open_ = true;
    open_since_ = Clock::now();
  }
  const GstClockTime limit = time_out();
  const bool due = GST_CLOCK_TIME_IS_VALID(limit) && Clock::now() - open_since_ >= std::chrono::nanoseconds(limit);
  if (share.complete || due) {
    send(lock, from, share);
  } else {
    wait(lock, true, now);
  }
}

// Until something arrives, the open batch is due, or the next frame of a synchronised source has come of age.
void LegacyMux::wait(Lock& lock, bool batch_open, GstClockTime now) {
  auto until = Clock::time_point::max();
  const GstClockTime limit = time_out();
  if (batch_open && GST_CLOCK_TIME_IS_VALID(limit)) until = open_since_ + std::chrono::nanoseconds(limit);
  if (GST_CLOCK_TIME_IS_VALID(now)) {
    for (const auto& input : sources()) {
      const std::size_t ripe = offered(*input, now);
      if (input->ready_frames(ripe + 1) <= ripe) continue;
      const auto early = std::chrono::nanoseconds(input->frame(ripe).running_time - now);
      until = std::min(until, Clock::now() + early);
    }
  }
  if (until == Clock::time_point::max()) {
    changed_.wait(lock);
  } else {
    changed_.wait_until(lock, until);
  }
}

bool LegacyMux::send_prologue(Lock& lock) {
  if (!stream_start_sent_) {
    stream_start_sent_ = true;
    const std::string id = gst::to_string(gst_object_get_name(GST_OBJECT(element_))) + "-batch";
    gst::EventRef event(gst_event_new_stream_start(id.c_str()));
    gst_event_set_group_id(event.get(), gst_util_group_id_next());
    push_event(lock, std::move(event));
    return true;
  }
  if (!output_caps_) return false;
  if (!caps_sent_) {
    caps_sent_ = true;
    push_event(lock, gst::EventRef(gst_event_new_caps(output_caps_.get())));
    return true;
  }
  if (!segment_sent_) {
    segment_sent_ = true;
    GstSegment segment;
    gst_segment_init(&segment, GST_FORMAT_TIME);
    push_event(lock, gst::EventRef(gst_event_new_segment(&segment)));
    return true;
  }
  return false;
}

// EOS leaves when all pads have ended. Without any pad there is nothing to end.
bool LegacyMux::finish(Lock& lock) {
  if (eos_sent_ || inputs_.empty() || !all_ended() || values.boolean("drop-pipeline-eos")) return false;
  eos_sent_ = true;
  push_event(lock, gst::EventRef(gst_event_new_eos()));
  return true;
}

void LegacyMux::send(Lock& lock, std::span<const std::shared_ptr<Input>> from, const Share& share) {
  std::vector<Pick> picks;
  for (const std::size_t index : share.order) {
    Input& input = *from[index];
    picks.push_back({input.id, input.frames_out, input.take()});
    input.frames_out += picks.back().frame.surfaces;
  }
  first_ = share.next;
  batch_open_ = false;
  if (values.boolean("sort-batch"))
    std::stable_sort(picks.begin(), picks.end(), [](const Pick& a, const Pick& b) {
      return a.frame.format->source_id < b.frame.format->source_id;
    });
  const GstClockTime pts = batch_pts();
  push_batch(lock, [&] {
    gst::BufferRef batch = compose(picks);
    picks.clear();
    if (batch) GST_BUFFER_PTS(batch.get()) = pts;
    return batch;
  });
}

// Live batches carry the time at which they leave; others count in frames of the first source (30 a second when its
// caps say nothing).
GstClockTime LegacyMux::batch_pts() {
  if (values.boolean("live-source") && !values.boolean("sync-inputs")) {
    const GstClockTime now = running_time();
    const GstClockTime latency = own_latency();
    return !GST_CLOCK_TIME_IS_VALID(now) ? now : now > latency ? now - latency : 0;
  }
  const GstClockTime pts = next_pts_;
  next_pts_ += frame_duration_;
  return pts;
}

// ---- type

GstStaticPadTemplate& legacy_sink_template() {
  static GstStaticPadTemplate sink =
      GST_STATIC_PAD_TEMPLATE("sink_%u", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS(NDS_MUX_SINK_CAPS));
  return sink;
}

namespace {

GType legacy_type() {
  static const GType type = [] {
    const auto class_init = [](gpointer klass, gpointer) {
      static GstStaticPadTemplate src =
          GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(NDS_MUX_SRC_CAPS));
      set_up_class(klass, legacy_properties(), legacy_sink_template(), src,
                   [](GstElement* element, GstPad* pad) -> std::unique_ptr<Mux> {
                     return std::make_unique<LegacyMux>(element, pad);
                   });
      gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(klass), "Stream multiplexer", "Generic",
                                            "Scales the pictures of several sources into batches", "node-deepstream");
    };
    const GTypeInfo info = {sizeof(MuxElementClass), nullptr, nullptr, class_init, nullptr, nullptr,
                            sizeof(MuxElement),      0,       nullptr, nullptr};
    return g_type_register_static(mux_element_get_type(), "GstNvStreamMux", &info, GTypeFlags(0));
  }();
  return type;
}

}  // namespace

bool register_legacy_mux(GstPlugin* plugin) {
  return register_element(plugin, "nvstreammux", GST_RANK_PRIMARY, legacy_type());
}

}  // namespace runtime::mux
