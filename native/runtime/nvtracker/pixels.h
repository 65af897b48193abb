// Frames in the size and format that a tracker library wants to look at.
#pragma once

#include <memory>
#include <vector>

#include "nvds/metadata.h"
#include "nvds/tracker.h"
#include "runtime/element/fault.h"
#include "runtime/nvtracker/options.h"
#include "runtime/surface/surface.h"

namespace runtime::nvtracker {

class Pixels {
 public:
  // Null when the library asks for what there is not, with `fault` filled.
  static std::unique_ptr<Pixels> make(const nvds::NvMOTQuery& query, const Options& options, Fault& fault);

  // Converts the batch; the surfaces are good until the next call. False when a picture cannot be converted.
  bool convert(std::span<nvds::NvBufSurfaceParams> pictures, Fault& fault);
  nvds::NvBufSurfaceParams* surface(guint batch_id) { return &mapped_->get()->surfaceList[batch_id]; }

 private:
  Pixels(std::unique_ptr<SurfacePool> pool) : pool_(std::move(pool)) {}

  std::unique_ptr<SurfacePool> pool_;
  gst::BufferRef buffer_;
  std::unique_ptr<MappedSurface> mapped_;
};

}  // namespace runtime::nvtracker
