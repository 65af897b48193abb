// The pools of a batch: elements of one kind, handed out and taken back without allocation until they run out.
#pragma once

#include "nvds/metadata.h"

namespace runtime::metadata {

// `count` zeroed elements of `element_size` bytes, each starting with an NvDsBaseMeta that names `batch`, `type` and
// `release`.
nvds::NvDsMetaPool* create_pool(nvds::NvDsBatchMeta* batch, nvds::NvDsMetaType type, guint element_size, guint count,
                                nvds::NvDsMetaReleaseFunc release);
void destroy_pool(nvds::NvDsMetaPool* pool);

// Never fails: a pool that has run out grows.
gpointer acquire(nvds::NvDsMetaPool* pool);

// Puts an element back into its pool, to be handed out next. The caller has released what the element owned.
void give_back(gpointer element);

// Whether an element of a pool is handed out at present.
bool is_acquired(gconstpointer element);

}  // namespace runtime::metadata
