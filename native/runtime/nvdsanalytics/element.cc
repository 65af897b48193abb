// nvdsanalytics: says of tracked objects in which zones they are, which lines they cross and where they head. Pads,
// properties, config file and metadata as in DeepStream.
#include <gst/base/gstbasetransform.h>

#include <memory>
#include <mutex>

#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/element/registration.h"
#include "runtime/nvdsanalytics/analytics.h"
#include "runtime/surface/surface.h"

GST_DEBUG_CATEGORY_STATIC(nvdsanalytics_debug);
#define GST_CAT_DEFAULT nvdsanalytics_debug

namespace runtime::analytics {
namespace {

constexpr char kCaps[] =
    "video/x-raw(memory:NVMM), format=(string){ NV12, RGBA }, width=(int)[ 1, MAX ], height=(int)[ 1, MAX ], "
    "framerate=(fraction)[ 0/1, MAX ]";

const Property kProperties[] = {
    uint_property("unique-id", 17, 0, G_MAXUINT, "Number written into the metadata that this element makes"),
    boolean_property("enable", true, "FALSE: buffers pass untouched", GST_PARAM_MUTABLE_READY),
    string_property("config-file", nullptr, "File with the zones, lines and directions of each stream"),
};

enum class Counts { kept, from_zero };

struct State {
  PropertyValues values{kProperties};
  std::unique_ptr<Analytics> analytics;  // of the streaming thread, from start to stop

  std::mutex mutex;
  // Guarded by `mutex`.
  bool running = false;
  std::optional<Config> next;  // for the next buffer
  Counts next_counts = Counts::kept;
};

}  // namespace

struct NvDsAnalytics {
  GstBaseTransform parent;
  State* state;
};
struct NvDsAnalyticsClass {
  GstBaseTransformClass parent_class;
};

G_DEFINE_TYPE(NvDsAnalytics, nv_ds_analytics, GST_TYPE_BASE_TRANSFORM)

namespace {

State& state_of(gpointer object) { return *static_cast<NvDsAnalytics*>(object)->state; }
GstBaseTransformClass* parent() { return GST_BASE_TRANSFORM_CLASS(nv_ds_analytics_parent_class); }

// One message for a file: the first error, the others in its detail.
Fault combined(const std::vector<Fault>& errors) {
  Fault fault = errors.front();
  for (std::size_t i = 1; i < errors.size(); ++i)
    fault.detail +=
        (i == 1 ? "Also: " : "; ") + std::string("line ") + std::to_string(errors[i].line) + ": " + errors[i].message;
  return fault;
}

void refuse(gpointer object, const Fault& fault) {
  post_error(GST_ELEMENT(object), GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
}

void warn(gpointer object, const Fault& fault) {
  post_warning(GST_ELEMENT(object), GST_LIBRARY_ERROR, GST_LIBRARY_ERROR_SETTINGS, fault);
}

// Takes over a new file with the next buffer; one with errors leaves the running configuration in force.
void reload(gpointer object, const std::string& path, Counts counts) {
  ConfigResult result = load_config(path);
  if (!result.config) {
    Fault fault = combined(result.errors);
    fault.message += " The running configuration stays in force.";
    return warn(object, fault);
  }
  for (const Fault& fault : result.warnings) warn(object, fault);
  State& state = state_of(object);
  const std::lock_guard lock(state.mutex);
  // Counts that one of two reloads between buffers starts from zero start from zero.
  if (!state.next || counts == Counts::from_zero) state.next_counts = counts;
  state.next = std::move(result.config);
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec* spec) {
  State& state = state_of(object);
  state.values.set(id, value);
  if (g_strcmp0(spec->name, "config-file") != 0 || !g_value_get_string(value)) return;
  const std::string path = g_value_get_string(value);
  bool running;
  {
    const std::lock_guard lock(state.mutex);
    running = state.running;
  }
  // As in DeepStream: a file that is set anew counts from zero.
  if (running) return reload(object, path, Counts::from_zero);
  const ConfigResult result = load_config(path);
  if (!result.config) refuse(object, combined(result.errors));
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec*) { state_of(object).values.get(id, value); }

gboolean start(GstBaseTransform* transform) {
  State& state = state_of(transform);
  const bool enabled = state.values.boolean("enable");
  gst_base_transform_set_passthrough(transform, !enabled);
  if (!enabled) return TRUE;
  const std::string path = state.values.text("config-file");
  if (path.empty()) {
    refuse(transform, {.code = "ERR_CONFIG",
                       .message = "nvdsanalytics has no config file.",
                       .remedy = "Set config-file to a file with [property] and the zones of each stream.",
                       .key = "config-file"});
    return FALSE;
  }
  ConfigResult result = load_config(path);
  if (!result.config) {
    refuse(transform, combined(result.errors));
    return FALSE;
  }
  for (const Fault& fault : result.warnings) warn(transform, fault);
  state.analytics = std::make_unique<Analytics>(std::move(*result.config));
  const std::lock_guard lock(state.mutex);
  state.running = true;
  state.next.reset();
  return TRUE;
}

gboolean stop(GstBaseTransform* transform) {
  State& state = state_of(transform);
  {
    const std::lock_guard lock(state.mutex);
    state.running = false;
    state.next.reset();
  }
  state.analytics.reset();
  return TRUE;
}

void warn_of_unseen_sections(GstBaseTransform* transform, const Analytics& analytics) {
  for (const ConfigGroup& section : analytics.unseen_sections())
    warn(transform, {.code = "ERR_CONFIG",
                     .message = "[" + section.name + "] had no effect: no stream of this number has come.",
                     .remedy = "End the group's name in the number of the muxer's sink pad.",
                     .file = analytics.config().path,
                     .line = section.line,
                     .key = section.name});
}

// Event 409 replaces the file and keeps the counts.
void handle_reload(GstBaseTransform* transform, GstEvent* event) {
  gchar* text = nullptr;
  nvds::gst_nvevent_parse_analytics_reload_config_update(event, &text);
  const gst::StringRef owned(text);
  State& state = state_of(transform);
  if (!text || !state.analytics) return;
  state.values.assign("config-file", std::string(text));
  reload(transform, text, Counts::kept);
}

gboolean sink_event(GstBaseTransform* transform, GstEvent* event) {
  const State& state = state_of(transform);
  if (static_cast<guint>(GST_EVENT_TYPE(event)) == nvds::GST_NVEVENT_ANALYTICS_RELOAD_CONFIG_UPDATE)
    handle_reload(transform, event);
  else if (GST_EVENT_TYPE(event) == GST_EVENT_EOS && state.analytics)
    warn_of_unseen_sections(transform, *state.analytics);
  return parent()->sink_event(transform, event);
}

void take_next_config(State& state) {
  const std::lock_guard lock(state.mutex);
  if (!state.next) return;
  if (state.next_counts == Counts::kept)
    state.analytics->replace(std::move(*state.next));
  else
    state.analytics = std::make_unique<Analytics>(std::move(*state.next));
  state.next.reset();
}

GstFlowReturn transform_ip(GstBaseTransform* transform, GstBuffer* buffer) {
  State& state = state_of(transform);
  if (!state.analytics) return GST_FLOW_OK;  // enable=false
  nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(buffer);
  const MappedSurface surface(buffer, GST_MAP_READ);
  if (!batch || !surface) {
    post_error(
        GST_ELEMENT(transform), GST_STREAM_ERROR, GST_STREAM_ERROR_FAILED,
        {.code = "ERR_NEGOTIATION",
         .message = std::string("nvdsanalytics got a buffer without ") + (batch ? "pictures." : "batch metadata."),
         .remedy = "Put nvstreammux before it."});
    return GST_FLOW_ERROR;
  }
  nvds::nvds_set_input_system_timestamp(buffer, GST_ELEMENT_NAME(transform));
  take_next_config(state);
  state.analytics->process(*batch, *surface.get(), unsigned(state.values.unsigned_integer("unique-id")));
  nvds::nvds_set_output_system_timestamp(buffer, GST_ELEMENT_NAME(transform));
  return GST_FLOW_OK;
}

void finalize(GObject* object) {
  delete static_cast<NvDsAnalytics*>(static_cast<gpointer>(object))->state;
  G_OBJECT_CLASS(nv_ds_analytics_parent_class)->finalize(object);
}

}  // namespace

static void nv_ds_analytics_class_init(NvDsAnalyticsClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  install_properties(object, kProperties);

  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "DsAnalytics plugin", "DsAnalytics Plugin",
                                        "Tells zones, line crossings, crowds and directions of tracked objects",
                                        "node-deepstream");
  const gst::CapsRef caps(gst_caps_from_string(kCaps));
  gst_element_class_add_pad_template(element, gst_pad_template_new("sink", GST_PAD_SINK, GST_PAD_ALWAYS, caps.get()));
  gst_element_class_add_pad_template(element, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps.get()));

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->start = start;
  transform->stop = stop;
  transform->sink_event = sink_event;
  transform->transform_ip = transform_ip;
}

static void nv_ds_analytics_init(NvDsAnalytics* self) {
  self->state = new State;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
}

}  // namespace runtime::analytics

namespace runtime {

bool register_nvdsanalytics(GstPlugin* plugin) {
  GST_DEBUG_CATEGORY_INIT(nvdsanalytics_debug, "nvdsanalytics", 0, "nvdsanalytics element");
  return register_element(plugin, "nvdsanalytics", GST_RANK_PRIMARY, analytics::nv_ds_analytics_get_type());
}

}  // namespace runtime
