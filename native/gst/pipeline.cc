#include "gst/pipeline.h"

#include "gst/launch.h"
#include "gst/locate.h"

namespace gst {

Result<std::unique_ptr<Pipeline>> Pipeline::launch(const std::string& text, const std::string& name,
                                                   std::function<void()> wake) {
  Result<ElementRef> element = gst::launch(text);
  if (!element) return std::move(element.fault());
  if (!name.empty()) gst_object_set_name(GST_OBJECT(element->get()), name.c_str());
  return std::unique_ptr<Pipeline>(new Pipeline(std::move(*element), std::move(wake)));
}

Pipeline::Pipeline(ElementRef element, std::function<void()> wake)
    : element_(std::move(element)),
      wake_(std::move(wake)),
      frames_(bin()),
      reader_(bin()),
      // The error that brought the pipeline down must not be lost when it goes to NULL.
      bus_((g_object_set(element_.get(), "auto-flush-bus", FALSE, nullptr), element_.get()),
           [this](GstMessage* message) { on_message(message); }),
      worker_(element_.get(), bus_, [this](bool stopped) { set_stopped(stopped); }) {
  bus_.start();
}

// The worker brings the graph to NULL; the bus may speak to the worker until then.
Pipeline::~Pipeline() {
  worker_.stop();
  bus_.stop();
}

std::string Pipeline::name() const { return to_string(gst_object_get_name(GST_OBJECT(element_.get()))); }

GstState Pipeline::state() const { return GST_STATE(element_.get()); }

void Pipeline::send_end_of_stream() {
  worker_.post([this] { gst_element_send_event(element_.get(), gst_event_new_eos()); });
}

void Pipeline::close(Done done) {
  worker_.close([this, done = std::move(done)](const Outcome& outcome) {
    taps_.remove_all();
    bus_.barrier();
    done(outcome);
  });
}

std::vector<Event> Pipeline::take_events() {
  const std::lock_guard lock(mutex_);
  std::vector<Event> events(std::make_move_iterator(events_.begin()), std::make_move_iterator(events_.end()));
  events_.clear();
  failed_ = false;
  return events;
}

std::uint64_t Pipeline::dropped_events() const {
  const std::lock_guard lock(mutex_);
  return dropped_events_;
}

Result<std::shared_ptr<Subscription>> Pipeline::subscribe(const std::string& at, std::size_t capacity, Policy policy,
                                                          std::function<void()> ready, meta::Request request) {
  Result<PadRef> pad = find_pad(bin(), at);
  if (!pad) return std::move(pad.fault());
  auto subscription = std::make_shared<Subscription>(capacity, policy, std::move(ready), std::move(request));
  taps_.add(pad->get(), subscription);
  return subscription;
}

std::optional<std::int64_t> Pipeline::position() const {
  gint64 position = 0;
  if (!gst_element_query_position(element_.get(), GST_FORMAT_TIME, &position)) return {};
  return position;
}

std::optional<std::int64_t> Pipeline::duration() const {
  gint64 duration = 0;
  if (!gst_element_query_duration(element_.get(), GST_FORMAT_TIME, &duration) || duration < 0) return {};
  return duration;
}

std::string Pipeline::dot() const { return to_string(gst_debug_bin_to_dot_data(bin(), GST_DEBUG_GRAPH_SHOW_ALL)); }

void Pipeline::on_message(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ASYNC_DONE: worker_.note_progress(); break;
    case GST_MESSAGE_LATENCY: worker_.post([this] { gst_bin_recalculate_latency(bin()); }); break;
    case GST_MESSAGE_CLOCK_LOST:
      // The documented answer: a new clock is chosen on the way from PAUSED to PLAYING.
      worker_.post([this] {
        if (state() != GST_STATE_PLAYING) return;
        gst_element_set_state(element_.get(), GST_STATE_PAUSED);
        gst_element_set_state(element_.get(), GST_STATE_PLAYING);
      });
      break;
    case GST_MESSAGE_REQUEST_STATE: {
      GstState wanted = GST_STATE_NULL;
      gst_message_parse_request_state(message, &wanted);
      worker_.post([this, wanted] { gst_element_set_state(element_.get(), wanted); });
      break;
    }
    default: break;
  }
  std::optional<Event> event = reader_.read(message);
  if (!event) return;
  if (event->kind == Event::Kind::error) worker_.note_error(event->fault);
  const bool state = event->kind == Event::Kind::state;
  emit(std::move(*event));
  if (state) worker_.note_progress();
}

void Pipeline::set_stopped(bool stopped) {
  if (!stopped && state() <= GST_STATE_READY) frames_.reset();
  taps_.set_stopped(stopped);
}

void Pipeline::emit(Event event) {
  {
    const std::lock_guard lock(mutex_);
    const bool essential = event.kind == Event::Kind::state || event.kind == Event::Kind::end ||
                           (event.kind == Event::Kind::error && !failed_);
    if (event.kind == Event::Kind::error) failed_ = true;
    if (!essential && events_.size() >= kMaxEvents) {
      ++dropped_events_;
      return;
    }
    events_.push_back(std::move(event));
  }
  wake_();
}

}  // namespace gst
