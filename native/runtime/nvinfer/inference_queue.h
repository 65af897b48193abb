// Batches and buffers between the streaming thread, the inference workers and the output thread. Batches are inferred
// side by side; everything leaves in the order it came.
#pragma once

#include <atomic>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "gst/ref.h"
#include "runtime/nvinfer/batch.h"

namespace runtime::nvinfer {

class InferenceQueue {
 public:
  struct Handlers {
    std::function<void(Batch&)> attach;                 // output thread, batches in order
    std::function<GstFlowReturn(gst::BufferRef)> push;  // output thread, buffers in order
  };

  // `workers` batches are inferred at once. At most twice that many batches are held, and at most `buffers` buffers.
  InferenceQueue(unsigned workers, unsigned buffers, Handlers handlers);
  ~InferenceQueue();
  InferenceQueue(const InferenceQueue&) = delete;
  InferenceQueue& operator=(const InferenceQueue&) = delete;

  // Both wait for room; they return what the last push said, FLUSHING (and drop what was given) while flushing.
  GstFlowReturn submit(std::unique_ptr<Batch> batch);
  GstFlowReturn submit(gst::BufferRef buffer);
  // Waits until everything submitted is out. False when flushing cut it short.
  bool drain();
  // Begins: drops what waits, breaks off what is being inferred, refuses more. Ends: once all of it is gone, takes up
  // work again.
  void set_flushing(bool flushing);
  GstFlowReturn last_flow() const { return last_flow_; }

 private:
  struct Entry {
    std::unique_ptr<Batch> batch;
    gst::BufferRef buffer;
    bool done = false;
  };
  struct Worker {
    std::thread thread;
    std::shared_ptr<const Network> network;  // while it runs a batch
    ort::RunOptionsRef options;
  };

  void work(Worker& worker);
  void infer(Worker& worker, Batch& batch, std::vector<std::uint8_t>& scratch);
  void output();

  const Handlers handlers_;
  const unsigned batch_limit_;
  const unsigned buffer_limit_;

  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::shared_ptr<Entry>> entries_;  // in order; the front is what leaves next
  std::deque<std::shared_ptr<Entry>> jobs_;     // batches no worker has taken yet
  std::vector<std::vector<std::uint8_t>> spare_inputs_;
  unsigned batches_ = 0;
  unsigned buffers_ = 0;
  bool flushing_ = false;
  bool stopping_ = false;
  std::atomic<GstFlowReturn> last_flow_{GST_FLOW_OK};
  std::vector<Worker> workers_;
  std::thread output_thread_;
};

}  // namespace runtime::nvinfer
