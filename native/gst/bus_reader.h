// Reads a pipeline's bus on a thread of its own.
#pragma once

#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <thread>

#include "gst/ref.h"

namespace gst {

class BusReader {
 public:
  // `handle` runs on the reader's thread, for each message in order, from start() on.
  BusReader(GstElement* pipeline, std::function<void(GstMessage*)> handle);
  ~BusReader() { stop(); }
  BusReader(const BusReader&) = delete;
  BusReader& operator=(const BusReader&) = delete;

  void start();
  // Returns when all messages posted before the call are handled. Not from the reader's thread.
  void barrier();
  // Handles what is there, then ends the thread. Idempotent.
  void stop();

 private:
  void run();
  bool is_own(GstMessage* message) const;
  std::uint64_t post_marker();

  const BusRef bus_;
  const std::function<void(GstMessage*)> handle_;
  const GQuark marker_;

  std::mutex mutex_;
  std::condition_variable passed_;
  std::uint64_t markers_posted_ = 0;
  std::uint64_t markers_passed_ = 0;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace gst
