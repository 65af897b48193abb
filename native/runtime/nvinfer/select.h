// Which frames, objects or regions of a buffer are inferred, cut into batches of at most batch-size units.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "nvds/metadata.h"
#include "runtime/element/fault.h"
#include "runtime/nvinfer/batch.h"

namespace runtime::nvinfer {

using Batches = std::vector<std::unique_ptr<Batch>>;

// process-mode 1: every frame of the batch.
Batches select_frames(const std::shared_ptr<const Model>& model, const std::shared_ptr<MappedSurface>& surface,
                      nvds::NvDsBatchMeta* batch_meta);

// process-mode 2: objects that pass the filters and are due. With classifier-async-mode the cached results are attached
// here and the batches are detached.
Batches select_objects(const std::shared_ptr<const Model>& model, const std::shared_ptr<MappedSurface>& surface,
                       nvds::NvDsBatchMeta* batch_meta, ObjectHistories& histories);

// input-tensor-from-meta: the tensors that nvdspreprocess made for this element's unique id. nullopt when one does not
// fit the model.
std::optional<Batches> select_tensors(const std::shared_ptr<const Model>& model,
                                      const std::shared_ptr<MappedSurface>& surface, nvds::NvDsBatchMeta* batch_meta,
                                      Fault& fault);

}  // namespace runtime::nvinfer
