// The element around the drawing: modes, switches, batches, shared buffers, blur.
#include "nvds/events.h"
#include "nvdsosd/display.h"
#include "runtime/nvdsosd/blur_classes.h"

namespace osd_test {
namespace {

constexpr Rectangle kAll = {0, 0, 160, 120};

TEST(Osd, BuffersWithoutMetadataPassUnchanged) {
  Display osd;
  gst_buffer_remove_meta(osd.buffer.get(), reinterpret_cast<GstMeta*>(gst_buffer_get_nvds_meta(osd.buffer.get())));
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.count(kAll, grey, 4), 160 * 120);
}

TEST(Osd, DrawsEverythingOnTheFirstPictureOfABatch) {
  Display osd("RGBA", 160, 120, 2);
  auto* second = nvds_acquire_frame_meta_from_pool(osd.batch);
  second->batch_id = 1;
  nvds_add_frame_meta_to_batch(osd.batch, second);
  auto* object = nvds_acquire_obj_meta_from_pool(osd.batch);
  object->rect_params = {20, 20, 40, 40, 0, kRed, 1, 0, kGreen, 0, 0, 0};
  nvds_add_obj_meta_to_frame(second, object, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(40, 40, 0), green));
  EXPECT_TRUE(surface_test::near(osd.at(40, 40, 1), grey));
}

TEST(Osd, LeavesASharedBuffersPixelsAlone) {
  Display osd;
  auto& rect = osd.object(20, 20, 40, 40)->rect_params;
  rect.has_bg_color = 1;
  rect.bg_color = kGreen;
  gst::BufferRef kept(gst_buffer_ref(osd.buffer.get()));
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(40, 40), green));
  runtime::MappedSurface before(kept.get(), GST_MAP_READ);
  EXPECT_TRUE(surface_test::near(surface_test::colour_at(runtime::picture_of(before.pictures()[0]), 40, 40), grey));
}

TEST(Osd, WiderBordersThan32AreAnErrorThatNamesTheField) {
  Display osd;
  osd.object(20, 20, 40, 40)->rect_params.border_width = 33;
  EXPECT_EQ(osd.draw(), GST_FLOW_ERROR);
  EXPECT_EQ(osd.message(GST_MESSAGE_ERROR, "key"), "border_width");
}

TEST(Osd, WiderLinesAndArrowsThan32AreAnErrorToo) {
  Display lines, arrows;
  lines.display()->num_lines = 1;
  static_cast<NvDsDisplayMeta*>(lines.frame->display_meta_list->data)->line_params[0] = {0, 0, 9, 9, 40, kRed};
  EXPECT_EQ(lines.draw(), GST_FLOW_ERROR);
  EXPECT_EQ(lines.message(GST_MESSAGE_ERROR, "key"), "line_width");
  arrows.display()->num_arrows = 1;
  static_cast<NvDsDisplayMeta*>(arrows.frame->display_meta_list->data)->arrow_params[0] = {0,  0,        9,    9,
                                                                                           40, END_HEAD, kRed, 0};
  EXPECT_EQ(arrows.draw(), GST_FLOW_ERROR);
  EXPECT_EQ(arrows.message(GST_MESSAGE_ERROR, "value"), "40");
}

NvOSD_RectParams filled(float left, const NvOSD_ColorParams& colour) {
  return {left, 20, 20, 20, 0, {}, 1, 0, colour, 0, 0, 0};
}

TEST(Osd, DisplayBboxOffAlsoHidesRectanglesOfDisplayMetas) {
  Display osd;
  osd.object()->rect_params = filled(20, kRed);
  auto* display = osd.display();
  display->num_rects = 1;
  display->rect_params[0] = filled(80, kGreen);
  g_object_set(osd.harness->element, "display-bbox", FALSE, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.count(kAll, grey, 4), 160 * 120);
}

TEST(Osd, DisplayBboxOffStillDrawsFullGroupsOf1024RectanglesOfDisplayMetas) {
  Display osd;
  for (int i = 0; i < 64; ++i) {
    auto* display = osd.display();
    display->num_rects = 16;
    for (auto& rect : display->rect_params) rect = filled(80, kGreen);
  }
  g_object_set(osd.harness->element, "display-bbox", FALSE, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(90, 30), green));
}

TEST(Osd, CpuModeRefusesOtherFormatsThanRgba) {
  Display osd("NV12");
  g_object_set(osd.harness->element, "process-mode", MODE_CPU, nullptr);
  EXPECT_NE(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.message(GST_MESSAGE_ERROR, "key"), "process-mode");
  Display rgba("RGBA");
  g_object_set(rgba.harness->element, "process-mode", MODE_CPU, nullptr);
  EXPECT_EQ(rgba.draw(), GST_FLOW_OK);
}

gint mode_of(const Display& osd) {
  gint mode = -1;
  g_object_get(osd.harness->element, "process-mode", &mode, nullptr);
  return mode;
}

TEST(Osd, Event408ChoosesTheModeZeroCpuElseGpu) {
  Display osd;
  gchar stream[] = "";
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(mode_of(osd), MODE_GPU);
  gst_harness_push_event(osd.harness, gst_nvevent_osd_process_mode_update(stream, 0));
  EXPECT_EQ(mode_of(osd), MODE_CPU);
  gst_harness_push_event(osd.harness, gst_nvevent_osd_process_mode_update(stream, 7));
  EXPECT_EQ(mode_of(osd), MODE_GPU);
}

TEST(Osd, Event408ForCpuOnNv12IsRefusedWithAWarning) {
  Display osd("NV12");
  gchar stream[] = "";
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  gst_harness_push_event(osd.harness, gst_nvevent_osd_process_mode_update(stream, 0));
  EXPECT_EQ(mode_of(osd), MODE_GPU);
  EXPECT_EQ(osd.message(GST_MESSAGE_WARNING, "key"), "process-mode");
}

// ---- blur

// Stripes two pixels wide: a blurred part has neither of their colours left.
void paint_stripes(Display& osd) {
  for (int x = 0; x < 160; x += 4) osd.paint({x, 0, 2, 120}, {255, 255, 255});
}
int sharp_pixels(Display& osd, const Rectangle& part) { return osd.count(part, {255, 255, 255}, 30); }

class Blurred : public testing::TestWithParam<const char*> {
 protected:
  Display osd{GetParam()};
  static constexpr Rectangle kBox = {42, 42, 36, 36}, kOutside = {90, 42, 36, 36};
};

TEST_P(Blurred, ObjectIsUnrecognisableInItsBoxAndTheRestStaysSharp) {
  paint_stripes(osd);
  osd.object(40, 40, 40, 40);
  g_object_set(osd.harness->element, "blur-bbox", 1, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(sharp_pixels(osd, kBox), 0);
  EXPECT_GT(sharp_pixels(osd, kOutside), 300);
}

TEST_P(Blurred, OnlyTheClassesNamed) {
  paint_stripes(osd);
  auto* face = osd.object(40, 40, 40, 40);
  face->unique_component_id = 2;
  face->class_id = 1;
  auto* car = osd.object(88, 40, 40, 40);
  car->unique_component_id = 2;
  car->class_id = 0;
  g_object_set(osd.harness->element, "blur-bbox", 1, "blur-on-gie-class-ids", "1,1;2,1", nullptr);
  gst_element_set_state(osd.harness->element, GST_STATE_READY);
  gst_element_set_state(osd.harness->element, GST_STATE_PLAYING);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(sharp_pixels(osd, kBox), 0);
  EXPECT_GT(sharp_pixels(osd, kOutside), 300);
}

TEST_P(Blurred, EveryObjectWhenTheListIsBadWithAWarning) {
  paint_stripes(osd);
  osd.object(40, 40, 40, 40)->class_id = 5;
  g_object_set(osd.harness->element, "blur-bbox", 1, "blur-on-gie-class-ids", "1,face", nullptr);
  gst_element_set_state(osd.harness->element, GST_STATE_READY);
  gst_element_set_state(osd.harness->element, GST_STATE_PLAYING);
  EXPECT_EQ(osd.message(GST_MESSAGE_WARNING, "value"), "1,face");
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(sharp_pixels(osd, kBox), 0);
}

TEST_P(Blurred, OnlyWhereTheMaskIsOrTheWholeBoxWithoutOne) {
  paint_stripes(osd);
  auto* masked = osd.object(40, 40, 40, 40);
  masked->mask_params = {g_new0(float, 2), 2 * sizeof(float), .5f, 2, 1};
  masked->mask_params.data[0] = 1;
  osd.object(88, 40, 40, 40);
  g_object_set(osd.harness->element, "blur-bbox", 2, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(sharp_pixels(osd, {42, 42, 14, 36}), 0) << "the mask's half";
  EXPECT_GT(sharp_pixels(osd, {64, 42, 14, 36}), 100) << "the other half";
  EXPECT_EQ(sharp_pixels(osd, kOutside), 0) << "no mask";
}

INSTANTIATE_TEST_SUITE_P(Formats, Blurred, testing::Values("RGBA", "NV12", "I420"),
                         [](const auto& info) { return std::string(info.param); });

TEST(BlurClasses, ArePairsOfNumbers) {
  using runtime::osd::BlurClass;
  using runtime::osd::parse_blur_classes;
  EXPECT_EQ(parse_blur_classes("1,0;2,-1"), (std::vector<BlurClass>{{1, 0}, {2, -1}}));
  EXPECT_EQ(parse_blur_classes(" 1 , 2 ; "), (std::vector<BlurClass>{{1, 2}}));
  EXPECT_EQ(parse_blur_classes(""), std::vector<BlurClass>{});
  for (const char* bad : {"1", "1,", "1,x", ";1,2", "1,2,3", "99999999999,1"})
    EXPECT_EQ(parse_blur_classes(bad), std::nullopt) << bad;
}

}  // namespace
}  // namespace osd_test
