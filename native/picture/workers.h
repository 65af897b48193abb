// Threads that make images, off the JavaScript thread and off libuv's pool.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "picture/image.h"

namespace picture {

class Workers {
 public:
  using Job = std::function<void(Encoders&)>;

  // Each waiting job keeps a buffer of the pipeline.
  static constexpr std::size_t kMostWaiting = 1024;

  Workers() = default;
  ~Workers() { stop(); }
  Workers(const Workers&) = delete;
  Workers& operator=(const Workers&) = delete;

  // False when too many wait, or after stop(). Threads are started as they are needed.
  bool post(Job job);
  // Forgets what waits, and returns when what runs is done. Idempotent.
  void stop();

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::vector<std::thread> threads_;
  std::size_t idle_ = 0;
  bool stopped_ = false;
};

}  // namespace picture
