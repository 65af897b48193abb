// libnvbufsurface.so for machines without a GPU: surfaces live in system memory, so mapping is pointing.
// Failures return -1 and say why through GLib's log, as the callers' only other clue is the -1.

#include <glib.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>

#include "nvds/surface.h"
#include "runtime/surface/format.h"

#define NVBUF_API __attribute__((visibility("default")))

namespace nvds {

namespace {

constexpr std::size_t memory_alignment = 64;

struct FreeMemory {
  void operator()(void* memory) const { std::free(memory); }
};
using Memory = std::unique_ptr<void, FreeMemory>;

// A surface with what it owns. Handed out as NvBufSurface*, which is its first member.
struct OwnedSurface {
  NvBufSurface surface{};
  std::unique_ptr<NvBufSurfaceParams[]> list;
  std::unique_ptr<Memory[]> memory;
};

// Marks surfaces that Destroy may free, unlike those that sit in buffers.
void* const owned_mark = const_cast<std::size_t*>(&memory_alignment);

int fail(const char* function, const char* reason) {
  g_warning("%s: %s", function, reason);
  return -1;
}

int needs_gpu(const char* function) {
  return fail(function, "needs a GPU; on the CPU runtime pictures are in system memory: use NvBufSurfaceMap");
}

// Memory that the CPU can reach can be given; memory that only a device reaches cannot.
bool host_memory(NvBufSurfaceMemType type) {
  return type == NVBUF_MEM_DEFAULT || type == NVBUF_MEM_SYSTEM || type == NVBUF_MEM_CUDA_PINNED ||
         type == NVBUF_MEM_CUDA_UNIFIED;
}

Memory allocate(std::size_t size) {
  const std::size_t rounded = (size + memory_alignment - 1) / memory_alignment * memory_alignment;
  return Memory(std::aligned_alloc(memory_alignment, rounded));
}

// `size` bytes without rows and planes, for parsers of bitstreams.
void lay_out_linear(NvBufSurfaceParams& surface, std::uint32_t size) {
  surface.width = size;
  surface.height = 1;
  surface.pitch = size;
  surface.dataSize = size;
  surface.planeParams.num_planes = 1;
  surface.planeParams.width[0] = size;
  surface.planeParams.height[0] = 1;
  surface.planeParams.pitch[0] = size;
  surface.planeParams.psize[0] = size;
  surface.planeParams.bytesPerPix[0] = 1;
}

int create(const char* function, NvBufSurface** result, std::uint32_t batch_size,
           const NvBufSurfaceCreateParams* parameters, bool tight) {
  constexpr std::uint32_t largest_batch = 65536;
  if (!result || !parameters) return fail(function, "null argument");
  *result = nullptr;
  if (batch_size == 0 || batch_size > largest_batch) return fail(function, "batch size must be 1 to 65536");
  if (!host_memory(parameters->memType))
    return fail(function, "memory type is a device's; the CPU runtime has NVBUF_MEM_SYSTEM (or DEFAULT)");
  if (parameters->layout != NVBUF_LAYOUT_PITCH) return fail(function, "only NVBUF_LAYOUT_PITCH is supported");

  NvBufSurfaceParams shape{};
  if (parameters->size > 0)
    lay_out_linear(shape, parameters->size);
  else if (!runtime::lay_out(shape, parameters->colorFormat, parameters->width, parameters->height, tight))
    return fail(function, "this colour format and size cannot be laid out in system memory");

  auto owned = std::make_unique<OwnedSurface>();
  owned->list = std::make_unique<NvBufSurfaceParams[]>(batch_size);
  const std::uint32_t blocks = parameters->isContiguous ? 1 : batch_size;
  owned->memory = std::make_unique<Memory[]>(blocks);
  for (std::uint32_t i = 0; i < blocks; i++) {
    owned->memory[i] = allocate(std::size_t{shape.dataSize} * (parameters->isContiguous ? batch_size : 1));
    if (!owned->memory[i]) return fail(function, "out of memory");
  }
  for (std::uint32_t i = 0; i < batch_size; i++) {
    owned->list[i] = shape;
    owned->list[i].dataPtr = parameters->isContiguous
                                 ? static_cast<char*>(owned->memory[0].get()) + std::size_t{shape.dataSize} * i
                                 : owned->memory[i].get();
  }
  owned->surface.gpuId = parameters->gpuId;
  owned->surface.batchSize = batch_size;
  owned->surface.isContiguous = parameters->isContiguous;
  owned->surface.memType = NVBUF_MEM_SYSTEM;
  owned->surface.surfaceList = owned->list.get();
  owned->surface._reserved[0] = owned_mark;
  *result = &owned.release()->surface;
  return 0;
}

// Calls `apply(surface, plane)` for the plane(s) that index and plane name; -1 means all.
template <class Apply>
int for_planes(const char* function, NvBufSurface* surface, int index, int plane, Apply apply) {
  if (!surface || !surface->surfaceList) return fail(function, "null surface");
  const int count = static_cast<int>(surface->batchSize);
  if (index < -1 || index >= count) return fail(function, "index is outside of the batch");
  for (int i = index < 0 ? 0 : index; i < (index < 0 ? count : index + 1); i++) {
    NvBufSurfaceParams& picture = surface->surfaceList[i];
    if (!picture.dataPtr) {
      if (index >= 0) return fail(function, "this place of the batch holds no picture");
      continue;
    }
    const int planes = static_cast<int>(std::min(picture.planeParams.num_planes, NVBUF_MAX_PLANES));
    if (plane < -1 || plane >= planes) return fail(function, "plane is outside of the picture");
    for (int p = plane < 0 ? 0 : plane; p < (plane < 0 ? planes : plane + 1); p++) apply(picture, p);
  }
  return 0;
}

unsigned char* plane_data(const NvBufSurfaceParams& picture, int plane) {
  return static_cast<unsigned char*>(picture.dataPtr) + picture.planeParams.offset[plane];
}

bool same_shape(const NvBufSurfaceParams& a, const NvBufSurfaceParams& b) {
  return a.width == b.width && a.height == b.height && a.colorFormat == b.colorFormat &&
         a.planeParams.num_planes == b.planeParams.num_planes;
}

void copy_plane(const unsigned char* from, std::size_t from_pitch, unsigned char* to, std::size_t to_pitch,
                std::size_t row_bytes, std::size_t rows) {
  for (std::size_t y = 0; y < rows; y++) std::memcpy(to + y * to_pitch, from + y * from_pitch, row_bytes);
}

// Where 2Raw and Raw2 read or write; false when the arguments do not fit the picture.
bool raw_plane(NvBufSurface* surface, unsigned index, unsigned plane, unsigned width, unsigned height, void* raw,
               const NvBufSurfaceParams** picture) {
  if (!surface || !raw || index >= surface->batchSize) return false;
  *picture = &surface->surfaceList[index];
  const NvBufSurfacePlaneParams& planes = (*picture)->planeParams;
  return (*picture)->dataPtr && plane < std::min(planes.num_planes, NVBUF_MAX_PLANES) && width <= planes.width[plane] &&
         height <= planes.height[plane];
}

}  // namespace

extern "C" {

NVBUF_API int NvBufSurfaceCreate(NvBufSurface** surface, std::uint32_t batch_size,
                                 NvBufSurfaceCreateParams* parameters) {
  return create(__func__, surface, batch_size, parameters, false);
}

NVBUF_API int NvBufSurfaceAllocate(NvBufSurface** surface, std::uint32_t batch_size,
                                   NvBufSurfaceAllocateParams* parameters) {
  return create(__func__, surface, batch_size, parameters ? &parameters->params : nullptr,
                parameters && parameters->disablePitchPadding);
}

NVBUF_API int NvBufSurfaceDestroy(NvBufSurface* surface) {
  if (!surface) return fail(__func__, "null surface");
  if (surface->_reserved[0] != owned_mark) return fail(__func__, "this surface belongs to a buffer");
  std::unique_ptr<OwnedSurface>(reinterpret_cast<OwnedSurface*>(surface));
  return 0;
}

NVBUF_API int NvBufSurfaceMap(NvBufSurface* surface, int index, int plane, NvBufSurfaceMemMapFlags) {
  return for_planes(__func__, surface, index, plane,
                    [](NvBufSurfaceParams& picture, int p) { picture.mappedAddr.addr[p] = plane_data(picture, p); });
}

NVBUF_API int NvBufSurfaceUnMap(NvBufSurface* surface, int index, int plane) {
  return for_planes(__func__, surface, index, plane,
                    [](NvBufSurfaceParams& picture, int p) { picture.mappedAddr.addr[p] = nullptr; });
}

NVBUF_API int NvBufSurfaceCopy(NvBufSurface* from, NvBufSurface* to) {
  if (!from || !to) return fail(__func__, "null surface");
  if (to->batchSize < from->batchSize) return fail(__func__, "the destination's batch is smaller");
  for (std::uint32_t i = 0; i < from->batchSize; i++) {
    const NvBufSurfaceParams& source = from->surfaceList[i];
    const NvBufSurfaceParams& target = to->surfaceList[i];
    if (!source.dataPtr) continue;
    if (!target.dataPtr || !same_shape(source, target)) return fail(__func__, "sizes or colour formats differ");
  }
  for (std::uint32_t i = 0; i < from->batchSize; i++) {
    const NvBufSurfaceParams& source = from->surfaceList[i];
    const NvBufSurfaceParams& target = to->surfaceList[i];
    if (!source.dataPtr) continue;
    for (unsigned p = 0; p < source.planeParams.num_planes; p++) {
      const std::size_t from_pitch = source.planeParams.pitch[p];
      const std::size_t to_pitch = target.planeParams.pitch[p];
      copy_plane(plane_data(source, static_cast<int>(p)), from_pitch, plane_data(target, static_cast<int>(p)), to_pitch,
                 std::min(from_pitch, to_pitch), source.planeParams.height[p]);
    }
  }
  return 0;
}

NVBUF_API int NvBufSurface2Raw(NvBufSurface* surface, unsigned index, unsigned plane, unsigned width, unsigned height,
                               unsigned char* raw) {
  const NvBufSurfaceParams* picture = nullptr;
  if (!raw_plane(surface, index, plane, width, height, raw, &picture))
    return fail(__func__, "index, plane or size does not fit the surface");
  const std::size_t row_bytes = std::size_t{width} * picture->planeParams.bytesPerPix[plane];
  copy_plane(plane_data(*picture, static_cast<int>(plane)), picture->planeParams.pitch[plane], raw, row_bytes,
             row_bytes, height);
  return 0;
}

NVBUF_API int Raw2NvBufSurface(unsigned char* raw, unsigned index, unsigned plane, unsigned width, unsigned height,
                               NvBufSurface* surface) {
  const NvBufSurfaceParams* picture = nullptr;
  if (!raw_plane(surface, index, plane, width, height, raw, &picture))
    return fail(__func__, "index, plane or size does not fit the surface");
  const std::size_t row_bytes = std::size_t{width} * picture->planeParams.bytesPerPix[plane];
  copy_plane(raw, row_bytes, plane_data(*picture, static_cast<int>(plane)), picture->planeParams.pitch[plane],
             row_bytes, height);
  return 0;
}

// The CPU's caches are coherent with the only unit that works here: nothing to flush.
NVBUF_API int NvBufSurfaceSyncForCpu(NvBufSurface* surface, int index, int plane) {
  return for_planes(__func__, surface, index, plane, [](NvBufSurfaceParams&, int) {});
}

NVBUF_API int NvBufSurfaceSyncForDevice(NvBufSurface* surface, int index, int plane) {
  return for_planes(__func__, surface, index, plane, [](NvBufSurfaceParams&, int) {});
}

NVBUF_API int NvBufSurfaceMemSet(NvBufSurface* surface, int index, int plane, std::uint8_t value) {
  return for_planes(__func__, surface, index, plane, [value](NvBufSurfaceParams& picture, int p) {
    std::memset(plane_data(picture, p), value, picture.planeParams.psize[p]);
  });
}

NVBUF_API int NvBufSurfaceFromFd(int, void**) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceMapEglImage(NvBufSurface*, int) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceUnMapEglImage(NvBufSurface*, int) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceImport(NvBufSurface**, const NvBufSurfaceMapParams*) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceGetMapParams(const NvBufSurface*, int, NvBufSurfaceMapParams*) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceMapCudaBuffer(NvBufSurface*, int) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceUnMapCudaBuffer(NvBufSurface*, int) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceMapNvmmBuffer(NvBufSurface*, int) { return needs_gpu(__func__); }
NVBUF_API int NvBufSurfaceUnMapNvmmBuffer(NvBufSurface*, int) { return needs_gpu(__func__); }

}  // extern "C"

}  // namespace nvds
