// Random sequences over libnvds_meta: every kind of element attached, removed, cleared and copied, in several batches.
#include <cstring>
#include <random>
#include <vector>

#include "trace.h"

namespace trace {
namespace {

using namespace nvds;

gpointer copy_text(gpointer meta, gpointer user_data) {
  const auto* user = static_cast<const NvDsUserMeta*>(meta);
  std::printf("copy of user %s, user data %s\n", names().of(user), names().of(user_data));
  return g_strconcat(static_cast<const char*>(user->user_meta_data), "'", nullptr);
}

void release_text(gpointer meta, gpointer user_data) {
  auto* user = static_cast<NvDsUserMeta*>(meta);
  std::printf("release of user %s %s, user data %s\n", names().of(user), static_cast<const char*>(user->user_meta_data),
              names().of(user_data));
  g_free(user->user_meta_data);
  user->user_meta_data = nullptr;
}

class Steps {
 public:
  explicit Steps(unsigned seed) : random_(seed) {}
  ~Steps() {
    while (!batches_.empty()) destroy(batches_.back());
  }

  void step() {
    if (batches_.empty()) return create();
    auto* batch = batches_[below(batches_.size())];
    switch (below(16)) {
      case 0: create(); break;
      case 1: copy(batch); break;
      case 2:
        if (below(4) == 0) return destroy(batch);
        break;
      case 3: add_frame(batch); break;
      case 4:
      case 5:
      case 6: add_objects(batch); break;
      case 7: add_classifier(batch); break;
      case 8: add_display(batch); break;
      case 9:
      case 10: add_user(batch); break;
      case 11: remove_small(batch); break;
      case 12: remove_large(batch); break;
      case 13: clear(batch); break;
      case 14: copy_lists(batch); break;
      case 15: copy_element(batch); break;
    }
    print(batch);
  }

 private:
  unsigned below(std::size_t limit) { return static_cast<unsigned>(random_() % limit); }
  gchar* word(const char* prefix) { return g_strdup_printf("%s%u", prefix, count_++); }

  template <class T>
  T* pick(const GList* list) {
    const guint length = g_list_length(const_cast<GList*>(list));
    return length ? static_cast<T*>(g_list_nth_data(const_cast<GList*>(list), below(length))) : nullptr;
  }
  NvDsFrameMeta* frame_of(NvDsBatchMeta* batch) { return pick<NvDsFrameMeta>(batch->frame_meta_list); }
  NvDsObjectMeta* object_of(NvDsBatchMeta* batch) {
    auto* frame = frame_of(batch);
    return frame ? pick<NvDsObjectMeta>(frame->obj_meta_list) : nullptr;
  }
  NvDsClassifierMeta* classifier_of(NvDsBatchMeta* batch) {
    auto* object = object_of(batch);
    return object ? pick<NvDsClassifierMeta>(object->classifier_meta_list) : nullptr;
  }

  void create() {
    if (batches_.size() >= 4) return;
    const guint size = 1 + below(4);
    auto* batch = nvds_create_batch_meta(size);
    batch->max_frames_in_batch = size;
    batch->misc_batch_info[0] = count_++;
    batches_.push_back(batch);
    std::puts("create");
    print(batch);
  }

  void copy(NvDsBatchMeta* batch) {
    if (batches_.size() >= 4) return;
    std::puts("copy batch");
    auto* made = static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(batch, nullptr));
    batches_.push_back(made);
    print(made);
  }

  void destroy(NvDsBatchMeta* batch) {
    std::puts("destroy");
    std::erase(batches_, batch);
    nvds_destroy_batch_meta(batch);
    names() = {};
  }

  void add_frame(NvDsBatchMeta* batch) {
    if (g_list_length(batch->frame_meta_list) >= 8) return;
    auto* frame = nvds_acquire_frame_meta_from_pool(batch);
    frame->pad_index = below(9);
    frame->batch_id = below(9);
    frame->frame_num = static_cast<int>(count_++);
    frame->buf_pts = below(1000);
    frame->source_id = below(9);
    frame->bInferDone = below(2);
    frame->misc_frame_info[3] = below(100);
    frame->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    if (below(2)) frame->sensorInfo_meta = {below(9), word("uri"), word("sensor"), word("name")};
    nvds_add_frame_meta_to_batch(batch, frame);
    std::puts("add frame");
  }

  void add_objects(NvDsBatchMeta* batch) {
    auto* frame = frame_of(batch);
    if (!frame) return;
    std::puts("add objects");
    for (unsigned left = 1 + below(5); left > 0 && frame->num_obj_meta < 60; --left) {
      auto* object = nvds_acquire_obj_meta_from_pool(batch);
      fill(object);
      nvds_add_obj_meta_to_frame(frame, object, below(2) ? pick<NvDsObjectMeta>(frame->obj_meta_list) : nullptr);
    }
  }

  void fill(NvDsObjectMeta* object) {
    object->class_id = static_cast<int>(below(80));
    object->object_id = random_();
    object->unique_component_id = 1;
    object->confidence = static_cast<float>(below(100)) / 100;
    object->tracker_confidence = static_cast<float>(below(100)) / 100;
    object->rect_params = {1.f * below(99), 2, 3, 4, below(9), {.5, 0, 0, 1}, 0, 0, {}, 0, 0, 1.f * below(9)};
    object->detector_bbox_info.org_bbox_coords.left = 1.f * below(99);
    object->tracker_bbox_info.org_bbox_coords.left = 1.f * below(99);
    object->misc_obj_info[1] = below(99);
    object->reserved[2] = below(99);
    object->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    std::snprintf(object->obj_label, sizeof object->obj_label, "label%u", count_++);
    static char font[] = "Serif";
    object->text_params.font_params.font_name = font;
    if (below(2)) object->text_params.display_text = word("text");
    if (below(3) == 0) {
      object->mask_params = {g_new(float, 6), 6 * sizeof(float), .5f, 3, 2};
      for (int i = 0; i < 6; ++i) object->mask_params.data[i] = 1.f * below(9);
    }
  }

  void add_classifier(NvDsBatchMeta* batch) {
    auto* object = object_of(batch);
    if (!object) return;
    auto* classifier = nvds_acquire_classifier_meta_from_pool(batch);
    classifier->unique_component_id = static_cast<int>(below(9));
    classifier->classifier_type = "colour";
    for (unsigned left = below(4); left > 0; --left) {
      auto* label = nvds_acquire_label_info_meta_from_pool(batch);
      label->num_classes = below(9);
      label->result_class_id = below(9);
      label->label_id = below(9);
      label->result_prob = static_cast<float>(below(100)) / 100;
      std::snprintf(label->result_label, sizeof label->result_label, "result%u", count_++);
      if (below(2)) label->pResult_label = word("long");
      nvds_add_label_info_meta_to_classifier(classifier, label);
    }
    nvds_add_classifier_meta_to_object(object, classifier);
    std::puts("add classifier");
  }

  void add_display(NvDsBatchMeta* batch) {
    auto* frame = frame_of(batch);
    if (!frame) return;
    auto* display = nvds_acquire_display_meta_from_pool(batch);
    display->num_labels = below(4);
    display->num_rects = below(4);
    display->rect_params[0].left = 1.f * below(99);
    display->line_params[1].x2 = below(99);
    display->arrow_params[2].arrow_width = below(99);
    display->circle_params[3].radius = below(99);
    display->misc_osd_data[0] = below(99);
    display->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    static char font[] = "Mono";
    for (auto& label : display->text_params) {
      if (below(4) == 0) label.display_text = word("note");
      label.font_params.font_name = font;
    }
    nvds_add_display_meta_to_frame(frame, display);
    std::puts("add display");
  }

  NvDsUserMeta* user(NvDsBatchMeta* batch) {
    auto* user = nvds_acquire_user_meta_from_pool(batch);
    user->user_meta_data = word("data");
    user->base_meta.meta_type = static_cast<NvDsMetaType>(NVDS_START_USER_META + below(5));
    user->base_meta.uContext = GSIZE_TO_POINTER(below(50));
    user->base_meta.copy_func = below(4) ? &copy_text : nullptr;
    user->base_meta.release_func = &release_text;
    return user;
  }

  void add_user(NvDsBatchMeta* batch) {
    std::puts("add user");
    auto* frame = frame_of(batch);
    auto* object = frame ? pick<NvDsObjectMeta>(frame->obj_meta_list) : nullptr;
    if (object && below(3))
      nvds_add_user_meta_to_obj(object, user(batch));
    else if (frame && below(3))
      nvds_add_user_meta_to_frame(frame, user(batch));
    else
      nvds_add_user_meta_to_batch(batch, user(batch));
  }

  void remove_small(NvDsBatchMeta* batch) {
    std::puts("remove user, label or classifier");
    auto* frame = frame_of(batch);
    auto* object = object_of(batch);
    auto* classifier = classifier_of(batch);
    switch (below(5)) {
      case 0:
        if (auto* meta = pick<NvDsUserMeta>(batch->batch_user_meta_list)) nvds_remove_user_meta_from_batch(batch, meta);
        break;
      case 1:
        if (auto* meta = frame ? pick<NvDsUserMeta>(frame->frame_user_meta_list) : nullptr)
          nvds_remove_user_meta_from_frame(frame, meta);
        break;
      case 2:
        if (auto* meta = object ? pick<NvDsUserMeta>(object->obj_user_meta_list) : nullptr)
          nvds_remove_user_meta_from_object(object, meta);
        break;
      case 3:
        if (auto* label = classifier ? pick<NvDsLabelInfo>(classifier->label_info_list) : nullptr)
          nvds_remove_label_info_meta_from_classifier(classifier, label);
        break;
      case 4:
        if (auto* meta = object ? pick<NvDsClassifierMeta>(object->classifier_meta_list) : nullptr)
          nvds_remove_classifier_meta_from_obj(object, meta);
        break;
    }
  }

  void remove_large(NvDsBatchMeta* batch) {
    std::puts("remove object, display or frame");
    auto* frame = frame_of(batch);
    if (!frame) return;
    const unsigned what = below(5);
    if (what == 0) return nvds_remove_frame_meta_from_batch(batch, frame);
    if (what == 1) {
      if (auto* display = pick<NvDsDisplayMeta>(frame->display_meta_list))
        nvds_remove_display_meta_from_frame(frame, display);
      return;
    }
    if (auto* object = pick<NvDsObjectMeta>(frame->obj_meta_list)) {
      // A parent that goes would leave its children pointing at it.
      for (GList* link = frame->obj_meta_list; link; link = link->next)
        if (auto* other = static_cast<NvDsObjectMeta*>(link->data); other->parent == object) other->parent = nullptr;
      nvds_remove_obj_meta_from_frame(frame, object);
    }
  }

  // Not nvds_clear_display_meta_list: NVIDIA's counts on the objects' pool and never hands those displays out again.
  void clear(NvDsBatchMeta* batch) {
    std::puts("clear");
    auto* frame = frame_of(batch);
    auto* object = object_of(batch);
    auto* classifier = classifier_of(batch);
    switch (below(16)) {
      case 0: nvds_clear_frame_meta_list(batch, batch->frame_meta_list); break;
      case 1: nvds_clear_batch_user_meta_list(batch, batch->batch_user_meta_list); break;
      case 2:
        if (frame) nvds_clear_obj_meta_list(frame, frame->obj_meta_list);
        break;
      case 4:
        if (frame) nvds_clear_frame_user_meta_list(frame, frame->frame_user_meta_list);
        break;
      case 5:
        if (object) nvds_clear_classifier_meta_list(object, object->classifier_meta_list);
        break;
      case 6:
        if (object) nvds_clear_obj_user_meta_list(object, object->obj_user_meta_list);
        break;
      case 7:
        if (classifier) nvds_clear_label_info_meta_list(classifier, classifier->label_info_list);
        break;
      case 8:
        // Of the pools only the objects': NVIDIA's function takes every pool for that one.
        if (frame) {
          frame->obj_meta_list = nvds_clear_meta_list(batch, frame->obj_meta_list, batch->obj_meta_pool);
          frame->num_obj_meta = 0;
        }
        break;
      default: break;
    }
  }

  void copy_lists(NvDsBatchMeta* batch) {
    std::puts("copy lists");
    auto* from = batches_[below(batches_.size())];
    auto* source = frame_of(from);
    auto* frame = frame_of(batch);
    auto* object = object_of(batch);
    auto* classifier = classifier_of(batch);
    // A frame's own lists are not copied onto itself, and small ones only, so that the batches stay readable.
    if (!source || !frame || source == frame || source->num_obj_meta > 20 || frame->num_obj_meta > 20) return;
    auto* sample = pick<NvDsObjectMeta>(source->obj_meta_list);
    auto* sample_classifier = sample ? pick<NvDsClassifierMeta>(sample->classifier_meta_list) : nullptr;
    switch (below(8)) {
      case 0: nvds_copy_obj_meta_list(source->obj_meta_list, frame); break;
      case 1: nvds_copy_display_meta_list(source->display_meta_list, frame); break;
      case 2: nvds_copy_frame_user_meta_list(source->frame_user_meta_list, frame); break;
      case 3: nvds_copy_batch_user_meta_list(source->frame_user_meta_list, batch); break;
      case 4:
        if (sample && object && sample != object) nvds_copy_obj_user_meta_list(sample->obj_user_meta_list, object);
        break;
      case 5:
        if (sample && object && sample != object) nvds_copy_classification_list(sample->classifier_meta_list, object);
        break;
      case 6:
        if (sample_classifier && classifier && classifier != sample_classifier)
          nvds_copy_label_info_list(sample_classifier->label_info_list, classifier);
        break;
      case 7:
        if (from != batch && g_list_length(from->frame_meta_list) + g_list_length(batch->frame_meta_list) < 8)
          nvds_copy_frame_meta_list(from->frame_meta_list, batch);
        break;
    }
  }

  void copy_element(NvDsBatchMeta* batch) {
    std::puts("copy element");
    auto* from = batches_[below(batches_.size())];
    auto* source = frame_of(from);
    auto* frame = frame_of(batch);
    if (!source || !frame || frame->num_obj_meta > 20 || source->num_obj_meta > 20) return;
    switch (below(3)) {
      case 0:
        if (auto* object = pick<NvDsObjectMeta>(source->obj_meta_list)) {
          auto* made = nvds_acquire_obj_meta_from_pool(batch);
          nvds_copy_obj_meta(object, made);
          nvds_add_obj_meta_to_frame(frame, made, nullptr);
        }
        break;
      case 1:
        if (auto* display = pick<NvDsDisplayMeta>(source->display_meta_list)) {
          auto* made = nvds_acquire_display_meta_from_pool(batch);
          nvds_copy_display_meta(display, made);
          nvds_add_display_meta_to_frame(frame, made);
        }
        break;
      case 2:
        if (g_list_length(batch->frame_meta_list) < 8) {
          auto* made = nvds_acquire_frame_meta_from_pool(batch);
          nvds_copy_frame_meta(source, made);
          nvds_add_frame_meta_to_batch(batch, made);
        }
        break;
    }
  }

  std::mt19937 random_;
  unsigned count_ = 0;
  std::vector<NvDsBatchMeta*> batches_;
};

}  // namespace

void metadata_steps(unsigned seed, unsigned steps) {
  Steps sequence(seed);
  for (unsigned i = 0; i < steps; ++i) sequence.step();
}

}  // namespace trace
