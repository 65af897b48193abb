#include "test/gst/batch_source.h"

#include <memory>

#include "gst/ref.h"
#include "nvds/gst_metadata.h"

namespace test {
namespace {

struct Plan {
  int frames, objects;
  Change change;
  int number = 0;
};

nvds::NvDsBatchMeta* make_batch(const Plan& plan) {
  nvds::NvDsBatchMeta* batch = nvds::nvds_create_batch_meta(static_cast<guint>(plan.frames));
  for (int f = 0; f < plan.frames; ++f) {
    nvds::NvDsFrameMeta* frame = nvds::nvds_acquire_frame_meta_from_pool(batch);
    frame->source_id = static_cast<guint>(f);
    frame->frame_num = plan.number;
    nvds::nvds_add_frame_meta_to_batch(batch, frame);
    for (int o = 0; o < plan.objects; ++o) {
      nvds::NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(batch);
      object->class_id = o;
      g_strlcpy(object->obj_label, "person", sizeof object->obj_label);
      nvds::nvds_add_obj_meta_to_frame(frame, object, nullptr);
    }
  }
  return batch;
}

GstPadProbeReturn attach(GstPad*, GstPadProbeInfo* info, gpointer data) {
  Plan& plan = *static_cast<Plan*>(data);
  GstBuffer* buffer = gst_buffer_make_writable(GST_PAD_PROBE_INFO_BUFFER(info));
  GST_PAD_PROBE_INFO_DATA(info) = buffer;
  nvds::NvDsBatchMeta* batch = make_batch(plan);
  nvds::NvDsBatchMeta* kept = plan.change ? plan.change(batch, plan.number) : batch;
  ++plan.number;
  if (!kept) {
    nvds::nvds_destroy_batch_meta(batch);
    return GST_PAD_PROBE_OK;
  }
  auto* meta = nvds::gst_buffer_add_nvds_meta(buffer, kept, nullptr, nvds::nvds_batch_meta_copy_func,
                                              nvds::nvds_batch_meta_release_func);
  meta->meta_type = nvds::NVDS_BATCH_GST_META;
  return GST_PAD_PROBE_OK;
}

}  // namespace

void attach_batches(GstBin* pipeline, const std::string& name, int frames, int objects, Change change) {
  const gst::ElementRef element(gst_bin_get_by_name(pipeline, name.c_str()));
  const gst::PadRef pad(gst_element_get_static_pad(element.get(), "src"));
  gst_pad_add_probe(pad.get(), GST_PAD_PROBE_TYPE_BUFFER, attach, new Plan{frames, objects, std::move(change)},
                    [](gpointer plan) { delete static_cast<Plan*>(plan); });
}

}  // namespace test
