// The C functions of a low-level tracker library, for any host that speaks NvMOT.
#include <cstring>
#include <memory>
#include <new>
#include <string>

#include "nvds/tracker.h"
#include "runtime/tracker/config.h"
#include "runtime/tracker/context.h"
#include "runtime/tracker/report.h"

namespace nvds {
struct NvMOTContext {
  tracker::Context context;
};
}  // namespace nvds

namespace {

using namespace nvds;

// What lies behind the interface may run out of memory, and exceptions must not cross it.
template <class Call>
NvMOTStatus guarded(Call call) {
  try {
    return call();
  } catch (const std::exception& error) {
    tracker::report({.error = true,
                     .message = std::string("The tracker library failed: ") + error.what() + ".",
                     .remedy = "",
                     .file = "",
                     .line = 0,
                     .key = "",
                     .value = ""});
    return NvMOTStatus_Error;
  }
}

std::string path_of(std::uint16_t size, const char* text) {
  return text ? std::string(text, strnlen(text, size)) : std::string();
}

NvMOTStatus load(const std::string& path, tracker::Settings& settings) {
  if (path.empty()) {
    settings = tracker::standard_settings();
    return NvMOTStatus_OK;
  }
  switch (tracker::load_config(path, settings)) {
    case tracker::ConfigStatus::ok: return NvMOTStatus_OK;
    case tracker::ConfigStatus::unreadable: return NvMOTStatus_Invalid_Path;
    default: return NvMOTStatus_Error;
  }
}

std::unique_ptr<tracker::Embedder> load_embedder(const tracker::AppearanceSettings& settings) {
  tracker::Embedder::Failure failure;
  auto embedder = tracker::Embedder::load(settings, failure);
  if (!embedder)
    tracker::report({.error = true,
                     .message = failure.message,
                     .remedy = failure.remedy,
                     .file = "",
                     .line = 0,
                     .key = failure.key,
                     .value = failure.value});
  return embedder;
}

}  // namespace

#define NVMOT_EXPORT extern "C" __attribute__((visibility("default")))

NVMOT_EXPORT NvMOTStatus NvMOT_Init(NvMOTConfig* config, NvMOTContextHandle* handle, NvMOTConfigResponse* response) {
  if (!config || !handle) return NvMOTStatus_Error;
  *handle = nullptr;
  NvMOTConfigResponse unused;
  NvMOTConfigResponse& answer = response ? *response : unused;
  answer = {};
  const NvMOTStatus status = guarded([&] {
    tracker::Settings settings;
    const NvMOTStatus loaded = load(path_of(config->customConfigFilePathSize, config->customConfigFilePath), settings);
    if (loaded != NvMOTStatus_OK) {
      answer.customConfigStatus = NvMOTConfigStatus_Invalid;
      return loaded;
    }
    std::unique_ptr<tracker::Embedder> embedder;
    if (settings.appearance.enabled() && !(embedder = load_embedder(settings.appearance))) {
      answer.customConfigStatus = NvMOTConfigStatus_Invalid;
      return NvMOTStatus_Error;
    }
    tracker::Box frame;
    if (const NvMOTPerTransformBatchConfig* size = config->perTransformBatchConfig) {
      frame = {0, 0, float(size->maxWidth), float(size->maxHeight)};
    }
    *handle = new NvMOTContext{tracker::Context(settings, std::move(embedder), frame)};
    return NvMOTStatus_OK;
  });
  if (status != NvMOTStatus_OK) answer.summaryStatus = NvMOTConfigStatus_Error;
  return status;
}

NVMOT_EXPORT void NvMOT_DeInit(NvMOTContextHandle handle) { delete handle; }

NVMOT_EXPORT NvMOTStatus NvMOT_Query(std::uint16_t path_size, char* path, NvMOTQuery* query) {
  if (!query) return NvMOTStatus_Error;
  return guarded([&] {
    tracker::Settings settings;
    // A host asks after NvMOT_Init and gives the handle: the file has been read then, and need not be reported again.
    if (query->contextHandle) {
      settings = query->contextHandle->context.settings();
    } else if (const NvMOTStatus loaded = load(path_of(path_size, path), settings); loaded != NvMOTStatus_OK) {
      return loaded;
    }
    const tracker::AppearanceSettings& looks = settings.appearance;
    query->computeConfig = NVMOTCOMP_CPU;
    query->numTransforms = looks.enabled() ? 1 : 0;
    query->colorFormats[0] = looks.enabled() ? NVBUF_COLOR_FORMAT_RGBA : NVBUF_COLOR_FORMAT_NV12;
    // Pinned: memory of a GPU's host that a CPU reads.
    query->memType = looks.enabled() ? NVBUF_MEM_CUDA_PINNED : NVBUF_MEM_DEFAULT;
    query->maxTargetsPerStream = std::uint32_t(settings.targets.max_targets);
    query->maxShadowTrackingAge = std::uint32_t(settings.targets.max_shadow_age);
    const tracker::Embedder* embedder = query->contextHandle ? query->contextHandle->context.embedder() : nullptr;
    query->outputReidTensor = looks.enabled() && looks.output;
    query->reidFeatureSize = std::uint32_t(embedder ? embedder->feature_size() : looks.feature_size);
    query->outputTrajectory = false;
    query->outputVisibility = false;
    query->outputFootLocation = false;
    query->outputConvexHull = false;
    query->maxConvexHullSize = 0;
    query->supportPastFrame = true;
    query->batchMode = NvMOTBatchMode_Batch;
    query->outputTerminatedTracks = settings.targets.output_terminated;
    query->maxTrajectoryBufferLength = std::uint32_t(settings.targets.max_trajectory_length);
    query->outputShadowTracks = settings.targets.output_shadow;
    return NvMOTStatus_OK;
  });
}

NVMOT_EXPORT NvMOTStatus NvMOT_Process(NvMOTContextHandle handle, NvMOTProcessParams* params,
                                       NvMOTTrackedObjBatch* tracked) {
  if (!handle || !params || !tracked) return NvMOTStatus_Error;
  return guarded([&] { return handle->context.process(*params, *tracked) ? NvMOTStatus_OK : NvMOTStatus_Error; });
}

NVMOT_EXPORT NvMOTStatus NvMOT_RetrieveMiscData(NvMOTContextHandle handle, NvMOTProcessParams* params,
                                                NvMOTTrackerMiscData* lists) {
  if (!handle || !params || !lists) return NvMOTStatus_Error;
  return guarded([&] {
    handle->context.retrieve(*params, *lists);
    return NvMOTStatus_OK;
  });
}

// The interface speaks of a mask; hosts give the id of one stream (a mask of 0 would be every stream).
NVMOT_EXPORT NvMOTStatus NvMOT_RemoveStreams(NvMOTContextHandle handle, NvMOTStreamId stream) {
  if (!handle) return NvMOTStatus_Error;
  return guarded([&] {
    handle->context.remove(stream);
    return NvMOTStatus_OK;
  });
}

// A C++ string in a C function: the interface's own.
NVMOT_EXPORT NvMOTStatus NvMOT_UpdateParams(NvMOTContextHandle handle, const std::string& config) {
  if (!handle) return NvMOTStatus_Error;
  return guarded([&] { return handle->context.update(config) ? NvMOTStatus_OK : NvMOTStatus_Error; });
}

NVMOT_EXPORT void nds_tracker_report_to(tracker::nds_tracker_report_handler handler, void* user) {
  if (!handler) {
    tracker::set_handler({});
    return;
  }
  tracker::set_handler([handler, user](const tracker::Report& r) {
    const tracker::nds_tracker_report plain = {r.error, r.message.c_str(), r.remedy.c_str(), r.file.c_str(),
                                               r.line,  r.key.c_str(),     r.value.c_str()};
    handler(&plain, user);
  });
}
