// Frames with thousands of objects: nested, tracked, with user metadata that can and that cannot be copied. What is
// left after each step is printed as counts and a checksum over the lists in their order.
#include <random>
#include <string>

#include "nvds/metadata.h"
#include "trace.h"

namespace trace {
namespace {

using namespace nvds;

// 64-bit FNV-1a over what a list holds.
class Checksum {
 public:
  void add(std::uint64_t value) {
    for (int byte = 0; byte < 8; ++byte) {
      hash_ = (hash_ ^ (value & 0xFF)) * 1099511628211ull;
      value >>= 8;
    }
  }
  std::uint64_t value() const { return hash_; }

 private:
  std::uint64_t hash_ = 14695981039346656037ull;
};

unsigned released = 0;

gpointer copy_number(gpointer meta, gpointer) {
  return g_memdup2(static_cast<NvDsUserMeta*>(meta)->user_meta_data, sizeof(guint));
}
void release_number(gpointer meta, gpointer) {
  g_free(static_cast<NvDsUserMeta*>(meta)->user_meta_data);
  ++released;
}

class Crowd {
 public:
  explicit Crowd(unsigned seed) : random_(seed), batch_(nvds_create_batch_meta(kFrames)) {
    batch_->max_frames_in_batch = kFrames;
    for (unsigned i = 0; i < kFrames; ++i)
      nvds_add_frame_meta_to_batch(batch_, nvds_acquire_frame_meta_from_pool(batch_));
  }
  ~Crowd() {
    nvds_destroy_batch_meta(batch_);
    std::printf("crowd: %u user metas released in all\n", released);
  }

  void run() {
    for (GList* link = batch_->frame_meta_list; link; link = link->next) fill(static_cast<NvDsFrameMeta*>(link->data));
    print("filled", batch_);
    for (int round = 0; round < 3; ++round) {
      thin_out();
      print("thinned out", batch_);
      auto* copy = static_cast<NvDsBatchMeta*>(nvds_batch_meta_copy_func(batch_, nullptr));
      print("copy", copy);
      nvds_destroy_batch_meta(copy);
      auto* frame = frame_at(below(kFrames));
      nvds_clear_obj_meta_list(frame, frame->obj_meta_list);
      print("cleared a frame", batch_);
      fill(frame);
      print("filled it again", batch_);
    }
  }

 private:
  static constexpr unsigned kFrames = 4, kObjects = 1000;

  unsigned below(unsigned limit) { return static_cast<unsigned>(random_() % limit); }
  NvDsFrameMeta* frame_at(unsigned index) {
    return static_cast<NvDsFrameMeta*>(g_list_nth_data(batch_->frame_meta_list, index));
  }

  void fill(NvDsFrameMeta* frame) {
    NvDsObjectMeta* before = nullptr;
    for (unsigned i = 0; i < kObjects; ++i) {
      auto* object = nvds_acquire_obj_meta_from_pool(batch_);
      object->object_id = next_++;
      object->class_id = static_cast<gint>(below(80));
      nvds_add_obj_meta_to_frame(frame, object, below(3) == 0 ? before : nullptr);
      if (below(4) == 0) nvds_add_user_meta_to_obj(object, user());
      if (below(8) == 0) {
        auto* classifier = nvds_acquire_classifier_meta_from_pool(batch_);
        auto* label = nvds_acquire_label_info_meta_from_pool(batch_);
        label->label_id = below(99);
        nvds_add_label_info_meta_to_classifier(classifier, label);
        nvds_add_classifier_meta_to_object(object, classifier);
      }
      before = object;
    }
    nvds_add_user_meta_to_frame(frame, user());
  }

  NvDsUserMeta* user() {
    auto* user = nvds_acquire_user_meta_from_pool(batch_);
    const guint number = next_++;
    user->user_meta_data = g_memdup2(&number, sizeof number);
    user->base_meta.meta_type = NVDS_START_USER_META;
    user->base_meta.copy_func = below(2) ? &copy_number : nullptr;
    user->base_meta.release_func = &release_number;
    return user;
  }

  // Takes out about one object in three, from random places.
  void thin_out() {
    for (GList* link = batch_->frame_meta_list; link; link = link->next) {
      auto* frame = static_cast<NvDsFrameMeta*>(link->data);
      for (GList* object = frame->obj_meta_list; object;) {
        auto* meta = static_cast<NvDsObjectMeta*>(object->data);
        object = object->next;
        meta->parent = nullptr;  // it may be the next to go
        if (below(3) == 0) nvds_remove_obj_meta_from_frame(frame, meta);
      }
    }
  }

  static void print(const char* what, const NvDsBatchMeta* batch) {
    Checksum sum;
    unsigned objects = 0;
    for (const GList* link = batch->frame_meta_list; link; link = link->next) {
      const auto* frame = static_cast<const NvDsFrameMeta*>(link->data);
      sum.add(frame->num_obj_meta);
      add_users(sum, frame->frame_user_meta_list);
      for (const GList* node = frame->obj_meta_list; node; node = node->next, ++objects)
        add(sum, static_cast<const NvDsObjectMeta*>(node->data));
    }
    std::printf("crowd %s: %u frames, %u objects, checksum %016" G_GINT64_MODIFIER "x\n", what,
                batch->num_frames_in_batch, objects, static_cast<guint64>(sum.value()));
    for (const auto* pool : {batch->frame_meta_pool, batch->obj_meta_pool, batch->classifier_meta_pool,
                             batch->display_meta_pool, batch->user_meta_pool, batch->label_info_meta_pool})
      std::printf("  pool %d: %u handed out, %u left of %u\n", pool->meta_type, pool->num_full_elements,
                  pool->num_empty_elements, pool->max_elements_in_pool);
  }

  static void add(Checksum& sum, const NvDsObjectMeta* object) {
    sum.add(object->object_id);
    sum.add(static_cast<std::uint64_t>(object->class_id));
    sum.add(object->parent ? object->parent->object_id : UNTRACKED_OBJECT_ID);
    add_users(sum, object->obj_user_meta_list);
    for (const GList* node = object->classifier_meta_list; node; node = node->next) {
      const auto* classifier = static_cast<const NvDsClassifierMeta*>(node->data);
      sum.add(classifier->num_labels);
      for (const GList* label = classifier->label_info_list; label; label = label->next)
        sum.add(static_cast<const NvDsLabelInfo*>(label->data)->label_id);
    }
  }

  static void add_users(Checksum& sum, const GList* list) {
    for (; list; list = list->next)
      sum.add(*static_cast<const guint*>(static_cast<const NvDsUserMeta*>(list->data)->user_meta_data));
  }

  std::mt19937 random_;
  guint next_ = 0;
  NvDsBatchMeta* batch_;
};

}  // namespace

void crowd_steps(unsigned seed) { Crowd(seed).run(); }

}  // namespace trace
