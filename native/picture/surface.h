// One picture of an NvBufSurface, in any of its kinds of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "gst/fault.h"
#include "nvds/surface.h"
#include "picture/source.h"

namespace picture {

bool is_nvmm(const GstCaps* caps);

class Surface : public Source::Hold {
 public:
  // nullptr when the batch has no such place.
  static gst::Result<std::unique_ptr<Surface>> open(const Kept& kept, std::uint32_t index);
  ~Surface() override;
  Surface(const Surface&) = delete;
  Surface& operator=(const Surface&) = delete;

  // Its addresses may be a device's until bring() has been called.
  const Picture& picture() const { return picture_; }
  // Makes the part's pixels readable: copies them from a device where they are there.
  gst::Outcome bring(Picture& part);

 private:
  Surface() = default;

  gst::Outcome locate();
  gst::Outcome describe();
  gst::Outcome map();

  GstBuffer* buffer_ = nullptr;
  GstMapInfo mapping_{};

  // A surface of one picture, of our own, so that mapping it disturbs nobody else's mapping. Bytes and not structs:
  // their layout is that of the release that made them, which its own library shall find.
  std::vector<std::byte> head_;
  std::vector<std::byte> params_;
  nvds::NvBufSurfaceParams* params() { return reinterpret_cast<nvds::NvBufSurfaceParams*>(params_.data()); }
  nvds::NvBufSurface* head() { return reinterpret_cast<nvds::NvBufSurface*>(head_.data()); }

  nvds::NvBufSurfaceMemType memory_ = nvds::NVBUF_MEM_DEFAULT;
  bool on_device_ = false;
  bool mapped_ = false;
  Picture picture_;
  std::vector<std::uint8_t> copied_;
};

}  // namespace picture
