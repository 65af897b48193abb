// nvinfer: runs an ONNX model over batched frames or objects and attaches what it finds as metadata. DeepStream's
// element with its pads, properties, config file and signal; GObject part, the work is in inference.h.
#include <gst/base/gstbasetransform.h>
#include <gst/video/video.h>

#include "runtime/element/registration.h"
#include "runtime/nvinfer/debug.h"
#include "runtime/nvinfer/inference.h"
#include "runtime/nvinfer/properties.h"

namespace {

using runtime::nvinfer::Inference;

struct GstNvInfer {
  GstBaseTransform parent;
  Inference* inference;
};
struct GstNvInferClass {
  GstBaseTransformClass parent;
};

guint model_updated_signal = 0;

G_DEFINE_TYPE(GstNvInfer, gst_nv_infer, GST_TYPE_BASE_TRANSFORM)

Inference& inference_of(gpointer object) { return *static_cast<GstNvInfer*>(object)->inference; }

#define NVMM_CAPS                                                                                    \
  GST_VIDEO_CAPS_MAKE_WITH_FEATURES("memory:NVMM",                                                   \
                                    "{ NV12, RGBA, I420, YV12, NV21, BGRA, ARGB, ABGR, RGBx, BGRx, " \
                                    "xRGB, xBGR, RGB, BGR, GRAY8, YUY2, UYVY, Y42B, Y444 }")

GstStaticPadTemplate sink_template =
    GST_STATIC_PAD_TEMPLATE("sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS(NVMM_CAPS));
GstStaticPadTemplate src_template =
    GST_STATIC_PAD_TEMPLATE("src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS(NVMM_CAPS));

void emit_model_updated(GstBaseTransform* element, int status, const char* path) {
  g_signal_emit(element, model_updated_signal, 0, status, path);
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  inference_of(object).set_property(id, value);
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec*) {
  inference_of(object).get_property(id, value);
}

gboolean start(GstBaseTransform* transform) { return inference_of(transform).start(); }

gboolean stop(GstBaseTransform* transform) {
  inference_of(transform).stop();
  return TRUE;
}

GstStateChangeReturn change_state(GstElement* element, GstStateChange change) {
  if (change == GST_STATE_CHANGE_PAUSED_TO_READY) inference_of(element).interrupt();
  return GST_ELEMENT_CLASS(gst_nv_infer_parent_class)->change_state(element, change);
}

gboolean sink_event(GstBaseTransform* transform, GstEvent* event) {
  inference_of(transform).on_event(event);
  return GST_BASE_TRANSFORM_CLASS(gst_nv_infer_parent_class)->sink_event(transform, event);
}

gboolean query(GstBaseTransform* transform, GstPadDirection direction, GstQuery* query) {
  Inference& inference = inference_of(transform);
  if (direction == GST_PAD_SINK && GST_QUERY_IS_SERIALIZED(query)) inference.before_serialized_query();
  const gboolean answered = GST_BASE_TRANSFORM_CLASS(gst_nv_infer_parent_class)->query(transform, direction, query);
  if (answered && direction == GST_PAD_SRC && GST_QUERY_TYPE(query) == GST_QUERY_LATENCY) inference.add_latency(query);
  return answered;
}

GstFlowReturn submit_input_buffer(GstBaseTransform* transform, gboolean, GstBuffer* buffer) {
  return inference_of(transform).take(gst::BufferRef(buffer));
}

// Buffers leave by the output thread, none from here.
GstFlowReturn generate_output(GstBaseTransform* transform, GstBuffer** buffer) {
  *buffer = nullptr;
  return inference_of(transform).last_flow();
}

void finalize(GObject* object) {
  delete static_cast<GstNvInfer*>(static_cast<gpointer>(object))->inference;
  G_OBJECT_CLASS(gst_nv_infer_parent_class)->finalize(object);
}

void gst_nv_infer_init(GstNvInfer* self) {
  self->inference = new Inference(&self->parent, emit_model_updated);
  gst_base_transform_set_in_place(&self->parent, TRUE);
  gst_base_transform_set_passthrough(&self->parent, TRUE);
}

void gst_nv_infer_class_init(GstNvInferClass* klass) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  object->finalize = finalize;
  runtime::install_properties(object, runtime::nvinfer::property_table());
  // int: NvDsInferStatus, 0 on success; string: the path that was set.
  model_updated_signal = g_signal_new("model-updated", G_TYPE_FROM_CLASS(klass), G_SIGNAL_RUN_LAST, 0, nullptr, nullptr,
                                      nullptr, G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_STRING);

  auto* element = GST_ELEMENT_CLASS(klass);
  element->change_state = change_state;
  gst_element_class_add_static_pad_template(element, &sink_template);
  gst_element_class_add_static_pad_template(element, &src_template);
  gst_element_class_set_static_metadata(element, "Inference", "Filter/Analyzer/Video",
                                        "Runs an ONNX model on batched video and attaches the results",
                                        "node-deepstream");

  auto* transform = GST_BASE_TRANSFORM_CLASS(klass);
  transform->start = start;
  transform->stop = stop;
  transform->sink_event = sink_event;
  transform->query = query;
  transform->submit_input_buffer = submit_input_buffer;
  transform->generate_output = generate_output;
}

}  // namespace

namespace runtime {

bool register_nvinfer(GstPlugin* plugin) {
  nvinfer::debug_category();
  return register_element(plugin, "nvinfer", GST_RANK_PRIMARY, gst_nv_infer_get_type());
}

}  // namespace runtime
