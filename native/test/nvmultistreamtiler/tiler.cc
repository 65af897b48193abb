#include "tiler.h"

#include <gtest/gtest.h>

#include "runtime.h"

namespace tiler_test {

using namespace runtime;
using namespace nvds;

namespace {

const auto* const environment = testing::AddGlobalTestEnvironment(new test::Runtime(false));

constexpr char input_caps[] =
    "video/x-raw(memory:NVMM),format=RGBA,width=40,height=20,framerate=10/1,batch-size=4,num-surfaces-per-frame=1";

}  // namespace

gst::BufferRef batch(const std::vector<Frame>& frames) {
  const gst::CapsRef caps(gst_caps_from_string(input_caps));
  SurfacePool pool(caps.get(), std::max<guint>(1, guint(frames.size())));
  gst::BufferRef buffer = pool.acquire();
  NvDsBatchMeta* meta = nvds_create_batch_meta(4);
  gst_buffer_add_nvds_meta(buffer.get(), meta, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func)
      ->meta_type = NVDS_BATCH_GST_META;
  MappedSurface surface(buffer.get(), GST_MAP_READWRITE);
  surface->numFilled = guint(frames.size());
  for (guint i = 0; i < frames.size(); i++) {
    surface_test::paint(picture_of(surface->surfaceList[i]), {0, 0, 40, 20}, frames[i].colour);
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(meta);
    frame->batch_id = i;
    frame->pad_index = frame->source_id = frames[i].pad_index;
    frame->frame_num = 77;
    frame->buf_pts = frame->ntp_timestamp = 5;
    nvds_add_frame_meta_to_batch(meta, frame);
  }
  return buffer;
}

NvDsFrameMeta* frame_of(GstBuffer* buffer, guint index) {
  NvDsBatchMeta* meta = gst_buffer_get_nvds_batch_meta(buffer);
  return meta ? nvds_get_nth_frame_meta(meta->frame_meta_list, index) : nullptr;
}

Tiler::Tiler(const std::string& settings) {
  GError* error = nullptr;
  GstElement* element = gst_parse_launch(
      ("nvmultistreamtiler width=80 height=40 interpolation-method=Nearest " + settings).c_str(), &error);
  const gst::ErrorRef owned(error);
  EXPECT_EQ(error, nullptr) << (error ? error->message : "");
  bus_.reset(gst_bus_new());
  gst_element_set_bus(element, bus_.get());
  harness = gst_harness_new_with_element(element, "sink", "src");
  gst_object_unref(element);
  gst_harness_set_src_caps_str(harness, input_caps);
}

Tiler::~Tiler() {
  gst_element_set_bus(harness->element, nullptr);
  gst_harness_teardown(harness);
}

gst::BufferRef Tiler::tile(gst::BufferRef buffer) {
  gst_harness_push(harness, buffer.release());
  return gst::BufferRef(gst_harness_try_pull(harness));
}

void Tiler::send(GstEvent* event) { EXPECT_TRUE(gst_harness_push_event(harness, event)); }

std::pair<guint, guint> Tiler::grid() const {
  guint rows = 0, columns = 0;
  g_object_get(element(), "rows", &rows, "columns", &columns, nullptr);
  return {rows, columns};
}

std::string Tiler::error(const char* field) {
  const gst::MessageRef message(gst_bus_pop_filtered(bus_.get(), GST_MESSAGE_ERROR));
  if (!message) return "";
  if (field) {
    const GstStructure* details = nullptr;
    gst_message_parse_error_details(message.get(), &details);
    const gchar* value = details ? gst_structure_get_string(details, field) : nullptr;
    return value ? value : "";
  }
  GError* error = nullptr;
  gst_message_parse_error(message.get(), &error, nullptr);
  const gst::ErrorRef owned(error);
  return error->message;
}

bool shows(GstBuffer* canvas, int x, int y, Colour colour) {
  const MappedSurface surface(canvas, GST_MAP_READ);
  if (!surface || surface->numFilled != 1) return false;
  return surface_test::near(surface_test::colour_at(picture_of(surface->surfaceList[0]), x, y), colour);
}

}  // namespace tiler_test
