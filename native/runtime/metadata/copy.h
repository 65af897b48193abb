// What copies of video and of audio batches have in common.
#pragma once

#include <algorithm>
#include <iterator>

#include "runtime/metadata/children.h"

namespace runtime::metadata {

// Where an element lies, and its context, stay the target's.
inline void copy_base(const nvds::NvDsBaseMeta& from, nvds::NvDsBaseMeta& to) {
  to.meta_type = from.meta_type;
  to.copy_func = from.copy_func;
  to.release_func = from.release_func;
}

// Calls `visit` with each element that the list has now, so that a list may be copied onto its own parent.
template <class T, class Visit>
void each(GList* list, Visit visit) {
  for (guint left = g_list_length(list); left > 0; --left, list = list->next) visit(static_cast<T*>(list->data));
}

// Attaches a copy of each element to the parent.
template <class T, class Parent, class Copy>
void copy_list(GList* list, Parent* parent, Copy copy) {
  const Lock lock(batch_of(parent));
  each<T>(list, [&](T* from) {
    T* const to = acquire<T>(batch_of(parent));
    copy(from, to);
    attach(parent, to);
  });
}

template <class Parent>
void copy_user_metas(GList* list, Parent* parent) {
  const Lock lock(batch_of(parent));
  each<NvDsUserMeta>(list, [parent](NvDsUserMeta* from) {
    if (!from->base_meta.copy_func) return;
    auto* to = acquire<NvDsUserMeta>(batch_of(parent));
    copy_base(from->base_meta, to->base_meta);
    to->base_meta.uContext = from->base_meta.uContext;
    to->user_meta_data = from->base_meta.copy_func(from, nullptr);
    attach(parent, to);
  });
}

// A batch with the head of another, its pools made for max_frames_in_batch frames.
inline NvDsBatchMeta* copy_head(const NvDsBatchMeta* from, NvDsBatchMeta* (*create)(guint)) {
  NvDsBatchMeta* to = create(from->max_frames_in_batch);
  to->max_frames_in_batch = from->max_frames_in_batch;
  std::copy(std::begin(from->misc_batch_info), std::end(from->misc_batch_info), to->misc_batch_info);
  std::copy(std::begin(from->reserved), std::end(from->reserved), to->reserved);
  return to;
}

}  // namespace runtime::metadata
