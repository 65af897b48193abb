// A source of batches without pictures: `benchbatches frames=30 objects=20 rate=30 num-buffers=300`. rate is batches a
// second; 0: as fast as they are taken. Every frame's ntp_timestamp is the monotonic clock, in nanoseconds, when its
// batch left.
#include <gst/base/gstpushsrc.h>
#include <gst/gst.h>

#include <chrono>
#include <thread>

#include "nvds/gst_metadata.h"
#include "nvds/metadata.h"

namespace {

using Clock = std::chrono::steady_clock;
using namespace nvds;

constexpr const char* kLabels[] = {"person", "bicycle", "car", "motorcycle"};

struct Batches {
  GstPushSrc parent;
  guint frames, objects, rate;
  guint64 made;
  Clock::time_point start;
};
struct BatchesClass {
  GstPushSrcClass parent;
};

enum { kFrames = 1, kObjects, kRate };

void add_object(NvDsBatchMeta* batch, NvDsFrameMeta* frame, guint64 number, guint index) {
  NvDsObjectMeta* object = nvds_acquire_obj_meta_from_pool(batch);
  object->class_id = static_cast<gint>(index % G_N_ELEMENTS(kLabels));
  object->object_id = frame->pad_index * 1000 + index;
  object->unique_component_id = 1;
  object->confidence = 0.5f + static_cast<float>(index) / 100;
  object->rect_params.left = static_cast<float>((number + 10 * index) % 1800);
  object->rect_params.top = static_cast<float>(20 * index);
  object->rect_params.width = 40;
  object->rect_params.height = 80;
  const char* label = kLabels[object->class_id];
  g_strlcpy(object->obj_label, label, sizeof object->obj_label);
  object->text_params.display_text = g_strdup_printf("%s %u", label, static_cast<guint>(object->object_id));
  nvds_add_obj_meta_to_frame(frame, object, nullptr);
}

GstFlowReturn create(GstPushSrc* source, GstBuffer** made) {
  auto* self = reinterpret_cast<Batches*>(source);
  if (self->made == 0) self->start = Clock::now();
  GstBuffer* buffer = gst_buffer_new();
  NvDsBatchMeta* batch = nvds_create_batch_meta(self->frames);
  NvDsMeta* meta =
      gst_buffer_add_nvds_meta(buffer, batch, nullptr, nvds_batch_meta_copy_func, nvds_batch_meta_release_func);
  meta->meta_type = NVDS_BATCH_GST_META;
  batch->base_meta.batch_meta = batch;
  batch->base_meta.copy_func = nvds_batch_meta_copy_func;
  batch->base_meta.release_func = nvds_batch_meta_release_func;
  for (guint f = 0; f < self->frames; ++f) {
    NvDsFrameMeta* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = frame->pad_index = frame->batch_id = f;
    frame->frame_num = static_cast<gint>(self->made);
    frame->source_frame_width = frame->pipeline_width = 1920;
    frame->source_frame_height = frame->pipeline_height = 1080;
    nvds_add_frame_meta_to_batch(batch, frame);
    for (guint o = 0; o < self->objects; ++o) add_object(batch, frame, self->made, o);
  }
  if (self->rate > 0) {
    const std::chrono::nanoseconds due(self->made * GST_SECOND / self->rate);
    std::this_thread::sleep_until(self->start + due);
  }
  const guint64 now = static_cast<guint64>(Clock::now().time_since_epoch().count());
  for (GList* item = batch->frame_meta_list; item; item = item->next)
    static_cast<NvDsFrameMeta*>(item->data)->ntp_timestamp = now;
  ++self->made;
  *made = buffer;
  return GST_FLOW_OK;
}

guint& field(Batches* self, guint id) {
  return id == kFrames ? self->frames : id == kObjects ? self->objects : self->rate;
}

void set_property(GObject* object, guint id, const GValue* value, GParamSpec*) {
  field(reinterpret_cast<Batches*>(object), id) = g_value_get_uint(value);
}

void get_property(GObject* object, guint id, GValue* value, GParamSpec*) {
  g_value_set_uint(value, field(reinterpret_cast<Batches*>(object), id));
}

void class_init(gpointer klass, gpointer) {
  auto* object = G_OBJECT_CLASS(klass);
  object->set_property = set_property;
  object->get_property = get_property;
  const auto install = [object](guint id, const char* name, guint standard) {
    g_object_class_install_property(object, id,
                                    g_param_spec_uint(name, name, name, 0, 4096, standard, G_PARAM_READWRITE));
  };
  install(kFrames, "frames", 30);
  install(kObjects, "objects", 20);
  install(kRate, "rate", 30);
  auto* element = GST_ELEMENT_CLASS(klass);
  gst_element_class_set_static_metadata(element, "Batches without pictures", "Source", "Benchmarks", "node-deepstream");
  GstCaps* caps = gst_caps_from_string("video/x-raw(memory:NVMM)");
  gst_element_class_add_pad_template(element, gst_pad_template_new("src", GST_PAD_SRC, GST_PAD_ALWAYS, caps));
  gst_caps_unref(caps);
  GST_PUSH_SRC_CLASS(klass)->create = create;
}

void instance_init(GTypeInstance* instance, gpointer) {
  auto* self = reinterpret_cast<Batches*>(instance);
  self->frames = 30;
  self->objects = 20;
  self->rate = 30;
  gst_base_src_set_format(GST_BASE_SRC(self), GST_FORMAT_TIME);
}

gboolean init(GstPlugin* plugin) {
  const GType type =
      g_type_register_static_simple(GST_TYPE_PUSH_SRC, "NdsBenchBatches", sizeof(BatchesClass), class_init,
                                    sizeof(Batches), instance_init, static_cast<GTypeFlags>(0));
  return gst_element_register(plugin, "benchbatches", GST_RANK_NONE, type);
}

}  // namespace

#define PACKAGE "node-deepstream"
GST_PLUGIN_DEFINE(GST_VERSION_MAJOR, GST_VERSION_MINOR, ndsbench, "Sources for benchmarks", init, "0.1.0", "Apache-2.0",
                  "node-deepstream", "https://www.npmjs.com/package/node-deepstream")
