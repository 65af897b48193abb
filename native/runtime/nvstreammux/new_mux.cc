#include "runtime/nvstreammux/new_mux.h"

#include <algorithm>

#include "nvds/events.h"
#include "runtime/element/fault.h"
#include "runtime/element/registration.h"
#include "runtime/nvstreammux/element.h"
#include "runtime/nvstreammux/formats.h"

namespace runtime::mux {
namespace {

constexpr std::size_t kQueuedFrames = 10;

}  // namespace

std::span<const Property> new_properties() {
  static const Property table[] = {
      uint_property("batch-size", 0, 0, 1024, "frames in a full batch without adaptive batching"),
      int_property("batched-push-timeout", 33000, 1, G_MAXINT,
                   "µs after the last batch at which an incomplete one leaves; counts only when set while playing"),
      uint_property("num-surfaces-per-frame", 1, 0, 8, "pictures in one input buffer (dewarper); 0: asked of upstream"),
      string_property("config-file-path", nullptr, "file with the settings of batching", GST_PARAM_MUTABLE_READY),
      boolean_property("attach-sys-ts", true, "ntp_timestamp is the wall clock; off: the sender's clock by RTCP"),
      uint64_property("max-latency", 0, 0, G_MAXUINT64, "ns that sync-inputs waits for late frames"),
      boolean_property("sync-inputs", false, "batch frames of the same time"),
      boolean_property("frame-num-reset-on-eos", false, "frame numbers start again at a source's EOS"),
      boolean_property("frame-num-reset-on-stream-reset", false, "frame numbers start again at a source's reset"),
      uint64_property("frame-duration", G_MAXUINT64, 0, G_MAXUINT64,
                      "ms between frames, to correct the sender's clock; 0: measured, -1: no correction"),
      boolean_property("drop-pipeline-eos", false, "no EOS when all sources have ended"),
  };
  return table;
}

NewMux::NewMux(GstElement* element, GstPad* src) : Mux(element, src, new_properties()) {}

bool NewMux::check_properties() {
  if (values.unsigned_integer("batch-size") > 0) return load_config();
  Fault fault;
  fault.code = "ERR_PROPERTY";
  fault.key = "batch-size";
  fault.value = "0";
  fault.message = "Batch size not set.";
  fault.remedy = "Set nvstreammux's property batch-size, usually to the number of sources.";
  post_error(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
  return false;
}

void NewMux::property_changed(const std::string& name) {
  {
    const std::lock_guard lock(mutex_);
    if (!policy_) return;  // made at the first caps from what the properties say then
    if (name == "batched-push-timeout") policy_->set_timeout(guint(values.integer(name)));
    if (name == "batch-size" && !config_.batch_size && values.unsigned_integer(name) > 0)
      policy_->set_batch_size(guint(values.unsigned_integer(name)));
    if (name == "num-surfaces-per-frame" && values.unsigned_integer(name) > 0)
      surfaces_ = guint(values.unsigned_integer(name));
    if (name == "config-file-path") reload_ = true;
  }
  changed_.notify_all();
}

void NewMux::reset() {
  policy_.reset();
  stream_start_ = nullptr;
  output_caps_ = nullptr;
  output_format_ = GST_VIDEO_FORMAT_UNKNOWN;
  place_.reset();
  stream_start_sent_ = caps_sent_ = reload_ = false;
  upstream_latency_.reset();
  restart_segment();
}

void NewMux::restart_segment() {
  segment_sent_ = eos_sent_ = just_sent_ = false;
  first_frame_ = true;
  round_size_.reset();
  counter_ = offset_ = last_pts_ = 0;
}

std::size_t NewMux::full_size() const {
  const auto from = sources();
  const auto ended = std::count_if(from.begin(), from.end(), [](const auto& input) { return input->ended; });
  return policy_->full_size(from.size(), std::size_t(ended), surfaces_);
}

std::size_t NewMux::queue_limit() const { return std::max(kQueuedFrames, policy_ ? full_size() : 0); }

GstClockTime NewMux::own_latency() const {
  const std::lock_guard lock(mutex_);
  return GstClockTime((policy_ ? policy_->period() : config_.min_fps.period()).count());
}

// ---- events

void NewMux::input_added(Input& input) {
  if (policy_) policy_->add_source(input.id);
  eos_sent_ = false;
}

// DeepStream announces a pad right after its first event.
void NewMux::stream_started(Input& input, GstEvent* event) {
  const gchar* id = nullptr;
  gst_event_parse_stream_start(event, &id);
  const std::string stream_id = id;
  std::vector<gst::EventRef> events;
  events.emplace_back(nvds::gst_nvevent_new_stream_start(input.id, const_cast<gchar*>(stream_id.c_str())));
  if (!input.announced) events.emplace_back(nvds::gst_nvevent_new_pad_added(input.id));
  input.announced = true;
  input.add(Entry::Kind::events, std::move(events));
  eos_sent_ = false;
  if (!stream_start_sent_ && !stream_start_) stream_start_.reset(gst_event_ref(event));
}

// The batch's own events come at fixed places among those of the sources.
void NewMux::push_queued(Lock& lock, gst::EventRef event) {
  const auto type = guint(GST_EVENT_TYPE(event.get()));
  if (type == nvds::GST_NVEVENT_UPDATE_CAPS) send_caps(lock);
  if (type == nvds::GST_NVEVENT_STREAM_SEGMENT) send_segment(lock);
  push_event(lock, std::move(event));
  if (type == nvds::GST_NVEVENT_PAD_ADDED) send_stream_start(lock);
}

void NewMux::send_stream_start(Lock& lock) {
  if (stream_start_sent_ || !stream_start_) return;
  stream_start_sent_ = true;
  push_event(lock, std::move(stream_start_));
}

void NewMux::send_caps(Lock& lock) {
  send_stream_start(lock);
  if (caps_sent_ || !output_caps_) return;
  caps_sent_ = true;
  push_event(lock, gst::EventRef(gst_event_new_caps(output_caps_.get())));
}

void NewMux::send_segment(Lock& lock) {
  send_caps(lock);
  if (segment_sent_ || !caps_sent_) return;
  segment_sent_ = true;
  GstSegment segment;
  gst_segment_init(&segment, GST_FORMAT_TIME);
  push_event(lock, gst::EventRef(gst_event_new_segment(&segment)));
}

// EOS leaves right behind the last batch, else at the end of the period that runs. What comes after it begins a new
// stream.
bool NewMux::finish(Lock& lock) {
  if (eos_sent_ || !caps_sent_ || !all_ended() || values.boolean("drop-pipeline-eos")) return false;
  if (!just_sent_ && Clock::now() < policy_->due()) return false;
  eos_sent_ = true;
  stream_start_sent_ = false;
  push_event(lock, gst::EventRef(gst_event_new_eos()));
  return true;
}

// ---- batching

void NewMux::step(Lock& lock) {
  if (send_head_events(lock) || !policy_) {
    if (!policy_) changed_.wait(lock);
    return;
  }
  if (finish(lock)) return;
  if (reload_) return reload_config(lock);
  if (values.boolean("sync-inputs") && !upstream_latency_) return ask_upstream_latency(lock);

  const auto now = Clock::now();
  if (!round_size_) round_size_ = full_size();
  const BatchPolicy::Batch batch = form(now);
  const bool full = batch.frames > 0 && batch.frames == full_size();
  if (batch.frames > 0 && (full || now >= policy_->due())) {
    if (policy_->throttles() && now < policy_->earliest()) return wait_until(lock, policy_->earliest());
    return send(lock, batch);
  }
  if (now < policy_->due()) {
    wait_until(lock, policy_->due());
    // When the period ends, a frame (or the end) has another 1/max-fps to arrive and leave with the batch.
    const bool over = Clock::now() >= policy_->due();
    if (over && !stopping_) wait_until(lock, Clock::now() + policy_->grace());
    // DeepStream takes a new surface when it wakes up with a part of a batch, but not within 1/max-fps.
    if (over || (batch.frames > 0 && Clock::now() >= policy_->earliest())) round_size_.reset();
    return;
  }
  wait_until(lock, Clock::time_point::max());
  round_size_.reset();
}

void NewMux::wait_until(Lock& lock, Clock::time_point time) {
  just_sent_ = false;
  const auto until = std::min(time, poll_);
  if (until == Clock::time_point::max()) {
    changed_.wait(lock);
  } else {
    changed_.wait_until(lock, until);
  }
}

BatchPolicy::Batch NewMux::form(Clock::time_point now) {
  poll_ = Clock::time_point::max();
  const std::size_t size = full_size();
  std::vector<BatchPolicy::Source> sources_now;
  for (const auto& input : sources()) {
    const std::size_t most = std::max<std::size_t>(1, size);
    sources_now.push_back(
        {input->id, values.boolean("sync-inputs") ? on_time(*input, most) : input->ready_frames(most)});
  }
  return policy_->form(sources_now, size, now);
}

// sync-inputs: frames whose running time lies in [now - period - upstream latency - max-latency, now - period]. Older
// ones are dropped; younger ones wait, and because a pipeline clock may jump they are looked at again each period.
std::size_t NewMux::on_time(Input& input, std::size_t most) {
  const GstClockTime now = running_time();
  if (!GST_CLOCK_TIME_IS_VALID(now)) return 0;
  const auto period = GstClockTime(policy_->period().count());
  const GstClockTime latest = now > period ? now - period : 0;
  const GstClockTime slack = *upstream_latency_ + values.unsigned_integer("max-latency");
  const GstClockTime oldest = latest > slack ? latest - slack : 0;
  while (input.ready_frames(1) > 0 && input.frame(0).running_time < oldest) {
    GST_LOG_OBJECT(element_, "source %u: late frame dropped", input.id);
    input.drop_head();
  }
  const std::size_t ready = input.ready_frames(most);
  std::size_t count = 0;
  while (count < ready && input.frame(count).running_time <= latest) ++count;
  if (count < ready) {
    const auto early = std::chrono::nanoseconds(input.frame(count).running_time - latest);
    poll_ = std::min(poll_, Clock::now() + std::min<std::chrono::nanoseconds>(early, policy_->period()));
  }
  return count;
}

void NewMux::ask_upstream_latency(Lock& lock) {
  lock.unlock();
  gboolean live = FALSE;
  GstClockTime minimum = 0;
  const gst::QueryRef query(gst_query_new_latency());
  if (src_query(query.get())) gst_query_parse_latency(query.get(), &live, &minimum, nullptr);
  lock.lock();
  upstream_latency_ = live ? minimum : 0;
}

void NewMux::send(Lock& lock, const BatchPolicy::Batch& batch) {
  std::size_t surfaces = 0;
  std::vector<Pick> picks;
  for (const BatchPolicy::Part& part : batch.parts) {
    for (const auto& input : sources()) {
      if (input->id != part.id) continue;
      for (std::size_t i = 0; i < part.frames; ++i) {
        // What does not fit into the announced surface stays for the next one.
        const std::size_t after = surfaces + input->frame(0).surfaces;
        if (after > *round_size_ && surfaces > 0) break;
        picks.push_back({input->id, input->frames_out, input->take()});
        input->frames_out += picks.back().frame.surfaces;
        surfaces = after;
      }
    }
  }
  policy_->sent(batch, Clock::now());
  const std::size_t size = std::max(*round_size_, surfaces);
  const auto max_frames = guint(policy_->announced_size(sources().size()));
  const GstClockTime pts = next_pts(picks);
  round_size_.reset();
  push_batch(lock, [&] {
    gst::BufferRef buffer = compose(std::move(picks), size, max_frames);
    GST_BUFFER_PTS(buffer.get()) = pts;
    return buffer;
  });
  counter_ += frame_duration_;
  just_sent_ = true;
}

// ---- type

namespace {

GType new_type() {
  static const GType type = [] {
    const auto class_init = [](gpointer klass, gpointer) {
      static GstStaticPadTemplate sink =
          GST_STATIC_PAD_TEMPLATE("sink_%u", GST_PAD_SINK, GST_PAD_REQUEST, GST_STATIC_CAPS(NDS_MUX_SINK_CAPS));
      static GstStaticPadTemplate src =
          GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(NDS_MUX_SRC_CAPS));
      set_up_class(klass, new_properties(), sink, src, [](GstElement* element, GstPad* pad) -> std::unique_ptr<Mux> {
        return std::make_unique<NewMux>(element, pad);
      });
      // DeepStream has the signal and never emits it either.
      g_signal_new("dropped", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, nullptr, nullptr, nullptr, G_TYPE_NONE, 1,
                   G_TYPE_POINTER);
      gst_element_class_set_static_metadata(GST_ELEMENT_CLASS(klass), "Stream multiplexer 2", "Generic",
                                            "Collects the pictures of several sources into batches", "node-deepstream");
    };
    const GTypeInfo info = {sizeof(MuxElementClass), nullptr, nullptr, class_init, nullptr, nullptr,
                            sizeof(MuxElement),      0,       nullptr, nullptr};
    return g_type_register_static(mux_element_get_type(), "GstNvStreamMux2", &info, GTypeFlags(0));
  }();
  return type;
}

}  // namespace

bool register_new_mux(GstPlugin* plugin) {
  return register_element(plugin, "nvstreammux", GST_RANK_PRIMARY, new_type());
}

}  // namespace runtime::mux
