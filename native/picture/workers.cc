#include "picture/workers.h"

#include <algorithm>

namespace picture {
namespace {

// Half of the cores: the pipeline needs the others.
std::size_t most_threads() { return std::clamp<std::size_t>(std::thread::hardware_concurrency() / 2, 1, 4); }

}  // namespace

bool Workers::post(Job job) {
  const std::lock_guard lock(mutex_);
  if (stopped_ || jobs_.size() >= kMostWaiting) return false;
  jobs_.push_back(std::move(job));
  if (idle_ < jobs_.size() && threads_.size() < most_threads()) threads_.emplace_back([this] { run(); });
  wake_.notify_one();
  return true;
}

void Workers::stop() {
  std::deque<Job> forgotten;
  std::vector<std::thread> threads;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    forgotten.swap(jobs_);
    threads.swap(threads_);
  }
  wake_.notify_all();
  for (std::thread& thread : threads) thread.join();
}

void Workers::run() {
  Encoders encoders;
  std::unique_lock lock(mutex_);
  for (;;) {
    ++idle_;
    wake_.wait(lock, [this] { return stopped_ || !jobs_.empty(); });
    --idle_;
    if (stopped_) return;
    {
      const Job job = std::move(jobs_.front());
      jobs_.pop_front();
      lock.unlock();
      job(encoders);
    }
    lock.lock();
  }
}

}  // namespace picture
