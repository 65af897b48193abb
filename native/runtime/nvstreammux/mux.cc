#include "runtime/nvstreammux/mux.h"

#include <algorithm>
#include <set>

#include "nvds/events.h"
#include "nvds/latency.h"
#include "nvds/queries.h"
#include "runtime/element/fault.h"

namespace runtime::mux {
namespace {

constexpr char kInputKey[] = "nds-mux-input";

void delete_reference(gpointer reference) {
  const std::unique_ptr<std::shared_ptr<Input>> owned(static_cast<std::shared_ptr<Input>*>(reference));
}

// How often a source that waits for room is asked whether somebody is stopping it.
constexpr auto kLookUpstream = std::chrono::milliseconds(20);

// Stopping a source waits for its streaming thread, and that may be waiting here: nobody tells us but the pad's flag.
bool upstream_stops(GstPad* pad) {
  gst::PadRef peer(gst_pad_get_peer(pad));
  while (peer && GST_IS_GHOST_PAD(peer.get())) {
    if (GST_PAD_IS_FLUSHING(peer.get())) return true;
    peer.reset(gst_ghost_pad_get_target(GST_GHOST_PAD(peer.get())));
  }
  return !peer || GST_PAD_IS_FLUSHING(peer.get());
}

// "sink_7" → 7
bool number_of(const gchar* name, guint& number) {
  if (!name || !g_str_has_prefix(name, "sink_")) return false;
  guint64 value = 0;
  if (!g_ascii_string_to_unsigned(name + 5, 10, 0, G_MAXUINT, &value, nullptr)) return false;
  number = guint(value);
  return true;
}

}  // namespace

Input& input_of(GstPad* pad) {
  return **static_cast<std::shared_ptr<Input>*>(g_object_get_data(G_OBJECT(pad), kInputKey));
}

Mux::Mux(GstElement* element, GstPad* src, std::span<const Property> table)
    : values(table), element_(element), src_(src) {}

// ---- pads

std::shared_ptr<Input> Mux::find(guint id) const {
  for (const auto& input : inputs_)
    if (input->id == id && !input->released) return input;
  return nullptr;
}

GstPad* Mux::request_pad(GstPadTemplate* templ, const gchar* name) {
  guint id = 0;
  std::string pad_name;
  std::shared_ptr<Input> input;
  {
    const std::lock_guard lock(mutex_);
    if (!name || g_str_equal(name, GST_PAD_TEMPLATE_NAME_TEMPLATE(templ))) {
      while (find(id)) ++id;
    } else if (!number_of(name, id)) {
      GST_ERROR_OBJECT(element_, "pad name '%s' is not of the form sink_<number>", name);
      return nullptr;
    }
    pad_name = "sink_" + std::to_string(id);
    if (!find(id)) {
      input = std::make_shared<Input>(id);
      inputs_.push_back(input);
      if (!stopping_) input_added(*input);
    }
  }
  if (!input) {
    const gst::PadRef existing(gst_element_get_static_pad(element_, pad_name.c_str()));
    return existing ? existing_pad(existing.get()) : nullptr;
  }
  changed_.notify_all();

  GstPad* pad = gst_pad_new_from_template(templ, pad_name.c_str());
  g_object_set_data_full(G_OBJECT(pad), kInputKey, new std::shared_ptr<Input>(input), delete_reference);
  prepare_pad(pad);
  gst_element_add_pad(element_, pad);
  return pad;
}

// What is queued behind the pad still leaves, PAD_DELETED after it; nobody waits for that.
void Mux::release_pad(GstPad* pad) {
  const gst::PadRef keep(gst::share(pad));
  Input& input = input_of(pad);
  {
    const std::lock_guard lock(mutex_);
    if (input.released) return;
    input.released = input.flushing = true;
    input.room.notify_all();
    std::vector<gst::EventRef> events;
    if (input.announced) events.emplace_back(nvds::gst_nvevent_new_pad_deleted(input.id));
    input.add(Entry::Kind::removed, std::move(events));
    if (stopping_) std::erase_if(inputs_, [&](const auto& other) { return other.get() == &input; });
  }
  changed_.notify_all();
  gst_pad_set_active(pad, FALSE);
  gst_element_remove_pad(element_, pad);
}

void Mux::activate_sink(Input& input, bool active) {
  const std::lock_guard lock(mutex_);
  input.flushing = !active;
  input.room.notify_all();
}

// ---- the task

bool Mux::activate_src(bool active) {
  if (active) {
    const std::lock_guard lock(mutex_);
    begin_run();
    return gst_pad_start_task(src_, task, this, nullptr);
  }
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
    for (const auto& input : inputs_) input->room.notify_all();
  }
  changed_.notify_all();
  const bool stopped = gst_pad_stop_task(src_);
  const std::lock_guard lock(mutex_);
  for (const auto& input : inputs_) input->clear();
  std::erase_if(inputs_, [](const auto& input) { return input->released; });
  return stopped;
}

void Mux::begin_run() {
  stopping_ = false;
  flow_ = GST_FLOW_OK;
  for (const auto& input : inputs_) {
    input->clear();
    input->end_received = input->ended = input->announced = false;
    input->idle = true;
    input->frames_out = 0;
  }
  reset();
  for (const auto& input : inputs_) input_added(*input);
}

void Mux::task(gpointer mux) {
  Mux& self = *static_cast<Mux*>(mux);
  Lock lock(self.mutex_);
  if (self.stopping_) {
    lock.unlock();
    gst_pad_pause_task(self.src_);
  } else if (self.seeking_) {
    self.changed_.wait(lock);
  } else {
    self.step(lock);
  }
}

std::vector<std::shared_ptr<Input>> Mux::sources() const {
  std::vector<std::shared_ptr<Input>> result;
  std::set<guint> seen;  // a pad requested again waits until its predecessor is empty
  for (const auto& input : inputs_)
    if (seen.insert(input->id).second) result.push_back(input);
  return result;
}

bool Mux::all_ended() const {
  return std::all_of(inputs_.begin(), inputs_.end(), [](const auto& input) { return input->done(); });
}

// What it means that the head entry of an input leaves.
void Mux::leave(Input& input, Entry::Kind kind) {
  switch (kind) {
    case Entry::Kind::started: input.ended = false; break;
    case Entry::Kind::end_of_stream:
      input.ended = true;
      input.idle = input.idle || input.frames() == 0;
      if (values.boolean("frame-num-reset-on-eos")) input.frames_out = 0;
      break;
    case Entry::Kind::removed: std::erase_if(inputs_, [&](const auto& other) { return other.get() == &input; }); break;
    default: break;
  }
}

// True if anything left, be it without an event.
bool Mux::take_head_events(std::vector<gst::EventRef>& events) {
  bool left = false;
  for (const auto& input : sources()) {
    while (Entry* entry = input->head_events()) {
      const Entry::Kind kind = entry->kind;
      std::move(entry->events.begin(), entry->events.end(), std::back_inserter(events));
      input->drop_head();
      left = true;
      leave(*input, kind);
      if (kind == Entry::Kind::removed) break;
    }
  }
  return left;
}

bool Mux::send_head_events(Lock& lock) {
  std::vector<gst::EventRef> events;
  if (!take_head_events(events)) return false;
  for (gst::EventRef& event : events) push_queued(lock, std::move(event));
  return true;
}

// Pushes without the lock. A seek waits for the end of it, so that nothing of before the flush comes out behind it.
template <class Push>
auto Mux::push_unlocked(Lock& lock, Push&& push) {
  pusher_ = std::this_thread::get_id();
  lock.unlock();
  const auto answer = push();
  lock.lock();
  pusher_ = {};
  if (seeking_) changed_.notify_all();
  return answer;
}

// An event on the way when a flush came is lost: it goes again behind the flush, except EOS, which the flush takes
// back.
void Mux::push_event(Lock& lock, gst::EventRef event) {
  const bool end = GST_EVENT_TYPE(event.get()) == GST_EVENT_EOS;
  bool lost = false;
  do {
    if (end && seeking_) return;
    changed_.wait(lock, [&] { return !seeking_ || stopping_; });
    const bool taken =
        push_unlocked(lock, [&] { return gst_pad_push_event(src_, gst_event_ref(event.get())) != FALSE; });
    lost = !taken && seeking_ && !stopping_ && !end;
  } while (lost);
}

void Mux::push_batch(Lock& lock, const std::function<gst::BufferRef()>& make) {
  if (seeking_) return;
  const GstFlowReturn flow = push_unlocked(lock, [&] {
    gst::BufferRef batch = make();
    return batch ? gst_pad_push(src_, batch.release()) : GST_FLOW_OK;
  });
  if (flow != GST_FLOW_OK) GST_INFO_OBJECT(element_, "downstream answered %s", gst_flow_get_name(flow));
  if (!seeking_) flow_ = flow;  // "flushing" of a seek must not stop the sources that have done it already
}

// ---- frames

GstFlowReturn Mux::chain(GstPad* pad, Input& input, GstBuffer* incoming) {
  gst::BufferRef buffer(incoming);
  if (!input.format) return GST_FLOW_NOT_NEGOTIATED;
  Frame frame;
  frame.format = input.format;
  const GstClockTime pts = GST_BUFFER_PTS(buffer.get());
  if (input.segment.format == GST_FORMAT_TIME)
    frame.running_time = gst_segment_to_running_time(&input.segment, GST_FORMAT_TIME, pts);
  frame.ntp_timestamp = ntp_timestamp(pad, input, pts);
  frame.arrival_ms = double(g_get_real_time()) / 1000;
  frame.buffer = std::move(buffer);
  if (!accept_frame(input, frame)) return GST_FLOW_ERROR;

  Lock lock(mutex_);
  const auto may_go_on = [&] {
    return stopping_ || input.flushing || flow_ != GST_FLOW_OK || input.frames() <= queue_limit();
  };
  while (!input.room.wait_for(lock, kLookUpstream, may_go_on))
    if (upstream_stops(pad)) return GST_FLOW_FLUSHING;
  if (stopping_ || input.flushing) return GST_FLOW_FLUSHING;
  if (flow_ != GST_FLOW_OK) return flow_;
  if (input.end_received) return GST_FLOW_EOS;
  frame_arriving(input);
  input.idle = false;
  input.add(std::move(frame));
  lock.unlock();
  changed_.notify_all();
  return GST_FLOW_OK;
}

GstClockTime Mux::ntp_timestamp(GstPad* pad, Input& input, GstClockTime pts) {
  if (!input.ntp) {
    const guint64 duration_ms = values.unsigned_integer("frame-duration");
    input.ntp = std::make_unique<NtpClock>(
        values.boolean("attach-sys-ts"), duration_ms == G_MAXUINT64 ? GST_CLOCK_TIME_NONE : duration_ms * GST_MSECOND);
  }
  if (input.ntp->wants_report()) {
    const gst::QueryRef query(nvds::gst_nvquery_ntp_sync_new());
    nvds::NvNtpData data{};
    if (gst_pad_peer_query(pad, query.get()) && nvds::gst_nvquery_ntp_sync_parse(query.get(), &data) &&
        data.ntp_time_epoch_ns > 0)
      input.ntp->report(data.ntp_time_epoch_ns, data.frame_timestamp, data.avg_frame_time);
  }
  return input.ntp->timestamp(pts);
}

GstClockTime Mux::running_time() const {
  const gst::ObjectRef<GstClock> clock(gst_element_get_clock(element_));
  if (!clock) return GST_CLOCK_TIME_NONE;
  const GstClockTime now = gst_clock_get_time(clock.get());
  const GstClockTime base = gst_element_get_base_time(element_);
  return GST_CLOCK_TIME_IS_VALID(base) && now >= base ? now - base : GST_CLOCK_TIME_NONE;
}

void Mux::post_unsupported(const char* property, const std::string& value, const std::string& remedy) {
  Fault fault;
  fault.code = "ERR_PROPERTY";
  fault.key = property;
  fault.value = value;
  fault.message = std::string("The CPU runtime's nvstreammux does not support ") + property + "=" + value + ".";
  fault.remedy = remedy;
  post_error(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
}

}  // namespace runtime::mux
