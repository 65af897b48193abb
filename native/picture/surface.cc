#include "picture/surface.h"

#include <algorithm>
#include <cstring>
#include <string>

#include "nvds/surface_formats.h"
#include "picture/cuda.h"
#include "picture/fault.h"
#include "picture/surface_library.h"

namespace picture {
namespace {

using namespace nvds;

// 8.0 appended isImportedBuf to the surface and cudaBuffer to its pictures, and mappedAddr grew by two pointers. All
// that is read here lies before those.
struct Sizes {
  std::size_t head;
  std::size_t params;
};
Sizes sizes_of(Family family) { return family == Family::v6 ? Sizes{64, 384} : Sizes{72, 416}; }

constexpr std::uint32_t kLargestBatch = 65536;
constexpr std::uint32_t kLargestSide = 65536;

gst::Fault damaged(const char* what) {
  return cannot_read(std::string("The buffer's NvBufSurface is not plausible: ") + what + ".",
                     "Look for an element that changes the surface or frees it too early.");
}

gst::Fault wrong_memory(const char* memory, const char* why) {
  return cannot_read(std::string("Pictures in memory of kind ") + memory + " cannot be read: " + why + ".",
                     "Put nvvideoconvert before the place where pixels are read.", memory);
}

}  // namespace

bool is_nvmm(const GstCaps* caps) {
  if (!caps || gst_caps_is_any(caps) || gst_caps_is_empty(caps)) return false;
  const GstCapsFeatures* features = gst_caps_get_features(caps, 0);
  return features && gst_caps_features_contains(features, "memory:NVMM");
}

gst::Result<std::unique_ptr<Surface>> Surface::open(const Kept& kept, std::uint32_t index) {
  std::unique_ptr<Surface> surface(new Surface);
  const Sizes sizes = sizes_of(kept.family());
  if (!gst_buffer_map(kept.buffer(), &surface->mapping_, GST_MAP_READ))
    return cannot_read("The buffer's NvBufSurface cannot be mapped.", "Put nvvideoconvert before this place.");
  surface->buffer_ = kept.buffer();
  if (surface->mapping_.size < sizes.head) return damaged("its buffer is too small");

  NvBufSurface batch{};
  std::memcpy(&batch, surface->mapping_.data, sizes.head);
  if (batch.batchSize > kLargestBatch || batch.numFilled > batch.batchSize || !batch.surfaceList)
    return damaged("it has more pictures than places");
  // Elements that make one picture of a batch (a tiler) keep the frames' places.
  const std::uint32_t place = batch.numFilled == 1 ? 0 : index;
  if (place >= batch.numFilled) return std::unique_ptr<Surface>();

  const auto* first = reinterpret_cast<const std::byte*>(batch.surfaceList);
  surface->params_.assign(first + place * sizes.params, first + (place + 1) * sizes.params);
  for (void*& address : surface->params()->mappedAddr.addr) address = nullptr;
  const auto* head = reinterpret_cast<const std::byte*>(surface->mapping_.data);
  surface->head_.assign(head, head + sizes.head);
  surface->head()->batchSize = surface->head()->numFilled = 1;
  surface->head()->surfaceList = surface->params();
  surface->memory_ = batch.memType;

  if (gst::Outcome fault = surface->locate()) return std::move(*fault);
  if (gst::Outcome fault = surface->describe()) return std::move(*fault);
  return surface;
}

Surface::~Surface() {
  if (mapped_) surface_library()->unmap(head(), 0, -1);
  if (buffer_) gst_buffer_unmap(buffer_, &mapping_);
}

// Whoever wrapped the surface may not have said where its pixels are: the driver knows better.
gst::Outcome Surface::locate() {
  if (params()->layout != NVBUF_LAYOUT_PITCH)
    return wrong_memory("NVBUF_LAYOUT_BLOCK_LINEAR", "its rows do not follow each other");
  on_device_ = cuda::owns(params()->dataPtr);
  if (on_device_) return {};
  switch (memory_) {
    case NVBUF_MEM_SYSTEM:
    case NVBUF_MEM_CUDA_PINNED:
    case NVBUF_MEM_CUDA_UNIFIED: return {};
    case NVBUF_MEM_DEFAULT:
    case NVBUF_MEM_SURFACE_ARRAY:
    case NVBUF_MEM_HANDLE: return map();
    case NVBUF_MEM_CUDA_DEVICE: return wrong_memory("NVBUF_MEM_CUDA_DEVICE", "CUDA does not know it");
    case NVBUF_MEM_CUDA_ARRAY: return wrong_memory("NVBUF_MEM_CUDA_ARRAY", "it has no rows");
  }
  return damaged("it has an unknown kind of memory");
}

gst::Outcome Surface::map() {
  const SurfaceLibrary* library = surface_library();
  if (!library) return wrong_memory("NVBUF_MEM_DEFAULT", "libnvbufsurface.so is not loaded");
  if (library->map(head(), 0, -1, NVBUF_MAP_READ) != 0 || library->sync_for_cpu(head(), 0, -1) != 0)
    return wrong_memory("NVBUF_MEM_SURFACE_ARRAY", "NvBufSurfaceMap failed");
  mapped_ = true;
  return {};
}

gst::Outcome Surface::describe() {
  const NvBufSurfaceParams& from = *params();
  const SurfaceFormat* format = surface_format_of(from.colorFormat);
  if (!format) {
    const std::string number = std::to_string(from.colorFormat);
    return cannot_read("Pictures of NvBufSurface's colour format " + number + " cannot be read.",
                       "Convert them first: ... ! nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA ! ...", number);
  }
  const NvBufSurfacePlaneParams& planes = from.planeParams;
  picture_.format = gst_video_format_get_info(format->video);
  picture_.colorimetry = colorimetry_of(*format);
  if (from.width == 0 || from.height == 0 || from.width > kLargestSide || from.height > kLargestSide)
    return damaged("its size is out of range");
  if (planes.num_planes != picture_.format->n_planes) return damaged("its planes do not fit its format");
  picture_.width = static_cast<int>(from.width);
  picture_.height = static_cast<int>(from.height);
  picture_.plane_count = static_cast<int>(planes.num_planes);
  if (!can_be_cut(picture_.format)) return {};

  for (int p = 0; p < picture_.plane_count; ++p) {
    Plane& plane = picture_.planes[static_cast<std::size_t>(p)];
    plane = shape_of(picture_.format, p, picture_.width, picture_.height);
    plane.stride = planes.pitch[p];
    const auto* start = static_cast<const std::uint8_t*>(from.dataPtr);
    plane.data = mapped_ ? static_cast<const std::uint8_t*>(from.mappedAddr.addr[p])
                         : (start ? start + planes.offset[p] : nullptr);
    if (!plane.data) return damaged("a picture has no memory");
    if (plane.stride < plane.row_bytes) return damaged("its rows overlap");
    const std::uint64_t end = std::uint64_t{planes.offset[p]} + plane.stride * (plane.rows - 1) + plane.row_bytes;
    if (from.dataSize > 0 && end > from.dataSize) return damaged("a plane reaches beyond its memory");
  }
  return {};
}

gst::Outcome Surface::bring(Picture& part) {
  if (!on_device_) return {};
  std::size_t size = 0;
  for (const Plane& plane : part.planes) size += plane.row_bytes * plane.rows;
  copied_.resize(size);
  std::uint8_t* to = copied_.data();
  for (int p = 0; p < part.plane_count; ++p) {
    Plane& plane = part.planes[static_cast<std::size_t>(p)];
    if (const char* error = cuda::copy_rows(to, plane.row_bytes, plane.data, plane.stride, plane.row_bytes, plane.rows))
      return cannot_read("Pixels could not be copied from the GPU.", "Look at the GPU's state with nvidia-smi.", {},
                         error);
    plane.data = to;
    plane.stride = plane.row_bytes;
    to += plane.row_bytes * plane.rows;
  }
  return {};
}

}  // namespace picture
