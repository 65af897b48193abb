#include "codecs/play.h"

#include <gst/app/gstappsink.h>
#include <gst/video/video.h>
#include <gtest/gtest.h>

#include "runtime/surface/surface.h"

namespace codecs_test {

namespace {

struct GStreamer : testing::Environment {
  void SetUp() override {
    g_unsetenv("DISPLAY");
    g_unsetenv("WAYLAND_DISPLAY");
    gst_init(nullptr, nullptr);
  }
};
const auto* const environment = testing::AddGlobalTestEnvironment(new GStreamer);

void read_error(Played& played, GstMessage* message) {
  if (!played.error.empty()) return;
  GError* error = nullptr;
  gst_message_parse_error(message, &error, nullptr);
  const gst::ErrorRef owned(error);
  played.error = error->message;
  const GstStructure* details = nullptr;
  gst_message_parse_error_details(message, &details);
  const auto text = [&](const char* field) {
    const gchar* value = details ? gst_structure_get_string(details, field) : nullptr;
    return std::string(value ? value : "");
  };
  played.error_key = text("key");
  played.error_remedy = text("remedy");
}

// True when it is over.
bool read_messages(Played& played, GstBus* bus, GstClockTime wait) {
  const auto types = static_cast<GstMessageType>(GST_MESSAGE_ERROR | GST_MESSAGE_EOS | GST_MESSAGE_WARNING);
  for (;;) {
    const gst::MessageRef message(gst_bus_timed_pop_filtered(bus, wait, types));
    if (!message) return false;
    switch (GST_MESSAGE_TYPE(message.get())) {
      case GST_MESSAGE_ERROR: read_error(played, message.get()); return true;
      case GST_MESSAGE_EOS: played.ended = true; return true;
      default: {
        GError* warning = nullptr;
        gst_message_parse_warning(message.get(), &warning, nullptr);
        const gst::ErrorRef owned(warning);
        played.warnings.emplace_back(warning->message);
      }
    }
  }
}

}  // namespace

gsize Played::bytes() const {
  gsize bytes = 0;
  for (const Frame& frame : frames) bytes += frame.size();
  return bytes;
}

int Played::keys() const {
  int keys = 0;
  for (const Frame& frame : frames) keys += frame.key();
  return keys;
}

Played play(const std::string& description, const std::function<void(GstElement*, std::size_t)>& each) {
  Played result;
  GError* problem = nullptr;
  const gst::ElementRef pipeline(gst_parse_launch(description.c_str(), &problem));
  const gst::ErrorRef owned(problem);
  if (problem || !pipeline) {
    result.error = problem ? problem->message : "no pipeline";
    return result;
  }
  gst_object_ref_sink(pipeline.get());
  const gst::BusRef bus(gst_element_get_bus(pipeline.get()));
  const gst::ElementRef out(gst_bin_get_by_name(GST_BIN(pipeline.get()), "out"));
  if (out) g_object_set(out.get(), "sync", FALSE, "max-buffers", 1, nullptr);  // one at a time: `each` sees every frame
  gst_element_set_state(pipeline.get(), GST_STATE_PLAYING);
  const gint64 deadline = g_get_monotonic_time() + 60 * G_USEC_PER_SEC;
  while (g_get_monotonic_time() < deadline) {
    if (out) {
      if (GstSample* sample = gst_app_sink_try_pull_sample(GST_APP_SINK(out.get()), 10 * GST_MSECOND)) {
        result.frames.push_back({gst::BufferRef(gst_buffer_ref(gst_sample_get_buffer(sample))),
                                 gst::CapsRef(gst_caps_ref(gst_sample_get_caps(sample)))});
        gst_sample_unref(sample);
        if (each) each(pipeline.get(), result.frames.size());
        continue;
      }
    }
    if (read_messages(result, bus.get(), out ? 0 : 10 * GST_MSECOND)) break;
  }
  gst_element_set_state(pipeline.get(), GST_STATE_NULL);
  return result;
}

void send_before_next(GstElement* pipeline, const char* element, GstEvent* event) {
  const gst::ElementRef named(gst_bin_get_by_name(GST_BIN(pipeline), element));
  const gst::PadRef pad(gst_element_get_static_pad(named.get(), "src"));
  const auto send = [](GstPad* src, GstPadProbeInfo*, gpointer data) {
    gst_pad_push_event(src, gst_event_ref(GST_EVENT(data)));
    return GST_PAD_PROBE_REMOVE;
  };
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, send, event,
                    [](gpointer data) { gst_event_unref(GST_EVENT(data)); });
}

double brightness(const Frame& frame) {
  const auto mean = [](const runtime::Picture& picture) {
    const runtime::Plane& plane = picture.planes[0];
    double sum = 0;
    for (int y = 0; y < plane.height; y++)
      for (int x = 0; x < plane.width; x++) sum += plane.data[y * plane.stride + x * plane.sample_bytes];
    return sum / (plane.width * plane.height);
  };
  if (runtime::is_nvmm(frame.caps.get())) {
    const runtime::MappedSurface surface(frame.buffer.get(), GST_MAP_READ);
    return surface ? mean(runtime::picture_of(surface->surfaceList[0])) : -1;
  }
  GstVideoInfo info;
  GstVideoFrame mapped;
  if (!gst_video_info_from_caps(&info, frame.caps.get()) ||
      !gst_video_frame_map(&mapped, &info, frame.buffer.get(), GST_MAP_READ))
    return -1;
  const double result = mean(runtime::picture_of(mapped));
  gst_video_frame_unmap(&mapped);
  return result;
}

gst::ElementRef inside(GstElement* pipeline, const char* bin, const char* factory) {
  const gst::ElementRef owner(gst_bin_get_by_name(GST_BIN(pipeline), bin));
  GstIterator* children = gst_bin_iterate_elements(GST_BIN(owner.get()));
  GValue item = G_VALUE_INIT;
  gst::ElementRef found;
  while (!found && gst_iterator_next(children, &item) == GST_ITERATOR_OK) {
    auto* child = GST_ELEMENT(g_value_get_object(&item));
    if (g_str_equal(GST_OBJECT_NAME(gst_element_get_factory(child)), factory)) found = gst::share(child);
    g_value_reset(&item);
  }
  g_value_unset(&item);
  gst_iterator_free(children);
  return found;
}

}  // namespace codecs_test
