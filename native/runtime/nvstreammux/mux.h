// What both stream muxers share: sink pads that come and go, the queues behind them, and the one task that pushes
// everything downstream. Streaming threads only fill queues and never wait for downstream itself, so a pad can be
// released at any time from any thread without waiting for anybody.
#pragma once

#include <chrono>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/element/properties.h"
#include "runtime/nvstreammux/input.h"

namespace runtime::mux {

using Clock = std::chrono::steady_clock;
using Lock = std::unique_lock<std::mutex>;

class Mux {
 public:
  Mux(GstElement* element, GstPad* src, std::span<const Property> table);
  virtual ~Mux() = default;
  Mux(const Mux&) = delete;
  Mux& operator=(const Mux&) = delete;

  PropertyValues values;

  // ---- pads; `name` may be null: the lowest free number
  GstPad* request_pad(GstPadTemplate* templ, const gchar* name);
  void release_pad(GstPad* pad);
  void activate_sink(Input& input, bool active);
  bool activate_src(bool active);

  // ---- data flow
  GstFlowReturn chain(GstPad* pad, Input& input, GstBuffer* buffer);
  gboolean sink_event(GstPad* pad, Input& input, GstEvent* event);
  gboolean src_event(GstEvent* event);
  virtual gboolean sink_query(GstPad* pad, Input& input, GstQuery* query);
  virtual gboolean src_query(GstQuery* query);

  // ---- element
  // NULL→READY: false after an error message when the properties cannot work.
  virtual bool check_properties() = 0;
  virtual void property_changed(const std::string& name) = 0;

 protected:
  // One step of the task: sends something, or waits on `changed_` for at most one event. Called with the lock held;
  // may drop it while it pushes.
  virtual void step(Lock& lock) = 0;
  virtual void reset() = 0;            // a new run begins (READY→PAUSED)
  virtual void restart_segment() = 0;  // everything was flushed
  // Looks at the frame's buffer, or replaces it. False: an error was posted. Streaming thread, without the lock.
  virtual bool accept_frame(Input& input, Frame& frame) = 0;
  // False: an error was posted. Streaming thread, without the lock.
  virtual bool accept_caps(GstPad* pad, Input& input, GstCaps* caps) = 0;
  virtual void input_added(Input&) {}                       // under the lock, while running
  virtual void stream_started(Input&, GstEvent*) {}         // under the lock
  virtual void segment_arrived(Input&, const GstSegment&);  // under the lock
  virtual void frame_arriving(Input&) {}                    // under the lock, before it is queued
  virtual GstPad* existing_pad(GstPad* pad) = 0;            // answer to a second request of the same pad
  virtual std::size_t queue_limit() const = 0;              // frames; under the lock
  virtual GstClockTime own_latency() const = 0;

  // Sends what stands at the heads of the queues; true if there was anything.
  bool send_head_events(Lock& lock);
  // An event from a queue; drops the lock while it pushes.
  virtual void push_queued(Lock& lock, gst::EventRef event) { push_event(lock, std::move(event)); }
  void push_event(Lock& lock, gst::EventRef event);
  // Makes a batch and pushes it, both without the lock.
  void push_batch(Lock& lock, const std::function<gst::BufferRef()>& make);
  void post_unsupported(const char* property, const std::string& value, const std::string& remedy);

  bool all_ended() const;  // every pad's EOS has gone out
  // Inputs whose frames may leave now, in order of request.
  std::vector<std::shared_ptr<Input>> sources() const;
  GstClockTime running_time() const;

  GstElement* const element_;
  GstPad* const src_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<std::shared_ptr<Input>> inputs_;  // in order of request; released ones stay until they are empty
  bool stopping_ = true;

 private:
  static void task(gpointer mux);
  void begin_run();
  std::shared_ptr<Input> find(guint id) const;
  bool take_head_events(std::vector<gst::EventRef>& events);
  void leave(Input& input, Entry::Kind kind);
  GstClockTime ntp_timestamp(GstPad* pad, Input& input, GstClockTime pts);
  std::shared_ptr<InputFormat> describe(GstPad* pad, Input& input, GstCaps* caps);
  gboolean queue_event(Input& input, Entry::Kind kind, std::vector<gst::EventRef> events);
  gboolean end_of_stream(Input& input);
  void flush(Input& input, bool begins);
  gboolean seek(GstEvent* event);
  bool latency(GstQuery* query);
  template <class Push>
  auto push_unlocked(Lock& lock, Push&& push);

  GstFlowReturn flow_ = GST_FLOW_OK;
  bool seeking_ = false;    // a flushing seek is on its way upstream: nothing leaves
  std::thread::id pusher_;  // who is pushing downstream now
};

// The muxer's input behind a sink pad.
Input& input_of(GstPad* pad);
// Gives a new sink pad the functions of muxers.
void prepare_pad(GstPad* pad);

bool register_legacy_mux(GstPlugin* plugin);
bool register_new_mux(GstPlugin* plugin);

}  // namespace runtime::mux
