#include "runtime/nvinfer/inference.h"

#include <algorithm>

#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/nvinfer/cores.h"
#include "runtime/nvinfer/debug.h"
#include "runtime/nvinfer/properties.h"

#define GST_CAT_DEFAULT debug_category()

namespace runtime::nvinfer {
namespace {

constexpr unsigned kMostBuffers = 32;  // held at once, unless there are more workers to feed

gpointer pointer_property(const PropertyValues& values, const char* name) {
  const auto table = property_table();
  const auto row =
      std::find_if(table.begin(), table.end(), [name](const Property& p) { return g_str_equal(p.name, name); });
  GValue value = G_VALUE_INIT;
  g_value_init(&value, G_TYPE_POINTER);
  values.get(guint(row - table.begin()) + 1, &value);
  return g_value_get_pointer(&value);
}

}  // namespace

Inference::Inference(GstBaseTransform* element, Updated updated)
    : element_(element), updated_(updated), values_(property_table()) {}

void Inference::set_property(guint id, const GValue* value) {
  const std::string name = property_table()[id - 1].name;
  if (name == "config-file-path" || name == "model-engine-file") {
    const char* path = g_value_get_string(value);
    if (const auto updater = share(updater_); updater && path) {
      updater->request(name == "config-file-path" ? ModelUpdater::Kind::kConfigFile : ModelUpdater::Kind::kModelFile,
                       path);
      return;
    }
  }
  values_.set(id, value);
  if (name == "interval") interval_ = g_value_get_uint(value);
  if (name == "config-file-path") show_config();
}

// Whether the file is good is told by start(), when there is a bus to tell it on.
void Inference::show_config() {
  ConfigOverrides overrides;
  Fault ignored;
  overrides_of(values_, overrides, ignored);
  const ConfigResult result = load_config(values_.text("config-file-path"), overrides);
  if (result.errors.empty()) show(result.config, values_);
}

void Inference::report(const Fault& fault, bool error) const {
  const bool model = fault.code == "ERR_MODEL_LOAD" || fault.code == "ERR_INFERENCE";
  const GQuark domain = model ? GST_RESOURCE_ERROR : GST_LIBRARY_ERROR;
  const int code = model ? int(GST_RESOURCE_ERROR_FAILED) : int(GST_LIBRARY_ERROR_SETTINGS);
  if (error)
    post_error(element(), domain, code, fault);
  else
    post_warning(element(), domain, code, fault);
}

bool Inference::start() {
  const std::string path = values_.text("config-file-path");
  Fault fault;
  if (path.empty()) {
    fault.code = "ERR_CONFIG";
    fault.message = "config-file-path is not set.";
    fault.remedy = "Set it to the file with the [property] group of the model.";
    fault.key = "config-file-path";
    report(fault, true);
    return false;
  }
  ConfigOverrides overrides;
  if (!overrides_of(values_, overrides, fault)) {
    report(fault, true);
    return false;
  }
  ConfigResult result = load_config(path, overrides);
  for (const Fault& warning : result.warnings) report(warning, false);
  if (!result.errors.empty()) {
    report(combined(result.errors), true);
    return false;
  }
  show(result.config, values_);
  const auto model = Model::load(std::move(result.config), fault);
  if (!model) {
    report(fault, true);
    return false;
  }
  interval_ = model->config.interval;
  interval_count_ = buffer_count_ = dump_count_ = 0;
  parsing_failed_ = false;
  latency_ = std::chrono::nanoseconds(model->network->first_run()).count();
  raw_output_callback_ =
      reinterpret_cast<RawOutputCallback>(pointer_property(values_, "raw-output-generated-callback"));
  raw_output_user_data_ = pointer_property(values_, "raw-output-generated-userdata");
  histories_.reset();
  auto queue = make_queue(model->config.onnxruntime);
  auto updater = std::make_shared<ModelUpdater>(
      model, [this](nvds::NvDsInferStatus status, const std::string& file, const Fault& reason) {
        report(reason, false);
        updated_(element_, int(status), file.c_str());
      });
  {
    std::lock_guard lock(mutex_);
    model_ = model;
    queue_ = std::move(queue);
    updater_ = std::move(updater);
  }
  updated_(element_, nvds::NVDSINFER_SUCCESS, path.c_str());
  return true;
}

std::shared_ptr<InferenceQueue> Inference::make_queue(const OnnxRuntimeOptions& options) {
  // Threads of one batch eat the cores that other batches could use; 0 means ONNX Runtime takes them all.
  const unsigned by_cores = options.intra_op_threads > 0 ? usable_cores() / unsigned(options.intra_op_threads) : 1;
  const unsigned workers = options.parallel_batches > 0 ? unsigned(options.parallel_batches) : std::max(1u, by_cores);
  // Uninferred buffers wait behind inferred ones: enough of them must fit to keep every worker busy.
  const guint64 wanted = 2ull * workers * (guint64(interval_) + 1);
  const unsigned buffers = unsigned(std::min<guint64>(wanted, std::max(2 * workers, kMostBuffers)));
  return std::make_shared<InferenceQueue>(
      workers, buffers,
      InferenceQueue::Handlers{[this](Batch& batch) { attach(batch); },
                               [this](gst::BufferRef buffer) { return push(std::move(buffer)); }});
}

void Inference::interrupt() {
  if (const auto queue = share(queue_)) queue->set_flushing(true);
}

void Inference::stop() {
  std::shared_ptr<ModelUpdater> updater;
  std::shared_ptr<InferenceQueue> queue;
  std::shared_ptr<const Model> model;
  {
    std::lock_guard lock(mutex_);
    updater.swap(updater_);
    queue.swap(queue_);
    model.swap(model_);
  }
  if (queue) queue->set_flushing(true);
}

GstFlowReturn Inference::last_flow() const {
  const auto queue = share(queue_);
  return queue ? queue->last_flow() : GST_FLOW_FLUSHING;
}

// In classifier-async-mode buffers do not wait in the queue.
void Inference::drain() {
  const auto queue = share(queue_);
  const auto model = share(model_);
  if (queue && model && !model->config.classifier_async_mode) queue->drain();
}

void Inference::on_event(GstEvent* event) {
  const auto queue = share(queue_);
  if (!queue) return;
  switch (GST_EVENT_TYPE(event)) {
    case GST_EVENT_FLUSH_START: queue->set_flushing(true); return;
    case GST_EVENT_FLUSH_STOP: queue->set_flushing(false); return;
    case GST_EVENT_TAG: return;  // frequent, and free to overtake buffers
    default: break;
  }
  if (GST_EVENT_IS_SERIALIZED(event)) drain();
  note_event(event);
}

void Inference::note_event(GstEvent* event) {
  guint pad = 0;
  switch (guint(GST_EVENT_TYPE(event))) {
    case nvds::GST_NVEVENT_PAD_ADDED:
      nvds::gst_nvevent_parse_pad_added(event, &pad);
      histories_.add_source(pad);
      break;
    case nvds::GST_NVEVENT_PAD_DELETED:
      nvds::gst_nvevent_parse_pad_deleted(event, &pad);
      histories_.remove_source(pad);
      break;
    case nvds::GST_NVEVENT_STREAM_EOS:
      nvds::gst_nvevent_parse_stream_eos(event, &pad);
      histories_.clear_source(pad);
      break;
    case nvds::GST_NVEVENT_INFER_INTERVAL_UPDATE: {
      gchar* stream = nullptr;
      guint interval = interval_;
      nvds::gst_nvevent_parse_infer_interval_update(event, &stream, &interval);
      g_free(stream);
      interval_ = interval;
      values_.assign("interval", gint64(interval));
      break;
    }
    case GST_EVENT_EOS: interval_count_ = 0; break;
    default: break;
  }
}

// While live, downstream must wait as long as a batch takes.
void Inference::add_latency(GstQuery* query) {
  gboolean live = FALSE;
  GstClockTime shortest = 0, longest = GST_CLOCK_TIME_NONE;
  gst_query_parse_latency(query, &live, &shortest, &longest);
  live_ = live;
  const auto model = share(model_);
  if (!live || (model && model->config.classifier_async_mode)) return;
  const GstClockTime own = GstClockTime(latency_.load());
  shortest += own;
  if (GST_CLOCK_TIME_IS_VALID(longest)) longest += own;
  gst_query_set_latency(query, live, shortest, longest);
}

void Inference::swap_model() {
  const auto updater = share(updater_);
  const auto update = updater ? updater->take() : std::nullopt;
  if (!update) return;
  if (const auto queue = share(queue_)) queue->drain();
  histories_.clear();
  {
    std::lock_guard lock(mutex_);
    model_ = update->model;
  }
  if (update->path == update->model->config.path) values_.assign("config-file-path", update->path);
  updated_(element_, nvds::NVDSINFER_SUCCESS, update->path.c_str());
}

GstFlowReturn Inference::take(gst::BufferRef buffer) {
  swap_model();
  const auto model = share(model_);
  const auto queue = share(queue_);
  if (!model || !queue) return GST_FLOW_FLUSHING;
  if (++buffer_count_ <= model->config.stabilize_buffer_count) return GST_FLOW_OK;
  std::string name = gst::to_string(gst_object_get_name(GST_OBJECT(element_)));
  nvds::nvds_set_input_system_timestamp(buffer.get(), name.data());

  if (!model->config.input_tensor_meta && refuse_out_of_reach(element(), buffer.get())) return GST_FLOW_ERROR;
  auto batches = select(model, buffer.get());
  if (!batches) return GST_FLOW_ERROR;
  if (model->config.classifier_async_mode) return push_detached(*queue, std::move(*batches), std::move(buffer));
  for (auto& batch : *batches) {
    batch->buffer = buffer.get();
    const GstFlowReturn flow = queue->submit(std::move(batch));
    if (flow == GST_FLOW_FLUSHING) return flow;
  }
  return queue->submit(std::move(buffer));
}

std::optional<Batches> Inference::select(const std::shared_ptr<const Model>& model, GstBuffer* buffer) {
  const Config& config = model->config;
  const bool frames = !config.input_tensor_meta && config.process_mode == ProcessMode::kPrimary;
  if (frames && interval_count_++ % (guint64(interval_) + 1) != 0) return Batches();

  nvds::NvDsBatchMeta* batch_meta = nvds::gst_buffer_get_nvds_batch_meta(buffer);
  // The mapping keeps its buffer: when a flush throws the buffer away, workers may still be reading the pictures.
  const std::shared_ptr<MappedSurface> surface(
      new MappedSurface(buffer, GST_MAP_READ),
      [owner = std::shared_ptr<GstBuffer>(gst_buffer_ref(buffer), gst_buffer_unref)](MappedSurface* mapped) {
        delete mapped;
      });
  Fault fault;
  fault.code = "ERR_STREAM";
  if (!batch_meta) {
    fault.message = "The buffer carries no batch metadata.";
    fault.remedy = "Put nvstreammux in front of nvinfer.";
  } else if (!*surface) {
    fault.message = "The buffer holds no NvBufSurface.";
    fault.remedy = "Feed nvinfer from nvstreammux or nvvideoconvert.";
  } else if (config.input_tensor_meta) {
    if (auto batches = select_tensors(model, surface, batch_meta, fault)) return batches;
  } else {
    return frames ? select_frames(model, surface, batch_meta) : select_objects(model, surface, batch_meta, histories_);
  }
  report(fault, true);
  return std::nullopt;
}

// classifier-async-mode: the buffer leaves before its results, so its pixels are read now.
GstFlowReturn Inference::push_detached(InferenceQueue& queue, Batches batches, gst::BufferRef buffer) {
  std::vector<std::uint8_t> scratch;
  for (auto& batch : batches) {
    const bool read = preprocess(*batch, scratch);
    for (WorkUnit& work : batch->units) work.unit = {};
    batch->surface.reset();
    if (!read) {
      Fault fault;
      fault.code = "ERR_INFERENCE";
      fault.message = batch->failure;
      report(fault, true);
      return GST_FLOW_ERROR;
    }
    if (queue.submit(std::move(batch)) == GST_FLOW_FLUSHING) return GST_FLOW_FLUSHING;
  }
  return push(std::move(buffer));
}

}  // namespace runtime::nvinfer
