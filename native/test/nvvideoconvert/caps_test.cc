#include <gtest/gtest.h>

#include "nvvideoconvert/converter.h"

using namespace videoconvert_test;

namespace {

struct Result {
  std::string format;
  int width = 0;
  int height = 0;
  int par_n = 1;
  int par_d = 1;
  int batch_size = 0;
  std::string colorimetry;
};

Result negotiate(const std::string& in, const std::string& out, const std::string& settings = "") {
  Converter converter(in, out, settings);
  converter.push(filled(in, red));
  const gst::CapsRef caps = converter.output_caps();
  Result result;
  if (!caps) return result;
  const GstStructure* s = gst_caps_get_structure(caps.get(), 0);
  const auto text = [&](const char* field) {
    const gchar* value = gst_structure_get_string(s, field);
    return std::string(value ? value : "");
  };
  result.format = text("format");
  result.colorimetry = text("colorimetry");
  gst_structure_get_int(s, "width", &result.width);
  gst_structure_get_int(s, "height", &result.height);
  gst_structure_get_fraction(s, "pixel-aspect-ratio", &result.par_n, &result.par_d);
  gst_structure_get_int(s, "batch-size", &result.batch_size);
  return result;
}

const std::string input = "video/x-raw,format=I420,width=640,height=480,framerate=10/1,pixel-aspect-ratio=1/1";
const std::string nvmm = "video/x-raw(memory:NVMM)";

TEST(Negotiation, KeepsFormatAndSizeWhenNothingElseIsAsked) {
  const Result result = negotiate(input, nvmm);
  EXPECT_EQ(result.format, "I420");
  EXPECT_EQ(result.width, 640);
  EXPECT_EQ(result.height, 480);
}

TEST(Negotiation, KeepsItsOwnFormatAmongOthersAndElseFollowsItsList) {
  EXPECT_EQ(negotiate(input, nvmm + ",format={RGBA,I420}").format, "I420");
  EXPECT_EQ(negotiate(input, nvmm + ",format={RGBA,NV12}").format, "NV12");
}

TEST(Negotiation, OpenPixelAspectRatioKeepsTheOtherSide) {
  const Result result = negotiate(input, nvmm + ",width=320");
  EXPECT_EQ(result.height, 480);
  EXPECT_EQ(result.par_n, 2);
  EXPECT_EQ(result.par_d, 1);
}

TEST(Negotiation, SquarePixelsKeepTheDisplayAspectRatio) {
  EXPECT_EQ(negotiate(input, nvmm + ",width=320,pixel-aspect-ratio=1/1").height, 240);
  EXPECT_EQ(negotiate(input, nvmm + ",height=240,pixel-aspect-ratio=1/1").width, 320);
}

TEST(Negotiation, AnamorphicInputWidensToSquarePixels) {
  const std::string wide = "video/x-raw,format=I420,width=720,height=576,framerate=25/1,pixel-aspect-ratio=16/15";
  const Result result = negotiate(wide, nvmm + ",pixel-aspect-ratio=1/1");
  EXPECT_EQ(result.width, 768);
  EXPECT_EQ(result.height, 576);
}

TEST(Negotiation, QuarterTurnsExchangeWidthAndHeight) {
  for (const char* method : {"clockwise", "counterclockwise", "upper-left-diagonal", "upper-right-diagonal"}) {
    const Result result = negotiate(input, nvmm, std::string("flip-method=") + method);
    EXPECT_EQ(result.width, 480) << method;
    EXPECT_EQ(result.height, 640) << method;
  }
  EXPECT_EQ(negotiate(input, nvmm, "flip-method=rotate-180").width, 640);
}

TEST(Negotiation, BatchFieldsPassWithinNvmmAndEndInSystemMemory) {
  const std::string batch =
      nvmm + ",format=NV12,width=64,height=64,framerate=10/1,num-surfaces-per-frame=1,batch-size=";
  EXPECT_EQ(negotiate(batch + "4", nvmm + ",format=RGBA").batch_size, 4);
  EXPECT_EQ(negotiate(batch + "1", "video/x-raw,format=RGBA").batch_size, 0);
}

TEST(Negotiation, MemoryFieldsOfOneSideDoNotBindTheOther) {
  const Result result = negotiate(
      nvmm + ",format=NV12,width=64,height=64,framerate=10/1,nvbuf-memory-type=nvbuf-mem-cuda-device,gpu-id=1",
      nvmm + ",format=NV12,nvbuf-memory-type=nvbuf-mem-cuda-unified,gpu-id=0");
  EXPECT_EQ(result.format, "NV12");
}

TEST(Negotiation, ColorimetryStaysAndChoosesTheSurfaceFormat) {
  const std::string hd = input + ",colorimetry=bt709";
  EXPECT_EQ(negotiate(hd, nvmm + ",format=NV12").colorimetry, "bt709");
  Converter converter(hd, nvmm + ",format=NV12");
  gst::BufferRef result = converter.convert(filled(hd, red));
  EXPECT_EQ(runtime::MappedSurface(result.get(), GST_MAP_READ)->surfaceList[0].colorFormat,
            nvds::NVBUF_COLOR_FORMAT_NV12_709);
}

TEST(Negotiation, PlaneOrderChoosesThePlanarSurface) {
  const auto surface_format = [](const char* order) {
    Converter converter(input, nvmm + ",format=GBR" + order);
    gst::BufferRef result = converter.convert(filled(input, red));
    return runtime::MappedSurface(result.get(), GST_MAP_READ)->surfaceList[0].colorFormat;
  };
  EXPECT_EQ(surface_format(""), nvds::NVBUF_COLOR_FORMAT_R8_G8_B8);
  EXPECT_EQ(surface_format(",plane-order=RGB"), nvds::NVBUF_COLOR_FORMAT_R8_G8_B8);
  EXPECT_EQ(surface_format(",plane-order=BGR"), nvds::NVBUF_COLOR_FORMAT_B8_G8_R8);
}

TEST(Negotiation, NewCapsInTheMiddleOfAStreamAreFollowed) {
  Converter converter(input, nvmm + ",format=RGBA,width=100,height=100");
  converter.convert(filled(input, red));
  const std::string small = "video/x-raw,format=NV12,width=32,height=32,framerate=10/1";
  gst_harness_set_src_caps_str(converter.harness, small.c_str());
  gst::BufferRef result = converter.convert(filled(small, blue));
  EXPECT_TRUE(surface_test::near(colour_at(result.get(), converter.output_caps().get(), .5, .5), blue));
}

}  // namespace
