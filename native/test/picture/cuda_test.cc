// Pictures in the memory of a GPU; skipped where there is none.
#include "picture/cuda.h"

#include <dlfcn.h>

#include <thread>

#include "nvds/surface.h"
#include "test/picture/subject.h"

namespace picture_test {
namespace {

// What is needed of the driver to put a picture on the device.
struct Gpu {
  using Pointer = std::uint64_t;
  int (*init)(unsigned) = nullptr;
  int (*retain_primary)(void**, int) = nullptr;
  int (*set_context)(void*) = nullptr;
  int (*allocate)(Pointer*, std::size_t) = nullptr;
  int (*allocate_managed)(Pointer*, std::size_t, unsigned) = nullptr;
  int (*allocate_pinned)(Pointer*, std::size_t) = nullptr;
  int (*copy)(Pointer, const void*, std::size_t) = nullptr;

  // False on a machine without a GPU.
  bool open() {
    void* library = dlopen("libcuda.so.1", RTLD_NOW);
    if (!library) return false;
    const auto find = [library](auto& function, const char* name) {
      function = reinterpret_cast<std::decay_t<decltype(function)>>(dlsym(library, name));
      return function != nullptr;
    };
    void* context = nullptr;
    return find(init, "cuInit") && find(retain_primary, "cuDevicePrimaryCtxRetain") &&
           find(set_context, "cuCtxSetCurrent") && find(allocate, "cuMemAlloc_v2") &&
           find(allocate_managed, "cuMemAllocManaged") && find(allocate_pinned, "cuMemAllocHost_v2") &&
           find(copy, "cuMemcpyHtoD_v2") && init(0) == 0 && retain_primary(&context, 0) == 0 &&
           set_context(context) == 0;
  }
};

TEST(Cuda, WithoutTheDriverNoMemoryIsADevices) {
  if (dlopen("libcuda.so.1", RTLD_NOW | RTLD_NOLOAD)) GTEST_SKIP() << "the driver is loaded";
  const int here = 0;
  EXPECT_FALSE(picture::cuda::owns(&here));
  EXPECT_FALSE(picture::cuda::owns(nullptr));
}

TEST(Cuda, PicturesInEveryKindOfItsMemoryAreRead) {
  Gpu gpu;
  if (!gpu.open()) GTEST_SKIP() << "this machine has no GPU";
  constexpr std::uint32_t kWidth = 640;
  constexpr std::uint32_t kHeight = 480;
  constexpr std::uint32_t kPitch = 1024;
  constexpr std::uint32_t kSize = kPitch * kHeight * 3 / 2;
  // NV12 of neutral chroma: black on the left, white on the right.
  std::vector<std::uint8_t> nv12(kSize, 128);
  for (std::uint32_t y = 0; y < kHeight; ++y)
    for (std::uint32_t x = 0; x < kWidth; ++x) nv12[y * kPitch + x] = x < kWidth / 2 ? 16 : 235;
  for (const auto type :
       {nvds::NVBUF_MEM_CUDA_DEVICE, nvds::NVBUF_MEM_CUDA_UNIFIED, nvds::NVBUF_MEM_CUDA_PINNED, nvds::NVBUF_MEM_DEFAULT,
        nvds::NVBUF_MEM_SYSTEM /* wrapped by one who does not know better */}) {
    Gpu::Pointer memory = 0;
    if (type == nvds::NVBUF_MEM_CUDA_UNIFIED)
      ASSERT_EQ(gpu.allocate_managed(&memory, kSize, 1), 0);
    else if (type == nvds::NVBUF_MEM_CUDA_PINNED)
      ASSERT_EQ(gpu.allocate_pinned(&memory, kSize), 0);
    else
      ASSERT_EQ(gpu.allocate(&memory, kSize), 0);
    ASSERT_EQ(gpu.copy(memory, nv12.data(), kSize), 0);
    nvds::NvBufSurfaceParams params{};
    params.width = kWidth;
    params.height = kHeight;
    params.pitch = kPitch;
    params.colorFormat = nvds::NVBUF_COLOR_FORMAT_NV12_709;
    params.dataSize = kSize;
    params.dataPtr = reinterpret_cast<void*>(memory);
    params.planeParams.num_planes = 2;
    params.planeParams.pitch[0] = params.planeParams.pitch[1] = kPitch;
    params.planeParams.offset[1] = kPitch * kHeight;
    nvds::NvBufSurface surface{};
    surface.batchSize = surface.numFilled = 1;
    surface.memType = type;
    surface.surfaceList = &params;
    const gst::BufferRef buffer(gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, &surface, sizeof surface, 0,
                                                            sizeof surface, nullptr, nullptr));
    // On a thread that never saw CUDA, as those that make images are.
    std::thread([&] {
      const auto kept = keep(buffer.get(), caps("video/x-raw(memory:NVMM)"));
      const picture::Image part = image(kept, {.format = picture::Format::rgb, .crop = {{251, 101, 139, 99}}});
      EXPECT_EQ(std::pair(part.width, part.height), std::pair(139, 99));
      EXPECT_EQ(at(part, 0, 0), (Colour{0, 0, 0})) << type;
      EXPECT_EQ(at(part, 138, 98), kWhite) << type;
    }).join();
  }
}

}  // namespace
}  // namespace picture_test
