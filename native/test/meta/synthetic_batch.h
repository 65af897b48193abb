// Metadata as a release's own elements lay it out, in raw memory by that release's recorded facts, and the plain values
// it stands for. Nothing here knows nvds/layout.h, which is under test.
#pragma once

#include <array>
#include <cstdint>
#include <cstdlib>
#include <memory>
#include <string>
#include <vector>

#include "nvds/layout.h"
#include "test/nvds/facts.h"

namespace test {

struct LabelSpec {
  std::uint32_t label_id = 0, class_id = 0;
  float probability = 0;
  std::string text{};
  std::uint32_t class_count = 0;
  bool operator==(const LabelSpec&) const = default;
};

struct ClassifierSpec {
  std::int32_t component_id = 0;
  std::string type{};
  std::vector<LabelSpec> labels{};
  bool operator==(const ClassifierSpec&) const = default;
};

struct ObjectSpec {
  std::uint64_t track_id = nvds::UNTRACKED_OBJECT_ID;
  std::vector<float> box{0, 0, 0, 0}, detector{0, 0, 0, 0}, tracker{0, 0, 0, 0};  // left, top, width, height
  float confidence = 0, tracker_confidence = 0, rotation = 0;
  std::int32_t class_id = 0, component_id = 0;
  std::int32_t parent = -1;  // row in the batch; -1 none, -2 an object elsewhere
  std::string label{}, text{};
  std::vector<ClassifierSpec> classifiers{};
  bool operator==(const ObjectSpec&) const = default;
};

struct FrameSpec {
  std::uint64_t pts = 0, ntp_timestamp = 0;
  std::uint32_t pad_index = 0, source_id = 0, batch_id = 0;
  std::int32_t number = 0;
  std::uint32_t source_width = 0, source_height = 0, width = 0, height = 0;
  std::uint32_t surface_type = 0, surface_index = 0, surfaces_per_frame = 1;
  bool inferred = false;
  std::vector<ObjectSpec> objects{};
  bool operator==(const FrameSpec&) const = default;
};

using BatchSpec = std::vector<FrameSpec>;

// Owns all memory of one NvDsBatchMeta. Its parts can be reached for damage.
class SyntheticBatch {
 public:
  SyntheticBatch(const facts::Release& release, const BatchSpec& frames);
  // The newest release of the family.
  SyntheticBatch(const nvds::Layout& layout, const BatchSpec& frames);
  ~SyntheticBatch();
  SyntheticBatch(const SyntheticBatch&) = delete;
  SyntheticBatch& operator=(const SyntheticBatch&) = delete;

  nvds::NvDsBatchMeta& meta() { return batch_; }
  std::byte* frame(std::size_t index) { return frames_[index]; }
  std::byte* object(std::size_t row) { return objects_[row]; }

  // A zeroed structure of the release, owned by the batch.
  std::byte* make(const char* structure) { return make(structure, 1); }
  std::byte* make(const char* structure, std::size_t count);
  char* text(const std::string& text);
  // User metadata at the end of a list. `type` is an enumerator of NvDsMetaType, or a number.
  void attach_to_batch(const char* type, const void* data);
  void attach_to_frame(std::size_t index, const char* type, const void* data);
  void attach_to_object(std::size_t row, const char* type, const void* data);
  // `list` is a field of `structure`, which begins at `base`.
  std::byte* attach_to(std::byte* base, const char* structure, const char* list, std::int32_t type, const void* data);
  void append(std::byte* base, const char* structure, const char* list, void* element);
  std::int32_t type(const char* enumerator) const;
  const facts::Release& release() const { return release_; }

  template <class T>
  static void set(std::byte* base, std::uint32_t offset, T value) {
    if (offset == nvds::kAbsent) std::abort();  // the release does not have that field
    std::memcpy(base + offset, &value, sizeof value);
  }

 private:
  std::byte* allocate(std::size_t size);
  void lay_out(std::byte* at, const FrameSpec& frame);
  void lay_out(std::byte* at, const ObjectSpec& object);
  GList* lay_out(const std::vector<ClassifierSpec>& classifiers);
  GList* lay_out(const std::vector<LabelSpec>& labels);
  GList* keep(GList* list);

  const facts::Release& release_;
  nvds::NvDsBatchMeta batch_{};
  std::array<nvds::NvDsMetaPool, 6> pools_{};
  std::vector<std::unique_ptr<std::byte[]>> memory_;
  std::vector<std::byte*> frames_, objects_;
  std::vector<GList*> lists_;  // those that were empty have no place here
};

}  // namespace test
