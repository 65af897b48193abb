#include "runtime/nvtracker/session.h"

#include <sys/mman.h>

#include <cstring>

#include "runtime/nvtracker/debug.h"

namespace runtime::nvtracker {

using namespace nvds;

LazyMemory::LazyMemory(std::size_t bytes) : bytes_(std::max<std::size_t>(bytes, 1)) {
  address_ = mmap(nullptr, bytes_, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address_ == MAP_FAILED) address_ = nullptr;
}

LazyMemory::~LazyMemory() {
  if (address_) munmap(address_, bytes_);
}

NvMOTQuery default_query() {
  NvMOTQuery query{};
  query.computeConfig = NVMOTCOMP_ANY;
  query.colorFormats[0] = NVBUF_COLOR_FORMAT_BGR;
  query.maxTargetsPerStream = 150;
  query.maxShadowTrackingAge = 50;
  query.reidFeatureSize = 1024;
  query.maxTrajectoryBufferLength = 2000;
  query.maxConvexHullSize = 15;
  query.supportPastFrame = true;
  query.batchMode = NvMOTBatchMode_Batch;
  return query;
}

// While it lives, what our library reports on this thread goes to the element's bus; the first error is kept.
class Session::Listening {
 public:
  Listening(const Session& session, const std::string& file) : session_(session), file_(file) {
    if (session_.library_->report_to) session_.library_->report_to(&Listening::hear, this);
  }
  ~Listening() {
    if (session_.library_->report_to) session_.library_->report_to(nullptr, nullptr);
  }
  Listening(const Listening&) = delete;
  Listening& operator=(const Listening&) = delete;

  // The reported error, else `fallback`.
  Fault error_or(Fault fallback) const { return heard_ ? error_ : fallback; }

 private:
  static void hear(const tracker::nds_tracker_report* report, void* user) {
    auto* self = static_cast<Listening*>(user);
    Fault fault{.code = "ERR_CONFIG",
                .message = report->message,
                .remedy = report->remedy,
                .file = *report->file ? report->file : self->file_,
                .line = report->line,
                .key = report->key,
                .value = report->value};
    if (!report->error) {
      post_warning(self->session_.element_, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
    } else if (!self->heard_) {
      self->heard_ = true;
      self->error_ = fault;
    }
  }

  const Session& session_;
  const std::string file_;
  bool heard_ = false;
  Fault error_;
};

Session::Session(GstElement* element, std::shared_ptr<const Library> library, const Options& options, guint index,
                 guint streams)
    : element_(element), library_(std::move(library)), options_(options), index_(index), streams_(streams) {
  if (options_.plan.sizes.size() > 1) worker_ = std::make_unique<Worker>();
}

Session::~Session() {
  worker_.reset();
  close();
}

bool Session::open(Fault& fault) {
  std::string path = options_.config(index_);
  Listening listening(*this, path);
  NvMOTPerTransformBatchConfig transform{};
  transform.maxWidth = options_.width;
  transform.maxHeight = options_.height;
  transform.maxPitch = options_.width * 8;  // two bytes for each of four channels
  transform.maxSize = transform.maxPitch * options_.height;
  NvMOTConfig config{};
  config.maxStreams = streams_;
  config.maxBufSurfAddrSize = 4 * options_.batch_size;
  config.perTransformBatchConfig = &transform;
  config.miscConfig.gpuId = options_.gpu_id;
  config.customConfigFilePathSize = std::uint16_t(path.size());
  config.customConfigFilePath = path.data();
  NvMOTConfigResponse response{};
  const NvMOTStatus status = library_->init(&config, &handle_, &response);
  if (status != NvMOTStatus_OK || !handle_) {
    handle_ = nullptr;
    fault = listening.error_or({.code = "ERR_TRACKER",
                                .message = "The tracker library " + library_->path +
                                           " cannot start: NvMOT_Init answered " + std::to_string(status) + ".",
                                .remedy = path.empty() ? "Set ll-config-file, if the library needs one."
                                                       : "Check its configuration file " + path + ".",
                                .file = path,
                                .key = "ll-config-file",
                                .value = path});
    return false;
  }
  query_ = default_query();
  if (!library_->query) {
    GST_WARNING_OBJECT(element_, "%s has no NvMOT_Query: assuming defaults", library_->path.c_str());
    return true;
  }
  query_ = {};
  query_.contextHandle = handle_;
  const NvMOTStatus answer = library_->query(std::uint16_t(path.size()), path.empty() ? nullptr : path.data(), &query_);
  if (answer == NvMOTStatus_OK) return true;
  fault = listening.error_or(
      {.code = "ERR_TRACKER",
       .message = answer == NvMOTStatus_Invalid_Path
                      ? "The tracker library says that its configuration file " + path + " cannot be read."
                      : "The tracker library " + library_->path + " does not say what it needs: NvMOT_Query answered " +
                            std::to_string(answer) + ".",
       .remedy = "Check ll-config-file.",
       .file = path,
       .key = "ll-config-file",
       .value = path});
  close();
  return false;
}

void Session::close() {
  if (handle_) library_->deinit(handle_);
  handle_ = nullptr;
}

void Session::make_room(const NvMOTQuery& limits) {
  const std::size_t targets = limits.maxTargetsPerStream;
  const std::size_t objects = targets * streams_;
  inputs_ = std::make_unique<LazyMemory>(objects * sizeof(NvMOTObjToTrack));
  outputs_ = std::make_unique<LazyMemory>(objects * sizeof(NvMOTTrackedObj));
  const std::size_t hull = limits.outputConvexHull ? limits.maxConvexHullSize : 0;
  if (hull > 0) hulls_ = std::make_unique<LazyMemory>(objects * hull * 2 * sizeof(int));
  // There is no way to ask whether a library fills masks; ours does not.
  const std::size_t mask = library_->ours ? 0 : std::size_t(options_.width) * options_.height;
  if (mask > 0) masks_ = std::make_unique<LazyMemory>(objects * mask * sizeof(float));

  frames_.assign(streams_, {});
  results_.assign(streams_, {});
  buffers_.assign(streams_, nullptr);
  for (std::size_t i = 0; i < streams_; ++i) {
    NvMOTObjToTrackList& in = frames_[i].objectsIn;
    in.list = inputs_->as<NvMOTObjToTrack>() ? inputs_->as<NvMOTObjToTrack>() + i * targets : nullptr;
    in.numAllocated = in.list ? std::uint32_t(targets) : 0;
    frames_[i].bufferList = &buffers_[i];
    NvMOTTrackedObjList& out = results_[i];
    out.list = outputs_->as<NvMOTTrackedObj>() ? outputs_->as<NvMOTTrackedObj>() + i * targets : nullptr;
    out.numAllocated = out.list ? std::uint32_t(targets) : 0;
    for (std::size_t j = 0; j < out.numAllocated; ++j) {
      const std::size_t k = i * targets + j;
      if (hulls_ && hulls_->as<int>()) {
        out.list[j].convexHull.list = hulls_->as<int>() + k * hull * 2;
        out.list[j].convexHull.numPointsAllocated = std::uint32_t(hull);
      }
      if (masks_ && masks_->as<float>()) {
        out.list[j].mask.data = masks_->as<float>() + k * mask;
        out.list[j].mask.allocatedSize = std::uint32_t(mask);
      }
    }
  }
}

void Session::begin() { frame_metas_.clear(); }

NvMOTFrame* Session::add(NvDsFrameMeta* meta) {
  const std::size_t i = frame_metas_.size();
  if (i >= streams_) return nullptr;
  frame_metas_.push_back(meta);
  NvMOTFrame& frame = frames_[i];
  const NvMOTObjToTrackList objects = {false, frame.objectsIn.list, frame.objectsIn.numAllocated, 0};
  frame = {};
  frame.objectsIn = objects;
  frame.bufferList = &buffers_[i];
  buffers_[i] = nullptr;
  return &frame;
}

void Session::start(NvMOTTrackerMiscData lists, NvDsReidTensorBatch* reid) {
  const auto count = std::uint32_t(frame_metas_.size());
  params_ = {count, frames_.data()};
  tracked_ = {results_.data(), count, count, reid};
  for (std::uint32_t i = 0; i < count; ++i) {
    results_[i].streamID = frames_[i].streamID;
    results_[i].frameNum = frames_[i].frameNum;
    results_[i].valid = false;
    results_[i].numFilled = 0;
  }
  lists_ = lists;
  if (worker_) {
    worker_->start([this] { run(); });
  } else {
    run();
  }
}

void Session::run() {
  process_status_ = library_->process(handle_, &params_, &tracked_);
  retrieve_status_ = NvMOTStatus_OK;
  if (process_status_ == NvMOTStatus_OK && library_->retrieve_misc_data) {
    retrieve_status_ = library_->retrieve_misc_data(handle_, &params_, &lists_);
  }
}

bool Session::call(Fault& fault, const char* function, NvMOTStatus status) const {
  if (status == NvMOTStatus_OK) return true;
  fault = {.code = "ERR_TRACKER",
           .message = "The tracker library " + library_->path + " failed: " + function + " answered " +
                      std::to_string(status) + ".",
           .remedy = options_.plan.sizes.empty()
                         ? "See the library's own messages for the cause."
                         : "See the library's own messages for the cause, or allow restarts with "
                           "sub-batch-err-recovery-trial-cnt.",
           .key = "ll-lib-file",
           .value = library_->path};
  return false;
}

bool Session::finish(Fault& fault) {
  if (worker_) worker_->wait();
  tracked_.numFilled = std::min(tracked_.numFilled, std::uint32_t(frame_metas_.size()));
  return call(fault, "NvMOT_Process", process_status_) && call(fault, "NvMOT_RetrieveMiscData", retrieve_status_);
}

void Session::remove(std::uint64_t stream) {
  if (!handle_ || !library_->remove_streams) return;
  Fault fault;
  if (!call(fault, "NvMOT_RemoveStreams", library_->remove_streams(handle_, stream))) {
    post_warning(element_, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_FAILED, fault);
  }
}

bool Session::update(const std::string& config, const std::string& file, Fault& fault) {
  if (!library_->update_params) {
    fault = {.code = "ERR_TRACKER",
             .message = "The tracker library " + library_->path + " cannot change its configuration while it runs.",
             .remedy = "Restart the pipeline with the new file.",
             .file = file,
             .key = "ll-config-file",
             .value = file};
    return false;
  }
  Listening listening(*this, file);
  if (handle_ && call(fault, "NvMOT_UpdateParams", library_->update_params(handle_, config))) return true;
  fault = listening.error_or(fault);
  return false;
}

}  // namespace runtime::nvtracker
