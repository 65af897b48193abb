// nvdsosd: draws what the batch's metadata asks for onto the first picture, in place.
#include <gst/base/gstbasetransform.h>

#include <atomic>

#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/element/registration.h"
#include "runtime/nvdsosd/paint.h"
#include "runtime/nvdsosd/shapes.h"

GST_DEBUG_CATEGORY_STATIC(nvdsosd_debug);
#define GST_CAT_DEFAULT nvdsosd_debug

namespace runtime::osd {
namespace {

constexpr char kCaps[] =
    "video/x-raw(memory:NVMM), format=(string){ NV12, RGBA, I420 }, width=(int)[ 1, MAX ], height=(int)[ 1, MAX ], "
    "framerate=(fraction)[ 0/1, MAX ]";

GType process_mode_type() {
  static const GEnumValue values[] = {{nvds::MODE_CPU, "RGBA pictures only", "MODE_CPU"},
                                      {nvds::MODE_GPU, "Every format; on the CPU here", "MODE_GPU"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsOsdProcessMode", values);
}

constexpr int kReady = GST_PARAM_MUTABLE_READY;
const Property kProperties[] = {
    boolean_property("display-clock", false, "Draw the local date and time"),
    boolean_property("display-text", true, "Draw texts and the clock"),
    boolean_property("display-bbox", true, "Draw rectangles"),
    boolean_property("display-mask", true, "Draw instance masks; off until it is set"),
    string_property("clock-font", "DEFAULT_FONT", "Font of the clock; Serif until it is set"),
    uint_property("clock-font-size", 12, 0, 60, "Size of the clock in points", kReady),
    uint_property("x-clock-offset", 0, 0, G_MAXUINT, "Left edge of the clock in pixels", kReady),
    uint_property("y-clock-offset", 0, 0, G_MAXUINT, "Upper edge of the clock in pixels", kReady),
    uint_property("clock-color", G_MAXUINT, 0, G_MAXUINT, "Colour of the clock as 0xRRGGBBAA; red until it is set",
                  kReady),
    enum_property("process-mode", process_mode_type, nvds::MODE_GPU, "Which formats are drawn on", kReady),
    uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU that draws; none on a CPU", kReady),
    string_property("blur-on-gie-class-ids", nullptr, "Objects to blur, as gie,class;gie,class; all when empty",
                    kReady),
    uint_property("blur-bbox", 0, 0, 2, "Blur objects: 0 not, 1 in their boxes, 2 in their masks where they have one",
                  kReady),
};

Colour colour_of_rgba(guint64 rgba) {
  const auto channel = [rgba](int shift) { return static_cast<std::uint8_t>(rgba >> shift & 255); };
  return {channel(24), channel(16), channel(8), channel(0)};
}

struct State {
  State() : values(kProperties) { values.assign("display-mask", gint64{0}); }

  PropertyValues values;
  // Of the streaming thread.
  GstVideoFormat format = GST_VIDEO_FORMAT_UNKNOWN;
  std::vector<BlurClass> blur_classes;
  Scene scene;
  TextPainter texts;
};

Options options_of(const State& state) {
  const PropertyValues& values = state.values;
  return {.boxes = values.boolean("display-bbox"),
          .texts = values.boolean("display-text"),
          .masks = values.boolean("display-mask"),
          .clock = values.boolean("display-clock"),
          .blur = static_cast<Blur>(values.unsigned_integer("blur-bbox")),
          .blur_classes = state.blur_classes};
}

Clock clock_of(const PropertyValues& values) {
  Clock clock;
  if (values.was_set("clock-font")) clock.style.font = values.text("clock-font");
  clock.style.size = static_cast<unsigned>(values.unsigned_integer("clock-font-size"));
  clock.style.colour =
      values.was_set("clock-color") ? colour_of_rgba(values.unsigned_integer("clock-color")) : Colour{255, 0, 0, 255};
  clock.left = std::max(static_cast<int>(values.unsigned_integer("x-clock-offset")), 0);
  clock.top = std::max(static_cast<int>(values.unsigned_integer("y-clock-offset")), 0);
  return clock;
}

// Holds a batch's lock, so that nobody changes what the scene points at.
class BatchLock {
 public:
  explicit BatchLock(nvds::NvDsBatchMeta* batch) : batch_(batch) {
    if (batch_) nvds::nvds_acquire_meta_lock(batch_);
  }
  ~BatchLock() {
    if (batch_) nvds::nvds_release_meta_lock(batch_);
  }
  BatchLock(const BatchLock&) = delete;
  BatchLock& operator=(const BatchLock&) = delete;

 private:
  nvds::NvDsBatchMeta* batch_;
};

}  // namespace

struct NvDsOsd {
  GstBaseTransform parent;
  State* state;
};
struct NvDsOsdClass {
  GstBaseTransformClass parent_class;
};

G_DEFINE_TYPE(NvDsOsd, nv_ds_osd, GST_TYPE_BASE_TRANSFORM)

namespace {

State& state_of(gpointer object) { return *static_cast<NvDsOsd*>(object)->state; }
GstBaseTransformClass* parent() { return GST_BASE_TRANSFORM_CLASS(nv_ds_osd_parent_class); }

void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  state_of(object).values.set(id, value);
}
void get_property(GObject* object, guint id, GValue* value, GParamSpec*) { state_of(object).values.get(id, value); }

gboolean start(GstBaseTransform* transform) {
  State& state = state_of(transform);
  const std::string text = state.values.text("blur-on-gie-class-ids");
  const auto classes = parse_blur_classes(text);
  state.blur_classes = classes.value_or(std::vector<BlurClass>{});
  if (!classes) {
    Fault fault;
    fault.code = "ERR_CONFIG";
    fault.message = "blur-on-gie-class-ids is not a list of numbers in pairs, so every object is blurred.";
    fault.remedy = "Write gie,class;gie,class, for example 1,0;1,2.";
    fault.key = "blur-on-gie-class-ids";
    fault.value = text;
    post_warning(GST_ELEMENT(transform), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
  }
  return TRUE;
}

bool draws_on(GstVideoFormat format, gint64 mode) { return mode != nvds::MODE_CPU || format == GST_VIDEO_FORMAT_RGBA; }

Fault wrong_format(GstVideoFormat format) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = std::string("nvdsosd in process-mode 0 (CPU) draws on RGBA only, not on ") +
                  gst_video_format_to_string(format) + ".";
  fault.remedy = "Set process-mode=1, or put nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA before nvdsosd.";
  fault.key = "process-mode";
  fault.value = "0";
  return fault;
}

gboolean set_caps(GstBaseTransform* transform, GstCaps* in, GstCaps*) {
  State& state = state_of(transform);
  GstVideoInfo info;
  if (!gst_video_info_from_caps(&info, in)) return FALSE;
  state.format = GST_VIDEO_INFO_FORMAT(&info);
  if (draws_on(state.format, state.values.integer("process-mode"))) return TRUE;
  post_error(GST_ELEMENT(transform), GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, wrong_format(state.format));
  return FALSE;
}

// Event 408 chooses the mode: 0 CPU, anything else GPU.
gboolean sink_event(GstBaseTransform* transform, GstEvent* event) {
  State& state = state_of(transform);
  if (static_cast<guint>(GST_EVENT_TYPE(event)) == nvds::GST_NVEVENT_OSD_PROCESS_MODE_UPDATE) {
    gchar* stream = nullptr;
    guint mode = nvds::MODE_GPU;
    nvds::gst_nvevent_parse_osd_process_mode_update(event, &stream, &mode);
    gst::StringRef owned(stream);
    const gint64 chosen = mode == nvds::MODE_CPU ? nvds::MODE_CPU : nvds::MODE_GPU;
    if (state.format == GST_VIDEO_FORMAT_UNKNOWN || draws_on(state.format, chosen))
      state.values.assign("process-mode", chosen);
    else
      post_warning(GST_ELEMENT(transform), GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, wrong_format(state.format));
  }
  return parent()->sink_event(transform, event);
}

GstFlowReturn fail_too_wide(GstBaseTransform* transform, const TooWide& wide) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = std::string("The metadata asks for a ") + wide.what + " of " + std::to_string(wide.width) +
                  " pixels; nvdsosd draws at most " + std::to_string(kWidest) + ".";
  fault.remedy = std::string("Set ") + wide.field + " to " + std::to_string(kWidest) + " or less.";
  fault.key = wide.field;
  fault.value = std::to_string(wide.width);
  post_error(GST_ELEMENT(transform), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_FAILED, fault);
  return GST_FLOW_ERROR;
}

void warn_no_fonts(GstBaseTransform* transform) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.message = "This machine has no fonts, so texts are drawn as boxes.";
  fault.remedy = "Install a font, for example the package fonts-dejavu-core, or set display-text=false.";
  fault.key = "display-text";
  post_warning(GST_ELEMENT(transform), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_NOT_FOUND, fault);
}

GstFlowReturn draw(GstBaseTransform* transform, GstBuffer* buffer) {
  State& state = state_of(transform);
  const Options options = options_of(state);
  nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(buffer);
  const BatchLock lock(batch);
  state.scene.clear();
  if (batch) collect(*batch, options, state.scene);
  const bool clock = options.clock && options.texts;
  if (state.scene.empty() && !clock) return GST_FLOW_OK;
  if (const TooWide wide = find_too_wide(state.scene); wide.what) return fail_too_wide(transform, wide);

  if (refuse_out_of_reach(GST_ELEMENT(transform), buffer)) return GST_FLOW_ERROR;
  const MappedSurface surface(buffer, GST_MAP_READWRITE);
  const auto pictures = surface ? surface.pictures() : std::span<nvds::NvBufSurfaceParams>();
  if (pictures.empty()) {
    GST_ELEMENT_ERROR(transform, STREAM, FORMAT, ("A buffer holds no picture to draw on"),
                      ("%" GST_PTR_FORMAT, buffer));
    return GST_FLOW_ERROR;
  }
  const auto canvas = make_canvas(picture_of(pictures.front()));
  if (!canvas) {
    GST_ELEMENT_ERROR(transform, STREAM, FORMAT, ("The picture's format is not RGBA, NV12 or I420"),
                      ("colour format %u", pictures.front().colorFormat));
    return GST_FLOW_ERROR;
  }
  const Clock placed = clock_of(state.values);
  paint(*canvas, state.scene, clock ? &placed : nullptr, state.texts);
  if (state.texts.found_no_fonts()) warn_no_fonts(transform);
  return GST_FLOW_OK;
}

GstFlowReturn transform_ip(GstBaseTransform* transform, GstBuffer* buffer) {
  nvds::nvds_set_input_system_timestamp(buffer, GST_ELEMENT_NAME(transform));
  const GstFlowReturn flow = draw(transform, buffer);
  if (flow == GST_FLOW_OK) nvds::nvds_set_output_system_timestamp(buffer, GST_ELEMENT_NAME(transform));
  return flow;
}

void finalize(GObject* object) {
  delete static_cast<NvDsOsd*>(static_cast<gpointer>(object))->state;
  G_OBJECT_CLASS(nv_ds_osd_parent_class)->finalize(object);
}

}  // namespace

static void nv_ds_osd_class_init(NvDsOsdClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  install_properties(object, kProperties);

  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "On-screen display", "Filter/Effect/Video",
                                        "Draws the boxes, texts, lines and masks of metadata onto the video",
                                        "node-deepstream");
  const gst::CapsRef caps(gst_caps_from_string(kCaps));
  gst_element_class_add_pad_template(element, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps.get()));
  gst_element_class_add_pad_template(element, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps.get()));

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->start = start;
  transform->set_caps = set_caps;
  transform->sink_event = sink_event;
  transform->transform_ip = transform_ip;
}

static void nv_ds_osd_init(NvDsOsd* self) {
  self->state = new State;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
}

}  // namespace runtime::osd

namespace runtime {

bool register_nvdsosd(GstPlugin* plugin) {
  GST_DEBUG_CATEGORY_INIT(nvdsosd_debug, "nvdsosd", 0, "nvdsosd element");
  return register_element(plugin, "nvdsosd", GST_RANK_PRIMARY, osd::nv_ds_osd_get_type());
}

}  // namespace runtime
