// The lists by which elements hang below each other: one line for each, and what adds to, takes from and empties them.
#pragma once

#include "nvds/audio.h"
#include "nvds/preprocess.h"
#include "runtime/metadata/elements.h"
#include "runtime/metadata/lock.h"

namespace runtime::metadata {

enum class End { first, last };  // where a new element goes

// Where a parent keeps its children of a kind.
template <class Parent>
struct Children {
  GList* Parent::*list;
  guint Parent::*count = nullptr;  // when it counts them
  End end = End::first;
};

// What hangs below a batch or an audio frame keeps the order in which it was added; everything else stands newest
// first.
template <class Parent, class Child>
inline constexpr Children<Parent> kChildren = {nullptr};

using nvds::NvDsAudioFrameMeta, nvds::NvDsBatchMeta, nvds::NvDsClassifierMeta, nvds::NvDsDisplayMeta,
    nvds::NvDsFrameMeta, nvds::NvDsLabelInfo, nvds::NvDsObjectMeta, nvds::NvDsRoiMeta, nvds::NvDsUserMeta;

template <>
inline constexpr Children<NvDsBatchMeta> kChildren<NvDsBatchMeta, NvDsFrameMeta> = {
    &NvDsBatchMeta::frame_meta_list, &NvDsBatchMeta::num_frames_in_batch, End::last};
template <>
inline constexpr Children<NvDsBatchMeta> kChildren<NvDsBatchMeta, NvDsAudioFrameMeta> =
    kChildren<NvDsBatchMeta, NvDsFrameMeta>;
template <>
inline constexpr Children<NvDsBatchMeta> kChildren<NvDsBatchMeta, NvDsUserMeta> = {&NvDsBatchMeta::batch_user_meta_list,
                                                                                   nullptr, End::last};
template <>
inline constexpr Children<NvDsFrameMeta> kChildren<NvDsFrameMeta, NvDsObjectMeta> = {&NvDsFrameMeta::obj_meta_list,
                                                                                     &NvDsFrameMeta::num_obj_meta};
template <>
inline constexpr Children<NvDsFrameMeta> kChildren<NvDsFrameMeta, NvDsDisplayMeta> = {
    &NvDsFrameMeta::display_meta_list};
template <>
inline constexpr Children<NvDsFrameMeta> kChildren<NvDsFrameMeta, NvDsUserMeta> = {
    &NvDsFrameMeta::frame_user_meta_list};
template <>
inline constexpr Children<NvDsObjectMeta> kChildren<NvDsObjectMeta, NvDsClassifierMeta> = {
    &NvDsObjectMeta::classifier_meta_list};
template <>
inline constexpr Children<NvDsObjectMeta> kChildren<NvDsObjectMeta, NvDsUserMeta> = {
    &NvDsObjectMeta::obj_user_meta_list};
template <>
inline constexpr Children<NvDsClassifierMeta> kChildren<NvDsClassifierMeta, NvDsLabelInfo> = {
    &NvDsClassifierMeta::label_info_list, &NvDsClassifierMeta::num_labels};
template <>
inline constexpr Children<NvDsRoiMeta> kChildren<NvDsRoiMeta, NvDsClassifierMeta> = {
    &NvDsRoiMeta::classifier_meta_list};
template <>
inline constexpr Children<NvDsRoiMeta> kChildren<NvDsRoiMeta, NvDsUserMeta> = {&NvDsRoiMeta::roi_user_meta_list};
template <>
inline constexpr Children<NvDsAudioFrameMeta> kChildren<NvDsAudioFrameMeta, NvDsClassifierMeta> = {
    &NvDsAudioFrameMeta::classifier_meta_list, nullptr, End::last};
template <>
inline constexpr Children<NvDsAudioFrameMeta> kChildren<NvDsAudioFrameMeta, NvDsUserMeta> = {
    &NvDsAudioFrameMeta::frame_user_meta_list, nullptr, End::last};

// The batch whose lock protects a parent's lists.
inline NvDsBatchMeta* batch_of(NvDsBatchMeta* batch) { return batch; }
template <class Parent>
NvDsBatchMeta* batch_of(Parent* parent) {
  return parent->base_meta.batch_meta;
}

template <class Parent, class Child>
NvDsBatchMeta* batch_of(Parent* parent, Child*) {
  return batch_of(parent);
}
// A region belongs to no batch; what is attached to it does.
template <class Child>
NvDsBatchMeta* batch_of(NvDsRoiMeta*, Child* child) {
  return child->base_meta.batch_meta;
}

template <class Parent, class Child>
void attach(Parent* parent, Child* child) {
  constexpr Children<Parent> children = kChildren<Parent, Child>;
  const Lock lock(batch_of(parent, child));
  GList*& list = parent->*children.list;
  list = children.end == End::last ? g_list_append(list, child) : g_list_prepend(list, child);
  if constexpr (children.count != nullptr) ++(parent->*children.count);
}

// The element goes back to its pool with all that hangs below it, even when it is not the parent's.
template <class Parent, class Child>
void detach(Parent* parent, Child* child) {
  constexpr Children<Parent> children = kChildren<Parent, Child>;
  const Lock lock(batch_of(parent, child));
  GList*& list = parent->*children.list;
  if (GList* const link = g_list_find(list, child)) {
    list = g_list_delete_link(list, link);
    if constexpr (children.count != nullptr) --(parent->*children.count);
  }
  release(child);
}

// Releases the elements of `list`, normally the parent's own; the parent's is empty afterwards in any case.
template <class Child, class Parent>
void clear(Parent* parent, GList* list) {
  constexpr Children<Parent> children = kChildren<Parent, Child>;
  const Lock lock(batch_of(parent));
  release_list<Child>(list);
  parent->*children.list = nullptr;
  if constexpr (children.count != nullptr) parent->*children.count = 0;
}

}  // namespace runtime::metadata
