// The nvinfer element's work: configuration, model, which units to infer, what goes out. The GObject around it:
// nvinfer.cc.
#pragma once

#include <gst/base/gstbasetransform.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <optional>

#include "runtime/element/properties.h"
#include "runtime/nvinfer/inference_queue.h"
#include "runtime/nvinfer/model_update.h"
#include "runtime/nvinfer/raw_output.h"
#include "runtime/nvinfer/select.h"

namespace runtime::nvinfer {

class Inference {
 public:
  // `updated` emits the signal model-updated.
  using Updated = void (*)(GstBaseTransform* element, int status, const char* path);
  Inference(GstBaseTransform* element, Updated updated);

  void set_property(guint id, const GValue* value);
  void get_property(guint id, GValue* value) const { values_.get(id, value); }

  // READY to PAUSED: reads the file and loads the model; problems go to the bus.
  bool start();
  void stop();
  // PAUSED to READY, before the pads close.
  void interrupt();

  GstFlowReturn take(gst::BufferRef buffer);
  GstFlowReturn last_flow() const;
  // Before the event goes on downstream.
  void on_event(GstEvent* event);
  void before_serialized_query() { drain(); }
  void add_latency(GstQuery* query);

 private:
  void show_config();
  void drain();
  void note_event(GstEvent* event);
  void swap_model();
  std::shared_ptr<InferenceQueue> make_queue(const OnnxRuntimeOptions& options);
  std::optional<Batches> select(const std::shared_ptr<const Model>& model, GstBuffer* buffer);
  GstFlowReturn push_detached(InferenceQueue& queue, Batches batches, gst::BufferRef buffer);

  // Output thread.
  void attach(Batch& batch);
  void attach_unit(const Batch& batch, std::size_t index);
  void note_duration(std::chrono::steady_clock::duration duration);
  GstFlowReturn push(gst::BufferRef buffer);
  void dump(const Batch& batch);

  template <class Part>
  std::shared_ptr<Part> share(const std::shared_ptr<Part>& part) const {
    std::lock_guard lock(mutex_);
    return part;
  }
  GstElement* element() const { return GST_ELEMENT(element_); }
  void report(const Fault& fault, bool error) const;

  GstBaseTransform* element_;
  const Updated updated_;
  PropertyValues values_;

  // Set up by start() and taken down by stop(); the streaming thread swaps the model when the queue is empty. Flushes,
  // queries and properties come from any thread at any time, so everybody takes a share first.
  mutable std::mutex mutex_;
  std::shared_ptr<const Model> model_;
  std::shared_ptr<ModelUpdater> updater_;
  std::shared_ptr<InferenceQueue> queue_;

  ObjectHistories histories_;
  RawOutputCallback raw_output_callback_ = nullptr;
  gpointer raw_output_user_data_ = nullptr;

  std::atomic<guint> interval_{0};
  guint64 buffer_count_ = 0;
  guint64 interval_count_ = 0;
  std::atomic<bool> live_{false};
  std::atomic<gint64> latency_{0};  // nanoseconds; grows with what batches are seen to take

  // Output thread only.
  guint64 dump_count_ = 0;
  bool parsing_failed_ = false;
};

}  // namespace runtime::nvinfer
