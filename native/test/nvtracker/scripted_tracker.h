// A tracker library that does what the test in the same process says.
#pragma once

#include <functional>
#include <mutex>
#include <string>
#include <vector>

#include "nvds/tracker.h"

struct Script {
  nvds::NvMOTQuery query{};
  std::function<nvds::NvMOTStatus(const nvds::NvMOTConfig&)> init;
  std::function<nvds::NvMOTStatus(nvds::NvMOTProcessParams&, nvds::NvMOTTrackedObjBatch&)> process;
  std::function<nvds::NvMOTStatus(nvds::NvMOTProcessParams&, nvds::NvMOTTrackerMiscData&)> retrieve;

  // What was called, in order: "Init", "Query", "Process", "Retrieve", "Remove <stream>", "Update <text>", "DeInit".
  std::vector<std::string> calls() {
    std::lock_guard lock(mutex);
    return called;
  }
  void note(std::string call) {
    std::lock_guard lock(mutex);
    called.push_back(std::move(call));
  }

  std::mutex mutex;
  std::vector<std::string> called;
};

using ScriptedTracker = Script* (*)();  // exported as "scripted_tracker"
