// Pictures in NVMM buffers. A buffer with caps `video/x-raw(memory:NVMM)` holds one GstMemory; mapping it gives an
// NvBufSurface (not pixels), whose surfaceList describes one picture per frame of the batch, in system memory here.
#pragma once

#include <gst/gst.h>
#include <gst/video/video.h>

#include <array>
#include <span>
#include <vector>

#include "gst/ref.h"
#include "nvds/surface.h"

namespace runtime {

// One plane of a picture: `width` × `height` samples of `sample_bytes` each, rows `stride` bytes apart.
struct Plane {
  guint8* data = nullptr;
  int stride = 0;
  int width = 0;
  int height = 0;
  int sample_bytes = 1;
};

// A view of pixels that somebody else owns.
struct Picture {
  GstVideoFormat format = GST_VIDEO_FORMAT_UNKNOWN;
  GstVideoColorimetry colorimetry{};
  int width = 0;
  int height = 0;
  int plane_count = 0;
  std::array<Plane, 4> planes{};
};

struct Rectangle {
  int left = 0;
  int top = 0;
  int width = 0;
  int height = 0;
};

// `area` weighs every pixel when a picture shrinks.
enum class Scaling { nearest, bilinear, area, cubic, lanczos };

// Formats that a surface can hold, both ways; INVALID / UNKNOWN when there is none.
nvds::NvBufSurfaceColorFormat color_format(GstVideoFormat format, const GstVideoColorimetry& colorimetry);
GstVideoFormat video_format(nvds::NvBufSurfaceColorFormat format);
// What surfaces of these caps hold: format and colorimetry, and plane-order where format is GBR (planar RGB).
nvds::NvBufSurfaceColorFormat surface_format(const GstCaps* caps);

Picture picture_of(const nvds::NvBufSurfaceParams& surface);
Picture picture_of(const GstVideoFrame& frame);

// The part's own view, cut to the picture. In formats whose pixels share chroma it starts at a shared group.
Picture part_of(const Picture& picture, const Rectangle& part);

// Scales and converts `from`'s part `source` into `to`'s part `target`; what lies around the target stays as it is.
// Equal format and size is a plane copy. Any pair of formats that GStreamer's converter knows works; the pairs that
// pipelines use all the time (I420/NV12 → RGB/RGBA/I420/NV12) take libyuv's fast paths.
// Returns false when the pair of formats cannot be converted.
bool convert(const Picture& from, const Rectangle& source, const Picture& to, const Rectangle& target,
             Scaling scaling = Scaling::bilinear);
bool convert(const Picture& from, const Picture& to, Scaling scaling = Scaling::bilinear);

// Paints a part in the format's black.
void fill_black(const Picture& picture, const Rectangle& part);

// ---- buffers

// Buffers of `batch_size` pictures of one size and format, recycled. Every picture is black when first made.
class SurfacePool {
 public:
  // Size and format from caps; batch_size 0 takes the caps' (1 where they have none).
  explicit SurfacePool(const GstCaps* caps, guint batch_size = 0);
  SurfacePool(GstVideoFormat format, const GstVideoColorimetry& colorimetry, int width, int height, guint batch_size);
  ~SurfacePool();
  SurfacePool(const SurfacePool&) = delete;
  SurfacePool& operator=(const SurfacePool&) = delete;

  // A writable buffer with numFilled = 0, or nullptr while the pool is flushing. Never waits: the pool grows.
  gst::BufferRef acquire();
  // The same as a GstBufferPool, for elements that negotiate allocation.
  GstBufferPool* pool() const { return pool_.get(); }

 private:
  gst::ObjectRef<GstBufferPool> pool_;
};

// Who else may look at wrapped pixels. `automatic`: nobody, if all owners are writable (only the caller holds them);
// else mapping the new buffer for writing copies them first. `disjoint`: nobody, the caller deals the pictures of its
// owners out to different buffers.
enum class Sharing { automatic, disjoint };

// Where pixels lie.
struct Place {
  nvds::NvBufSurfaceMemType memory = nvds::NVBUF_MEM_SYSTEM;
  guint gpu_id = 0;
  bool operator==(const Place&) const = default;
};

// False for memory of a GPU that only NVIDIA's elements can read.
bool within_reach(nvds::NvBufSurfaceMemType memory);

// A buffer whose surfaces refer to the pixels of others, which it keeps alive: no copy. Pixels out of reach are never
// copied, not even before they are written: as in DeepStream, who writes to them must know who else looks.
// `batch_size` is NvBufSurface.batchSize (≥ surfaces.size()).
gst::BufferRef wrap_surfaces(std::span<const nvds::NvBufSurfaceParams> surfaces, std::vector<gst::BufferRef> owners,
                             guint batch_size, Place place = {}, Sharing sharing = Sharing::automatic);

// Maps a buffer's NvBufSurface for as long as this object lives.
class MappedSurface {
 public:
  MappedSurface(GstBuffer* buffer, GstMapFlags flags);
  ~MappedSurface();
  MappedSurface(const MappedSurface&) = delete;
  MappedSurface& operator=(const MappedSurface&) = delete;

  // False when the buffer holds no NvBufSurface.
  explicit operator bool() const { return surface_ != nullptr; }
  nvds::NvBufSurface* operator->() const { return surface_; }
  nvds::NvBufSurface* get() const { return surface_; }
  // The filled pictures.
  std::span<nvds::NvBufSurfaceParams> pictures() const;
  Place place() const { return {surface_->memType, surface_->gpuId}; }

 private:
  GstBuffer* buffer_;
  GstMapInfo map_{};
  nvds::NvBufSurface* surface_ = nullptr;
};

// True, with an error on the element's bus, when the buffer's pixels are out of reach.
bool refuse_out_of_reach(GstElement* element, GstBuffer* buffer);

// True for caps with the feature memory:NVMM.
bool is_nvmm(const GstCaps* caps);

// Bytes of pixels written by conversions and copies since the process began (for counts like "0 bytes copied").
guint64 copied_bytes();

}  // namespace runtime
