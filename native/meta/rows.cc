#include "meta/apply.h"
#include "meta/pack.h"

namespace meta {

using nvds::field;

// In the packer's order: lists from their head, entries without data left out.
bool BatchRows::walk(const nvds::NvDsBatchMeta& batch, std::vector<nvds::NvDsFrameMeta*>& frames,
                     std::vector<ObjectRow>& objects) const {
  frames.clear();
  objects.clear();
  const nvds::Layout* const layout = nvds::layout_of(family_);
  if (!layout) return false;
  for (const GList* node = batch.frame_meta_list; node; node = node->next) {
    if (!node->data) continue;
    if (frames.size() == kMaxFrames) return false;
    const auto row = static_cast<std::uint32_t>(frames.size());
    frames.push_back(static_cast<nvds::NvDsFrameMeta*>(node->data));
    for (const auto* each = field<const GList*>(node->data, layout->frame.obj_meta_list); each; each = each->next) {
      if (!each->data) continue;
      if (objects.size() == kMaxObjects) return false;
      objects.push_back({static_cast<nvds::NvDsObjectMeta*>(each->data), row});
    }
  }
  return true;
}

bool BatchRows::collect(const nvds::NvDsBatchMeta& batch) {
  family_ = nvds::family_of(batch);
  return walk(batch, frames_, objects_);
}

bool BatchRows::unchanged(const nvds::NvDsBatchMeta& batch) {
  return walk(batch, frames_now_, objects_now_) && frames_now_ == frames_ && objects_now_ == objects_;
}

BatchShape BatchRows::shape() const {
  return {.frames = static_cast<std::uint32_t>(frames_.size()), .objects = object_count(), .family = family_};
}

}  // namespace meta
