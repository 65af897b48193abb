// Where the fields of a batch lie, per family of releases. A reader takes the table as a template argument, so that
// every access compiles to a fixed offset:
//
//   template <nvds::Layout L>
//   float left(const void* object) { return nvds::field<float>(object, L.object.rect_params + L.rect.left); }
//   switch (nvds::family_of(*batch)) { case nvds::Family::v9: left<nvds::kLayout9>(object); … }
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <initializer_list>

#include "nvds/metadata.h"

namespace nvds {

// Named after the first release that has the layout: 6.0–7.1, 8.0, 9.0–9.1.
enum class Family : std::uint32_t { unknown = 0, v6 = 6, v8 = 8, v9 = 9 };

// A field that the family does not have.
constexpr std::uint32_t kAbsent = 0xFFFFFFFFu;

// Offsets are bytes from the start of the struct itself; `size` is the struct's own. Members keep NVIDIA's names.
struct FrameLayout {
  std::uint32_t size;
  std::uint32_t pad_index, batch_id, frame_num, buf_pts, ntp_timestamp, source_id, num_surfaces_per_frame;
  std::uint32_t source_frame_width, source_frame_height, surface_type, surface_index, num_obj_meta, bInferDone;
  std::uint32_t obj_meta_list, display_meta_list, frame_user_meta_list, misc_frame_info;
  std::uint32_t pipeline_width, pipeline_height, sensorInfo_meta;
};

// Offsets within NvOSD_RectParams.
struct RectLayout {
  std::uint32_t size;
  std::uint32_t left, top, width, height, border_width, border_color, has_bg_color, bg_color;
  std::uint32_t has_color_info, color_id, rotation_angle;
};

// Offsets within NvOSD_MaskParams.
struct MaskLayout {
  std::uint32_t size;
  std::uint32_t data, byte_size, threshold, width, height;
};

// Offsets within NvOSD_TextParams.
struct TextLayout {
  std::uint32_t size;
  std::uint32_t display_text, x_offset, y_offset, font_name, font_size, font_color, set_bg_clr, text_bg_clr;
};

struct ObjectLayout {
  std::uint32_t size;
  std::uint32_t parent, unique_component_id, class_id, object_id, detector_bbox_info, tracker_bbox_info;
  std::uint32_t confidence, tracker_confidence, rect_params, mask_params, text_params, obj_label;
  std::uint32_t classifier_meta_list, obj_user_meta_list, misc_obj_info;
};

struct ClassifierLayout {
  std::uint32_t size;
  std::uint32_t num_labels, unique_component_id, label_info_list, classifier_type;
};

struct LabelLayout {
  std::uint32_t size;
  std::uint32_t num_classes, result_label, pResult_label, result_class_id, label_id, result_prob;
};

struct DisplayLayout {
  std::uint32_t size;
  std::uint32_t num_rects, num_labels, num_lines, num_arrows, num_circles;
  std::uint32_t rect_params, text_params, line_params, arrow_params, circle_params, misc_osd_data;
};

// NvBufSurfaceParams, the elements of NvBufSurface::surfaceList: all that a reader uses of the two stands where
// surface.h has it in every release, but for the stride.
struct SurfaceLayout {
  std::uint32_t params_size;
};

struct Layout {
  Family family;
  FrameLayout frame;
  ObjectLayout object;
  RectLayout rect;
  MaskLayout mask;
  TextLayout text;
  ClassifierLayout classifier;
  LabelLayout label;
  DisplayLayout display;
  SurfaceLayout surface;
};

inline constexpr Layout kLayout6 = {
    .family = Family::v6,
    .frame = {.size = 200,
              .pad_index = 40,
              .batch_id = 44,
              .frame_num = 48,
              .buf_pts = 56,
              .ntp_timestamp = 64,
              .source_id = 72,
              .num_surfaces_per_frame = 76,
              .source_frame_width = 80,
              .source_frame_height = 84,
              .surface_type = 88,
              .surface_index = 92,
              .num_obj_meta = 96,
              .bInferDone = 100,
              .obj_meta_list = 104,
              .display_meta_list = 112,
              .frame_user_meta_list = 120,
              .misc_frame_info = 128,
              .pipeline_width = 160,
              .pipeline_height = 164,
              .sensorInfo_meta = kAbsent},
    .object = {.size = 544,
               .parent = 40,
               .unique_component_id = 48,
               .class_id = 52,
               .object_id = 56,
               .detector_bbox_info = 64,
               .tracker_bbox_info = 80,
               .confidence = 96,
               .tracker_confidence = 100,
               .rect_params = 104,
               .mask_params = 208,
               .text_params = 232,
               .obj_label = 336,
               .classifier_meta_list = 464,
               .obj_user_meta_list = 472,
               .misc_obj_info = 480},
    .rect = {.size = 104,
             .left = 0,
             .top = 4,
             .width = 8,
             .height = 12,
             .border_width = 16,
             .border_color = 24,
             .has_bg_color = 56,
             .bg_color = 64,
             .has_color_info = 96,
             .color_id = 100,
             .rotation_angle = kAbsent},
    .mask = {.size = 24, .data = 0, .byte_size = 8, .threshold = 12, .width = 16, .height = 20},
    .text = {.size = 104,
             .display_text = 0,
             .x_offset = 8,
             .y_offset = 12,
             .font_name = 16,
             .font_size = 24,
             .font_color = 32,
             .set_bg_clr = 64,
             .text_bg_clr = 72},
    .classifier =
        {.size = 64, .num_labels = 40, .unique_component_id = 44, .label_info_list = 48, .classifier_type = 56},
    .label = {.size = 200,
              .num_classes = 40,
              .result_label = 44,
              .pResult_label = 176,
              .result_class_id = 184,
              .label_id = 188,
              .result_prob = 192},
    .display = {.size = 6912,
                .num_rects = 40,
                .num_labels = 44,
                .num_lines = 48,
                .num_arrows = 52,
                .num_circles = 56,
                .rect_params = 64,
                .text_params = 1728,
                .line_params = 3392,
                .arrow_params = 4288,
                .circle_params = 5312,
                .misc_osd_data = 6848},
    .surface = {.params_size = 384},
};

// 8.0: the frame gained sensorInfo_meta, and a surface's addresses grew.
inline constexpr Layout kLayout8 = [] {
  Layout layout = kLayout6;
  layout.family = Family::v8;
  layout.frame.size = 232;
  layout.frame.sensorInfo_meta = 168;
  layout.surface.params_size = 416;
  return layout;
}();

// 9.0: the rectangle gained rotation_angle, so what follows it in the object moved by 8 bytes, and the arrays that
// follow the sixteen rectangles of a display meta by 128.
inline constexpr Layout kLayout9 = [] {
  Layout layout = kLayout8;
  layout.family = Family::v9;
  layout.rect.size = 112;
  layout.rect.rotation_angle = 104;
  layout.object.size = 552;
  for (auto* field :
       {&layout.object.mask_params, &layout.object.text_params, &layout.object.obj_label,
        &layout.object.classifier_meta_list, &layout.object.obj_user_meta_list, &layout.object.misc_obj_info})
    *field += 8;
  layout.display.size = 7040;
  for (auto* field : {&layout.display.text_params, &layout.display.line_params, &layout.display.arrow_params,
                      &layout.display.circle_params, &layout.display.misc_osd_data})
    *field += 8 * MAX_ELEMENTS_IN_DISPLAY_META;
  return layout;
}();

// NvDsBatchMeta and NvDsMetaPool never changed, and a pool tells the producer's size of its struct. `unknown` for an
// audio batch, a batch without pools and releases outside 6.0–9.1.
inline Family family_of(const NvDsBatchMeta& batch) {
  if (batch.base_meta.meta_type != NVDS_BATCH_META || !batch.frame_meta_pool || !batch.obj_meta_pool)
    return Family::unknown;
  // Frames and objects tell the families apart; the other pools must not contradict.
  const auto fits = [](const NvDsMetaPool* pool, std::uint32_t size) { return !pool || pool->element_size == size; };
  for (const Layout* layout : {&kLayout9, &kLayout8, &kLayout6})
    if (fits(batch.frame_meta_pool, layout->frame.size) && fits(batch.obj_meta_pool, layout->object.size) &&
        fits(batch.classifier_meta_pool, layout->classifier.size) &&
        fits(batch.label_info_meta_pool, layout->label.size) && fits(batch.display_meta_pool, layout->display.size) &&
        fits(batch.user_meta_pool, sizeof(NvDsUserMeta)))
      return layout->family;
  return Family::unknown;
}

// nullptr for Family::unknown.
inline constexpr const Layout* layout_of(Family family) {
  switch (family) {
    case Family::v6: return &kLayout6;
    case Family::v8: return &kLayout8;
    case Family::v9: return &kLayout9;
    case Family::unknown: break;
  }
  return nullptr;
}

// The value of a field; `T` is the field's type in metadata.h.
template <class T>
inline T field(const void* base, std::uint32_t offset) {
  T value;
  std::memcpy(&value, static_cast<const std::byte*>(base) + offset, sizeof value);
  return value;
}

}  // namespace nvds
