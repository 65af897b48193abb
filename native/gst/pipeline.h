// One pipeline: its graph, its state, its bus, its subscriptions. All methods may be called from any thread and none of
// them waits for elements, except the destructor.
#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "gst/annotations.h"
#include "gst/bus_reader.h"
#include "gst/event.h"
#include "gst/fault.h"
#include "gst/frame_counter.h"
#include "gst/interception.h"
#include "gst/ref.h"
#include "gst/state_worker.h"
#include "gst/taps.h"

namespace gst {

class Pipeline {
 public:
  // `wake` is called, from any thread, when there are events to take.
  // `name` is the pipeline's, "" for a generated one.
  static Result<std::unique_ptr<Pipeline>> launch(const std::string& text, const std::string& name,
                                                  std::function<void()> wake);
  // Closes and waits until all is stopped.
  ~Pipeline();
  Pipeline(const Pipeline&) = delete;
  Pipeline& operator=(const Pipeline&) = delete;

  GstBin* bin() const { return GST_BIN(element_.get()); }
  std::string name() const;

  void set_state(GstState target, Done done) { worker_.request(target, std::move(done)); }
  GstState state() const;
  void send_end_of_stream();
  // To NULL; later calls of set_state fail. Idempotent; `done` of a second call is called at once.
  void close(Done done);

  // In order. While nobody takes them, messages, warnings and infos beyond kMaxEvents are dropped and counted.
  std::vector<Event> take_events();
  std::uint64_t dropped_events() const;
  static constexpr std::size_t kMaxEvents = 1024;

  Result<std::shared_ptr<Subscription>> subscribe(const std::string& at, std::size_t capacity, Policy policy,
                                                  std::function<void()> ready, meta::Request request = {});
  void unsubscribe(const std::shared_ptr<Subscription>& subscription) { taps_.remove(subscription); }

  // ERR_RUNTIME while no element has loaded the metadata library.
  Result<std::shared_ptr<Interception>> intercept(const std::string& at, std::chrono::microseconds timeout,
                                                  std::function<void()> ready, meta::Request request = {});
  void end_interception(const std::shared_ptr<Interception>& interception);
  // Drawings (of frame row 0) for the next `frames` frames of the choice, at whichever of the places they pass first.
  Result<std::shared_ptr<Annotation>> annotate(const std::vector<std::string>& places, FrameChoice choice,
                                               std::span<const std::byte> drawings, std::int64_t frames);

  // Frames that left the nvstreammux elements since the pipeline last left NULL.
  std::uint64_t frame_count() const { return frames_.count(); }
  // Nanoseconds.
  std::optional<std::int64_t> position() const;
  std::optional<std::int64_t> duration() const;
  std::string dot() const;

 private:
  Pipeline(ElementRef element, std::function<void()> wake);

  void on_message(GstMessage* message);
  void emit(Event event);
  void set_stopped(bool stopped);

  const ElementRef element_;
  const std::function<void()> wake_;
  Taps taps_;
  FrameCounter frames_;
  std::map<GstPad*, std::shared_ptr<Annotations>> annotations_;
  MessageReader reader_;
  mutable std::mutex mutex_;
  std::deque<Event> events_;
  std::uint64_t dropped_events_ = 0;
  bool failed_ = false;  // an error is queued; those after it are its consequences
  BusReader bus_;
  StateWorker worker_;
};

}  // namespace gst
