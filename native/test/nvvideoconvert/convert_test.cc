#include <gtest/gtest.h>

#include "nvvideoconvert/converter.h"

using namespace videoconvert_test;
using surface_test::near;

namespace {

const std::string system_i420 = "video/x-raw,format=I420,width=64,height=48,framerate=10/1";
const std::string nvmm_nv12 = "video/x-raw(memory:NVMM),format=NV12,width=64,height=48,framerate=10/1";
const std::string system_any = "video/x-raw,format=RGBA";

Colour at(Converter& converter, const gst::BufferRef& buffer, double x, double y, guint index = 0) {
  return colour_at(buffer.get(), converter.output_caps().get(), x, y, index);
}

// red green / blue yellow, unless flipped.
void expect_quarters(Converter& converter, const gst::BufferRef& buffer, guint index = 0) {
  EXPECT_TRUE(near(at(converter, buffer, .25, .25, index), red));
  EXPECT_TRUE(near(at(converter, buffer, .75, .25, index), green));
  EXPECT_TRUE(near(at(converter, buffer, .25, .75, index), blue));
  EXPECT_TRUE(near(at(converter, buffer, .75, .75, index), yellow));
}

class Formats : public testing::TestWithParam<const char*> {};

TEST_P(Formats, SystemToNvmmAndBackKeepsThePicture) {
  const std::string nvmm = std::string("video/x-raw(memory:NVMM),format=") + GetParam();
  Converter up(system_i420, nvmm);
  gst::BufferRef surface = up.convert(quarters(system_i420));
  EXPECT_TRUE(runtime::MappedSurface(surface.get(), GST_MAP_READ));
  gst::StringRef caps(gst_caps_to_string(up.output_caps().get()));
  Converter down(caps.get(), system_any);
  expect_quarters(down, down.convert(std::move(surface)));
}

INSTANTIATE_TEST_SUITE_P(Nvmm, Formats,
                         testing::Values("I420", "NV12", "P010_10LE", "I420_12LE", "BGRx", "RGBA", "Y444", "Y444_10LE",
                                         "Y444_12LE", "GBR", "RGB", "BGR", "BGR10A2_LE", "RGB10A2_LE", "UYVP", "UYVY",
                                         "BGRA64_LE"),
                         [](const auto& format) { return std::string(format.param); });

TEST(Convert, NvmmToNvmmScales) {
  Converter converter(nvmm_nv12, "video/x-raw(memory:NVMM),format=RGBA,width=100,height=30");
  gst::BufferRef result = converter.convert(quarters(nvmm_nv12));
  runtime::MappedSurface surface(result.get(), GST_MAP_READ);
  EXPECT_EQ(surface->surfaceList[0].width, 100u);
  EXPECT_EQ(surface->surfaceList[0].height, 30u);
  expect_quarters(converter, result);
}

TEST(Convert, SystemToSystemConverts) {
  Converter converter(system_i420, "video/x-raw,format=BGR,width=32,height=24");
  expect_quarters(converter, converter.convert(quarters(system_i420)));
}

TEST(Convert, GrayKeepsTheBrightness) {
  for (const char* format : {"GRAY8", "GRAY16_LE"}) {
    Converter converter(system_i420, std::string("video/x-raw(memory:NVMM),format=") + format);
    gst::BufferRef result = converter.convert(filled(system_i420, {120, 120, 120}));
    EXPECT_TRUE(near(at(converter, result, .5, .5), {120, 120, 120})) << format;
  }
}

TEST(Convert, EqualCapsPassThrough) {
  Converter converter(nvmm_nv12, "video/x-raw(memory:NVMM)");
  gst::BufferRef buffer = filled(nvmm_nv12, red);
  GstBuffer* const same = buffer.get();
  EXPECT_EQ(converter.convert(std::move(buffer)).get(), same);
}

TEST(Convert, DisablePassthroughCopies) {
  Converter converter(nvmm_nv12, "video/x-raw(memory:NVMM)", "disable-passthrough=true");
  gst::BufferRef buffer = filled(nvmm_nv12, red);
  GstBuffer* const same = buffer.get();
  gst::BufferRef result = converter.convert(std::move(buffer));
  EXPECT_NE(result.get(), same);
  EXPECT_TRUE(near(at(converter, result, .5, .5), red));
}

TEST(Crop, SourceCropTakesThatPart) {
  Converter converter(nvmm_nv12, system_any, "src-crop=32:0:32:24");
  gst::BufferRef result = converter.convert(quarters(nvmm_nv12));
  for (double x : {.1, .9})
    for (double y : {.1, .9}) EXPECT_TRUE(near(at(converter, result, x, y), green));
}

TEST(Crop, CropsAreCutToTheFrame) {
  Converter converter(nvmm_nv12, system_any, "src-crop=32:24:1000:1000 dest-crop=32:0:500:24");
  gst::BufferRef result = converter.convert(quarters(nvmm_nv12));
  EXPECT_TRUE(near(at(converter, result, .9, .4), yellow));
  EXPECT_TRUE(near(at(converter, result, .55, .1), yellow));
}

TEST(Crop, DestinationCropFillsThatPartAndTheRestIsBlack) {
  Converter converter(nvmm_nv12, "video/x-raw(memory:NVMM),format=RGBA", "dest-crop=32:24:16:12");
  for (int i = 0; i < 2; i++) {
    gst::BufferRef result = converter.convert(filled(nvmm_nv12, red));
    EXPECT_TRUE(near(at(converter, result, .6, .6), red));
    EXPECT_TRUE(near(at(converter, result, .3, .3), black));
    EXPECT_TRUE(near(at(converter, result, .95, .6), black));
    EXPECT_TRUE(near(at(converter, result, .6, .95), black));
  }
}

TEST(Crop, SourceCropMayChangeWhilePlayingAndEndsPassingThrough) {
  Converter converter(nvmm_nv12, "video/x-raw(memory:NVMM),format=NV12,width=64,height=48");
  expect_quarters(converter, converter.convert(quarters(nvmm_nv12)));
  g_object_set(converter.element(), "src-crop", "0:24:32:24", nullptr);
  gst::BufferRef result = converter.convert(quarters(nvmm_nv12));
  EXPECT_TRUE(near(at(converter, result, .8, .2), blue));
  g_object_set(converter.element(), "src-crop", "", nullptr);
  expect_quarters(converter, converter.convert(quarters(nvmm_nv12)));
}

TEST(Crop, OddNumbersAreRoundedDownUnlessAllowed) {
  Converter converter(system_i420, system_any, "src-crop=33:1:33:23 allow-odd-crop=false");
  EXPECT_TRUE(near(at(converter, converter.convert(quarters(system_i420)), .02, .02), green));
}

TEST(Crop, ReadsBackAsNumbers) {
  gst::ElementRef element(gst_element_factory_make("nvvideoconvert", nullptr));
  gst_object_ref_sink(element.get());
  const auto read = [&](const char* name) {
    gchar* text = nullptr;
    g_object_get(element.get(), name, &text, nullptr);
    return gst::to_string(text);
  };
  EXPECT_EQ(read("src-crop"), "0:0:0:0");
  g_object_set(element.get(), "dest-crop", "1:2:3:4", nullptr);
  EXPECT_EQ(read("dest-crop"), "1:2:3:4");
}

TEST(Crop, ATextThatIsNoCropFailsTheStartAndIsNamed) {
  for (const char* text : {"10", "1:2:3", "1:2:3:4:5", "a:b:c:d", "1:2:-3:4", "1:2:3:4x"}) {
    gst::ElementRef element(gst_element_factory_make("nvvideoconvert", nullptr));
    gst_object_ref_sink(element.get());
    gst::BusRef bus(gst_bus_new());
    gst_element_set_bus(element.get(), bus.get());
    g_object_set(element.get(), "src-crop", text, nullptr);
    EXPECT_EQ(gst_element_set_state(element.get(), GST_STATE_PAUSED), GST_STATE_CHANGE_FAILURE) << text;
    gst::MessageRef message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
    ASSERT_TRUE(message) << text;
    const GstStructure* details = nullptr;
    gst_message_parse_error_details(message.get(), &details);
    EXPECT_STREQ(gst_structure_get_string(details, "key"), "src-crop");
    EXPECT_STREQ(gst_structure_get_string(details, "value"), text);
    gst_element_set_state(element.get(), GST_STATE_NULL);
    gst_element_set_bus(element.get(), nullptr);
  }
}

struct FlipCase {
  const char* method;
  Colour top_left, top_right, bottom_left, bottom_right;
};

class Flips : public testing::TestWithParam<FlipCase> {};

TEST_P(Flips, MovesTheQuarters) {
  const FlipCase& expected = GetParam();
  for (const char* format : {"NV12", "RGB", "UYVY", "GBR", "P010_10LE"}) {
    Converter converter(system_i420, std::string("video/x-raw,format=") + format,
                        std::string("flip-method=") + expected.method);
    gst::BufferRef result = converter.convert(quarters(system_i420));
    EXPECT_TRUE(near(at(converter, result, .25, .25), expected.top_left)) << format;
    EXPECT_TRUE(near(at(converter, result, .75, .25), expected.top_right)) << format;
    EXPECT_TRUE(near(at(converter, result, .25, .75), expected.bottom_left)) << format;
    EXPECT_TRUE(near(at(converter, result, .75, .75), expected.bottom_right)) << format;
  }
}

INSTANTIATE_TEST_SUITE_P(Methods, Flips,
                         testing::Values(FlipCase{"none", red, green, blue, yellow},
                                         FlipCase{"counterclockwise", green, yellow, red, blue},
                                         FlipCase{"rotate-180", yellow, blue, green, red},
                                         FlipCase{"clockwise", blue, red, yellow, green},
                                         FlipCase{"horizontal-flip", green, red, yellow, blue},
                                         FlipCase{"upper-right-diagonal", yellow, green, blue, red},
                                         FlipCase{"vertical-flip", blue, yellow, red, green},
                                         FlipCase{"upper-left-diagonal", red, blue, green, yellow}));

TEST(Batch, EveryFilledPictureIsConverted) {
  const std::string batch = nvmm_nv12 + ",batch-size=3";
  Converter converter(batch, "video/x-raw(memory:NVMM),format=RGBA,width=32,height=32");
  gst::BufferRef input = quarters(batch);
  runtime::MappedSurface(input.get(), GST_MAP_READWRITE)->numFilled = 2;
  gst::BufferRef result = converter.convert(std::move(input));
  runtime::MappedSurface surface(result.get(), GST_MAP_READ);
  EXPECT_EQ(surface->batchSize, 3u);
  EXPECT_EQ(surface->numFilled, 2u);
  expect_quarters(converter, result, 0);
  expect_quarters(converter, result, 1);
}

TEST(Batch, MorePicturesThanTheCapsPromisedAreConverted) {
  Converter converter(nvmm_nv12 + ",batch-size=1", "video/x-raw(memory:NVMM),format=RGBA");
  converter.convert(quarters(nvmm_nv12 + ",batch-size=1"));
  expect_quarters(converter, converter.convert(quarters(nvmm_nv12 + ",batch-size=4")), 3);
}

TEST(Batch, SystemMemoryHoldsOnePictureOnly) {
  Converter converter(nvmm_nv12 + ",batch-size=2", "video/x-raw,format=RGBA");
  EXPECT_NE(converter.push(quarters(nvmm_nv12 + ",batch-size=2")), GST_FLOW_OK);
  EXPECT_EQ(converter.error("key"), "batch-size");
}

TEST(Faults, FloatingPointPlanesAreRefusedByName) {
  Converter converter(system_i420, "video/x-raw(memory:NVMM),format=GBR,plane-order=RGB,precision=FLOAT32");
  EXPECT_NE(converter.push(quarters(system_i420)), GST_FLOW_OK);
  EXPECT_EQ(converter.error("value"), "FLOAT32");
}

TEST(Faults, ABufferThatIsNoSurfaceIsAnError) {
  Converter converter(nvmm_nv12, system_any);
  EXPECT_EQ(converter.push(gst::BufferRef(gst_buffer_new_allocate(nullptr, 16, nullptr))), GST_FLOW_ERROR);
  EXPECT_NE(converter.error(), "");
}

TEST(Faults, ABufferThatIsTooSmallIsAnError) {
  Converter converter(system_i420, system_any);
  EXPECT_EQ(converter.push(gst::BufferRef(gst_buffer_new_allocate(nullptr, 100, nullptr))), GST_FLOW_ERROR);
  EXPECT_NE(converter.error(), "");
}

TEST(Streams, TimesAndEventsPass) {
  Converter converter(system_i420, nvmm_nv12);
  gst::BufferRef input = quarters(system_i420);
  GST_BUFFER_PTS(input.get()) = 12345;
  GST_BUFFER_DURATION(input.get()) = 678;
  gst::BufferRef result = converter.convert(std::move(input));
  EXPECT_EQ(GST_BUFFER_PTS(result.get()), 12345u);
  EXPECT_EQ(GST_BUFFER_DURATION(result.get()), 678u);
  while (gst::EventRef event{gst_harness_try_pull_event(converter.harness)}) {
  }
  gst_harness_push_event(converter.harness,
                         gst_event_new_custom(GST_EVENT_CUSTOM_DOWNSTREAM, gst_structure_new_empty("hello")));
  gst::EventRef event(gst_harness_try_pull_event(converter.harness));
  ASSERT_TRUE(event);
  EXPECT_TRUE(gst_event_has_name(event.get(), "hello"));
}

TEST(Streams, PaddedRowsOfADecoderAreRead) {
  Converter converter("video/x-raw,format=GRAY8,width=10,height=2,framerate=10/1", "video/x-raw(memory:NVMM)");
  gst::BufferRef buffer(gst_buffer_new_allocate(nullptr, 64, nullptr));
  gst_buffer_memset(buffer.get(), 0, 16, 64);
  gst_buffer_memset(buffer.get(), 32, 235, 10);
  gsize offset[4] = {0};
  gint stride[4] = {32};
  gst_buffer_add_video_meta_full(buffer.get(), GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_GRAY8, 10, 2, 1, offset,
                                 stride);
  gst::BufferRef result = converter.convert(std::move(buffer));
  runtime::MappedSurface surface(result.get(), GST_MAP_READ);
  const auto& picture = surface->surfaceList[0];
  EXPECT_EQ(static_cast<guint8*>(picture.dataPtr)[0], 16);
  EXPECT_EQ(static_cast<guint8*>(picture.dataPtr)[picture.pitch], 235);
}

}  // namespace
