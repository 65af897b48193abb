#include "nvvideoconvert/converter.h"

#include <gst/video/video.h>
#include <gtest/gtest.h>

namespace videoconvert_test {

using namespace runtime;

namespace {

struct GStreamer : testing::Environment {
  void SetUp() override { gst_init(nullptr, nullptr); }
};
const auto* const environment = testing::AddGlobalTestEnvironment(new GStreamer);

// Calls `use(picture)` for every picture of the buffer.
template <class Use>
void each_picture(GstBuffer* buffer, const GstCaps* caps, GstMapFlags flags, Use use) {
  if (is_nvmm(caps)) {
    MappedSurface surface(buffer, flags);
    ASSERT_TRUE(surface);
    for (const auto& params : surface.pictures()) use(picture_of(params));
    return;
  }
  GstVideoInfo info;
  GstVideoFrame frame;
  ASSERT_TRUE(gst_video_info_from_caps(&info, caps));
  ASSERT_TRUE(gst_video_frame_map(&frame, &info, buffer, flags));
  use(picture_of(frame));
  gst_video_frame_unmap(&frame);
}

gst::BufferRef new_buffer(const GstCaps* caps) {
  if (!is_nvmm(caps)) {
    GstVideoInfo info;
    gst_video_info_from_caps(&info, caps);
    return gst::BufferRef(gst_buffer_new_allocate(nullptr, info.size, nullptr));
  }
  SurfacePool pool(caps);
  gst::BufferRef buffer = pool.acquire();
  MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
  surface->numFilled = surface->batchSize;
  return buffer;
}

}  // namespace

Converter::Converter(const std::string& in, const std::string& out, const std::string& settings) {
  GError* error = nullptr;
  // A capsfilter behind the element lets it choose what the caps leave open.
  GstElement* bin = gst_parse_bin_from_description(
      ("nvvideoconvert name=converter " + settings + " ! capsfilter caps=\"" + out + "\"").c_str(), TRUE, &error);
  gst::ErrorRef owned(error);
  EXPECT_EQ(error, nullptr) << (error ? error->message : "");
  harness = gst_harness_new_with_element(bin, "sink", "src");
  gst_object_unref(bin);
  element_.reset(gst_bin_get_by_name(GST_BIN(bin), "converter"));
  bus_.reset(gst_bus_new());
  gst_element_set_bus(bin, bus_.get());
  gst_harness_set_src_caps_str(harness, in.c_str());
}

Converter::~Converter() {
  gst_element_set_bus(harness->element, nullptr);
  gst_harness_teardown(harness);
}

GstFlowReturn Converter::push(gst::BufferRef buffer) { return gst_harness_push(harness, buffer.release()); }

gst::BufferRef Converter::pull() { return gst::BufferRef(gst_harness_try_pull(harness)); }

gst::BufferRef Converter::convert(gst::BufferRef buffer) {
  EXPECT_EQ(push(std::move(buffer)), GST_FLOW_OK) << error();
  gst::BufferRef result = pull();
  EXPECT_TRUE(result);
  return result;
}

gst::CapsRef Converter::output_caps() { return gst::CapsRef(gst_pad_get_current_caps(harness->sinkpad)); }

std::string Converter::error(const char* field) {
  gst::MessageRef message(gst_bus_pop_filtered(bus_.get(), GST_MESSAGE_ERROR));
  if (!message) return "";
  if (field) {
    const GstStructure* details = nullptr;
    gst_message_parse_error_details(message.get(), &details);
    const gchar* value = details ? gst_structure_get_string(details, field) : nullptr;
    return value ? value : "";
  }
  GError* error = nullptr;
  gst_message_parse_error(message.get(), &error, nullptr);
  gst::ErrorRef owned(error);
  return error->message;
}

gst::BufferRef quarters(const std::string& text, Colour top_left, Colour top_right, Colour bottom_left,
                        Colour bottom_right) {
  gst::CapsRef caps(gst_caps_from_string(text.c_str()));
  gst::BufferRef buffer = new_buffer(caps.get());
  each_picture(buffer.get(), caps.get(), GST_MAP_READWRITE, [&](const Picture& picture) {
    const int w = picture.width / 2;
    const int h = picture.height / 2;
    surface_test::paint(picture, {0, 0, w, h}, top_left);
    surface_test::paint(picture, {w, 0, w, h}, top_right);
    surface_test::paint(picture, {0, h, w, h}, bottom_left);
    surface_test::paint(picture, {w, h, w, h}, bottom_right);
  });
  return buffer;
}

gst::BufferRef filled(const std::string& caps, Colour colour) { return quarters(caps, colour, colour, colour, colour); }

Colour colour_at(GstBuffer* buffer, const GstCaps* caps, double x, double y, guint index) {
  Colour colour{-1, -1, -1};
  guint at = 0;
  each_picture(buffer, caps, GST_MAP_READ, [&](const Picture& picture) {
    if (at++ == index)
      colour =
          surface_test::colour_at(picture, static_cast<int>(x * picture.width), static_cast<int>(y * picture.height));
  });
  return colour;
}

}  // namespace videoconvert_test
