// The element's properties, read once when it starts.
#pragma once

#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/nvtracker/sub_batches.h"

namespace runtime::nvtracker {

struct Options {
  guint width = 0;  // the tracker's; 0: the frame's
  guint height = 0;
  guint gpu_id = 0;
  guint batch_size = 1;
  std::string library;
  std::vector<std::string> configs;  // one a sub-batch, the last one for all further
  guint surface_type = 0;            // 0: all
  bool display_id = true;
  bool new_ids_after_reset = false;
  bool ids_from_zero_after_eos = false;
  bool input_tensors = false;
  guint list_pool_size = 32;
  SubBatchPlan plan;
  int recovery_trials = 0;  // -1: no limit
  std::set<int> classes;    // empty: all

  std::string config(std::size_t sub_batch) const;
};

std::optional<Options> read_options(const PropertyValues& values, Fault& fault);

}  // namespace runtime::nvtracker
