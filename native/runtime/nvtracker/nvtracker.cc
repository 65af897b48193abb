// nvtracker: gives each object of a stream the same ID in every frame, by a low-level tracker library with NvMOT's
// interface. Pads, properties and metadata as in DeepStream; one instance of the library, or one for each sub-batch.
#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include <cstdlib>
#include <memory>
#include <string>

#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/latency.h"
#include "runtime/element/fault.h"
#include "runtime/element/properties.h"
#include "runtime/element/registration.h"
#include "runtime/nvtracker/batch.h"
#include "runtime/nvtracker/debug.h"

GST_DEBUG_CATEGORY(nds_nvtracker_debug);

namespace {

using runtime::Property;
using runtime::PropertyValues;
using runtime::nvtracker::BatchTracker;

GType compute_hw_type() {
  static const GEnumValue values[] = {
      {0, "Default", "Default"}, {1, "GPU", "GPU"}, {2, "VIC", "VIC"}, {0, nullptr, nullptr}};
  return runtime::register_enum("NdsTrackerComputeHw", values);
}

std::span<const Property> properties() {
  constexpr auto kReady = GST_PARAM_MUTABLE_READY;
  static const Property table[] = {
      runtime::uint_property("tracker-width", 960, 0, G_MAXUINT, "Width of the tracker's frame; 0: the stream's",
                             kReady),
      runtime::uint_property("tracker-height", 544, 0, G_MAXUINT, "Height of the tracker's frame; 0: the stream's",
                             kReady),
      runtime::uint_property("gpu-id", 0, 0, G_MAXUINT, "GPU; without effect on a CPU", kReady),
      runtime::string_property("ll-config-file", nullptr,
                               "Configuration of the tracker library; a list with ';' for sub-batches"),
      runtime::string_property("ll-lib-file", nullptr, "Tracker library (NvMOT); not set: the one of this package"),
      runtime::uint_property("tracking-surface-type", 0, 0, G_MAXUINT, "Type of dewarped surface to track; 0: all",
                             kReady),
      runtime::boolean_property("display-tracking-id", true, "Add the ID to the text of an object"),
      runtime::uint_property("tracking-id-reset-mode", 0, 0, 3,
                             "1: new IDs after a stream's reset; 2: IDs from zero after its end; 3: both", kReady),
      runtime::boolean_property("input-tensor-meta", false, "Pictures for the library from nvdspreprocess"),
      runtime::uint_property("tensor-meta-gie-id", 0, 0, G_MAXUINT, "Whose tensors to take with input-tensor-meta",
                             kReady),
      runtime::uint_property("user-meta-pool-size", 32, 1, G_MAXUINT, "Batches whose extra lists may be in use at once",
                             kReady),
      runtime::string_property("sub-batches", "{}",
                               "Sources of each instance (\"0,1;2,3\"), or their numbers (\"2:2\")"),
      runtime::int_property("sub-batch-err-recovery-trial-cnt", 0, -1, G_MAXINT,
                            "Restarts in a row of an instance that fails; -1: no limit"),
      runtime::string_property("operate-on-class-ids", "",
                               "Classes to track (\"0;2\"); objects of others stay as they are", kReady),
      runtime::enum_property("compute-hw", compute_hw_type, 0, "Unit that scales pictures; without effect on a CPU",
                             GST_PARAM_CONTROLLABLE | G_PARAM_CONSTRUCT),
  };
  return table;
}

struct Impl {
  PropertyValues values{properties()};
  std::unique_ptr<BatchTracker> tracker;  // from start to stop
};

struct NdsNvTracker {
  GstBaseTransform parent;
  Impl* impl;
};
struct NdsNvTrackerClass {
  GstBaseTransformClass parent_class;
};

G_DEFINE_TYPE(NdsNvTracker, nds_nvtracker, GST_TYPE_BASE_TRANSFORM)

NdsNvTracker* self_of(gpointer object) { return static_cast<NdsNvTracker*>(object); }

#define NDS_TRACKER_CAPS GST_VIDEO_CAPS_MAKE_WITH_FEATURES("memory:NVMM", "{ I420, NV12, RGBA }")
GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(NDS_TRACKER_CAPS));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(NDS_TRACKER_CAPS));

// The batch size of the muxer upstream; 1 when nobody knows.
guint upstream_batch_size(GstBaseTransform* transform) {
  gst::QueryRef query(nvds::gst_nvquery_batch_size_new());
  guint size = 1;
  if (gst_pad_peer_query(GST_BASE_TRANSFORM_SINK_PAD(transform), query.get())) {
    nvds::gst_nvquery_batch_size_parse(query.get(), &size);
  }
  return std::max(size, 1u);
}

gboolean start(GstBaseTransform* transform) {
  NdsNvTracker* self = self_of(transform);
  runtime::Fault fault;
  auto options = runtime::nvtracker::read_options(self->impl->values, fault);
  if (!options) {
    runtime::post_error(GST_ELEMENT(self), GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS, fault);
    return FALSE;
  }
  options->batch_size = upstream_batch_size(transform);
  self->impl->tracker = BatchTracker::start(GST_ELEMENT(self), std::move(*options));
  return self->impl->tracker != nullptr;
}

gboolean stop(GstBaseTransform* transform) {
  self_of(transform)->impl->tracker.reset();
  return TRUE;
}

void handle_event(NdsNvTracker* self, GstEvent* event) {
  BatchTracker* tracker = self->impl->tracker.get();
  if (!tracker) return;
  guint source = 0;
  switch (guint(GST_EVENT_TYPE(event))) {
    case nvds::GST_NVEVENT_PAD_DELETED:
      nvds::gst_nvevent_parse_pad_deleted(event, &source);
      tracker->remove_source(source, true);
      break;
    case nvds::GST_NVEVENT_STREAM_RESET:
      nvds::gst_nvevent_parse_stream_reset(event, &source);
      if (tracker->options().new_ids_after_reset) tracker->remove_source(source, false);
      break;
    case nvds::GST_NVEVENT_STREAM_EOS:
      nvds::gst_nvevent_parse_stream_eos(event, &source);
      if (tracker->options().ids_from_zero_after_eos) tracker->remove_source(source, true);
      break;
    case nvds::GST_NVEVENT_NVTRACKER_CONFIG_UPDATE: {
      gchar* stream = nullptr;
      gchar* path = nullptr;
      nvds::gst_nvevent_parse_nvtracker_config_update(event, &stream, &path);
      const gst::StringRef owned_stream(stream), owned_path(path);
      tracker->update(stream ? guint(std::strtoul(stream, nullptr, 10)) : 0, path ? path : "");
      break;
    }
    default: break;  // a pad that is added is known by its first frame
  }
}

gboolean sink_event(GstBaseTransform* transform, GstEvent* event) {
  handle_event(self_of(transform), event);
  return GST_BASE_TRANSFORM_CLASS(nds_nvtracker_parent_class)->sink_event(transform, event);
}

GstFlowReturn transform_ip(GstBaseTransform* transform, GstBuffer* buffer) {
  NdsNvTracker* self = self_of(transform);
  nvds::NvDsBatchMeta* batch = nvds::gst_buffer_get_nvds_batch_meta(buffer);
  if (!batch) {
    runtime::post_error(GST_ELEMENT(self), GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
                        {.code = "ERR_NEGOTIATION",
                         .message = "nvtracker got a buffer without batch metadata.",
                         .remedy = "Put nvstreammux before it."});
    return GST_FLOW_ERROR;
  }
  if (batch->num_frames_in_batch == 0) return GST_FLOW_OK;
  const gst::StringRef name(gst_element_get_name(self));
  nvds::nvds_set_input_system_timestamp(buffer, name.get());
  if (!self->impl->tracker->process(buffer, batch)) return GST_FLOW_ERROR;
  nvds::nvds_set_output_system_timestamp(buffer, name.get());
  return GST_FLOW_OK;
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  self_of(object)->impl->values.set(id, value);
}
void get_property(GObject* object, guint id, GValue* value, GParamSpec*) {
  self_of(object)->impl->values.get(id, value);
}

void finalize(GObject* object) {
  delete self_of(object)->impl;
  G_OBJECT_CLASS(nds_nvtracker_parent_class)->finalize(object);
}

void nds_nvtracker_init(NdsNvTracker* self) {
  self->impl = new Impl;
  gst_base_transform_set_in_place(GST_BASE_TRANSFORM(self), TRUE);
}

void nds_nvtracker_class_init(NdsNvTrackerClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  runtime::install_properties(object, properties());

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->start = start;
  transform->stop = stop;
  transform->sink_event = sink_event;
  transform->transform_ip = transform_ip;

  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "NvTracker plugin", "NvTracker functionality",
                                        "Tracks detected objects with a low-level tracker library", "node-deepstream");
  gst_element_class_add_static_pad_template(element, &sink_template);
  gst_element_class_add_static_pad_template(element, &src_template);
}

}  // namespace

namespace runtime {

bool register_nvtracker(GstPlugin* plugin) {
  GST_DEBUG_CATEGORY_INIT(nds_nvtracker_debug, "nvtracker", 0, "object tracking");
  return register_element(plugin, "nvtracker", GST_RANK_PRIMARY, nds_nvtracker_get_type());
}

}  // namespace runtime
