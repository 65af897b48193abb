// Changes a pipeline's state on a thread of its own, so that neither JavaScript nor libuv's pool waits for elements
// that load models or connect to cameras.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "gst/bus_reader.h"
#include "gst/fault.h"
#include "gst/ref.h"

namespace gst {

using Done = std::function<void(Outcome)>;

class StateWorker {
 public:
  // `set_stopped(true)` is called before the pipeline goes to READY or NULL, `set_stopped(false)` before it goes up.
  StateWorker(GstElement* pipeline, BusReader& bus, std::function<void(bool)> set_stopped);
  ~StateWorker() { stop(); }
  StateWorker(const StateWorker&) = delete;
  StateWorker& operator=(const StateWorker&) = delete;

  // `done` is called on the worker's thread when the change is complete, with the first error of the bus that stopped
  // it, or ERR_STATE when another state was asked for meanwhile, or ERR_CLOSED.
  void request(GstState target, Done done);
  // Runs on the worker's thread, after what was asked for before.
  void post(std::function<void()> task);
  // To NULL, then no more; `done` is called last.
  void close(Done done);

  // Closes and waits for the end of the thread. Idempotent.
  void stop();

  // From the bus: something may have been completed; something failed.
  void note_progress();
  void note_error(const Fault& fault);

 private:
  struct Pending {
    GstState target;
    std::vector<Done> waiting;
  };

  void run();
  void change(GstState target, Done done);
  void shut_down();
  void settle();
  void finish(const Outcome& outcome);
  Fault failure(GstState target);
  Outcome first_error();

  GstElement* const pipeline_;
  BusReader& bus_;
  const std::function<void(bool)> set_stopped_;

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> tasks_;
  bool progress_ = false;
  bool closing_ = false;
  Outcome error_;

  // Worker's thread only.
  std::optional<Pending> pending_;
  bool closed_ = false;
  std::thread thread_;
};

}  // namespace gst
