// A thread that runs one job at a time: the tracker library's work on one sub-batch.
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>

namespace runtime::nvtracker {

class Worker {
 public:
  Worker();
  ~Worker();
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void start(std::function<void()> job);
  void wait();  // until the job that was started is done

 private:
  void run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::function<void()> job_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace runtime::nvtracker
