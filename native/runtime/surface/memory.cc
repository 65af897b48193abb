#include "runtime/surface/memory.h"

#include <algorithm>
#include <atomic>
#include <memory>
#include <mutex>
#include <string>

#include "runtime/element/fault.h"

namespace runtime {

using namespace nvds;

namespace {

struct DestroySurface {
  void operator()(NvBufSurface* surface) const { NvBufSurfaceDestroy(surface); }
};
using SurfaceRef = std::unique_ptr<NvBufSurface, DestroySurface>;

// What a memory maps to, and what keeps its pixels alive.
struct Holding {
  NvBufSurface surface{};
  std::vector<NvBufSurfaceParams> list;
  std::vector<bool> shared;  // pictures that others may look at: copied before they are written
  std::vector<SurfaceRef> allocations;
  std::vector<gst::BufferRef> owners;
  std::mutex mutex;  // of the copy before writing
};

struct SurfaceMemory {
  GstMemory memory;
  Holding* holding;
};

GType surface_allocator_type();

std::atomic<guint64> copied{0};

Holding* holding_of(GstMemory* memory) { return reinterpret_cast<SurfaceMemory*>(memory)->holding; }

bool is_ours(GstMemory* memory) {
  return memory->allocator && G_TYPE_CHECK_INSTANCE_TYPE(memory->allocator, surface_allocator_type());
}

SurfaceRef allocate(NvBufSurfaceColorFormat format, guint width, guint height, guint count) {
  NvBufSurfaceCreateParams parameters{};
  parameters.width = width;
  parameters.height = height;
  parameters.colorFormat = format;
  parameters.layout = NVBUF_LAYOUT_PITCH;
  parameters.memType = NVBUF_MEM_SYSTEM;
  NvBufSurface* surface = nullptr;
  return SurfaceRef(NvBufSurfaceCreate(&surface, count, &parameters) == 0 ? surface : nullptr);
}

// A picture of its own with the same pixels; false when memory is short.
bool copy_picture(Holding& holding, std::size_t index) {
  NvBufSurfaceParams& picture = holding.list[index];
  SurfaceRef fresh = allocate(picture.colorFormat, picture.width, picture.height, 1);
  if (!fresh) return false;
  NvBufSurface source{};
  source.batchSize = source.numFilled = 1;
  source.surfaceList = &picture;
  if (NvBufSurfaceCopy(&source, fresh.get()) != 0) return false;
  picture = fresh->surfaceList[0];
  count_copied(picture.dataSize);
  holding.allocations.push_back(std::move(fresh));
  holding.shared[index] = false;
  return true;
}

bool own_all_pictures(Holding& holding) {
  std::lock_guard lock(holding.mutex);
  for (std::size_t i = 0; i < holding.list.size(); i++)
    if (holding.shared[i] && !copy_picture(holding, i)) return false;
  return true;
}

GstAllocator* the_allocator() {
  static GstAllocator* allocator = [] {
    auto* object = static_cast<GstAllocator*>(g_object_new(surface_allocator_type(), nullptr));
    gst_object_ref_sink(object);
    GST_OBJECT_FLAG_SET(object, GST_OBJECT_FLAG_MAY_BE_LEAKED);
    return object;
  }();
  return allocator;
}

GstMemory* new_memory(std::unique_ptr<Holding> holding) {
  holding->surface.surfaceList = holding->list.data();
  auto* memory = g_new0(SurfaceMemory, 1);
  gst_memory_init(GST_MEMORY_CAST(memory), static_cast<GstMemoryFlags>(0), the_allocator(), nullptr,
                  sizeof(NvBufSurface), 0, 0, sizeof(NvBufSurface));
  memory->holding = holding.release();
  return GST_MEMORY_CAST(memory);
}

gpointer map(GstMemory* memory, gsize, GstMapFlags flags) {
  Holding* holding = holding_of(memory);
  if ((flags & GST_MAP_WRITE) && !own_all_pictures(*holding)) return nullptr;
  return &holding->surface;
}

void unmap(GstMemory*) {}

GstMemory* copy(GstMemory* memory, gssize offset, gssize size) {
  if (offset != 0 || (size != -1 && size != static_cast<gssize>(sizeof(NvBufSurface)))) return nullptr;
  const Holding* original = holding_of(memory);
  if (!within_reach(original->surface.memType)) return nullptr;
  auto holding = std::make_unique<Holding>();
  holding->surface = original->surface;
  holding->list = original->list;
  holding->shared.resize(holding->list.size());
  for (std::size_t i = 0; i < holding->list.size(); i++) {
    holding->list[i].mappedAddr = {};
    if (holding->list[i].dataPtr && !copy_picture(*holding, i)) return nullptr;
  }
  return new_memory(std::move(holding));
}

// A part of an NvBufSurface means nothing.
GstMemory* share(GstMemory*, gssize, gssize) { return nullptr; }

void free_memory(GstAllocator*, GstMemory* memory) {
  delete holding_of(memory);
  g_free(memory);
}

void class_init(gpointer klass, gpointer) { GST_ALLOCATOR_CLASS(klass)->free = free_memory; }

void instance_init(GTypeInstance* instance, gpointer) {
  GstAllocator* allocator = GST_ALLOCATOR_CAST(instance);
  allocator->mem_type = "NvBufSurface";
  allocator->mem_map = map;
  allocator->mem_unmap = unmap;
  allocator->mem_copy = copy;
  allocator->mem_share = share;
  GST_OBJECT_FLAG_SET(allocator, GST_ALLOCATOR_FLAG_CUSTOM_ALLOC);
}

GType surface_allocator_type() {
  static const GType type = register_once("NdsSurfaceAllocator", GST_TYPE_ALLOCATOR, sizeof(GstAllocatorClass),
                                          class_init, sizeof(GstAllocator), instance_init);
  return type;
}

// True when `pixels` is a picture of an owner that wraps it and knows that others may look at it.
bool shared_by_owner(const std::vector<gst::BufferRef>& owners, const void* pixels) {
  for (const gst::BufferRef& owner : owners) {
    GstMemory* memory = gst_buffer_n_memory(owner.get()) == 1 ? gst_buffer_peek_memory(owner.get(), 0) : nullptr;
    if (!memory || !is_ours(memory)) continue;
    Holding* holding = holding_of(memory);
    std::lock_guard lock(holding->mutex);
    for (std::size_t i = 0; i < holding->list.size(); i++)
      if (holding->list[i].dataPtr == pixels && holding->shared[i]) return true;
  }
  return false;
}

}  // namespace

GType register_once(const char* name, GType parent, gsize class_size, GClassInitFunc class_init, gsize instance_size,
                    GInstanceInitFunc instance_init) {
  const GType known = g_type_from_name(name);
  return known ? known
               : g_type_register_static_simple(parent, name, static_cast<guint>(class_size), class_init,
                                               static_cast<guint>(instance_size), instance_init, G_TYPE_FLAG_NONE);
}

GstMemory* new_surface_memory(NvBufSurfaceColorFormat format, guint width, guint height, guint batch_size) {
  SurfaceRef surface = allocate(format, width, height, batch_size);
  if (!surface) return nullptr;
  auto holding = std::make_unique<Holding>();
  holding->surface = *surface;
  holding->surface._reserved[0] = nullptr;
  holding->list.assign(surface->surfaceList, surface->surfaceList + batch_size);
  holding->shared.resize(batch_size);
  for (const NvBufSurfaceParams& params : holding->list) {
    const Picture picture = picture_of(params);
    fill_black(picture, {0, 0, picture.width, picture.height});
  }
  holding->allocations.push_back(std::move(surface));
  return new_memory(std::move(holding));
}

gst::BufferRef wrap_surfaces(std::span<const NvBufSurfaceParams> surfaces, std::vector<gst::BufferRef> owners,
                             guint batch_size, Place place, Sharing sharing) {
  const bool exclusive =
      sharing == Sharing::disjoint || std::all_of(owners.begin(), owners.end(), [](const gst::BufferRef& owner) {
        return gst_buffer_is_writable(owner.get()) && gst_buffer_is_all_memory_writable(owner.get());
      });
  auto holding = std::make_unique<Holding>();
  holding->list.assign(surfaces.begin(), surfaces.end());
  holding->list.resize(std::max<std::size_t>(batch_size, surfaces.size()));
  holding->shared.resize(holding->list.size());
  for (std::size_t i = 0; i < surfaces.size(); i++) {
    holding->list[i].mappedAddr = {};
    holding->shared[i] = within_reach(place.memory) && (!exclusive || shared_by_owner(owners, surfaces[i].dataPtr));
  }
  holding->owners = std::move(owners);
  holding->surface.gpuId = place.gpu_id;
  holding->surface.batchSize = static_cast<guint>(holding->list.size());
  holding->surface.numFilled = static_cast<guint>(surfaces.size());
  holding->surface.memType = place.memory;
  gst::BufferRef buffer(gst_buffer_new());
  gst_buffer_append_memory(buffer.get(), new_memory(std::move(holding)));
  return buffer;
}

MappedSurface::MappedSurface(GstBuffer* buffer, GstMapFlags flags) : buffer_(buffer) {
  if (!buffer || gst_buffer_n_memory(buffer) != 1 || gst_buffer_get_size(buffer) != sizeof(NvBufSurface)) return;
  if (!gst_buffer_map(buffer, &map_, flags)) return;
  auto* surface = reinterpret_cast<NvBufSurface*>(map_.data);
  // Applications may push their own NvBufSurface in plain memory; what it says is checked before it is believed.
  const bool plausible = surface->memType <= NVBUF_MEM_CUDA_ARRAY && surface->numFilled <= surface->batchSize &&
                         (surface->surfaceList || surface->batchSize == 0);
  if (plausible)
    surface_ = surface;
  else
    gst_buffer_unmap(buffer, &map_);
}

MappedSurface::~MappedSurface() {
  if (surface_) gst_buffer_unmap(buffer_, &map_);
}

std::span<NvBufSurfaceParams> MappedSurface::pictures() const {
  if (!surface_) return {};
  return {surface_->surfaceList, surface_->numFilled};
}

bool within_reach(NvBufSurfaceMemType memory) {
  switch (memory) {
    case NVBUF_MEM_DEFAULT:  // what it means depends on the machine; on this runtime's, the system's memory
    case NVBUF_MEM_CUDA_PINNED:
    case NVBUF_MEM_CUDA_UNIFIED:
    case NVBUF_MEM_SYSTEM: return true;
    default: return false;
  }
}

bool refuse_out_of_reach(GstElement* element, GstBuffer* buffer) {
  const MappedSurface surface(buffer, GST_MAP_READ);
  if (!surface || within_reach(surface->memType)) return false;
  Fault fault;
  fault.code = "ERR_STREAM";
  fault.message = "The pictures lie in a GPU's memory, which the CPU runtime cannot read.";
  fault.value = "memType " + std::to_string(int(surface->memType));
  fault.remedy =
      "Put NVIDIA's nvvideoconvert nvbuf-memory-type=nvbuf-mem-cuda-pinned before this element, or decode without the "
      "GPU.";
  post_error(element, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault);
  return true;
}

bool is_nvmm(const GstCaps* caps) {
  if (!caps || gst_caps_is_empty(caps) || gst_caps_is_any(caps)) return false;
  const GstCapsFeatures* features = gst_caps_get_features(caps, 0);
  return features && gst_caps_features_contains(features, "memory:NVMM");
}

void count_copied(guint64 bytes) { copied.fetch_add(bytes, std::memory_order_relaxed); }

guint64 copied_bytes() { return copied.load(std::memory_order_relaxed); }

}  // namespace runtime
