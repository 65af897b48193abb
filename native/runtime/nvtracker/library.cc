#include "runtime/nvtracker/library.h"

#include <dlfcn.h>

#include <filesystem>

#include "runtime/nvtracker/debug.h"

namespace runtime::nvtracker {
namespace {

constexpr const char* kFileName = "libnvds_nvmultiobjecttracker.so";

const char kAnchor = 0;  // an address inside this plugin

bool is_nvidias_name(const std::string& path) { return std::filesystem::path(path).filename() == kFileName; }

template <class Function>
bool find(void* handle, const char* symbol, Function& function) {
  function = reinterpret_cast<Function>(dlsym(handle, symbol));
  return function != nullptr;
}

std::shared_ptr<const Library> open(const std::string& path, Fault& fault) {
  // Not unloaded again: threads and exit handlers of a foreign library may outlive the element.
  void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NODELETE);
  if (!handle) {
    const char* reason = dlerror();
    fault = {.code = "ERR_LIBRARY_LOAD",
             .message = "The tracker library " + path + " cannot be loaded.",
             .remedy = "Check with \"ldd " + path + "\" that all libraries it needs are installed.",
             .file = path,
             .key = "ll-lib-file",
             .value = path,
             .detail = reason ? reason : ""};
    return nullptr;
  }
  auto library = std::make_shared<Library>();
  library->path = path;
  const char* missing = nullptr;
  if (!find(handle, "NvMOT_Init", library->init)) missing = "NvMOT_Init";
  if (!find(handle, "NvMOT_DeInit", library->deinit)) missing = "NvMOT_DeInit";
  if (!find(handle, "NvMOT_Process", library->process)) missing = "NvMOT_Process";
  if (missing) {
    fault = {.code = "ERR_LIBRARY_LOAD",
             .message = "The library " + path + " is no tracker library: it has no function " + missing + ".",
             .remedy = "Set ll-lib-file to a library that exports NvMOT_Init, NvMOT_Process and NvMOT_DeInit.",
             .file = path,
             .key = "ll-lib-file",
             .value = path};
    dlclose(handle);
    return nullptr;
  }
  find(handle, "NvMOT_Query", library->query);
  find(handle, "NvMOT_RetrieveMiscData", library->retrieve_misc_data);
  find(handle, "NvMOT_RemoveStreams", library->remove_streams);
  find(handle, "NvMOT_UpdateParams", library->update_params);
  find(handle, "nds_tracker_report_to", library->report_to);
  dlclose(handle);
  return library;
}

std::shared_ptr<const Library> open_own(Fault& fault) {
  const auto library = open(own_library_path(), fault);
  if (!library) return nullptr;
  auto own = std::make_shared<Library>(*library);
  own->ours = true;
  return own;
}

}  // namespace

std::string own_library_path() {
  Dl_info info;
  if (!dladdr(&kAnchor, &info) || !info.dli_fname) return kFileName;
  return (std::filesystem::path(info.dli_fname).parent_path() / kFileName).string();
}

std::shared_ptr<const Library> load_library(GstElement* element, const std::string& ll_lib_file, Fault& fault) {
  if (ll_lib_file.empty()) {
    GST_INFO_OBJECT(element, "ll-lib-file is not set: using %s", own_library_path().c_str());
    return open_own(fault);
  }
  std::error_code unknown;
  // A name without a folder is the loader's to find, but for NVIDIA's.
  const bool bare = ll_lib_file.find('/') == std::string::npos;
  if (is_nvidias_name(ll_lib_file)) {
    if (bare || !std::filesystem::exists(ll_lib_file, unknown)) {
      GST_INFO_OBJECT(element, "%s is not here: using %s", ll_lib_file.c_str(), own_library_path().c_str());
      return open_own(fault);
    }
    if (std::filesystem::equivalent(ll_lib_file, own_library_path(), unknown)) return open_own(fault);
    if (auto library = open(ll_lib_file, fault)) return library;
    // NVIDIA's needs a GPU's libraries; on a machine without them its stand-in does the job.
    post_warning(element, GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_INIT,
                 {.code = "ERR_LIBRARY_LOAD",
                  .message = fault.message + " The tracker library of this package is used instead.",
                  .remedy = "Leave ll-lib-file out to use it from the start.",
                  .file = ll_lib_file,
                  .key = "ll-lib-file",
                  .value = ll_lib_file,
                  .detail = fault.detail});
    return open_own(fault);
  }
  if (!bare && !std::filesystem::exists(ll_lib_file, unknown)) {
    fault = {.code = "ERR_LIBRARY_LOAD",
             .message = "The tracker library " + ll_lib_file + " does not exist.",
             .remedy = "Correct ll-lib-file, or leave it out to use the tracker of this package.",
             .file = ll_lib_file,
             .key = "ll-lib-file",
             .value = ll_lib_file};
    return nullptr;
  }
  return open(ll_lib_file, fault);
}

}  // namespace runtime::nvtracker
