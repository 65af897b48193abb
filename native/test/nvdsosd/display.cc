#include "nvdsosd/display.h"

namespace osd_test {

namespace {

struct GStreamer : testing::Environment {
  void SetUp() override { gst_init(nullptr, nullptr); }
};
const auto* const environment = testing::AddGlobalTestEnvironment(new GStreamer);

}  // namespace

Display::Display(const char* format, int width, int height, guint batch_size)
    : harness(gst_harness_new("nvdsosd")), bus_(gst_bus_new()) {
  gst_element_set_bus(harness->element, bus_.get());
  caps = std::string("video/x-raw(memory:NVMM), format=") + format + ", width=" + std::to_string(width) +
         ", height=" + std::to_string(height) + ", framerate=30/1, batch-size=" + std::to_string(batch_size);
  const gst::CapsRef parsed(gst_caps_from_string(caps.c_str()));
  runtime::SurfacePool pool(parsed.get());
  buffer = pool.acquire();
  {
    runtime::MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
    surface->numFilled = batch_size;
  }
  for (guint i = 0; i < batch_size; ++i) paint({0, 0, width, height}, grey, i);
  batch = nvds_create_batch_meta(batch_size);
  batch->max_frames_in_batch = batch_size;
  frame = nvds_acquire_frame_meta_from_pool(batch);
  nvds_add_frame_meta_to_batch(batch, frame);
  auto* meta =
      gst_buffer_add_nvds_meta(buffer.get(), batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
}

Display::~Display() {
  gst_element_set_bus(harness->element, nullptr);
  gst_harness_teardown(harness);
}

NvDsObjectMeta* Display::object(float left, float top, float width, float height) {
  auto* made = nvds_acquire_obj_meta_from_pool(batch);
  made->rect_params = {left, top, width, height, 0, kRed, 0, 0, {}, 0, 0, 0};
  nvds_add_obj_meta_to_frame(frame, made, nullptr);
  return made;
}

NvDsDisplayMeta* Display::display() {
  auto* made = nvds_acquire_display_meta_from_pool(batch);
  nvds_add_display_meta_to_frame(frame, made);
  return made;
}

void Display::paint(const Rectangle& part, Colour colour, guint picture) {
  runtime::MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
  surface_test::paint(runtime::picture_of(surface.pictures()[picture]), part, colour);
}

GstFlowReturn Display::draw() {
  gst_harness_set_src_caps_str(harness, caps.c_str());
  const GstFlowReturn flow = gst_harness_push(harness, buffer.release());
  if (flow == GST_FLOW_OK) buffer.reset(gst_harness_pull(harness));
  return flow;
}

Colour Display::at(int x, int y, guint picture) {
  runtime::MappedSurface surface(buffer.get(), GST_MAP_READ);
  return surface_test::colour_at(runtime::picture_of(surface.pictures()[picture]), x, y);
}

int Display::count(const Rectangle& part, Colour colour, int tolerance) {
  runtime::MappedSurface surface(buffer.get(), GST_MAP_READ);
  const runtime::Picture picture = runtime::picture_of(surface.pictures()[0]);
  surface_test::Owned rgba(GST_VIDEO_FORMAT_RGBA, picture.width, picture.height);
  runtime::convert(picture, rgba.picture);
  int found = 0;
  for (int y = part.top; y < part.top + part.height; ++y)
    for (int x = part.left; x < part.left + part.width; ++x) {
      const guint8* pixel = rgba.picture.planes[0].data + y * rgba.picture.planes[0].stride + 4 * x;
      found += surface_test::near({pixel[0], pixel[1], pixel[2]}, colour, tolerance);
    }
  return found;
}

std::string Display::message(GstMessageType type, const char* field) {
  gst::MessageRef message(gst_bus_pop_filtered(bus_.get(), type));
  if (!message) return "";
  const GstStructure* details = nullptr;
  gst::ErrorRef owned;
  GError* error = nullptr;
  if (type == GST_MESSAGE_ERROR) {
    gst_message_parse_error_details(message.get(), &details);
    gst_message_parse_error(message.get(), &error, nullptr);
  } else {
    gst_message_parse_warning_details(message.get(), &details);
    gst_message_parse_warning(message.get(), &error, nullptr);
  }
  owned.reset(error);
  if (!field) return error->message;
  const gchar* value = details ? gst_structure_get_string(details, field) : nullptr;
  return value ? value : "";
}

}  // namespace osd_test
