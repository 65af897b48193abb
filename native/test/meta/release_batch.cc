#include "test/meta/release_batch.h"

namespace test {
namespace {

using namespace nvds;

template <const Layout& L>
struct Functions {
  template <class T>
  static T* acquire(NvDsBatchMeta* batch, std::uint32_t size, NvDsMetaType type) {
    return static_cast<T*>(static_cast<ReleaseBatch*>(batch->base_meta.uContext)->allocate(size, type));
  }
  static void prepend(void* base, std::uint32_t offset, void* element) {
    ReleaseBatch::set(base, offset, g_list_prepend(field<GList*>(base, offset), element));
  }
  static void count(void* base, std::uint32_t offset, int by) {
    ReleaseBatch::set(base, offset, field<guint>(base, offset) + static_cast<guint>(by));
  }

  static NvDsObjectMeta* acquire_object(NvDsBatchMeta* batch) {
    return acquire<NvDsObjectMeta>(batch, L.object.size, NVDS_OBJ_META);
  }
  static void add_object(NvDsFrameMeta* frame, NvDsObjectMeta* object, NvDsObjectMeta* parent) {
    prepend(frame, L.frame.obj_meta_list, object);
    ReleaseBatch::set(object, L.object.parent, parent);
    count(frame, L.frame.num_obj_meta, 1);
  }
  static void remove_object(NvDsFrameMeta* frame, NvDsObjectMeta* object) {
    ReleaseBatch::set(frame, L.frame.obj_meta_list, g_list_remove(field<GList*>(frame, L.frame.obj_meta_list), object));
    count(frame, L.frame.num_obj_meta, -1);
    g_free(field<char*>(object, L.object.text_params + L.text.display_text));
    // Back in the pool: whoever reads it now reads nonsense.
    std::memset(reinterpret_cast<std::byte*>(object) + sizeof(NvDsBaseMeta), 0, L.object.size - sizeof(NvDsBaseMeta));
  }
  static NvDsClassifierMeta* acquire_classifier(NvDsBatchMeta* batch) {
    return acquire<NvDsClassifierMeta>(batch, L.classifier.size, NVDS_CLASSIFIER_META);
  }
  static void add_classifier(NvDsObjectMeta* object, NvDsClassifierMeta* classifier) {
    prepend(object, L.object.classifier_meta_list, classifier);
  }
  static NvDsLabelInfo* acquire_label(NvDsBatchMeta* batch) {
    return acquire<NvDsLabelInfo>(batch, L.label.size, NVDS_LABEL_INFO_META);
  }
  static void add_label(NvDsClassifierMeta* classifier, NvDsLabelInfo* label) {
    prepend(classifier, L.classifier.label_info_list, label);
    count(classifier, L.classifier.num_labels, 1);
  }
  static NvDsDisplayMeta* acquire_display(NvDsBatchMeta* batch) {
    return acquire<NvDsDisplayMeta>(batch, L.display.size, NVDS_DISPLAY_META);
  }
  static void add_display(NvDsFrameMeta* frame, NvDsDisplayMeta* display) {
    prepend(frame, L.frame.display_meta_list, display);
  }
  static NvDsUserMeta* acquire_user(NvDsBatchMeta* batch) {
    return acquire<NvDsUserMeta>(batch, sizeof(NvDsUserMeta), NVDS_USER_META);
  }
  static void add_user_to_frame(NvDsFrameMeta* frame, NvDsUserMeta* user) {
    prepend(frame, L.frame.frame_user_meta_list, user);
  }
  static void add_user_to_object(NvDsObjectMeta* object, NvDsUserMeta* user) {
    prepend(object, L.object.obj_user_meta_list, user);
  }

  static constexpr meta::Library library = {acquire_object, add_object,    remove_object,     acquire_classifier,
                                            add_classifier, acquire_label, add_label,         acquire_display,
                                            add_display,    acquire_user,  add_user_to_frame, add_user_to_object};
};

}  // namespace

const meta::Library& ReleaseBatch::library() const {
  switch (layout.family) {
    case Family::v6: return Functions<kLayout6>::library;
    case Family::v8: return Functions<kLayout8>::library;
    default: return Functions<kLayout9>::library;
  }
}

ReleaseBatch::ReleaseBatch(const Layout& of, int frames, int objects) : layout(of) {
  batch_.base_meta = {&batch_, NVDS_BATCH_META, this, nullptr, nullptr};
  frame_pool_.element_size = layout.frame.size;
  object_pool_.element_size = layout.object.size;
  batch_.frame_meta_pool = &frame_pool_;
  batch_.obj_meta_pool = &object_pool_;
  g_rec_mutex_init(&batch_.meta_mutex);
  int row = 0;
  for (int f = 0; f < frames; ++f) {
    auto* frame = static_cast<NvDsFrameMeta*>(allocate(layout.frame.size, NVDS_FRAME_META));
    set(frame, layout.frame.pad_index, guint(f));
    set(frame, layout.frame.source_id, guint(100 + f));
    batch_.frame_meta_list = g_list_append(batch_.frame_meta_list, frame);
    ++batch_.num_frames_in_batch;
    GList* list = nullptr;
    for (int o = 0; o < objects; ++o) {
      void* object = allocate(layout.object.size, NVDS_OBJ_META);
      set(object, layout.object.class_id, row++);
      set(object, layout.object.object_id, UNTRACKED_OBJECT_ID);
      set(object, layout.object.rect_params, NvBbox_Coords{10, 20, 30, 40});
      set(object, layout.object.text_params + layout.text.display_text, g_strdup("thing"));
      set(object, layout.object.text_params + layout.text.x_offset, 10u);
      set(object, layout.object.text_params + layout.text.y_offset, 10u);
      std::memcpy(static_cast<char*>(object) + layout.object.obj_label, "thing", 6);
      list = g_list_append(list, object);
    }
    set(frame, layout.frame.obj_meta_list, list);
    set(frame, layout.frame.num_obj_meta, guint(objects));
  }
}

ReleaseBatch::~ReleaseBatch() {
  const auto free_list = [](const void* base, std::uint32_t offset) { g_list_free(get<GList*>(base, offset)); };
  const auto free_user_metas = [&](const void* base, std::uint32_t offset) {
    for (void* user : list(base, offset))
      if (auto* base_meta = static_cast<NvDsBaseMeta*>(user); base_meta->release_func)
        base_meta->release_func(user, nullptr);
    free_list(base, offset);
  };
  for (GList* node = batch_.frame_meta_list; node; node = node->next) {
    for (void* object : list(node->data, layout.frame.obj_meta_list)) {
      for (void* classifier : list(object, layout.object.classifier_meta_list))
        free_list(classifier, layout.classifier.label_info_list);
      free_list(object, layout.object.classifier_meta_list);
      free_user_metas(object, layout.object.obj_user_meta_list);
      g_free(get<char*>(object, layout.object.text_params + layout.text.display_text));
    }
    for (void* display : list(node->data, layout.frame.display_meta_list))
      for (guint i = 0; i < MAX_ELEMENTS_IN_DISPLAY_META; ++i)
        g_free(get<NvOSD_TextParams>(display, layout.display.text_params + i * guint(sizeof(NvOSD_TextParams)))
                   .display_text);
    free_list(node->data, layout.frame.obj_meta_list);
    free_list(node->data, layout.frame.display_meta_list);
    free_user_metas(node->data, layout.frame.frame_user_meta_list);
  }
  g_list_free(batch_.frame_meta_list);
  g_rec_mutex_clear(&batch_.meta_mutex);
}

void* ReleaseBatch::allocate(std::size_t size, NvDsMetaType type) {
  std::byte* element = memory_.emplace_back(size).data();
  set(element, 0, NvDsBaseMeta{&batch_, type, nullptr, nullptr, nullptr});
  return element;
}

std::vector<void*> ReleaseBatch::list(const void* base, std::uint32_t offset) {
  std::vector<void*> elements;
  for (GList* node = get<GList*>(base, offset); node; node = node->next) elements.push_back(node->data);
  return elements;
}

void* ReleaseBatch::frame(std::size_t index) { return g_list_nth_data(batch_.frame_meta_list, guint(index)); }

void* ReleaseBatch::object(std::size_t row) {
  for (GList* node = batch_.frame_meta_list; node; node = node->next) {
    const auto objects = list(node->data, layout.frame.obj_meta_list);
    if (row < objects.size()) return objects[row];
    row -= objects.size();
  }
  return nullptr;
}

}  // namespace test
