// Taking elements of a batch from their pool and giving them back, with what they own.
#pragma once

#include <type_traits>

#include "nvds/audio.h"
#include "nvds/metadata.h"
#include "runtime/metadata/pool.h"

namespace runtime::metadata {

// The pool that elements of type T come from.
template <class T>
struct PoolOf;
template <>
struct PoolOf<nvds::NvDsFrameMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::frame_meta_pool;
};
template <>
struct PoolOf<nvds::NvDsObjectMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::obj_meta_pool;
};
template <>
struct PoolOf<nvds::NvDsClassifierMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::classifier_meta_pool;
};
template <>
struct PoolOf<nvds::NvDsLabelInfo> {
  static constexpr auto member = &nvds::NvDsBatchMeta::label_info_meta_pool;
};
template <>
struct PoolOf<nvds::NvDsDisplayMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::display_meta_pool;
};
template <>
struct PoolOf<nvds::NvDsUserMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::user_meta_pool;
};

template <>
struct PoolOf<nvds::NvDsAudioFrameMeta> {
  static constexpr auto member = &nvds::NvDsBatchMeta::frame_meta_pool;
};

template <class T>
T* acquire(nvds::NvDsBatchMeta* batch) {
  auto* meta = static_cast<T*>(acquire(batch->*PoolOf<T>::member));
  // A returned user meta keeps its contents, which a caller may still read; the next one must not see them, because
  // its release function would run on data that is gone.
  if constexpr (std::is_same_v<T, nvds::NvDsUserMeta>)
    *meta = {{batch, nvds::NVDS_USER_META, nullptr, nullptr, nullptr}, nullptr};
  return meta;
}

// Frees what the element owns and gives back the elements below it, then zeroes it: everything behind base_meta, which
// stays as it is. A user meta runs its release function instead and keeps its contents.
void release_contents(nvds::NvDsFrameMeta* frame);
void release_contents(nvds::NvDsObjectMeta* object);
void release_contents(nvds::NvDsClassifierMeta* classifier);
void release_contents(nvds::NvDsLabelInfo* label);
void release_contents(nvds::NvDsDisplayMeta* display);
void release_contents(nvds::NvDsUserMeta* user);
void release_contents(nvds::NvDsAudioFrameMeta* frame);

// Releases an element's contents and gives it back to its pool.
template <class T>
void release(T* meta) {
  if (!is_acquired(meta)) return;
  release_contents(meta);
  give_back(meta);
}

// Releases every element of a list, and the list.
template <class T>
void release_list(GList*& list) {
  while (list) {
    auto* meta = static_cast<T*>(list->data);
    list = g_list_delete_link(list, list);
    release(meta);
  }
}

}  // namespace runtime::metadata
