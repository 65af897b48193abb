// The declarations in native/nvds and the offset tables in layout.h against the facts of every release.
#include "nvds/layout.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstddef>
#include <set>

#include "facts.h"
#include "nvds/analytics.h"
#include "nvds/events.h"
#include "nvds/gst_metadata.h"
#include "nvds/inference.h"
#include "nvds/latency.h"
#include "nvds/preprocess.h"
#include "nvds/surface.h"
#include "nvds/tracker.h"

// libstdc++ containers inside some structs make offsetof conditionally supported; GCC and Clang support it.
#pragma GCC diagnostic ignored "-Winvalid-offsetof"

#define REQUIRE_FACTS(release) \
  if (!release) GTEST_SKIP() << "SKIPPED: no recorded facts in " << facts::folder()

namespace {

using namespace nvds;

struct Declared {
  std::string name;
  facts::Struct layout;
};

std::vector<Declared> declared_structs() {
  std::vector<Declared> all;
#define FIELD(name) facts::Field{#name, offsetof(T, name), sizeof(T::name)},
#define STRUCT(name, fields)                       \
  {                                                \
    using T = name;                                \
    all.push_back({#name, {sizeof(T), {fields}}}); \
  }
#include "struct_fields.inc"
#undef STRUCT
#undef FIELD
  return all;
}

void expect_equal(const Declared& ours, const facts::Release& release) {
  const auto recorded = release.find(ours.name);
  ASSERT_TRUE(recorded) << ours.name;
  EXPECT_EQ(ours.layout.size, recorded->size) << "size of " << ours.name;
  ASSERT_EQ(ours.layout.fields.size(), recorded->fields.size()) << "fields of " << ours.name;
  for (std::size_t i = 0; i < recorded->fields.size(); ++i) {
    const auto& field = ours.layout.fields[i];
    EXPECT_EQ(field.name, recorded->fields[i].name) << ours.name;
    EXPECT_EQ(field.offset, recorded->fields[i].offset) << ours.name << "." << field.name;
    if (recorded->fields[i].size != 0) {
      EXPECT_EQ(field.size, recorded->fields[i].size) << ours.name << "." << field.name;
    }
  }
}

TEST(Declarations, EveryStructIsLaidOutAsInDeepStream91) {
  const auto release = facts::Release::load("9.1");
  REQUIRE_FACTS(release);
  for (const auto& ours : declared_structs()) expect_equal(ours, *release);
}

TEST(Declarations, OnlyTheTrackersFrameDiffersFromDeepStream90) {
  const auto release = facts::Release::load("9.0");
  REQUIRE_FACTS(release);
  const std::set<std::string> since_91 = {"NvMOTFrame", "NvMOTTimeMeta"};
  for (const auto& ours : declared_structs())
    if (!since_91.contains(ours.name)) expect_equal(ours, *release);
}

TEST(Declarations, NoStructOfAHeaderIsLeftUnchecked) {
  std::set<std::string> checked;
  for (const auto& ours : declared_structs()) checked.insert(ours.name);
  const std::set<std::string> not_nvidias_layout = {"layout.h"};
  const std::set<std::string> not_in_public_headers = {"NvNtpData"};
  for (const auto& entry : std::filesystem::directory_iterator(NDS_SOURCE_DIR "/native/nvds")) {
    if (not_nvidias_layout.contains(entry.path().filename())) continue;
    std::ifstream file(entry.path());
    const std::string head = "struct ", brace = " {";
    for (std::string line; std::getline(file, line);) {
      if (!line.starts_with(head) || !line.ends_with(brace)) continue;
      const std::string name = line.substr(head.size(), line.size() - head.size() - brace.size());
      EXPECT_TRUE(checked.contains(name) || not_in_public_headers.contains(name)) << name << " of " << entry.path();
    }
  }
}

TEST(Declarations, EveryMetaTypeHasTheNumberOfDeepStream91) {
  const auto release = facts::Release::load("9.1");
  REQUIRE_FACTS(release);
  const auto& values = release->json().at("enums").at("NvDsMetaType").at("values");
#define EXPECT_TYPE(name) EXPECT_EQ(values.at(#name).get<std::int64_t>(), name) << #name
  EXPECT_TYPE(NVDS_BATCH_META);
  EXPECT_TYPE(NVDS_FRAME_META);
  EXPECT_TYPE(NVDS_OBJ_META);
  EXPECT_TYPE(NVDS_DISPLAY_META);
  EXPECT_TYPE(NVDS_CLASSIFIER_META);
  EXPECT_TYPE(NVDS_LABEL_INFO_META);
  EXPECT_TYPE(NVDS_USER_META);
  EXPECT_TYPE(NVDS_LATENCY_MEASUREMENT_META);
  EXPECT_TYPE(NVDSINFER_TENSOR_OUTPUT_META);
  EXPECT_TYPE(NVDSINFER_SEGMENTATION_META);
  EXPECT_TYPE(NVDS_TRACKER_PAST_FRAME_META);
  EXPECT_TYPE(NVDS_PREPROCESS_BATCH_META);
  EXPECT_TYPE(NVDS_FRAME_META_NVDSANALYTICS);
  EXPECT_TYPE(NVDS_OBJ_META_NVDSANALYTICS);
  EXPECT_TYPE(NVDS_START_USER_META);
#undef EXPECT_TYPE
}

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
  };
#undef OF
}

struct Case {
  const char* version;
  const Layout* layout;
};

class LayoutTable : public testing::TestWithParam<Case> {};

TEST_P(LayoutTable, EveryOffsetAndSizeIsTheReleases) {
  const auto release = facts::Release::load(GetParam().version);
  REQUIRE_FACTS(release);
  const Layout& l = *GetParam().layout;
  for (const auto& entry : entries_of(l)) {
    const auto structure = release->find(entry.structure);
    ASSERT_TRUE(structure) << entry.structure;
    const auto field = std::find_if(structure->fields.begin(), structure->fields.end(),
                                    [&entry](const auto& candidate) { return candidate.name == entry.field; });
    const std::size_t recorded = field == structure->fields.end() ? kAbsent : field->offset;
    EXPECT_EQ(entry.offset, recorded) << entry.structure << "." << entry.field;
  }
  const auto size = [&release](const char* name) { return release->find(name)->size; };
  EXPECT_EQ(l.frame.size, size("NvDsFrameMeta"));
  EXPECT_EQ(l.object.size, size("NvDsObjectMeta"));
  EXPECT_EQ(l.rect.size, size("NvOSD_RectParams"));
  EXPECT_EQ(l.mask.size, size("NvOSD_MaskParams"));
  EXPECT_EQ(l.text.size, size("NvOSD_TextParams"));
  EXPECT_EQ(l.classifier.size, size("NvDsClassifierMeta"));
  EXPECT_EQ(l.label.size, size("NvDsLabelInfo"));
  EXPECT_EQ(l.display.size, size("NvDsDisplayMeta"));
  const auto font = release->find("NvOSD_FontParams")->fields;
  EXPECT_EQ(l.text.font_size, l.text.font_name + font[1].offset);
  EXPECT_EQ(l.text.font_color, l.text.font_name + font[2].offset);
}

INSTANTIATE_TEST_SUITE_P(Releases, LayoutTable,
                         testing::Values(Case{"6.0", &kLayout6}, Case{"6.0.1", &kLayout6}, Case{"6.1", &kLayout6},
                                         Case{"6.1.1", &kLayout6}, Case{"6.2", &kLayout6}, Case{"6.3", &kLayout6},
                                         Case{"6.4", &kLayout6}, Case{"7.0", &kLayout6}, Case{"7.1", &kLayout6},
                                         Case{"8.0", &kLayout8}, Case{"9.0", &kLayout9}, Case{"9.1", &kLayout9}),
                         [](const auto& info) {
                           std::string name = std::string("Deepstream") + info.param.version;
                           std::replace(name.begin(), name.end(), '.', '_');
                           return name;
                         });

TEST(LayoutTable9, IsThatOfTheDeclarations) {
  EXPECT_EQ(kLayout9.frame.size, sizeof(NvDsFrameMeta));
  EXPECT_EQ(kLayout9.object.size, sizeof(NvDsObjectMeta));
  for (const auto& ours : declared_structs())
    for (const auto& field : ours.layout.fields)
      for (const auto& entry : entries_of(kLayout9)) {
        const bool same = ours.name == entry.structure && field.name == entry.field;
        EXPECT_EQ(same ? entry.offset : field.offset, field.offset) << entry.structure << "." << entry.field;
      }
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
