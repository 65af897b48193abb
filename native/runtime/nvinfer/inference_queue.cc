#include "runtime/nvinfer/inference_queue.h"

#include <algorithm>

namespace runtime::nvinfer {

InferenceQueue::InferenceQueue(unsigned workers, unsigned buffers, Handlers handlers)
    : handlers_(std::move(handlers)), batch_limit_(2 * workers), buffer_limit_(buffers), workers_(workers) {
  for (Worker& worker : workers_) worker.thread = std::thread([this, &worker] { work(worker); });
  output_thread_ = std::thread([this] { output(); });
}

InferenceQueue::~InferenceQueue() {
  set_flushing(true);
  {
    std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  for (Worker& worker : workers_) worker.thread.join();
  output_thread_.join();
}

GstFlowReturn InferenceQueue::submit(std::unique_ptr<Batch> batch) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return flushing_ || batches_ < batch_limit_; });
  if (flushing_) return GST_FLOW_FLUSHING;
  ++batches_;
  batch->submitted = std::chrono::steady_clock::now();
  auto entry = std::make_shared<Entry>();
  entry->batch = std::move(batch);
  entries_.push_back(entry);
  if (entry->batch->units.empty()) {
    entry->done = true;
  } else {
    if (!spare_inputs_.empty() && entry->batch->input.empty()) {
      entry->batch->input.swap(spare_inputs_.back());
      spare_inputs_.pop_back();
    }
    jobs_.push_back(entry);
  }
  lock.unlock();
  changed_.notify_all();
  return last_flow_;
}

GstFlowReturn InferenceQueue::submit(gst::BufferRef buffer) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return flushing_ || buffers_ < buffer_limit_; });
  if (flushing_) return GST_FLOW_FLUSHING;
  ++buffers_;
  auto entry = std::make_shared<Entry>();
  entry->buffer = std::move(buffer);
  entry->done = true;
  entries_.push_back(std::move(entry));
  lock.unlock();
  changed_.notify_all();
  return last_flow_;
}

bool InferenceQueue::drain() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return flushing_ || (batches_ == 0 && buffers_ == 0); });
  return !flushing_;
}

void InferenceQueue::set_flushing(bool flushing) {
  std::unique_lock lock(mutex_);
  if (!flushing) changed_.wait(lock, [this] { return batches_ == 0 && buffers_ == 0; });
  flushing_ = flushing;
  if (flushing) {
    for (const auto& job : jobs_) job->done = true;  // without an output: nothing is attached
    jobs_.clear();
    for (Worker& worker : workers_)
      if (worker.network) worker.network->set_terminate(worker.options.get(), true);
  } else {
    last_flow_ = GST_FLOW_OK;
  }
  lock.unlock();
  changed_.notify_all();
}

void InferenceQueue::work(Worker& worker) {
  std::vector<std::uint8_t> scratch;
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock, [this] { return stopping_ || !jobs_.empty(); });
    if (stopping_) return;
    const std::shared_ptr<Entry> job = std::move(jobs_.front());
    jobs_.pop_front();
    // Fresh options for each batch: a termination that came too late for its run must not hit the next one.
    worker.network = job->batch->model->network;
    worker.options = worker.network->run_options();
    lock.unlock();
    infer(worker, *job->batch, scratch);
    lock.lock();
    worker.options.reset();
    worker.network.reset();
    job->done = true;
    changed_.notify_all();
  }
}

void InferenceQueue::infer(Worker& worker, Batch& batch, std::vector<std::uint8_t>& scratch) {
  if (batch.tensors.empty() && !preprocess(batch, scratch)) return;
  const Network& network = *worker.network;
  batch.output =
      network.run(batch.tensors, network.padded(unsigned(batch.units.size())), worker.options.get(), batch.failure);
  batch.duration = std::chrono::steady_clock::now() - batch.submitted;
}

void InferenceQueue::output() {
  std::unique_lock lock(mutex_);
  while (true) {
    changed_.wait(lock,
                  [this] { return (stopping_ && entries_.empty()) || (!entries_.empty() && entries_.front()->done); });
    if (entries_.empty()) return;
    const std::shared_ptr<Entry> entry = std::move(entries_.front());
    entries_.pop_front();
    const bool drop = flushing_;
    lock.unlock();
    if (entry->batch) {
      if (!drop) handlers_.attach(*entry->batch);
      std::vector<std::uint8_t> input = std::move(entry->batch->input);
      entry->batch.reset();  // unmaps the pictures before their buffer goes on
      lock.lock();
      // Input tensors are large and of equal size: they go round.
      if (!input.empty() && spare_inputs_.size() < batch_limit_) spare_inputs_.push_back(std::move(input));
      --batches_;
    } else {
      const GstFlowReturn flow = drop ? GST_FLOW_FLUSHING : handlers_.push(std::move(entry->buffer));
      entry->buffer.reset();
      lock.lock();
      if (!flushing_) last_flow_ = flow;
      --buffers_;
    }
    changed_.notify_all();
  }
}

}  // namespace runtime::nvinfer
