#include <cmath>
#include <cstdint>
#include <cstring>
#include <random>

#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {
namespace {

using nvds::NvDsObjectMeta;

constexpr nvds::NvOSD_ColorParams kWhite = {1, 1, 1, 1};
constexpr nvds::NvOSD_ColorParams kBlack = {0, 0, 0, 1};
constexpr nvds::NvOSD_ColorParams kRed = {1, 0, 0, 1};
constexpr float kDegreesPerRadian = 57.2957795f;
constexpr int kTextHeight = 10;  // texts stand this far above the box

// Shared by all objects: the metadata library does not free font names of objects.
char font_name[] = "Serif";

class MetaLock {
 public:
  explicit MetaLock(nvds::NvDsBatchMeta* batch) : batch_(batch) { nvds::nvds_acquire_meta_lock(batch_); }
  ~MetaLock() { nvds::nvds_release_meta_lock(batch_); }
  MetaLock(const MetaLock&) = delete;
  MetaLock& operator=(const MetaLock&) = delete;

 private:
  nvds::NvDsBatchMeta* batch_;
};

// Text positions are unsigned in the metadata; DeepStream lets negative ones wrap, as x86-64 converts float to
// unsigned.
unsigned wrapped(float value) {
  constexpr float kLimit = 9223372036854775808.0f;
  return value > -kLimit && value < kLimit ? static_cast<unsigned>(static_cast<std::int64_t>(value)) : 0;
}

void place_text_above(NvDsObjectMeta& object) {
  nvds::NvOSD_TextParams& text = object.text_params;
  text.x_offset = wrapped(object.rect_params.left);
  text.y_offset = wrapped(object.rect_params.top - kTextHeight);
  text.set_bg_clr = 1;
  text.text_bg_clr = kBlack;
  text.font_params = {font_name, 11, kWhite};
}

struct Box {
  float left, top, width, height;
};

Box in_frame(const Detection& detection, const Unit& unit) {
  return {
      static_cast<float>((detection.left - static_cast<float>(unit.offset_left)) / unit.scale_ratio_x + unit.roi_left),
      static_cast<float>((detection.top - static_cast<float>(unit.offset_top)) / unit.scale_ratio_y + unit.roi_top),
      static_cast<float>(detection.width / unit.scale_ratio_x),
      static_cast<float>(detection.height / unit.scale_ratio_y)};
}

// The far side first, then the near one; an interval that lies outside ends with length 0.
void clip_interval(float& start, float& length, float area_start, float area_length) {
  if (start + length > area_start + area_length) {
    length = area_start + area_length - start;
    if (length < 0) length = 0;
  }
  if (start < area_start) {
    const float cut = area_start - start;
    start = area_start;
    length -= cut;
    if (length < 0) length = 0;
  }
}

bool has_accepted_size(const Box& box, const ClassAttributes& attributes) {
  const auto above = [](float size, unsigned limit) { return limit > 0 && size > static_cast<float>(limit); };
  return !(box.width < static_cast<float>(attributes.detected_min_w)) &&
         !(box.height < static_cast<float>(attributes.detected_min_h)) &&
         !above(box.width, attributes.detected_max_w) && !above(box.height, attributes.detected_max_h);
}

// The rows between the roi offsets. False: the box is not wholly inside and is dropped; with cropping it is cut
// instead, down to negative sizes.
bool fit_to_allowed_area(Box& box, const ClassAttributes& attributes, const Unit& unit, bool crop) {
  const auto first_row = static_cast<float>(attributes.roi_top_offset);
  // Unsigned in DeepStream: an offset beyond the frame's height wraps and allows every row.
  const auto end_row = static_cast<float>(unit.frame_height - attributes.roi_bottom_offset);
  if (!crop) return !(box.top < first_row) && !(box.top + box.height > end_row);
  const auto frame_width = static_cast<float>(unit.frame_width);
  if (box.top < first_row) box.top = first_row;
  if (box.left + box.width >= frame_width) box.width = frame_width - box.left;
  if (box.top + box.height > end_row) box.height = end_row - box.top;
  return true;
}

// nullopt: filtered out.
std::optional<Box> accepted_box(const Detection& detection, const ClassAttributes& attributes, const Unit& unit,
                                const AttachParameters& parameters) {
  Box box = in_frame(detection, unit);
  if (parameters.input_tensor_from_meta && parameters.clip_object_outside_roi && unit.roi) {
    const nvds::NvOSD_RectParams& roi = unit.roi->roi;
    clip_interval(box.left, box.width, roi.left, roi.width);
    clip_interval(box.top, box.height, roi.top, roi.height);
  }
  if (box.top < 0) box.top = 0;
  if (box.left < 0) box.left = 0;
  for (const int id : parameters.filter_out_class_ids) {
    if (id >= 0 && static_cast<unsigned>(id) == detection.class_id) return std::nullopt;
  }
  if (!has_accepted_size(box, attributes)) return std::nullopt;
  if (!fit_to_allowed_area(box, attributes, unit, parameters.crop_objects_to_roi_boundary)) return std::nullopt;
  // After the filters: in process-mode 2 they act on coordinates inside the parent.
  if (unit.object && !parameters.input_tensor_from_meta) {
    box.left += unit.object->rect_params.left;
    box.top += unit.object->rect_params.top;
  }
  return box;
}

void set_rectangle(NvDsObjectMeta& object, const Box& box, float rotation, const ClassAttributes& attributes) {
  nvds::NvOSD_RectParams& rect = object.rect_params;
  rect.left = box.left;
  rect.top = box.top;
  rect.width = box.width;
  rect.height = box.height;
  rect.rotation_angle = rotation * kDegreesPerRadian;
  rect.border_width = 3;
  rect.border_color = attributes.border_color;
  rect.has_bg_color = attributes.bg_color.has_value();
  rect.bg_color = attributes.bg_color.value_or(nvds::NvOSD_ColorParams{});
  object.detector_bbox_info.org_bbox_coords = {box.left, box.top, box.width, box.height};
}

void set_mask(NvDsObjectMeta& object, const Detection& detection, float threshold) {
  auto* values = static_cast<float*>(g_malloc(detection.mask_bytes));
  std::memcpy(values, detection.mask.get(), detection.mask_bytes);
  object.mask_params = {values, detection.mask_bytes, threshold, detection.mask_width, detection.mask_height};
}

// Segmentation metadata with what its pointers refer to.
struct OwnedSegmentation {
  nvds::NvDsInferSegmentationMeta meta;  // first: user_meta_data points at it
  std::vector<int> class_map;
  std::shared_ptr<const void> tensors;
};

gpointer own(const nvds::NvDsInferSegmentationMeta& meta, std::vector<int> class_map,
             std::shared_ptr<const void> tensors) {
  auto owned = std::make_unique<OwnedSegmentation>(OwnedSegmentation{meta, std::move(class_map), std::move(tensors)});
  owned->meta.class_map = owned->class_map.data();
  owned->meta.priv_data = owned.get();
  return owned.release();
}

OwnedSegmentation* owned_by(gpointer user_meta) {
  return static_cast<OwnedSegmentation*>(static_cast<nvds::NvDsUserMeta*>(user_meta)->user_meta_data);
}

gpointer copy_segmentation(gpointer user_meta, gpointer) {
  const OwnedSegmentation* source = owned_by(user_meta);
  return own(source->meta, source->class_map, source->tensors);
}

void release_segmentation(gpointer user_meta, gpointer) {
  std::unique_ptr<OwnedSegmentation> owned(owned_by(user_meta));
  static_cast<nvds::NvDsUserMeta*>(user_meta)->user_meta_data = nullptr;
}

NvDsObjectMeta* add_full_frame_object(const Unit& unit, unsigned unique_id) {
  NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(unit.frame->base_meta.batch_meta);
  object->unique_component_id = static_cast<int>(unique_id);
  object->object_id = nvds::UNTRACKED_OBJECT_ID;
  object->class_id = -1;
  nvds::NvOSD_RectParams& rect = object->rect_params;
  rect.left = rect.top = 0;
  rect.width = static_cast<float>(unit.frame_width);
  rect.height = static_cast<float>(unit.frame_height);
  rect.border_width = 6;
  rect.border_color = kRed;
  rect.has_bg_color = 0;
  rect.bg_color = {1, 1, 0, 0.4};
  nvds::nvds_add_obj_meta_to_frame(unit.frame, object, nullptr);
  return object;
}

void append_to_display_text(NvDsObjectMeta& object, const std::string& label) {
  char*& text = object.text_params.display_text;
  if (!text) place_text_above(object);
  // The blank stands even where there was no text, as in DeepStream.
  char* longer = g_strconcat(text ? text : "", " ", label.c_str(), nullptr);
  g_free(text);
  text = longer;
}

}  // namespace

void attach_detections(const std::vector<Detection>& detections, const Unit& unit, const AttachParameters& parameters) {
  static const ClassAttributes kDefaults;
  nvds::NvDsBatchMeta* batch = unit.frame->base_meta.batch_meta;
  const MetaLock lock(batch);
  unit.frame->bInferDone = TRUE;
  // DeepStream colours masked objects at random, from the same seed in every frame.
  std::mt19937 random(0);
  std::uniform_real_distribution<float> channel(0.0f, 1.0f);
  for (const Detection& detection : detections) {
    const ClassAttributes& attributes =
        detection.class_id < parameters.classes.size() ? parameters.classes[detection.class_id] : kDefaults;
    const std::optional<Box> box = accepted_box(detection, attributes, unit, parameters);
    if (!box) continue;
    NvDsObjectMeta* object = nvds::nvds_acquire_obj_meta_from_pool(batch);
    object->unique_component_id = static_cast<int>(parameters.unique_id);
    object->class_id = static_cast<int>(detection.class_id);
    object->object_id = nvds::UNTRACKED_OBJECT_ID;
    object->confidence = detection.confidence;
    set_rectangle(*object, *box, detection.rotation, attributes);
    if (detection.label) g_strlcpy(object->obj_label, detection.label, nvds::MAX_LABEL_SIZE);
    object->text_params.display_text = g_strdup(detection.label);
    place_text_above(*object);
    if (parameters.output_instance_mask && detection.mask) {
      set_mask(*object, detection, parameters.segmentation_threshold);
      const double red = channel(random), green = channel(random), blue = channel(random);
      object->rect_params.border_color = {red, green, blue, 1};
    }
    nvds::nvds_add_obj_meta_to_frame(unit.frame, object, unit.object);
  }
}

void attach_classification(const Classification& classification, const Unit& unit, const AttachParameters& parameters) {
  unit.frame->bInferDone = TRUE;
  if (classification.attributes.empty() || classification.label.empty()) return;

  nvds::NvDsBatchMeta* batch = unit.frame->base_meta.batch_meta;
  const MetaLock lock(batch);
  const bool on_region = parameters.input_tensor_from_meta && unit.roi;
  NvDsObjectMeta* object = unit.object;
  if (!object && !on_region) object = add_full_frame_object(unit, parameters.unique_id);

  nvds::NvDsClassifierMeta* classifier = nvds::nvds_acquire_classifier_meta_from_pool(batch);
  classifier->unique_component_id = static_cast<int>(parameters.unique_id);
  // Interned: buffers may outlive the element that classified them.
  classifier->classifier_type = g_intern_string(parameters.classifier_type.c_str());
  for (const Attribute& attribute : classification.attributes) {
    nvds::NvDsLabelInfo* info = nvds::nvds_acquire_label_info_meta_from_pool(batch);
    info->label_id = attribute.index;
    info->result_class_id = attribute.value;
    info->result_prob = attribute.confidence;
    if (attribute.label) g_strlcpy(info->result_label, attribute.label->c_str(), nvds::MAX_LABEL_SIZE);
    nvds::nvds_add_label_info_meta_to_classifier(classifier, info);
  }
  if (object) append_to_display_text(*object, classification.label);
  // A region that is an object shows the same metadata in both places.
  if (on_region) nvds::nvds_add_classifier_meta_to_roi(unit.roi, classifier);
  if (object) nvds::nvds_add_classifier_meta_to_object(object, classifier);
}

void attach_segmentation(Segmentation segmentation, std::shared_ptr<const void> keep, const Unit& unit,
                         const AttachParameters& parameters) {
  nvds::NvDsBatchMeta* batch = unit.frame->base_meta.batch_meta;
  const MetaLock lock(batch);
  unit.frame->bInferDone = TRUE;
  nvds::NvDsInferSegmentationMeta meta{};
  meta.classes = segmentation.classes;
  meta.width = segmentation.width;
  meta.height = segmentation.height;
  meta.class_probabilities_map = const_cast<float*>(segmentation.probability_map);
  meta.unique_id = static_cast<int>(parameters.unique_id);

  nvds::NvDsUserMeta* user = nvds::nvds_acquire_user_meta_from_pool(batch);
  user->user_meta_data = own(meta, std::move(segmentation.class_map), std::move(keep));
  user->base_meta.meta_type = nvds::NVDSINFER_SEGMENTATION_META;
  user->base_meta.copy_func = copy_segmentation;
  user->base_meta.release_func = release_segmentation;
  if (parameters.input_tensor_from_meta && unit.roi) {
    nvds::nvds_add_user_meta_to_roi(unit.roi, user);
  } else if (unit.object) {
    nvds::nvds_add_user_meta_to_obj(unit.object, user);
  } else {
    nvds::nvds_add_user_meta_to_frame(unit.frame, user);
  }
}

}  // namespace runtime::nvinfer
