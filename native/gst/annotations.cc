#include "gst/annotations.h"

#include <utility>

#include "gst/pad_warning.h"
#include "meta/batch.h"
#include "meta/limits.h"
#include "meta/walk.h"

namespace gst {
namespace {

std::uint64_t next_number() {
  static std::atomic<std::uint64_t> last{0};
  return last.fetch_add(1, std::memory_order_relaxed) + 1;
}

}  // namespace

Annotation::Annotation(FrameChoice choice, meta::Edits edits, std::int64_t frames)
    : choice_(choice), edits_(std::move(edits)), number_(next_number()), frames_left_(frames) {}

void Annotation::draw(nvds::NvDsFrameMeta* frame, const nvds::Layout& layout, nvds::NvDsBatchMeta& batch,
                      const meta::Library& library) {
  const std::uint32_t number_at = choice_.by == FrameChoice::By::pad ? layout.frame.pad_index : layout.frame.source_id;
  if (done() || nvds::field<guint>(frame, number_at) != choice_.number) return;
  if (meta::draw(edits_.drawings, frame, number_, layout, batch, library))
    frames_left_.fetch_sub(1, std::memory_order_relaxed);
}

void Annotations::edit(nvds::NvDsBatchMeta& batch, GstClockTime) {
  const std::lock_guard lock(mutex_);
  std::erase_if(annotations_, [](const auto& annotation) { return annotation->done(); });
  if (annotations_.empty()) return;
  const meta::BatchLock batch_lock(batch);
  if (batch.base_meta.meta_type != nvds::NVDS_BATCH_META) return;
  const nvds::Layout* const layout = nvds::layout_of(nvds::family_of(batch));
  if (!layout) return warn_unknown();
  meta::walk(batch.frame_meta_list, meta::kMaxFrames, [&](void* frame) {
    for (const auto& annotation : annotations_)
      annotation->draw(static_cast<nvds::NvDsFrameMeta*>(frame), *layout, batch, library_);
  });
}

void Annotations::warn_unknown() {
  if (std::exchange(warned_, true)) return;
  warn(pad_.get(), {.code = "ERR_METADATA",
                    .message = "The metadata comes from a DeepStream release whose layout is not known; it goes on "
                               "without annotations.",
                    .remedy = "Use DeepStream 6.0 to 9.1, or a newer version of node-deepstream."});
}

bool Annotations::add(std::shared_ptr<Annotation> annotation) {
  const std::lock_guard lock(mutex_);
  std::erase_if(annotations_, [](const auto& known) { return known->done(); });
  if (annotations_.size() >= kMost) return false;
  annotations_.push_back(std::move(annotation));
  return true;
}

}  // namespace gst
