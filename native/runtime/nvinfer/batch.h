// One inference batch: at most batch-size units of one buffer, on its way from the streaming thread through a worker to
// the output thread.
#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <vector>

#include "runtime/nvinfer/model.h"
#include "runtime/nvinfer/object_history.h"
#include "runtime/surface/surface.h"

namespace runtime::nvinfer {

struct WorkUnit {
  Unit unit;
  Picture picture;
  Placement placement;
  HistoryRef history;  // process-mode 2 with a tracked object
  std::uint64_t frame_number = 0;
};

// An object that is not inferred this time and gets its earlier classification again.
struct CachedUnit {
  Unit unit;
  HistoryRef history;
};

struct Batch {
  std::shared_ptr<const Model> model;
  std::shared_ptr<MappedSurface> surface;  // keeps the pictures mapped, and their buffer
  GstBuffer* buffer = nullptr;             // waits in the queue behind its batches; nullptr when detached
  std::vector<WorkUnit> units;
  std::vector<CachedUnit> cached;
  bool detached = false;  // classifier-async-mode: the buffer is gone, results go to the histories only

  std::vector<InputTensor> tensors;  // given by nvdspreprocess, or pointing into `input`
  std::vector<std::uint8_t> input;
  std::shared_ptr<const BatchOutput> output;
  std::string failure;
  std::chrono::steady_clock::time_point submitted;
  std::chrono::steady_clock::duration duration{};  // from submitting to the output
};

// Scales and converts every unit into the batch's own input tensor; false with `failure` set.
bool preprocess(Batch& batch, std::vector<std::uint8_t>& scratch);

}  // namespace runtime::nvinfer
