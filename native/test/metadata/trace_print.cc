#include <initializer_list>

#include "nvds/audio.h"
#include "nvds/gst_metadata.h"
#include "trace.h"

namespace trace {
namespace {

using namespace nvds;

const char* text(const char* value) { return value ? value : "-"; }

template <class T, class Visit>
void each(const GList* list, Visit visit) {
  for (; list; list = list->next) visit(static_cast<const T*>(list->data));
}

void print_base(const char* kind, const NvDsBaseMeta& base) {
  std::printf("%s %s in %s type %d context %zu functions %d%d", kind, names().of(&base), names().of(base.batch_meta),
              base.meta_type, reinterpret_cast<std::size_t>(base.uContext), base.copy_func != nullptr,
              base.release_func != nullptr);
}

void print_users(const char* indent, const GList* list) {
  each<NvDsUserMeta>(list, [indent](const NvDsUserMeta* user) {
    std::fputs(indent, stdout);
    print_base("user", user->base_meta);
    // Plain GstMetas of a buffer travel on an empty buffer.
    const bool carrier = static_cast<int>(user->base_meta.meta_type) == NVDS_BUFFER_GST_AS_FRAME_USER_META;
    std::printf(" data %s\n", carrier ? "a buffer" : text(static_cast<const char*>(user->user_meta_data)));
  });
}

void print_classifier(const NvDsClassifierMeta* classifier) {
  std::fputs("      ", stdout);
  print_base("classifier", classifier->base_meta);
  std::printf(" labels %u component %d type %s\n", classifier->num_labels, classifier->unique_component_id,
              text(classifier->classifier_type));
  each<NvDsLabelInfo>(classifier->label_info_list, [](const NvDsLabelInfo* label) {
    std::fputs("        ", stdout);
    print_base("label", label->base_meta);
    std::printf(" %u %s %s %u %u %g\n", label->num_classes, label->result_label, text(label->pResult_label),
                label->result_class_id, label->label_id, label->result_prob);
  });
}

void print_object(const NvDsObjectMeta* object) {
  std::fputs("    ", stdout);
  print_base("object", object->base_meta);
  const auto& rect = object->rect_params;
  std::printf(" parent %s component %d class %d id %" G_GUINT64_FORMAT " confidence %g %g label %s\n",
              names().of(object->parent), object->unique_component_id, object->class_id, object->object_id,
              object->confidence, object->tracker_confidence, object->obj_label);
  std::printf("      rect %g %g %g %g border %u red %g angle %g boxes %g %g text %s font %s\n", rect.left, rect.top,
              rect.width, rect.height, rect.border_width, rect.border_color.red, rect.rotation_angle,
              object->detector_bbox_info.org_bbox_coords.left, object->tracker_bbox_info.org_bbox_coords.left,
              text(object->text_params.display_text), text(object->text_params.font_params.font_name));
  std::printf("      mask %d %u %ux%u %g misc %" G_GINT64_FORMAT " reserved %" G_GINT64_FORMAT "\n",
              object->mask_params.data ? static_cast<int>(object->mask_params.data[0]) : -1, object->mask_params.size,
              object->mask_params.width, object->mask_params.height, object->mask_params.threshold,
              object->misc_obj_info[1], object->reserved[2]);
  each<NvDsClassifierMeta>(object->classifier_meta_list, print_classifier);
  print_users("      ", object->obj_user_meta_list);
}

void print_display(const NvDsDisplayMeta* display) {
  std::fputs("    ", stdout);
  print_base("display", display->base_meta);
  std::printf(" %u %u %u %u %u rect %g line %u arrow %u circle %u misc %" G_GINT64_FORMAT " texts", display->num_rects,
              display->num_labels, display->num_lines, display->num_arrows, display->num_circles,
              display->rect_params[0].left, display->line_params[1].x2, display->arrow_params[2].arrow_width,
              display->circle_params[3].radius, display->misc_osd_data[0]);
  for (const auto& label : display->text_params)
    std::printf(" %s/%s", text(label.display_text), text(label.font_params.font_name));
  std::puts("");
}

void print_frame(const NvDsFrameMeta* frame) {
  std::fputs("  ", stdout);
  print_base("frame", frame->base_meta);
  const auto& sensor = frame->sensorInfo_meta;
  std::printf(" pad %u batch %u number %d pts %" G_GUINT64_FORMAT
              " source %u objects %u inferred %d misc %" G_GINT64_FORMAT " sensor %u %s %s %s\n",
              frame->pad_index, frame->batch_id, frame->frame_num, frame->buf_pts, frame->source_id,
              frame->num_obj_meta, frame->bInferDone, frame->misc_frame_info[3], sensor.source_id, text(sensor.uri),
              text(sensor.sensor_id), text(sensor.sensor_name));
  print_users("    ", frame->frame_user_meta_list);
  each<NvDsObjectMeta>(frame->obj_meta_list, print_object);
  each<NvDsDisplayMeta>(frame->display_meta_list, print_display);
}

void print_audio_frame(const NvDsAudioFrameMeta* frame) {
  std::fputs("  ", stdout);
  print_base("audio frame", frame->base_meta);
  std::printf(" pad %u batch %u number %d pts %" G_GUINT64_FORMAT " ntp %" G_GUINT64_FORMAT
              " source %u samples %d rate %u channels %u format %u layout %u inferred %d class %d %g %s"
              " misc %" G_GINT64_FORMAT " reserved %" G_GINT64_FORMAT "\n",
              frame->pad_index, frame->batch_id, frame->frame_num, frame->buf_pts, frame->ntp_timestamp,
              frame->source_id, frame->num_samples_per_frame, frame->sample_rate, frame->num_channels, frame->format,
              frame->layout, frame->bInferDone, frame->class_id, frame->confidence, frame->class_label,
              frame->misc_frame_info[3], frame->reserved[2]);
  print_users("    ", frame->frame_user_meta_list);
  each<NvDsClassifierMeta>(frame->classifier_meta_list, print_classifier);
}

void print_pool(const NvDsMetaPool* pool) {
  if (!pool) {
    std::puts("  no pool");
    return;
  }
  std::printf("  pool %d of %u: %u handed out, %u left (%u, %u in the lists), each %u bytes; handed out:",
              pool->meta_type, pool->max_elements_in_pool, pool->num_full_elements, pool->num_empty_elements,
              g_list_length(pool->full_list), g_list_length(pool->empty_list), pool->element_size);
  each<void>(pool->full_list, [](const void* element) { std::printf(" %s", names().of(element)); });
  std::printf("; next:");
  const GList* link = pool->empty_list;
  for (int i = 0; i < 3 && link; ++i, link = link->next) std::printf(" %s", names().of(link->data));
  std::puts("");
}

}  // namespace

const char* Names::of(gconstpointer element) {
  if (!element) return "none";
  auto [entry, fresh] = names_.try_emplace(element);
  if (fresh) entry->second = "#" + std::to_string(names_.size());
  return entry->second.c_str();
}

Names& names() {
  static Names all;
  return all;
}

void print(const NvDsBatchMeta* batch) {
  print_base("batch", batch->base_meta);
  std::printf(" frames %u of %u misc %" G_GINT64_FORMAT "\n", batch->num_frames_in_batch, batch->max_frames_in_batch,
              batch->misc_batch_info[0]);
  print_users("  ", batch->batch_user_meta_list);
  if (batch->base_meta.meta_type == NVDS_AUDIO_BATCH_META)
    each<NvDsAudioFrameMeta>(batch->frame_meta_list, print_audio_frame);
  else
    each<NvDsFrameMeta>(batch->frame_meta_list, print_frame);
  for (const auto* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                           batch->display_meta_pool, batch->user_meta_pool, batch->label_info_meta_pool})
    print_pool(pool);
}

}  // namespace trace
