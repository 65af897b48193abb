// Texts and the clock.
#include <gst/video/video.h>

#include "nvdsosd/display.h"

namespace osd_test {
namespace {

constexpr Rectangle kAll = {0, 0, 160, 120};

NvOSD_TextParams text(const char* content, unsigned x, unsigned y) {
  static char font[] = "Serif";
  return {g_strdup(content), x, y, {font, 14, kWhite}, 1, kBlue};
}

class Texts : public testing::TestWithParam<const char*> {
 protected:
  Display osd{GetParam()};
};

TEST_P(Texts, StandsOnItsBackgroundWithTheUpperLeftCornerAtItsOffset) {
  osd.object()->text_params = text("person", 30, 40);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(31, 41), blue, 16));
  EXPECT_TRUE(surface_test::near(osd.at(28, 41), grey, 16));
  EXPECT_TRUE(surface_test::near(osd.at(31, 37), grey, 16));
  EXPECT_GT(osd.count({30, 40, 90, 30}, {255, 255, 255}, 90), 30) << "letters";
  EXPECT_EQ(osd.count({30, 40, 7, 30}, {255, 255, 255}, 90), 0) << "half a font size of margin";
}

TEST_P(Texts, WithoutABackgroundDrawLettersOnly) {
  osd.object()->text_params = text("person", 30, 40);
  static_cast<NvDsObjectMeta*>(osd.frame->obj_meta_list->data)->text_params.set_bg_clr = 0;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.count(kAll, blue, 60), 0);
  EXPECT_GT(osd.count(kAll, {255, 255, 255}, 90), 30);
}

TEST_P(Texts, OfDisplayMetasAreDrawnToo) {
  auto* display = osd.display();
  display->num_labels = 2;
  display->text_params[0] = text("one", 5, 5);
  display->text_params[1] = text("two", 5, 60);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(6, 6), blue, 16));
  EXPECT_TRUE(surface_test::near(osd.at(6, 61), blue, 16));
}

TEST_P(Texts, ReachingOutOfThePictureAreCut) {
  osd.object()->text_params = text("a label at the edge", 120, 112);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(surface_test::near(osd.at(159, 119), blue, 16) || osd.count({150, 112, 10, 8}, blue) > 20);
}

TEST_P(Texts, AreNotDrawnWhenSwitchedOff) {
  osd.object()->text_params = text("person", 30, 40);
  g_object_set(osd.harness->element, "display-text", FALSE, "display-clock", TRUE, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.count(kAll, grey, 12), 160 * 120);
}

TEST_P(Texts, ClockIsRedAtItsOffsetUntilAColourIsSet) {
  g_object_set(osd.harness->element, "display-clock", TRUE, "x-clock-offset", 8, "y-clock-offset", 50, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_GT(osd.count({8, 50, 152, 30}, red, 110), 30);
  EXPECT_EQ(osd.count({0, 0, 160, 48}, grey, 12), 160 * 48);
}

TEST_P(Texts, ClockTakesItsColourAsRedGreenBlueAlpha) {
  g_object_set(osd.harness->element, "display-clock", TRUE, "clock-color", 0x00ff00ff, "clock-font", "Sans",
               "clock-font-size", 16, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_GT(osd.count(kAll, green, 110), 30);
  EXPECT_EQ(osd.count(kAll, red, 60), 0);
}

TEST_P(Texts, ClockNeedsNoMetadata) {
  gst_buffer_remove_meta(osd.buffer.get(), reinterpret_cast<GstMeta*>(gst_buffer_get_nvds_meta(osd.buffer.get())));
  g_object_set(osd.harness->element, "display-clock", TRUE, nullptr);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_GT(osd.count(kAll, red, 110), 30);
}

INSTANTIATE_TEST_SUITE_P(Formats, Texts, testing::Values("RGBA", "NV12", "I420"),
                         [](const auto& info) { return std::string(info.param); });

TEST(TextCache, DrawsTheSameAgainAndForgetsOldLabels) {
  Display first, later;
  first.object()->text_params = text("label 1", 10, 10);
  ASSERT_EQ(first.draw(), GST_FLOW_OK);
  const int letters = first.count(kAll, {255, 255, 255}, 90);
  // Far more labels than are kept pass by before the first one comes back.
  gst_harness_set_src_caps_str(later.harness, later.caps.c_str());
  for (int i = 2000; i >= 1; --i) {
    nvds_clear_obj_meta_list(later.frame, later.frame->obj_meta_list);
    later.paint(kAll, grey);
    later.object()->text_params = text(("label " + std::to_string(i)).c_str(), 10, 10);
    ASSERT_EQ(gst_harness_push(later.harness, later.buffer.release()), GST_FLOW_OK);
    later.buffer.reset(gst_harness_pull(later.harness));
  }
  EXPECT_EQ(later.count(kAll, {255, 255, 255}, 90), letters);
}

}  // namespace
}  // namespace osd_test
