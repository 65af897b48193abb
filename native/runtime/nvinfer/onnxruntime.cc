#include "runtime/nvinfer/onnxruntime.h"

#include <dlfcn.h>
#include <glib.h>
#include <gst/gst.h>

#include <mutex>
#include <vector>

#include "runtime/nvinfer/debug.h"

namespace runtime::nvinfer::ort {
namespace {

constexpr const char* kFile = "libonnxruntime.so.1";
constexpr const char* kVariable = "NODE_DEEPSTREAM_ONNXRUNTIME";

// What the only exported function, OrtGetApiBase, returns.
struct ApiBase {
  void* const* (*table)(std::uint32_t version);
  const char* (*version)();
};

std::vector<std::string> candidates() {
  if (const char* given = g_getenv(kVariable); given && *given) return {given};
  std::vector<std::string> paths;
  Dl_info self{};
  if (dladdr(reinterpret_cast<void*>(&candidates), &self) && self.dli_fname) {
    gchar* folder = g_path_get_dirname(self.dli_fname);
    paths.push_back(std::string(folder) + "/" + kFile);
    g_free(folder);
  }
  paths.push_back(kFile);
  return paths;
}

void log(void*, LogLevel level, const char*, const char*, const char* location, const char* message) {
  const GstDebugLevel rank = level >= LogLevel::kError     ? GST_LEVEL_WARNING
                             : level == LogLevel::kWarning ? GST_LEVEL_INFO
                                                           : GST_LEVEL_DEBUG;
  GST_CAT_LEVEL_LOG(debug_category(), rank, nullptr, "ONNX Runtime: %s (%s)", message, location);
}

Fault load_fault(const std::string& message, const std::string& detail) {
  Fault fault;
  fault.code = "ERR_MODEL_LOAD";
  fault.message = message;
  fault.remedy = std::string("Install the npm package onnxruntime-node 1.24 or newer, or set ") + kVariable +
                 " to the path of " + kFile + ".";
  if (const char* given = g_getenv(kVariable)) fault.key = kVariable, fault.value = given;
  fault.detail = detail;
  return fault;
}

}  // namespace

std::shared_ptr<const Library> Library::load(Fault& fault) {
  // Microsoft's builds for Linux record usage and a device id in the user's cache folder and upload them, from the
  // environment's creation on; only this variable stops all of it. Who wants it sets the variable to 0 himself.
  static std::once_flag once;
  std::call_once(once, [] { g_setenv("ORT_DISABLE_TELEMETRY", "1", FALSE); });
  void* handle = nullptr;
  std::string tried;
  // Never unmapped: sessions of other elements and the library's own threads may still run its code.
  for (const std::string& path : candidates()) {
    handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
    if (handle) break;
    const char* reason = dlerror();
    tried += (tried.empty() ? "" : "; ") + std::string(reason ? reason : path);
  }
  if (!handle) {
    fault = load_fault("ONNX Runtime was not found.", tried);
    return nullptr;
  }
  const auto base = reinterpret_cast<const ApiBase* (*)()>(dlsym(handle, "OrtGetApiBase"));
  if (!base) {
    fault = load_fault("The library is no ONNX Runtime: it lacks OrtGetApiBase.", tried);
    return nullptr;
  }
  std::shared_ptr<Library> library(new Library);
  library->version_ = base()->version();
  Dl_info origin{};
  if (dladdr(reinterpret_cast<void*>(base), &origin) && origin.dli_fname) library->path_ = origin.dli_fname;
  // An older library answers nullptr and complains on stderr: its version tells that before asking.
  unsigned major = 0, minor = 0;
  const bool old = sscanf(library->version_.c_str(), "%u.%u", &major, &minor) == 2 && major == 1 && minor < kApiVersion;
  library->table_ = old ? nullptr : base()->table(kApiVersion);
  if (!library->table_) {
    fault = load_fault("ONNX Runtime " + library->version_ + " at " + library->path_ + " is too old.", "");
    return nullptr;
  }
  const Library& api = *library;
  std::string failure =
      api.failure(api(CreateEnvWithCustomLogger, &log, nullptr, LogLevel::kWarning, "node-deepstream", &library->env_));
  if (failure.empty())
    failure = api.failure(api(CreateCpuMemoryInfo, AllocatorType::kArena, MemoryType::kDefault, &library->memory_));
  if (!failure.empty()) {
    fault = load_fault("ONNX Runtime " + library->version_ + " does not start.", failure);
    return nullptr;
  }
  return library;
}

Library::~Library() {
  if (memory_) (*this)(ReleaseMemoryInfo, memory_);
  if (env_) (*this)(ReleaseEnv, env_);
}

std::string Library::failure(Status* status) const {
  if (!status) return "";
  std::string message = (*this)(GetErrorMessage, status);
  (*this)(ReleaseStatus, status);
  return message.empty() ? "unknown failure" : message;
}

}  // namespace runtime::nvinfer::ort
