// The drop-in library as a user's parser or probe library calls it.
#include <gst/gst.h>
#include <gtest/gtest.h>

#include <cstring>
#include <vector>

#include "nvds/surface.h"

using namespace nvds;

namespace {

// Every refused call says why; tests of refusals count the words instead of printing them.
class Library : public testing::Test {
 protected:
  void SetUp() override {
    handler_ = g_log_set_handler(
        "nvbufsurface", G_LOG_LEVEL_WARNING,
        [](const gchar*, GLogLevelFlags, const gchar*, gpointer count) { ++*static_cast<int*>(count); }, &warnings);
  }
  void TearDown() override {
    if (surface) NvBufSurfaceDestroy(surface);
    g_log_remove_handler("nvbufsurface", handler_);
  }

  void create(NvBufSurfaceColorFormat format = NVBUF_COLOR_FORMAT_YUV420, unsigned batch = 2, bool contiguous = false) {
    NvBufSurfaceCreateParams parameters{};
    parameters.width = 70;
    parameters.height = 31;
    parameters.colorFormat = format;
    parameters.isContiguous = contiguous;
    ASSERT_EQ(NvBufSurfaceCreate(&surface, batch, &parameters), 0);
  }

  NvBufSurface* surface = nullptr;
  int warnings = 0;

 private:
  guint handler_ = 0;
};

TEST_F(Library, CreateFillsTheGeometry) {
  create();
  EXPECT_EQ(surface->batchSize, 2u);
  EXPECT_EQ(surface->numFilled, 0u);
  EXPECT_EQ(surface->memType, NVBUF_MEM_SYSTEM);
  const NvBufSurfaceParams& picture = surface->surfaceList[0];
  EXPECT_EQ(picture.pitch, 128u);
  EXPECT_EQ(picture.planeParams.num_planes, 3u);
  EXPECT_EQ(picture.planeParams.width[1], 35u);
  EXPECT_EQ(picture.planeParams.height[1], 16u);
  EXPECT_EQ(picture.planeParams.psize[0], 128u * 31u);
  EXPECT_EQ(picture.planeParams.offset[1] % 64, 0u);
}

TEST_F(Library, ContiguousBatchesLieInOneBlock) {
  create(NVBUF_COLOR_FORMAT_RGBA, 3, true);
  for (unsigned i = 1; i < 3; i++)
    EXPECT_EQ(
        static_cast<char*>(surface->surfaceList[i].dataPtr) - static_cast<char*>(surface->surfaceList[i - 1].dataPtr),
        surface->surfaceList[i].dataSize);
}

TEST_F(Library, AllocateWithoutPaddingPacksTheRows) {
  NvBufSurfaceAllocateParams parameters{};
  parameters.params.width = 70;
  parameters.params.height = 31;
  parameters.params.colorFormat = NVBUF_COLOR_FORMAT_RGB;
  parameters.disablePitchPadding = true;
  ASSERT_EQ(NvBufSurfaceAllocate(&surface, 1, &parameters), 0);
  EXPECT_EQ(surface->surfaceList[0].pitch, 210u);
  EXPECT_EQ(surface->surfaceList[0].dataSize, 210u * 31u);
}

TEST_F(Library, MapGivesAddressesAndUnMapTakesThem) {
  create();
  ASSERT_EQ(NvBufSurfaceMap(surface, -1, -1, NVBUF_MAP_READ_WRITE), 0);
  for (unsigned i = 0; i < 2; i++) {
    const NvBufSurfaceParams& picture = surface->surfaceList[i];
    EXPECT_EQ(picture.mappedAddr.addr[2], static_cast<char*>(picture.dataPtr) + picture.planeParams.offset[2]);
  }
  EXPECT_EQ(NvBufSurfaceSyncForCpu(surface, -1, -1), 0);
  EXPECT_EQ(NvBufSurfaceSyncForDevice(surface, 0, 0), 0);
  ASSERT_EQ(NvBufSurfaceUnMap(surface, 1, 2), 0);
  EXPECT_EQ(surface->surfaceList[1].mappedAddr.addr[2], nullptr);
  EXPECT_NE(surface->surfaceList[0].mappedAddr.addr[2], nullptr);
  ASSERT_EQ(NvBufSurfaceUnMap(surface, -1, -1), 0);
}

TEST_F(Library, RawRoundTripsEachPlane) {
  create(NVBUF_COLOR_FORMAT_NV12);
  std::vector<unsigned char> in(70 * 16);
  for (std::size_t i = 0; i < in.size(); i++) in[i] = static_cast<unsigned char>(i * 7);
  ASSERT_EQ(Raw2NvBufSurface(in.data(), 1, 1, 35, 16, surface), 0);
  std::vector<unsigned char> out(in.size());
  ASSERT_EQ(NvBufSurface2Raw(surface, 1, 1, 35, 16, out.data()), 0);
  EXPECT_EQ(in, out);
}

TEST_F(Library, CopyNeedsEqualShapes) {
  create();
  NvBufSurface* const source = surface;
  ASSERT_EQ(NvBufSurfaceMemSet(source, -1, -1, 0x3c), 0);
  create();
  ASSERT_EQ(NvBufSurfaceCopy(source, surface), 0);
  EXPECT_EQ(std::memcmp(source->surfaceList[1].dataPtr, surface->surfaceList[1].dataPtr,
                        surface->surfaceList[1].planeParams.psize[0]),
            0);
  NvBufSurfaceDestroy(surface);
  create(NVBUF_COLOR_FORMAT_NV12);
  EXPECT_EQ(NvBufSurfaceCopy(source, surface), -1);
  NvBufSurfaceDestroy(surface);
  create(NVBUF_COLOR_FORMAT_YUV420, 1);
  EXPECT_EQ(NvBufSurfaceCopy(source, surface), -1);
  EXPECT_EQ(warnings, 2);
  NvBufSurfaceDestroy(source);
}

TEST_F(Library, MemSetFillsOnePlane) {
  create();
  ASSERT_EQ(NvBufSurfaceMemSet(surface, 0, -1, 1), 0);
  ASSERT_EQ(NvBufSurfaceMemSet(surface, 0, 1, 9), 0);
  const NvBufSurfaceParams& picture = surface->surfaceList[0];
  const auto* bytes = static_cast<unsigned char*>(picture.dataPtr);
  EXPECT_EQ(bytes[picture.planeParams.offset[0]], 1);
  EXPECT_EQ(bytes[picture.planeParams.offset[1]], 9);
  EXPECT_EQ(bytes[picture.planeParams.offset[2]], 1);
}

TEST_F(Library, WrongArgumentsAreRefusedWithAReason) {
  create();
  unsigned char byte = 0;
  NvBufSurface* other = nullptr;
  NvBufSurfaceCreateParams parameters{};
  parameters.width = 16;
  parameters.height = 16;
  parameters.colorFormat = NVBUF_COLOR_FORMAT_RGBA;
  const auto with = [&](auto change) {
    NvBufSurfaceCreateParams changed = parameters;
    change(changed);
    return NvBufSurfaceCreate(&other, 1, &changed);
  };
  const int results[] = {
      NvBufSurfaceMap(surface, 2, 0, NVBUF_MAP_READ),
      NvBufSurfaceMap(surface, 0, 3, NVBUF_MAP_READ),
      NvBufSurfaceMap(nullptr, 0, 0, NVBUF_MAP_READ),
      NvBufSurface2Raw(surface, 0, 0, 71, 31, &byte),
      NvBufSurface2Raw(surface, 5, 0, 1, 1, &byte),
      Raw2NvBufSurface(nullptr, 0, 0, 1, 1, surface),
      NvBufSurfaceDestroy(nullptr),
      NvBufSurfaceCreate(nullptr, 1, &parameters),
      NvBufSurfaceCreate(&other, 0, &parameters),
      NvBufSurfaceCreate(&other, 1, nullptr),
      with([](auto& p) { p.memType = NVBUF_MEM_CUDA_DEVICE; }),
      with([](auto& p) { p.layout = NVBUF_LAYOUT_BLOCK_LINEAR; }),
      with([](auto& p) { p.colorFormat = NVBUF_COLOR_FORMAT_SIGNED_R16G16; }),
      with([](auto& p) { p.width = 0; }),
      with([](auto& p) { p.width = p.height = 65536; }),
      NvBufSurfaceFromFd(3, nullptr),
      NvBufSurfaceMapEglImage(surface, 0),
  };
  for (int result : results) EXPECT_EQ(result, -1);
  EXPECT_EQ(warnings, static_cast<int>(std::size(results)));
  EXPECT_EQ(other, nullptr);
}

TEST_F(Library, MemoryThatTheCpuReachesIsGivenAsSystemMemory) {
  NvBufSurfaceCreateParams parameters{};
  parameters.width = 16;
  parameters.height = 16;
  parameters.colorFormat = NVBUF_COLOR_FORMAT_RGBA;
  parameters.memType = NVBUF_MEM_CUDA_UNIFIED;
  ASSERT_EQ(NvBufSurfaceCreate(&surface, 1, &parameters), 0);
  EXPECT_EQ(surface->memType, NVBUF_MEM_SYSTEM);
}

TEST_F(Library, PlacesWithoutAPictureAreSkippedUnlessNamed) {
  create();
  void* const pixels = std::exchange(surface->surfaceList[1].dataPtr, nullptr);
  EXPECT_EQ(NvBufSurfaceMap(surface, -1, 0, NVBUF_MAP_READ), 0);
  EXPECT_EQ(NvBufSurfaceMap(surface, 1, 0, NVBUF_MAP_READ), -1);
  surface->surfaceList[1].dataPtr = pixels;
}

}  // namespace
