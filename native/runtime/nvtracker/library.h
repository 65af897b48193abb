// A low-level tracker library: a shared object that exports NvMOT's C functions.
#pragma once

#include <memory>
#include <string>

#include "nvds/tracker.h"
#include "runtime/element/fault.h"
#include "runtime/tracker/report.h"

namespace runtime::nvtracker {

struct Library {
  std::string path;
  bool ours = false;  // the one beside the plugin

  nvds::NvMOTStatus (*init)(nvds::NvMOTConfig*, nvds::NvMOTContextHandle*, nvds::NvMOTConfigResponse*) = nullptr;
  void (*deinit)(nvds::NvMOTContextHandle) = nullptr;
  nvds::NvMOTStatus (*process)(nvds::NvMOTContextHandle, nvds::NvMOTProcessParams*,
                               nvds::NvMOTTrackedObjBatch*) = nullptr;
  // The library may leave these out.
  nvds::NvMOTStatus (*query)(std::uint16_t, char*, nvds::NvMOTQuery*) = nullptr;
  nvds::NvMOTStatus (*retrieve_misc_data)(nvds::NvMOTContextHandle, nvds::NvMOTProcessParams*,
                                          nvds::NvMOTTrackerMiscData*) = nullptr;
  nvds::NvMOTStatus (*remove_streams)(nvds::NvMOTContextHandle, nvds::NvMOTStreamId) = nullptr;
  nvds::NvMOTStatus (*update_params)(nvds::NvMOTContextHandle, const std::string&) = nullptr;
  void (*report_to)(tracker::nds_tracker_report_handler, void*) = nullptr;
};

// Loads the library that the property ll-lib-file names. An empty text, or NVIDIA's file name where NVIDIA's file is
// not (or does not load), means the library that comes with this plugin. Null on failure, with `fault` filled.
std::shared_ptr<const Library> load_library(GstElement* element, const std::string& ll_lib_file, Fault& fault);

// The path of the library beside the plugin.
std::string own_library_path();

}  // namespace runtime::nvtracker
