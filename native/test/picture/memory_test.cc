// Surfaces of other releases, other kinds of memory, and surfaces that are not what they say.
#include <cstring>

#include "nvds/surface.h"
#include "test/picture/subject.h"

namespace picture_test {
namespace {

using nvds::Family;
using picture::Format;
using picture::KeptRef;

constexpr std::uint32_t kWidth = 32;
constexpr std::uint32_t kHeight = 24;
constexpr std::uint32_t kPitch = 128;

// A batch of RGBA pictures in memory of ours, laid out as a release does: 64 bytes and 384 a picture up to 7.1, 72 and
// 416 after.
class HandMade {
 public:
  explicit HandMade(std::uint32_t pictures, std::size_t head_size = 72, std::size_t params_size = 416)
      : head_(head_size),
        list_(pictures * params_size),
        params_size_(params_size),
        pixels_(pictures * kPitch * kHeight) {
    nvds::NvBufSurface& surface = head();
    surface.batchSize = surface.numFilled = pictures;
    surface.memType = nvds::NVBUF_MEM_SYSTEM;
    surface.surfaceList = &params(0);
    for (std::uint32_t i = 0; i < pictures; ++i) {
      nvds::NvBufSurfaceParams& picture = params(i);
      picture.width = kWidth;
      picture.height = kHeight;
      picture.pitch = kPitch;
      picture.colorFormat = nvds::NVBUF_COLOR_FORMAT_RGBA;
      picture.dataSize = kPitch * kHeight;
      picture.dataPtr = pixels_.data() + i * kPitch * kHeight;
      picture.planeParams.num_planes = 1;
      picture.planeParams.width[0] = kWidth;
      picture.planeParams.height[0] = kHeight;
      picture.planeParams.pitch[0] = kPitch;
      picture.planeParams.psize[0] = kPitch * kHeight;
      picture.planeParams.bytesPerPix[0] = 4;
      std::memset(picture.dataPtr, static_cast<int>(10 * (i + 1)), kPitch * kHeight);
    }
  }

  nvds::NvBufSurface& head() { return *reinterpret_cast<nvds::NvBufSurface*>(head_.data()); }
  nvds::NvBufSurfaceParams& params(std::uint32_t i) {
    return *reinterpret_cast<nvds::NvBufSurfaceParams*>(list_.data() + i * params_size_);
  }

  KeptRef kept(Family family = Family::v9, std::size_t size = 0) {
    const gst::BufferRef buffer(gst_buffer_new_wrapped_full(GST_MEMORY_FLAG_READONLY, head_.data(), head_.size(), 0,
                                                            size ? size : head_.size(), nullptr, nullptr));
    return keep(buffer.get(), caps("video/x-raw(memory:NVMM)"), family);
  }

 private:
  std::vector<std::byte> head_;
  std::vector<std::byte> list_;
  std::size_t params_size_;
  std::vector<std::uint8_t> pixels_;
};

TEST(Releases, EachHasItsOwnSizeOfASurface) {
  struct Release {
    Family family;
    std::size_t head;
    std::size_t params;
  };
  for (const auto& [family, head, params] :
       {Release{Family::v6, 64, 384}, {Family::v8, 72, 416}, {Family::v9, 72, 416}}) {
    HandMade surface(3, head, params);
    const KeptRef kept = surface.kept(family);
    for (std::uint32_t i = 0; i < 3; ++i) {
      const int value = static_cast<int>(10 * (i + 1));
      EXPECT_EQ(at(image(kept, {.index = i, .format = Format::rgb}), 5, 5), (Colour{value, value, value}));
    }
  }
}

TEST(Memory, ThatHasToBeMappedIsMappedWithoutDisturbingOthers) {
  for (const auto type : {nvds::NVBUF_MEM_DEFAULT, nvds::NVBUF_MEM_SURFACE_ARRAY, nvds::NVBUF_MEM_HANDLE}) {
    HandMade surface(2);
    surface.head().memType = type;
    surface.params(1).mappedAddr.addr[0] = &surface;  // somebody else's mapping
    expect_colour(at(image(surface.kept(), {.index = 1, .format = Format::rgb}), 5, 5), {20, 20, 20}, 0, "mapped");
    EXPECT_EQ(surface.params(1).mappedAddr.addr[0], &surface);
  }
}

TEST(Memory, ThatTheCpuSharesWithCudaIsReadAsItIs) {
  for (const auto type : {nvds::NVBUF_MEM_SYSTEM, nvds::NVBUF_MEM_CUDA_PINNED, nvds::NVBUF_MEM_CUDA_UNIFIED}) {
    HandMade surface(1);
    surface.head().memType = type;
    expect_colour(at(image(surface.kept(), {.format = Format::rgb}), 5, 5), {10, 10, 10}, 0, "shared");
  }
}

TEST(Memory, ThatCannotBeReadIsAnErrorWithItsNameAndARemedy) {
  const auto refused = [](auto change) {
    HandMade surface(1);
    change(surface);
    const gst::Fault wrong = fault(surface.kept(), {.format = Format::rgb});
    EXPECT_EQ(wrong.code, "ERR_PICTURE");
    EXPECT_NE(wrong.remedy.find("nvvideoconvert"), std::string::npos);
    return wrong.value;
  };
  EXPECT_EQ(refused([](HandMade& s) { s.head().memType = nvds::NVBUF_MEM_CUDA_ARRAY; }), "NVBUF_MEM_CUDA_ARRAY");
  EXPECT_EQ(refused([](HandMade& s) { s.head().memType = nvds::NVBUF_MEM_CUDA_DEVICE; }), "NVBUF_MEM_CUDA_DEVICE");
  EXPECT_EQ(refused([](HandMade& s) { s.params(0).layout = nvds::NVBUF_LAYOUT_BLOCK_LINEAR; }),
            "NVBUF_LAYOUT_BLOCK_LINEAR");
}

TEST(Formats, ThatCannotBeReadAreErrorsWithTheirNameAndARemedy) {
  HandMade surface(1);
  surface.params(0).colorFormat = nvds::NVBUF_COLOR_FORMAT_SIGNED_R16G16;
  const gst::Fault unknown = fault(surface.kept(), {});
  EXPECT_EQ(unknown.code, "ERR_PICTURE");
  EXPECT_EQ(unknown.value, "41");
  EXPECT_NE(unknown.remedy.find("format=RGBA"), std::string::npos);
  surface.params(0).colorFormat = nvds::NVBUF_COLOR_FORMAT_UYVP;  // 10 bits, five bytes for two pixels
  const gst::Fault packed = fault(surface.kept(), {});
  EXPECT_EQ(packed.code, "ERR_PICTURE");
  EXPECT_EQ(packed.value, "UYVP");
  EXPECT_NE(packed.remedy.find("format=RGBA"), std::string::npos);
}

TEST(Damaged, SurfacesAreErrorsAndNeverReadBeyondTheirMemory) {
  const std::function<void(HandMade&)> damages[] = {
      [](HandMade& s) { s.head().numFilled = 2; },
      [](HandMade& s) { s.head().batchSize = s.head().numFilled = 0xffffffff; },
      [](HandMade& s) { s.head().surfaceList = nullptr; },
      [](HandMade& s) { s.head().memType = static_cast<nvds::NvBufSurfaceMemType>(77); },
      [](HandMade& s) { s.params(0).dataPtr = nullptr; },
      [](HandMade& s) { s.params(0).width = 0; },
      [](HandMade& s) { s.params(0).width = 0xffffffff; },
      [](HandMade& s) { s.params(0).height = kHeight + 1; },
      [](HandMade& s) { s.params(0).planeParams.num_planes = 4; },
      [](HandMade& s) { s.params(0).planeParams.num_planes = 0; },
      [](HandMade& s) { s.params(0).planeParams.pitch[0] = 4; },
      [](HandMade& s) { s.params(0).planeParams.pitch[0] = 0xffffffff; },
      [](HandMade& s) { s.params(0).planeParams.offset[0] = 0xffffff00; },
  };
  for (std::size_t i = 0; i < std::size(damages); ++i) {
    HandMade surface(1);
    damages[i](surface);
    const gst::Fault wrong = fault(surface.kept(), {.format = Format::rgb});
    EXPECT_EQ(wrong.code, "ERR_PICTURE") << i;
    EXPECT_FALSE(wrong.remedy.empty()) << i;
  }
  HandMade surface(1);
  EXPECT_EQ(fault(surface.kept(Family::v9, 16), {}).code, "ERR_PICTURE");
}

}  // namespace
}  // namespace picture_test
