#include <gtest/gtest.h>

#include <cstring>

#include "pictures.h"

using namespace runtime;
using namespace surface_test;
using nvds::NvBufSurface;
using nvds::NvBufSurfaceParams;

namespace {

constexpr Colour red = {230, 20, 30};
constexpr Colour green = {20, 200, 40};

class Buffers : public testing::Test {
 protected:
  SurfacePool pool{GST_VIDEO_FORMAT_NV12, colorimetry(GST_VIDEO_COLORIMETRY_BT601), 64, 48, 2};

  gst::BufferRef filled(Colour colour) {
    gst::BufferRef buffer = pool.acquire();
    MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
    surface->numFilled = 2;
    for (const NvBufSurfaceParams& params : surface.pictures()) paint(picture_of(params), {0, 0, 64, 48}, colour);
    return buffer;
  }

  static Colour colour(GstBuffer* buffer, unsigned index = 0) {
    MappedSurface surface(buffer, GST_MAP_READ);
    return colour_at(picture_of(surface->surfaceList[index]), 30, 20);
  }

  static void repaint(GstBuffer* buffer, Colour colour) {
    MappedSurface surface(buffer, GST_MAP_READWRITE);
    ASSERT_TRUE(surface);
    for (const NvBufSurfaceParams& params : surface.pictures())
      paint(picture_of(params), {0, 0, static_cast<int>(params.width), static_cast<int>(params.height)}, colour);
  }
};

TEST_F(Buffers, MappingABufferGivesItsNvBufSurface) {
  gst::BufferRef buffer = pool.acquire();
  GstMapInfo map;
  ASSERT_TRUE(gst_buffer_map(buffer.get(), &map, GST_MAP_READ));
  EXPECT_EQ(map.size, sizeof(NvBufSurface));
  const auto* surface = reinterpret_cast<const NvBufSurface*>(map.data);
  EXPECT_EQ(surface->batchSize, 2u);
  EXPECT_EQ(surface->numFilled, 0u);
  EXPECT_EQ(surface->memType, nvds::NVBUF_MEM_SYSTEM);
  const NvBufSurfaceParams& params = surface->surfaceList[1];
  EXPECT_EQ(params.width, 64u);
  EXPECT_EQ(params.height, 48u);
  EXPECT_EQ(params.colorFormat, nvds::NVBUF_COLOR_FORMAT_NV12);
  EXPECT_EQ(params.planeParams.num_planes, 2u);
  EXPECT_EQ(params.planeParams.width[1], 32u);
  EXPECT_EQ(params.planeParams.bytesPerPix[1], 2u);
  EXPECT_EQ(params.planeParams.offset[1], params.planeParams.psize[0]);
  EXPECT_EQ(params.dataSize, params.planeParams.psize[0] + params.planeParams.psize[1]);
  EXPECT_EQ(reinterpret_cast<std::uintptr_t>(params.dataPtr) % 64, 0u);
  EXPECT_EQ(params.pitch % 64, 0u);
  gst_buffer_unmap(buffer.get(), &map);
}

TEST_F(Buffers, NewPicturesAreBlack) {
  gst::BufferRef buffer = pool.acquire();
  EXPECT_TRUE(near(colour(buffer.get(), 0), {0, 0, 0}, 2));
  EXPECT_TRUE(near(colour(buffer.get(), 1), {0, 0, 0}, 2));
}

TEST_F(Buffers, ThePoolRecyclesAndForgetsWhatWasFilled) {
  gst::BufferRef buffer = filled(red);
  GstBuffer* const first = buffer.get();
  buffer.reset();
  buffer = pool.acquire();
  EXPECT_EQ(buffer.get(), first);
  EXPECT_EQ(MappedSurface(buffer.get(), GST_MAP_READ)->numFilled, 0u);
}

TEST_F(Buffers, ThePoolGrowsInsteadOfWaiting) {
  std::vector<gst::BufferRef> buffers;
  for (int i = 0; i < 50; i++) buffers.push_back(pool.acquire());
  for (const gst::BufferRef& buffer : buffers) EXPECT_TRUE(buffer);
}

TEST_F(Buffers, BuffersOutliveTheirPool) {
  auto own = std::make_unique<SurfacePool>(GST_VIDEO_FORMAT_RGBA, GstVideoColorimetry{}, 8, 8, 1);
  gst::BufferRef buffer = own->acquire();
  own.reset();
  EXPECT_TRUE(MappedSurface(buffer.get(), GST_MAP_READWRITE));
}

TEST_F(Buffers, AnImpossibleSizeGivesNoBuffer) {
  SurfacePool impossible(GST_VIDEO_FORMAT_RGBA, GstVideoColorimetry{}, 200000, 200000, 1);
  EXPECT_FALSE(impossible.acquire());
}

TEST_F(Buffers, ADeepCopyHasPixelsOfItsOwn) {
  gst::BufferRef original = filled(red);
  gst::BufferRef copy(gst_buffer_copy_deep(original.get()));
  repaint(copy.get(), green);
  EXPECT_TRUE(near(colour(original.get(), 1), red));
  EXPECT_TRUE(near(colour(copy.get(), 1), green));
  original.reset();
  EXPECT_TRUE(near(colour(copy.get(), 0), green));
}

TEST_F(Buffers, WritingASharedBufferCopiesFirst) {
  gst::BufferRef original = filled(red);
  GstBuffer* writable = gst_buffer_make_writable(gst_buffer_ref(original.get()));
  ASSERT_NE(writable, original.get());
  repaint(writable, green);
  EXPECT_TRUE(near(colour(original.get()), red));
  EXPECT_TRUE(near(colour(writable), green));
  gst_buffer_unref(writable);
}

TEST_F(Buffers, ReadingASharedBufferCopiesNothing) {
  gst::BufferRef original = filled(red);
  const guint64 before = copied_bytes();
  gst::BufferRef other(gst_buffer_copy(original.get()));
  MappedSurface a(original.get(), GST_MAP_READ);
  MappedSurface b(other.get(), GST_MAP_READ);
  EXPECT_EQ(a->surfaceList[0].dataPtr, b->surfaceList[0].dataPtr);
  EXPECT_EQ(copied_bytes(), before);
}

TEST_F(Buffers, APartOfASurfaceIsNoBuffer) {
  gst::BufferRef buffer = filled(red);
  gst::MiniRef<GstMemory> memory(gst_buffer_get_memory(buffer.get(), 0));
  EXPECT_EQ(gst_memory_share(memory.get(), 8, 16), nullptr);
}

TEST_F(Buffers, WrappingKeepsOwnersAliveAndCopiesNothing) {
  gst::BufferRef owner = filled(red);
  const NvBufSurfaceParams params = MappedSurface(owner.get(), GST_MAP_READ)->surfaceList[1];
  const guint64 before = copied_bytes();
  std::vector<gst::BufferRef> owners;
  owners.push_back(std::move(owner));
  gst::BufferRef wrapped = wrap_surfaces({&params, 1}, std::move(owners), 4);
  {
    MappedSurface surface(wrapped.get(), GST_MAP_READWRITE);
    EXPECT_EQ(surface->batchSize, 4u);
    EXPECT_EQ(surface->numFilled, 1u);
    EXPECT_EQ(surface->surfaceList[0].dataPtr, params.dataPtr);
  }
  EXPECT_EQ(copied_bytes(), before);
  EXPECT_NE(pool.acquire().get(), nullptr);
  EXPECT_TRUE(near(colour(wrapped.get()), red));
}

TEST_F(Buffers, WritingWrappedPixelsThatOthersSeeCopiesFirst) {
  gst::BufferRef owner = filled(red);
  const NvBufSurfaceParams params = MappedSurface(owner.get(), GST_MAP_READ)->surfaceList[0];
  std::vector<gst::BufferRef> owners;
  owners.emplace_back(gst_buffer_ref(owner.get()));
  gst::BufferRef wrapped = wrap_surfaces({&params, 1}, std::move(owners), 1);
  EXPECT_EQ(MappedSurface(wrapped.get(), GST_MAP_READ)->surfaceList[0].dataPtr, params.dataPtr);
  repaint(wrapped.get(), green);
  EXPECT_TRUE(near(colour(wrapped.get()), green));
  EXPECT_TRUE(near(colour(owner.get()), red));
}

TEST_F(Buffers, DisjointPicturesOfASharedOwnerAreWrittenInPlace) {
  gst::BufferRef owner = filled(red);
  std::vector<gst::BufferRef> wrapped;
  for (unsigned i = 0; i < 2; i++) {
    const NvBufSurfaceParams params = MappedSurface(owner.get(), GST_MAP_READ)->surfaceList[i];
    std::vector<gst::BufferRef> owners;
    owners.emplace_back(gst_buffer_ref(owner.get()));
    wrapped.push_back(wrap_surfaces({&params, 1}, std::move(owners), 1, {}, Sharing::disjoint));
  }
  repaint(wrapped[1].get(), green);
  EXPECT_TRUE(near(colour(owner.get(), 0), red));
  EXPECT_TRUE(near(colour(owner.get(), 1), green));
}

TEST_F(Buffers, ASharedPictureStaysSharedThroughAnotherWrapping) {
  gst::BufferRef owner = filled(red);
  const NvBufSurfaceParams params = MappedSurface(owner.get(), GST_MAP_READ)->surfaceList[0];
  std::vector<gst::BufferRef> owners;
  owners.emplace_back(gst_buffer_ref(owner.get()));
  gst::BufferRef inner = wrap_surfaces({&params, 1}, std::move(owners), 1);
  owners.clear();
  owners.push_back(std::move(inner));
  gst::BufferRef outer = wrap_surfaces({&params, 1}, std::move(owners), 1, {}, Sharing::disjoint);
  repaint(outer.get(), green);
  EXPECT_TRUE(near(colour(owner.get()), red));
}

TEST_F(Buffers, PicturesOfDifferentSizesShareABatch) {
  SurfacePool other(GST_VIDEO_FORMAT_NV12, colorimetry(GST_VIDEO_COLORIMETRY_BT601), 100, 20, 1);
  std::vector<gst::BufferRef> owners;
  owners.push_back(filled(red));
  owners.push_back(other.acquire());
  const NvBufSurfaceParams params[] = {MappedSurface(owners[0].get(), GST_MAP_READ)->surfaceList[0],
                                       MappedSurface(owners[1].get(), GST_MAP_READ)->surfaceList[0]};
  gst::BufferRef wrapped = wrap_surfaces(params, std::move(owners), 2);
  gst::BufferRef copy(gst_buffer_copy_deep(wrapped.get()));
  MappedSurface surface(copy.get(), GST_MAP_READ);
  EXPECT_EQ(surface->surfaceList[1].width, 100u);
  EXPECT_NE(surface->surfaceList[1].dataPtr, params[1].dataPtr);
}

// A picture of a GPU's memory is an address that nobody here may follow.
TEST_F(Buffers, PicturesOutOfReachAreCarriedByPointer) {
  NvBufSurfaceParams params{};
  params.width = 64;
  params.height = 48;
  params.dataPtr = reinterpret_cast<void*>(0x10);
  std::vector<gst::BufferRef> owners;
  owners.push_back(filled(red));
  const gst::BufferRef second(gst_buffer_ref(owners.front().get()));
  const gst::BufferRef wrapped =
      wrap_surfaces({&params, 1}, std::move(owners), 1, {.memory = nvds::NVBUF_MEM_CUDA_DEVICE, .gpu_id = 3});
  {
    MappedSurface surface(wrapped.get(), GST_MAP_READWRITE);
    ASSERT_TRUE(surface);
    EXPECT_EQ(surface->memType, nvds::NVBUF_MEM_CUDA_DEVICE);
    EXPECT_EQ(surface->gpuId, 3u);
    EXPECT_EQ(surface->surfaceList[0].dataPtr, params.dataPtr);
  }
  gst::MiniRef<GstMemory> memory(gst_buffer_get_memory(wrapped.get(), 0));
  EXPECT_EQ(gst_memory_copy(memory.get(), 0, -1), nullptr);
}

TEST_F(Buffers, AnElementThatNeedsPixelsRefusesThoseOutOfReach) {
  const gst::ObjectRef<GstElement> element(
      GST_ELEMENT(gst_object_ref_sink(gst_element_factory_make("fakesink", nullptr))));
  const gst::ObjectRef<GstBus> bus(gst_bus_new());
  gst_element_set_bus(element.get(), bus.get());
  const gst::BufferRef here = filled(red);
  EXPECT_FALSE(refuse_out_of_reach(element.get(), here.get()));
  EXPECT_FALSE(gst_bus_have_pending(bus.get()));

  const NvBufSurfaceParams params{};
  const gst::BufferRef elsewhere =
      wrap_surfaces({&params, 1}, std::vector<gst::BufferRef>(), 1, {.memory = nvds::NVBUF_MEM_CUDA_DEVICE});
  EXPECT_TRUE(refuse_out_of_reach(element.get(), elsewhere.get()));
  const gst::MessageRef message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  ASSERT_TRUE(message);
  const GstStructure* details = nullptr;
  gst_message_parse_error_details(message.get(), &details);
  EXPECT_STREQ(gst_structure_get_string(details, "value"), "memType 2");
  gst_element_set_bus(element.get(), nullptr);
}

TEST_F(Buffers, PlainMemoryIsNoSurface) {
  gst::BufferRef small(gst_buffer_new_allocate(nullptr, 16, nullptr));
  EXPECT_FALSE(MappedSurface(small.get(), GST_MAP_READ));
  gst::BufferRef noise(gst_buffer_new_allocate(nullptr, sizeof(NvBufSurface), nullptr));
  gst_buffer_memset(noise.get(), 0, 0xee, sizeof(NvBufSurface));
  EXPECT_FALSE(MappedSurface(noise.get(), GST_MAP_READ));
  gst::BufferRef empty(gst_buffer_new());
  EXPECT_FALSE(MappedSurface(empty.get(), GST_MAP_READ));
  EXPECT_FALSE(MappedSurface(nullptr, GST_MAP_READ));
}

TEST_F(Buffers, AnApplicationsOwnSurfaceInPlainMemoryIsAccepted) {
  NvBufSurface* made = nullptr;
  nvds::NvBufSurfaceCreateParams parameters{};
  parameters.width = 32;
  parameters.height = 32;
  parameters.colorFormat = nvds::NVBUF_COLOR_FORMAT_RGBA;
  ASSERT_EQ(nvds::NvBufSurfaceCreate(&made, 1, &parameters), 0);
  made->numFilled = 1;
  gst::BufferRef buffer(gst_buffer_new_wrapped_full(
      static_cast<GstMemoryFlags>(0), made, sizeof(NvBufSurface), 0, sizeof(NvBufSurface), made,
      [](gpointer surface) { nvds::NvBufSurfaceDestroy(static_cast<NvBufSurface*>(surface)); }));
  MappedSurface surface(buffer.get(), GST_MAP_READ);
  ASSERT_TRUE(surface);
  EXPECT_EQ(surface.pictures().size(), 1u);
}

TEST_F(Buffers, NvmmCapsAreKnownByTheirFeature) {
  gst::CapsRef nvmm(gst_caps_from_string("video/x-raw(memory:NVMM), format=NV12"));
  gst::CapsRef plain(gst_caps_from_string("video/x-raw, format=NV12"));
  EXPECT_TRUE(is_nvmm(nvmm.get()));
  EXPECT_FALSE(is_nvmm(plain.get()));
  EXPECT_FALSE(is_nvmm(nullptr));
}

}  // namespace
