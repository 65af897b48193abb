// A batch with one frame, freed with all that was attached.
#pragma once

#include <memory>
#include <vector>

#include "nvds/metadata.h"

struct BatchMeta {
  BatchMeta() : batch(nvds::nvds_create_batch_meta(1)), frame(nvds::nvds_acquire_frame_meta_from_pool(batch)) {
    nvds::nvds_add_frame_meta_to_batch(batch, frame);
  }
  ~BatchMeta() { nvds::nvds_destroy_batch_meta(batch); }
  BatchMeta(const BatchMeta&) = delete;
  BatchMeta& operator=(const BatchMeta&) = delete;

  std::vector<nvds::NvDsObjectMeta*> objects() const {
    std::vector<nvds::NvDsObjectMeta*> list;
    for (GList* l = frame->obj_meta_list; l; l = l->next) list.push_back(static_cast<nvds::NvDsObjectMeta*>(l->data));
    return list;
  }

  nvds::NvDsBatchMeta* batch;
  nvds::NvDsFrameMeta* frame;
};
