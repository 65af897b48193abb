// A batch of any release family that can be edited: memory as that release lays it out, and the functions of a metadata
// library for it.
#pragma once

#include <deque>
#include <memory>
#include <vector>

#include "meta/library.h"
#include "nvds/layout.h"

namespace test {

class ReleaseBatch {
 public:
  // Frames of source 0, 1, … with so many objects each. Object n of the batch has class n, label "thing", the text
  // "thing" at (10, 10), a box at (10, 20) of 30 × 40, and no track.
  ReleaseBatch(const nvds::Layout& layout, int frames, int objects);
  ~ReleaseBatch();
  ReleaseBatch(const ReleaseBatch&) = delete;
  ReleaseBatch& operator=(const ReleaseBatch&) = delete;

  nvds::NvDsBatchMeta& meta() { return batch_; }
  const meta::Library& library() const;
  void* allocate(std::size_t size, nvds::NvDsMetaType type);

  template <class T>
  static void set(void* base, std::uint32_t offset, const T& value) {
    std::memcpy(static_cast<std::byte*>(base) + offset, &value, sizeof value);
  }
  template <class T>
  static T get(const void* base, std::uint32_t offset) {
    return nvds::field<T>(base, offset);
  }

  // What a list holds, from its head.
  static std::vector<void*> list(const void* base, std::uint32_t offset);
  void* frame(std::size_t index);
  void* object(std::size_t row);

  const nvds::Layout& layout;

 private:
  nvds::NvDsBatchMeta batch_{};
  nvds::NvDsMetaPool frame_pool_{}, object_pool_{};
  std::deque<std::vector<std::byte>> memory_;
};

}  // namespace test
