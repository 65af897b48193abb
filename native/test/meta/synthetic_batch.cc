#include "test/meta/synthetic_batch.h"

namespace test {
namespace {

void set_box(std::byte* at, const std::vector<float>& box) { std::memcpy(at, box.data(), 4 * sizeof(float)); }

}  // namespace

SyntheticBatch::SyntheticBatch(const nvds::Layout& layout, const BatchSpec& frames)
    : SyntheticBatch(facts::Release::of(layout.family == nvds::Family::v6   ? "7.1"
                                        : layout.family == nvds::Family::v8 ? "8.0"
                                                                            : "9.1"),
                     frames) {}

SyntheticBatch::SyntheticBatch(const facts::Release& release, const BatchSpec& frames) : release_(release) {
  batch_.base_meta.meta_type = nvds::NVDS_BATCH_META;
  nvds::NvDsMetaPool** const pools[] = {&batch_.frame_meta_pool,      &batch_.obj_meta_pool,
                                        &batch_.classifier_meta_pool, &batch_.label_info_meta_pool,
                                        &batch_.display_meta_pool,    &batch_.user_meta_pool};
  const char* const elements[] = {"NvDsFrameMeta", "NvDsObjectMeta",  "NvDsClassifierMeta",
                                  "NvDsLabelInfo", "NvDsDisplayMeta", "NvDsUserMeta"};
  for (std::size_t i = 0; i < pools_.size(); ++i) {
    pools_[i].element_size = release.at(elements[i]).size;
    *pools[i] = &pools_[i];
  }
  batch_.num_frames_in_batch = static_cast<guint>(frames.size());
  g_rec_mutex_init(&batch_.meta_mutex);

  // Objects first: a parent may come after its child.
  for (const FrameSpec& frame : frames)
    for (std::size_t i = 0; i < frame.objects.size(); ++i) objects_.push_back(make("NvDsObjectMeta"));
  GList* list = nullptr;
  std::size_t row = 0;
  const facts::Struct& l = release.at("NvDsFrameMeta");
  for (const FrameSpec& frame : frames) {
    frames_.push_back(make("NvDsFrameMeta"));
    lay_out(frames_.back(), frame);
    GList* objects = nullptr;
    for (const ObjectSpec& object : frame.objects) {
      lay_out(objects_[row], object);
      objects = g_list_append(objects, objects_[row++]);
    }
    set(frames_.back(), l["obj_meta_list"], keep(objects));
    set(frames_.back(), l["num_obj_meta"], static_cast<guint>(frame.objects.size()));
    list = g_list_append(list, frames_.back());
  }
  batch_.frame_meta_list = keep(list);
}

SyntheticBatch::~SyntheticBatch() {
  for (GList* list : lists_) g_list_free(list);
  g_rec_mutex_clear(&batch_.meta_mutex);
}

std::byte* SyntheticBatch::make(const char* structure, std::size_t count) {
  return allocate(release_.at(structure).size * count);
}

std::int32_t SyntheticBatch::type(const char* enumerator) const {
  return static_cast<std::int32_t>(release_.values("NvDsMetaType").at(enumerator));
}

void SyntheticBatch::attach_to_batch(const char* name, const void* data) {
  attach_to(reinterpret_cast<std::byte*>(&batch_), "NvDsBatchMeta", "batch_user_meta_list", type(name), data);
}

void SyntheticBatch::attach_to_frame(std::size_t index, const char* name, const void* data) {
  attach_to(frames_[index], "NvDsFrameMeta", "frame_user_meta_list", type(name), data);
}

void SyntheticBatch::attach_to_object(std::size_t row, const char* name, const void* data) {
  attach_to(objects_[row], "NvDsObjectMeta", "obj_user_meta_list", type(name), data);
}

std::byte* SyntheticBatch::attach_to(std::byte* base, const char* structure, const char* list, std::int32_t type,
                                     const void* data) {
  std::byte* user = make("NvDsUserMeta");
  set(user, release_.at("NvDsBaseMeta")["meta_type"], type);
  set(user, release_.at("NvDsUserMeta")["user_meta_data"], data);
  append(base, structure, list, user);
  return user;
}

void SyntheticBatch::append(std::byte* base, const char* structure, const char* list, void* element) {
  const std::uint32_t offset = release_.at(structure)[list];
  auto* const before = nvds::field<GList*>(base, offset);
  GList* const after = g_list_append(before, element);
  if (!before) lists_.push_back(after);
  set(base, offset, after);
}

std::byte* SyntheticBatch::allocate(std::size_t size) {
  memory_.push_back(std::make_unique<std::byte[]>(size));
  return memory_.back().get();
}

char* SyntheticBatch::text(const std::string& text) {
  auto* copy = reinterpret_cast<char*>(allocate(text.size() + 1));
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

GList* SyntheticBatch::keep(GList* list) {
  lists_.push_back(list);
  return list;
}

void SyntheticBatch::lay_out(std::byte* at, const FrameSpec& frame) {
  const facts::Struct& l = release_.at("NvDsFrameMeta");
  set(at, l["pad_index"], frame.pad_index);
  set(at, l["batch_id"], frame.batch_id);
  set(at, l["frame_num"], frame.number);
  set(at, l["buf_pts"], frame.pts);
  set(at, l["ntp_timestamp"], frame.ntp_timestamp);
  set(at, l["source_id"], frame.source_id);
  set(at, l["num_surfaces_per_frame"], frame.surfaces_per_frame);
  set(at, l["source_frame_width"], frame.source_width);
  set(at, l["source_frame_height"], frame.source_height);
  set(at, l["surface_type"], frame.surface_type);
  set(at, l["surface_index"], frame.surface_index);
  set(at, l["bInferDone"], static_cast<gboolean>(frame.inferred));
  set(at, l["pipeline_width"], frame.width);
  set(at, l["pipeline_height"], frame.height);
}

void SyntheticBatch::lay_out(std::byte* at, const ObjectSpec& object) {
  const facts::Struct& l = release_.at("NvDsObjectMeta");
  const facts::Struct& rect = release_.at("NvOSD_RectParams");
  if (object.parent >= 0) set(at, l["parent"], objects_[static_cast<std::size_t>(object.parent)]);
  if (object.parent == -2) set(at, l["parent"], make("NvDsObjectMeta"));
  set(at, l["unique_component_id"], object.component_id);
  set(at, l["class_id"], object.class_id);
  set(at, l["object_id"], object.track_id);
  set(at, l["confidence"], object.confidence);
  set(at, l["tracker_confidence"], object.tracker_confidence);
  set_box(at + l["detector_bbox_info"], object.detector);
  set_box(at + l["tracker_bbox_info"], object.tracker);
  set_box(at + l["rect_params"] + rect["left"], object.box);
  if (rect.find("rotation_angle")) set(at, l["rect_params"] + rect["rotation_angle"], object.rotation);
  std::memcpy(at + l["obj_label"], object.label.data(),
              std::min<std::size_t>(object.label.size(), nvds::MAX_LABEL_SIZE));
  if (!object.text.empty())
    set(at, l["text_params"] + release_.at("NvOSD_TextParams")["display_text"], text(object.text));
  set(at, l["classifier_meta_list"], lay_out(object.classifiers));
}

GList* SyntheticBatch::lay_out(const std::vector<ClassifierSpec>& classifiers) {
  const facts::Struct& l = release_.at("NvDsClassifierMeta");
  GList* list = nullptr;
  for (const ClassifierSpec& classifier : classifiers) {
    std::byte* at = make("NvDsClassifierMeta");
    set(at, l["num_labels"], static_cast<guint>(classifier.labels.size()));
    set(at, l["unique_component_id"], classifier.component_id);
    if (!classifier.type.empty()) set(at, l["classifier_type"], text(classifier.type));
    set(at, l["label_info_list"], lay_out(classifier.labels));
    list = g_list_append(list, at);
  }
  return keep(list);
}

// A label that does not fit the array is kept beside it.
GList* SyntheticBatch::lay_out(const std::vector<LabelSpec>& labels) {
  const facts::Struct& l = release_.at("NvDsLabelInfo");
  GList* list = nullptr;
  for (const LabelSpec& label : labels) {
    std::byte* at = make("NvDsLabelInfo");
    set(at, l["label_id"], label.label_id);
    set(at, l["result_class_id"], label.class_id);
    set(at, l["result_prob"], label.probability);
    set(at, l["num_classes"], label.class_count);
    if (label.text.size() < nvds::MAX_LABEL_SIZE)
      std::memcpy(at + l["result_label"], label.text.c_str(), label.text.size() + 1);
    else
      set(at, l["pResult_label"], text(label.text));
    list = g_list_append(list, at);
  }
  return keep(list);
}

}  // namespace test
