#include "gst/state_worker.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "gst/event.h"
#include "gst/iterate.h"
#include "gst/property.h"

namespace gst {
namespace {

// A pipeline's threads and models leave holes in the allocator's many arenas: a process that plays one pipeline after
// the other would grow with each.
void give_back_memory() {
#ifdef __GLIBC__
  malloc_trim(0);
#endif
}

Fault closed_fault() {
  return {.code = "ERR_CLOSED", .message = "The pipeline is closed.", .remedy = "Launch a new pipeline."};
}

// The innermost element that refused, for elements that post no error.
std::string refusing_element(GstElement* pipeline) {
  std::string path;
  for (const ElementRef& element : collect<GstElement>(gst_bin_iterate_recurse(GST_BIN(pipeline))))
    if (GST_STATE_RETURN(element.get()) == GST_STATE_CHANGE_FAILURE && !GST_IS_BIN(element.get()))
      path = path_of(GST_OBJECT(element.get()));
  return path;
}

}  // namespace

StateWorker::StateWorker(GstElement* pipeline, BusReader& bus, std::function<void(bool)> set_stopped)
    : pipeline_(pipeline), bus_(bus), set_stopped_(std::move(set_stopped)), thread_([this] { run(); }) {}

void StateWorker::stop() {
  close([](const Outcome&) {});
  if (thread_.joinable()) thread_.join();
}

void StateWorker::request(GstState target, Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_) {
      tasks_.push_back([this, target, done = std::move(done)]() mutable { change(target, std::move(done)); });
      wake_.notify_one();
      return;
    }
  }
  done(closed_fault());
}

void StateWorker::post(std::function<void()> task) {
  const std::lock_guard lock(mutex_);
  if (closing_) return;
  tasks_.push_back(std::move(task));
  wake_.notify_one();
}

void StateWorker::close(Done done) {
  {
    const std::lock_guard lock(mutex_);
    if (!closing_) {
      closing_ = true;
      // A streaming thread that waits for room would keep an earlier task from ending.
      set_stopped_(true);
      tasks_.push_back([this, done = std::move(done)] {
        shut_down();
        done({});
      });
      wake_.notify_one();
      return;
    }
  }
  done({});
}

void StateWorker::note_progress() {
  const std::lock_guard lock(mutex_);
  progress_ = true;
  wake_.notify_one();
}

void StateWorker::note_error(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = fault;
  progress_ = true;
  wake_.notify_one();
}

void StateWorker::run() {
  std::unique_lock lock(mutex_);
  while (!closed_) {
    wake_.wait(lock, [this] { return progress_ || !tasks_.empty(); });
    std::function<void()> task = [this] { settle(); };
    if (tasks_.empty()) {
      progress_ = false;
    } else {
      task = std::move(tasks_.front());
      tasks_.pop_front();
    }
    lock.unlock();
    task();
    task = nullptr;
    lock.lock();
  }
}

void StateWorker::change(GstState target, Done done) {
  if (pending_ && pending_->target == target) {
    pending_->waiting.push_back(std::move(done));
    return settle();
  }
  finish(Fault{.code = "ERR_STATE",
               .message = std::string("The change was interrupted by a change to ") + state_name(target) + ".",
               .element = path_of(GST_OBJECT(pipeline_)),
               .remedy = "Wait for one change of state before asking for the next."});
  bus_.barrier();  // errors of the past are not this change's
  {
    const std::lock_guard lock(mutex_);
    error_.reset();
    // A close() that came meanwhile has stopped the queues for good.
    if (!closing_) set_stopped_(target <= GST_STATE_READY);
  }
  pending_ = Pending{target, {}};
  pending_->waiting.push_back(std::move(done));
  if (gst_element_set_state(pipeline_, target) == GST_STATE_CHANGE_FAILURE) return finish(failure(target));
  settle();
}

void StateWorker::shut_down() {
  finish(closed_fault());
  gst_element_set_state(pipeline_, GST_STATE_NULL);
  give_back_memory();
  closed_ = true;
}

void StateWorker::settle() {
  if (!pending_) return;
  if (Outcome error = first_error()) return finish(error);
  GstState current = GST_STATE_NULL;
  switch (gst_element_get_state(pipeline_, &current, nullptr, 0)) {
    case GST_STATE_CHANGE_FAILURE: return finish(failure(pending_->target));
    case GST_STATE_CHANGE_ASYNC: return;
    case GST_STATE_CHANGE_SUCCESS:
    case GST_STATE_CHANGE_NO_PREROLL:
      if (current == pending_->target) finish({});
      return;
  }
}

void StateWorker::finish(const Outcome& outcome) {
  if (!pending_) return;
  const Pending finished = std::move(*pending_);
  pending_.reset();
  for (const Done& done : finished.waiting) done(outcome);
}

Fault StateWorker::failure(GstState target) {
  bus_.barrier();
  if (Outcome error = first_error()) return *error;
  return {.code = "ERR_STATE",
          .message = std::string("The pipeline cannot be brought to ") + state_name(target) + ".",
          .element = refusing_element(pipeline_),
          .remedy = "Run with GST_DEBUG=3 to see which element refuses and why."};
}

Outcome StateWorker::first_error() {
  const std::lock_guard lock(mutex_);
  return error_;
}

}  // namespace gst
