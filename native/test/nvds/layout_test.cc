// The offset tables of layout.h against the recorded facts of every release.
#include "nvds/layout.h"

#include <gtest/gtest.h>

#include <cstddef>
#include <set>

#include "nvds/surface.h"
#include "test/nvds/facts.h"

namespace {

using namespace nvds;

struct Entry {
  const char* structure;
  const char* field;
  std::uint32_t offset;
};

std::vector<Entry> entries_of(const Layout& l) {
#define OF(part, structure, field) \
  Entry { #structure, #field, l.part.field }
  return {
      OF(frame, NvDsFrameMeta, pad_index),
      OF(frame, NvDsFrameMeta, batch_id),
      OF(frame, NvDsFrameMeta, frame_num),
      OF(frame, NvDsFrameMeta, buf_pts),
      OF(frame, NvDsFrameMeta, ntp_timestamp),
      OF(frame, NvDsFrameMeta, source_id),
      OF(frame, NvDsFrameMeta, num_surfaces_per_frame),
      OF(frame, NvDsFrameMeta, source_frame_width),
      OF(frame, NvDsFrameMeta, source_frame_height),
      OF(frame, NvDsFrameMeta, surface_type),
      OF(frame, NvDsFrameMeta, surface_index),
      OF(frame, NvDsFrameMeta, num_obj_meta),
      OF(frame, NvDsFrameMeta, bInferDone),
      OF(frame, NvDsFrameMeta, obj_meta_list),
      OF(frame, NvDsFrameMeta, display_meta_list),
      OF(frame, NvDsFrameMeta, frame_user_meta_list),
      OF(frame, NvDsFrameMeta, misc_frame_info),
      OF(frame, NvDsFrameMeta, pipeline_width),
      OF(frame, NvDsFrameMeta, pipeline_height),
      OF(frame, NvDsFrameMeta, sensorInfo_meta),
      OF(object, NvDsObjectMeta, parent),
      OF(object, NvDsObjectMeta, unique_component_id),
      OF(object, NvDsObjectMeta, class_id),
      OF(object, NvDsObjectMeta, object_id),
      OF(object, NvDsObjectMeta, detector_bbox_info),
      OF(object, NvDsObjectMeta, tracker_bbox_info),
      OF(object, NvDsObjectMeta, confidence),
      OF(object, NvDsObjectMeta, tracker_confidence),
      OF(object, NvDsObjectMeta, rect_params),
      OF(object, NvDsObjectMeta, mask_params),
      OF(object, NvDsObjectMeta, text_params),
      OF(object, NvDsObjectMeta, obj_label),
      OF(object, NvDsObjectMeta, classifier_meta_list),
      OF(object, NvDsObjectMeta, obj_user_meta_list),
      OF(object, NvDsObjectMeta, misc_obj_info),
      OF(rect, NvOSD_RectParams, left),
      OF(rect, NvOSD_RectParams, top),
      OF(rect, NvOSD_RectParams, width),
      OF(rect, NvOSD_RectParams, height),
      OF(rect, NvOSD_RectParams, border_width),
      OF(rect, NvOSD_RectParams, border_color),
      OF(rect, NvOSD_RectParams, has_bg_color),
      OF(rect, NvOSD_RectParams, bg_color),
      OF(rect, NvOSD_RectParams, has_color_info),
      OF(rect, NvOSD_RectParams, color_id),
      OF(rect, NvOSD_RectParams, rotation_angle),
      OF(mask, NvOSD_MaskParams, data),
      Entry{"NvOSD_MaskParams", "size", l.mask.byte_size},
      OF(mask, NvOSD_MaskParams, threshold),
      OF(mask, NvOSD_MaskParams, width),
      OF(mask, NvOSD_MaskParams, height),
      OF(text, NvOSD_TextParams, display_text),
      OF(text, NvOSD_TextParams, x_offset),
      OF(text, NvOSD_TextParams, y_offset),
      OF(text, NvOSD_TextParams, set_bg_clr),
      OF(text, NvOSD_TextParams, text_bg_clr),
      Entry{"NvOSD_TextParams", "font_params", l.text.font_name},
      OF(classifier, NvDsClassifierMeta, num_labels),
      OF(classifier, NvDsClassifierMeta, unique_component_id),
      OF(classifier, NvDsClassifierMeta, label_info_list),
      OF(classifier, NvDsClassifierMeta, classifier_type),
      OF(label, NvDsLabelInfo, num_classes),
      OF(label, NvDsLabelInfo, result_label),
      OF(label, NvDsLabelInfo, pResult_label),
      OF(label, NvDsLabelInfo, result_class_id),
      OF(label, NvDsLabelInfo, label_id),
      OF(label, NvDsLabelInfo, result_prob),
      OF(display, NvDsDisplayMeta, num_rects),
      OF(display, NvDsDisplayMeta, num_labels),
      OF(display, NvDsDisplayMeta, num_lines),
      OF(display, NvDsDisplayMeta, num_arrows),
      OF(display, NvDsDisplayMeta, num_circles),
      OF(display, NvDsDisplayMeta, rect_params),
      OF(display, NvDsDisplayMeta, text_params),
      OF(display, NvDsDisplayMeta, line_params),
      OF(display, NvDsDisplayMeta, arrow_params),
      OF(display, NvDsDisplayMeta, circle_params),
      OF(display, NvDsDisplayMeta, misc_osd_data),
  };
#undef OF
}

const std::vector<std::pair<const char*, std::uint32_t>> sizes_of(const Layout& l) {
  return {{"NvDsFrameMeta", l.frame.size},
          {"NvDsObjectMeta", l.object.size},
          {"NvOSD_RectParams", l.rect.size},
          {"NvOSD_MaskParams", l.mask.size},
          {"NvOSD_TextParams", l.text.size},
          {"NvDsClassifierMeta", l.classifier.size},
          {"NvDsLabelInfo", l.label.size},
          {"NvDsDisplayMeta", l.display.size},
          {"NvBufSurfaceParams", l.surface.params_size}};
}

const Layout& layout_of_release(const std::string& version) {
  return version < "8" ? kLayout6 : version < "9" ? kLayout8 : kLayout9;
}

class LayoutTable : public testing::TestWithParam<std::string> {};

TEST_P(LayoutTable, EveryOffsetAndSizeIsTheReleases) {
  const auto& release = facts::Release::of(GetParam());
  const Layout& layout = layout_of_release(GetParam());
  for (const auto& entry : entries_of(layout))
    EXPECT_EQ(entry.offset, release.at(entry.structure)[entry.field]) << entry.structure << "." << entry.field;
  for (const auto& [name, size] : sizes_of(layout)) EXPECT_EQ(size, release.at(name).size) << name;
  const auto& font = release.at("NvOSD_FontParams");
  EXPECT_EQ(layout.text.font_size, layout.text.font_name + font["font_size"]);
  EXPECT_EQ(layout.text.font_color, layout.text.font_name + font["font_color"]);
}

TEST_P(LayoutTable, HasEveryFieldThatTheReleasesStructuresHave) {
  const std::set<std::string> not_read = {"base_meta", "reserved", "misc_osd_data"};
  std::set<std::string> in_table;
  for (const auto& entry : entries_of(layout_of_release(GetParam())))
    in_table.insert(std::string(entry.structure) + "." + entry.field);
  for (const auto& [name, size] : sizes_of(kLayout9)) {
    if (std::string(name) == "NvBufSurfaceParams") continue;
    for (const auto& field : facts::Release::of(GetParam()).at(name).fields)
      EXPECT_TRUE(not_read.contains(field.name) || in_table.contains(std::string(name) + "." + field.name))
          << name << "." << field.name;
  }
}

TEST_P(LayoutTable, PixelsStandWhereTheDeclarationOfASurfaceHasThem) {
  const auto& release = facts::Release::of(GetParam());
  const auto& surface = release.at("NvBufSurface");
  EXPECT_EQ(surface["numFilled"], offsetof(NvBufSurface, numFilled));
  EXPECT_EQ(surface["memType"], offsetof(NvBufSurface, memType));
  EXPECT_EQ(surface["surfaceList"], offsetof(NvBufSurface, surfaceList));
  const auto& params = release.at("NvBufSurfaceParams");
  EXPECT_EQ(params["width"], offsetof(NvBufSurfaceParams, width));
  EXPECT_EQ(params["height"], offsetof(NvBufSurfaceParams, height));
  EXPECT_EQ(params["pitch"], offsetof(NvBufSurfaceParams, pitch));
  EXPECT_EQ(params["colorFormat"], offsetof(NvBufSurfaceParams, colorFormat));
  EXPECT_EQ(params["layout"], offsetof(NvBufSurfaceParams, layout));
  EXPECT_EQ(params["dataSize"], offsetof(NvBufSurfaceParams, dataSize));
  EXPECT_EQ(params["dataPtr"], offsetof(NvBufSurfaceParams, dataPtr));
  EXPECT_EQ(params["planeParams"], offsetof(NvBufSurfaceParams, planeParams));
  EXPECT_EQ(params["mappedAddr"], offsetof(NvBufSurfaceParams, mappedAddr));
  EXPECT_EQ(release.at("NvBufSurfacePlaneParams").size, sizeof(NvBufSurfacePlaneParams));
}

INSTANTIATE_TEST_SUITE_P(Releases, LayoutTable, testing::ValuesIn(facts::supported()),
                         [](const auto& info) { return facts::test_name(info.param); });

TEST(LayoutTables, HaveNoEntryThatIsNotCompared) {
  // Beside the entries: the sizes, the two parts of the font, the family.
  const std::size_t words = entries_of(kLayout9).size() + sizes_of(kLayout9).size() + 2 + 1;
  EXPECT_EQ(words, sizeof(Layout) / sizeof(std::uint32_t));
}

// ---- which family a batch belongs to

class FamilyOf : public testing::Test {
 protected:
  FamilyOf() {
    batch.base_meta.meta_type = NVDS_BATCH_META;
    batch.frame_meta_pool = &frames;
    batch.obj_meta_pool = &objects;
  }
  Family with_sizes(guint frame, guint object) {
    frames.element_size = frame;
    objects.element_size = object;
    return family_of(batch);
  }
  NvDsBatchMeta batch{};
  NvDsMetaPool frames{};
  NvDsMetaPool objects{};
};

TEST_F(FamilyOf, IsToldByTheSizesOfThePoolsElements) {
  EXPECT_EQ(with_sizes(200, 544), Family::v6);
  EXPECT_EQ(with_sizes(232, 544), Family::v8);
  EXPECT_EQ(with_sizes(232, 552), Family::v9);
}

TEST_F(FamilyOf, IsThatOfTheReleasesPools) {
  NvDsMetaPool classifiers{}, labels{}, displays{}, users{};
  batch.classifier_meta_pool = &classifiers;
  batch.label_info_meta_pool = &labels;
  batch.display_meta_pool = &displays;
  batch.user_meta_pool = &users;
  const auto family_with_pools_of = [&](const std::string& version) {
    const auto& release = facts::Release::of(version);
    classifiers.element_size = release.at("NvDsClassifierMeta").size;
    labels.element_size = release.at("NvDsLabelInfo").size;
    displays.element_size = release.at("NvDsDisplayMeta").size;
    users.element_size = release.at("NvDsUserMeta").size;
    return with_sizes(release.at("NvDsFrameMeta").size, release.at("NvDsObjectMeta").size);
  };
  for (const auto& version : facts::supported())
    EXPECT_EQ(family_with_pools_of(version), layout_of_release(version).family) << version;
  EXPECT_EQ(family_with_pools_of("5.0"), Family::unknown);
}

TEST_F(FamilyOf, IsUnknownWhenAnyPoolContradicts) {
  NvDsMetaPool displays{};
  batch.display_meta_pool = &displays;
  displays.element_size = kLayout9.display.size;
  EXPECT_EQ(with_sizes(232, 552), Family::v9);
  displays.element_size = kLayout9.display.size + 8;
  EXPECT_EQ(with_sizes(232, 552), Family::unknown);
}

TEST_F(FamilyOf, IsUnknownForReleasesOutsideTheTables) {
  EXPECT_EQ(with_sizes(192, 544), Family::unknown) << "5.0";
  EXPECT_EQ(with_sizes(240, 560), Family::unknown) << "a later one";
}

TEST_F(FamilyOf, IsUnknownForAnAudioBatch) {
  batch.base_meta.meta_type = NVDS_AUDIO_BATCH_META;
  EXPECT_EQ(with_sizes(232, 552), Family::unknown);
}

TEST_F(FamilyOf, IsUnknownWithoutPools) {
  batch.obj_meta_pool = nullptr;
  EXPECT_EQ(family_of(batch), Family::unknown);
}

TEST_F(FamilyOf, LeadsToItsTable) {
  EXPECT_EQ(layout_of(Family::v6), &kLayout6);
  EXPECT_EQ(layout_of(Family::v8), &kLayout8);
  EXPECT_EQ(layout_of(Family::v9), &kLayout9);
  EXPECT_EQ(layout_of(Family::unknown), nullptr);
}

template <Layout L>
float left_of(const void* object) {
  return field<float>(object, L.object.rect_params + L.rect.left);
}

TEST(Layout, IsATemplateArgument) {
  NvDsObjectMeta object{};
  object.rect_params.left = 12.5f;
  EXPECT_EQ(left_of<kLayout9>(&object), 12.5f);
}

}  // namespace
