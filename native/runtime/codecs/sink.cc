// nveglglessink, nv3dsink, nvdrmvideosink: a window where there is a display, else a sink that keeps the time.
#include <cstdlib>

#include "gst/ref.h"
#include "runtime/codecs/names.h"
#include "runtime/element/fault.h"

namespace runtime::codecs {

namespace {

const Property properties[] = {
    boolean_property("sync", true, "Pictures wait for their time"),
    boolean_property("async", true, "The state change waits for the first picture"),
    boolean_property("qos", true, "Tell upstream how late pictures are"),
    int64_property("max-lateness", 5000000, -1, G_MAXINT64, "Nanoseconds that a picture may be late; -1 any"),
    int64_property("ts-offset", 0, G_MININT64, G_MAXINT64, "Nanoseconds added to the time of pictures"),
    uint64_property("render-delay", 0, 0, G_MAXUINT64, "Nanoseconds that showing a picture takes"),
    uint64_property("throttle-time", 0, 0, G_MAXUINT64, "Least nanoseconds between pictures"),
    boolean_property("enable-last-sample", true, "Keep the last picture"),
    uint_property("window-x", 0, 0, G_MAXUINT, "Window's left edge; the window system places it here"),
    uint_property("window-y", 0, 0, G_MAXUINT, "Window's top edge; the window system places it here"),
    uint_property("window-width", 0, 0, G_MAXUINT, "Window's width; 0 takes the picture's"),
    uint_property("window-height", 0, 0, G_MAXUINT, "Window's height; 0 takes the picture's"),
    boolean_property("create-window", true, "Open a window"),
    boolean_property("force-aspect-ratio", true, "Keep the display aspect ratio"),
    uint_property("rows", 1, 1, G_MAXUINT, "Kept for old applications"),
    uint_property("columns", 1, 1, G_MAXUINT, "Kept for old applications"),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that shows; none on a CPU"),
    int_property("conn-id", 0, -1, G_MAXINT, "DRM connector"),
    int_property("plane-id", -1, -1, G_MAXINT, "DRM plane"),
    boolean_property("set-mode", false, "Set the DRM mode"),
};

// What sinks on GStreamer's base class know under the same name.
constexpr const char* sink_properties[] = {"sync",
                                           "async",
                                           "qos",
                                           "max-lateness",
                                           "ts-offset",
                                           "render-delay",
                                           "throttle-time",
                                           "enable-last-sample",
                                           "force-aspect-ratio"};

constexpr const char* picture_caps =
    "video/x-raw(memory:NVMM), format=(string){ I420, NV12, RGBA, BGRx, RGB, BGR, P010_10LE, Y444, GRAY8 }; "
    "video/x-raw, format=(string){ I420, NV12, RGBA, BGRx, RGB, BGR, P010_10LE, Y444, GRAY8 }";

bool has_display() {
  const char* x11 = std::getenv("DISPLAY");
  const char* wayland = std::getenv("WAYLAND_DISPLAY");
  return (x11 && *x11) || (wayland && *wayland);
}

class Sink : public Codec {
 public:
  Sink(GstBin* bin, const Description& d) : Codec(bin, d), name_(d.name) {
    GstElement* converter = add("nvvideoconvert");
    GstElement* system_memory = capsfilter(add("capsfilter"), "video/x-raw");
    formats_ = add("videoconvert");
    size_ = add("videoscale");
    filter_ = add("capsfilter");
    link({converter, system_memory, formats_, size_, filter_});
    expose("sink", converter);
    // The sink itself comes with the start; the pipeline must count on its end of stream before.
    GST_OBJECT_FLAG_SET(bin, GST_ELEMENT_FLAG_SINK);
  }

  bool start() override {
    const bool window = has_display() && values_.boolean("create-window");
    if (!has_display()) warn();
    gst::ElementRef sink = gst::share(gst_element_factory_make(window ? "autovideosink" : "fakesink", nullptr));
    if (!sink)
      return refuse("create-window", "GStreamer's autovideosink is not installed.",
                    "Install it: apt-get install " + debian_package("autovideosink") + ".");
    sink_ = sink.get();
    apply();
    set_size(window);
    gst_bin_add(bin(), sink_);
    link({filter_, sink_});
    return true;
  }

  void stop() override {
    if (!sink_) return;
    gst_element_set_state(sink_, GST_STATE_NULL);
    gst_bin_remove(bin(), sink_);
    sink_ = nullptr;
    GST_OBJECT_FLAG_SET(bin(), GST_ELEMENT_FLAG_SINK);  // which went with the child
  }

  void changed(std::string_view) override {
    if (sink_) apply();
  }

 private:
  void apply() {
    for (const char* name : sink_properties) {
      if (!g_object_class_find_property(G_OBJECT_GET_CLASS(sink_), name)) continue;
      GValue value = G_VALUE_INIT;
      g_value_init(&value, g_object_class_find_property(G_OBJECT_GET_CLASS(bin()), name)->value_type);
      g_object_get_property(G_OBJECT(bin()), name, &value);
      g_object_set_property(G_OBJECT(sink_), name, &value);
      g_value_unset(&value);
    }
  }

  void set_size(bool window) {
    gst::CapsRef caps(gst_caps_new_empty_simple("video/x-raw"));
    for (const auto& [property, field] : {std::pair("window-width", "width"), {"window-height", "height"}})
      if (const guint64 size = values_.unsigned_integer(property); window && size > 0)
        gst_caps_set_simple(caps.get(), field, G_TYPE_INT, static_cast<gint>(MIN(size, G_MAXINT)), nullptr);
    g_object_set(filter_, "caps", caps.get(), nullptr);
  }

  void warn() {
    Fault fault;
    fault.code = "ERR_CONFIG";
    fault.message = std::string(name_) + " found no display: pictures are taken at their time and not shown.";
    fault.remedy = "Set DISPLAY or WAYLAND_DISPLAY, or write fakesink.";
    post_warning(element(), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, fault);
  }

  const char* name_;
  GstElement* formats_ = nullptr;
  GstElement* size_ = nullptr;
  GstElement* filter_ = nullptr;
  GstElement* sink_ = nullptr;  // owned by the bin
};

Description describe(const char* name, const char* type_name, const char* long_name) {
  return {name,
          type_name,
          long_name,
          "Sink/Video",
          "Shows pictures in a window where there is a display",
          picture_caps,
          nullptr,
          properties,
          [](GstBin* bin, const Description& d) -> std::unique_ptr<Codec> { return std::make_unique<Sink>(bin, d); }};
}

}  // namespace

const Description& egl_sink() {
  static const Description description = describe("nveglglessink", "NdsEglSink", "Window sink (EGL name)");
  return description;
}

const Description& scene_sink() {
  static const Description description = describe("nv3dsink", "Nds3dSink", "Window sink (3D name)");
  return description;
}

const Description& drm_sink() {
  static const Description description = describe("nvdrmvideosink", "NdsDrmSink", "Window sink (DRM name)");
  return description;
}

}  // namespace runtime::codecs
