// The output thread's part: results become metadata, buffers go downstream.
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/nvinfer/debug.h"
#include "runtime/nvinfer/inference.h"
#include "runtime/nvinfer/tensor_meta.h"

#define GST_CAT_DEFAULT debug_category()

namespace runtime::nvinfer {

void Inference::attach(Batch& batch) {
  if (!batch.units.empty() && !batch.output) {
    Fault fault;
    fault.code = "ERR_INFERENCE";
    fault.message = "The model " + batch.model->config.onnx_file + " failed on a batch of " +
                    std::to_string(batch.units.size()) + ".";
    fault.remedy = "Check that the model accepts this batch-size and these inputs.";
    fault.detail = batch.failure;
    report(fault, true);
    return;
  }
  if (batch.output) {
    note_duration(batch.duration);
    dump(batch);
    for (std::size_t i = 0; i < batch.units.size(); ++i) attach_unit(batch, i);
    if (batch.model->config.output_tensor_meta && !batch.detached) attach_tensor_meta(batch);
  }
  for (const CachedUnit& unit : batch.cached)
    attach_classification(histories_.cached(unit.history), unit.unit, batch.model->attach);
}

void Inference::dump(const Batch& batch) {
  if (!batch.model->config.raw_output_file_write && !raw_output_callback_) return;
  Layers layers = all_layers(batch);
  const unsigned units = unsigned(batch.units.size());
  if (batch.model->config.raw_output_file_write) {
    const std::string failure = write_raw_output(layers, batch.model->config.unique_id, dump_count_++, units);
    if (!failure.empty()) {
      Fault fault;
      fault.code = "ERR_WRITE";
      fault.message = "The tensors cannot be written: " + failure + ".";
      fault.remedy = "Run in a writable folder, or switch raw-output-file-write off.";
      fault.key = "raw-output-file-write";
      report(fault, false);
    }
  }
  nvds::NvDsInferNetworkInfo network = batch.model->network->info();
  if (raw_output_callback_)
    raw_output_callback_(batch.buffer, &network, layers.data(), guint(layers.size()), units, raw_output_user_data_);
}

void Inference::attach_unit(const Batch& batch, std::size_t index) {
  const Model& model = *batch.model;
  const WorkUnit& work = batch.units[index];
  const Layers layers = batch.output->layers(unsigned(index));
  Fault fault;
  bool parsed = true;
  switch (model.config.network_type) {
    case NetworkType::kDetector:
    case NetworkType::kInstanceSegmentation: {
      if (work.history) histories_.store(work.history, work.frame_number, nullptr);
      const auto detections = detect(layers, model.detect, model.labels, fault);
      parsed = detections.has_value();
      if (parsed) attach_detections(*detections, work.unit, model.attach);
      break;
    }
    case NetworkType::kClassifier: {
      const auto classification = classify(layers, model.classify, model.labels, fault);
      parsed = classification.has_value();
      if (work.history) histories_.store(work.history, work.frame_number, parsed ? &*classification : nullptr);
      if (parsed && !batch.detached) attach_classification(*classification, work.unit, model.attach);
      break;
    }
    case NetworkType::kSegmentation: {
      auto segmentation = segment(layers, model.segment, fault);
      parsed = segmentation.has_value();
      if (parsed) attach_segmentation(std::move(*segmentation), batch.output, work.unit, model.attach);
      break;
    }
    case NetworkType::kOther: work.unit.frame->bInferDone = TRUE; break;
  }
  if (parsed) return;
  GST_WARNING_OBJECT(element_, "frame %" G_GUINT64_FORMAT ": %s", guint64(work.frame_number), fault.message.c_str());
  // As in DeepStream the stream goes on without results; once is enough to be told.
  if (!parsing_failed_) report(fault, false);
  parsing_failed_ = true;
}

// A live pipeline learns when batches take longer than the first run promised.
void Inference::note_duration(std::chrono::steady_clock::duration duration) {
  const gint64 taken = std::chrono::nanoseconds(duration).count();
  if (taken <= latency_) return;
  latency_ = taken + taken / 4;
  if (live_) gst_element_post_message(element(), gst_message_new_latency(GST_OBJECT(element_)));
}

GstFlowReturn Inference::push(gst::BufferRef buffer) {
  std::string name = gst::to_string(gst_object_get_name(GST_OBJECT(element_)));
  nvds::nvds_set_output_system_timestamp(buffer.get(), name.data());
  const GstFlowReturn flow = gst_pad_push(GST_BASE_TRANSFORM_SRC_PAD(element_), buffer.release());
  // Upstream learns of it with its next buffer, which may never come.
  if (flow == GST_FLOW_NOT_LINKED || flow == GST_FLOW_NOT_NEGOTIATED) {
    Fault fault;
    fault.code = "ERR_NEGOTIATION";
    fault.message = std::string("Downstream does not take the buffers: ") + gst_flow_get_name(flow) + ".";
    fault.remedy = "Link the src pad to an element that takes video/x-raw(memory:NVMM).";
    report(fault, true);
  }
  return flow;
}

}  // namespace runtime::nvinfer
