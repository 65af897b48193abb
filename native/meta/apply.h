// Applies checked edits to the metadata of a batch.
#pragma once

#include <cstdint>
#include <vector>

#include "meta/edits.h"
#include "meta/library.h"

namespace meta {

// The frames and objects of a batch by their row in its block, as they were when it was packed.
class BatchRows {
 public:
  // Under the batch's lock, which the packing shares. False when the lists hold more than a block can.
  bool collect(const nvds::NvDsBatchMeta& batch);
  // Under the batch's lock: nobody else, such as another branch behind a tee, has changed the lists since.
  bool unchanged(const nvds::NvDsBatchMeta& batch);

  BatchShape shape() const;
  nvds::NvDsFrameMeta* frame(std::uint32_t row) const { return frames_[row]; }
  nvds::NvDsObjectMeta* object(std::uint32_t row) const { return objects_[row].object; }
  nvds::NvDsFrameMeta* frame_of(std::uint32_t row) const { return frames_[objects_[row].frame]; }
  std::uint32_t object_count() const { return static_cast<std::uint32_t>(objects_.size()); }

 private:
  struct ObjectRow {
    nvds::NvDsObjectMeta* object;
    std::uint32_t frame;
    bool operator==(const ObjectRow&) const = default;
  };
  bool walk(const nvds::NvDsBatchMeta& batch, std::vector<nvds::NvDsFrameMeta*>& frames,
            std::vector<ObjectRow>& objects) const;

  std::vector<nvds::NvDsFrameMeta*> frames_, frames_now_;
  std::vector<ObjectRow> objects_, objects_now_;
  nvds::Family family_ = nvds::Family::unknown;
};

// Under the batch's lock. Objects that are removed leave no child that points at them.
void apply(const Edits& edits, const BatchRows& rows, nvds::NvDsBatchMeta& batch, const Library& library);

// What marks the display metas of one annotation in misc_osd_data: this, then the annotation's number.
constexpr gint64 kAnnotationMark = 0x4e4f49544154454e;

// Under the batch's lock: drawings of any frame row onto this frame, `annotation` is 0 for none. False when the frame
// bears that annotation already.
bool draw(std::span<const Drawing> drawings, nvds::NvDsFrameMeta* frame, std::uint64_t annotation,
          const nvds::Layout& layout, nvds::NvDsBatchMeta& batch, const Library& library);

}  // namespace meta
