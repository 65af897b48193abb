// Shapes in every format that the element takes.
#include <cmath>
#include <limits>

#include "nvdsosd/display.h"

namespace osd_test {
namespace {

class Shapes : public testing::TestWithParam<const char*> {
 protected:
  bool is(Colour colour, int x, int y, int tolerance = 12) {
    return surface_test::near(osd.at(x, y), colour, tolerance);
  }
  Display osd{GetParam()};
};

TEST_P(Shapes, BorderRunsAlongTheEdgeAndLeavesTheInsideAlone) {
  osd.object(20, 30, 60, 40)->rect_params.border_width = 4;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(red, 20, 50)) << "left";
  EXPECT_TRUE(is(red, 80, 50)) << "right";
  EXPECT_TRUE(is(red, 50, 30)) << "top";
  EXPECT_TRUE(is(red, 50, 70)) << "bottom";
  EXPECT_TRUE(is(red, 18, 28)) << "the corner lies outside by half of the border";
  EXPECT_TRUE(is(grey, 50, 50)) << "inside";
  EXPECT_TRUE(is(grey, 14, 50)) << "outside";
  EXPECT_TRUE(is(grey, 86, 74)) << "outside";
}

TEST_P(Shapes, RectangleWithoutBorderAndBackgroundDrawsNothing) {
  osd.object(20, 30, 60, 40);
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_EQ(osd.count({0, 0, 160, 120}, grey, 12), 160 * 120);
}

TEST_P(Shapes, BackgroundFillsTheBoxOverTheInnerHalfOfTheBorder) {
  auto& rect = osd.object(20, 30, 60, 40)->rect_params;
  rect.border_width = 8;
  rect.has_bg_color = 1;
  rect.bg_color = kBlue;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(blue, 50, 50));
  EXPECT_TRUE(is(blue, 22, 50));
  EXPECT_TRUE(is(red, 17, 50));
}

TEST_P(Shapes, TransparentBackgroundLetsThePictureThrough) {
  auto& rect = osd.object(20, 30, 60, 40)->rect_params;
  rect.has_bg_color = 1;
  rect.bg_color = {1, 0, 0, .5};
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is({188, 60, 60}, 50, 50));
}

TEST_P(Shapes, OverhangToTheRightAndBelowIsCutByTheBordersWidth) {
  osd.object(100, 80, 100, 100)->rect_params.border_width = 4;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(red, 156, 100)) << "the right border is still in the picture";
  EXPECT_TRUE(is(red, 130, 116));
  EXPECT_TRUE(is(grey, 150, 100));
}

TEST_P(Shapes, UpperLeftCornerIsPulledIntoThePicture) {
  osd.object(-20, -30, 60, 60)->rect_params.border_width = 4;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(red, 0, 30));
  EXPECT_TRUE(is(red, 60, 30)) << "its size stays";
}

TEST_P(Shapes, RotationIsInDegreesAboutTheCentre) {
  auto& rect = osd.object(60, 55, 40, 10)->rect_params;
  rect.rotation_angle = 90;
  rect.has_bg_color = 1;
  rect.bg_color = kGreen;
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(green, 80, 44)) << "upright now";
  EXPECT_TRUE(is(green, 80, 76));
  EXPECT_TRUE(is(grey, 64, 60));
}

TEST_P(Shapes, LineJoinsItsPoints) {
  auto* display = osd.display();
  display->num_lines = 1;
  display->line_params[0] = {10, 20, 140, 20, 6, kGreen};
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_TRUE(is(green, 75, 20));
  EXPECT_TRUE(is(grey, 75, 30));
  EXPECT_TRUE(is(grey, 146, 20));
}

TEST_P(Shapes, ArrowHasItsHeadAtTheEndOrTheStart) {
  auto* display = osd.display();
  display->num_arrows = 2;
  display->arrow_params[0] = {10, 30, 150, 30, 2, END_HEAD, kGreen, 0};
  display->arrow_params[1] = {10, 80, 150, 80, 2, START_HEAD, kGreen, 0};
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  // A wing is a tenth of the arrow long, 15 degrees off it: 13 pixels back, 3.6 aside.
  const Rectangle at_end = {136, 32, 6, 4}, at_start = {18, 82, 6, 4};
  EXPECT_GT(osd.count(at_end, green, 130), 4);
  EXPECT_EQ(osd.count({18, 32, 6, 4}, green, 130), 0);
  EXPECT_GT(osd.count(at_start, green, 130), 4);
  EXPECT_EQ(osd.count({136, 82, 6, 4}, green, 130), 0);
}

TEST_P(Shapes, CircleHasALineTwoPixelsWideUnlessItSaysMore) {
  auto* display = osd.display();
  display->num_circles = 2;
  display->circle_params[0] = {40, 60, 20, kRed, 0, {}, 0, 0};
  display->circle_params[1] = {110, 60, 20, kRed, 1, kBlue, 8, 0};
  ASSERT_EQ(osd.draw(), GST_FLOW_OK);
  EXPECT_GT(osd.count({58, 56, 5, 8}, red, 130), 6) << "chroma is coarser than the line";
  EXPECT_TRUE(is(grey, 64, 60));
  EXPECT_TRUE(is(grey, 40, 60));
  EXPECT_TRUE(is(red, 132, 60, 60));
  EXPECT_TRUE(is(blue, 110, 60)) << "its background";
}

TEST_P(Shapes, MaskIsDrawnHalfTransparentInTheBordersColourOnceSwitchedOn) {
  for (const bool on : {false, true}) {
    Display masked(GetParam());
    auto* object = masked.object(40, 40, 40, 40);
    object->mask_params = {g_new0(float, 4), 4 * sizeof(float), .5f, 2, 2};
    object->mask_params.data[0] = 1;
    if (on) g_object_set(masked.harness->element, "display-mask", TRUE, nullptr);
    ASSERT_EQ(masked.draw(), GST_FLOW_OK);
    const Colour tinted = {188, 60, 60};
    EXPECT_EQ(surface_test::near(masked.at(46, 46), tinted, 14), on);
    EXPECT_TRUE(surface_test::near(masked.at(74, 74), grey, 12)) << "below the threshold";
  }
}

TEST_P(Shapes, HostileNumbersAreHarmless) {
  constexpr float kInfinity = std::numeric_limits<float>::infinity(), kNothing = std::nanf("");
  for (const float value : {kInfinity, -kInfinity, kNothing, 1e30f, -1e30f, -5.f})
    for (const float angle : {0.f, 33.f, kNothing}) {
      auto* object = osd.object(value, 10, 20, value);
      object->rect_params.border_width = 32;
      object->rect_params.has_bg_color = 1;
      object->rect_params.bg_color = {std::nan(""), 1e300, -4, .5};
      object->rect_params.rotation_angle = angle;
      object->mask_params = {g_new0(float, 1), sizeof(float), .5f, 4000, 4000};
      object->text_params.display_text = g_strdup("broken \xff\xfe text");
      object->text_params.x_offset = 4294967290u;
      object->text_params.font_params.font_size = 4000000000u;
      object->text_params.set_bg_clr = 1;
    }
  auto* display = osd.display();
  display->num_rects = display->num_labels = display->num_lines = display->num_arrows = display->num_circles = 4000000;
  for (auto& line : display->line_params) line = {4294967290u, 0, 2147483647u, 2147483648u, 32, kRed};
  for (auto& arrow : display->arrow_params)
    arrow = {4294967290u, 0, 2147483647u, 2147483648u, 0, static_cast<NvOSD_Arrow_Head_Direction>(9), kRed, 0};
  for (auto& circle : display->circle_params)
    circle = {4294967290u, 2147483648u, 4294967295u, kRed, 1, kBlue, 4294967295u, 0};
  g_object_set(osd.harness->element, "display-mask", TRUE, "blur-bbox", 2, nullptr);
  EXPECT_EQ(osd.draw(), GST_FLOW_OK);
}

INSTANTIATE_TEST_SUITE_P(Formats, Shapes, testing::Values("RGBA", "NV12", "I420"),
                         [](const auto& info) { return std::string(info.param); });

TEST(OddPicture, IsDrawnOnToItsLastRowAndColumn) {
  for (const char* format : {"NV12", "I420", "RGBA"}) {
    Display osd(format, 161, 121);
    auto& rect = osd.object(151, 111, 10, 10)->rect_params;
    rect.has_bg_color = 1;
    rect.bg_color = kGreen;
    ASSERT_EQ(osd.draw(), GST_FLOW_OK);
    EXPECT_TRUE(surface_test::near(osd.at(160, 120), green, 30)) << format;
    EXPECT_TRUE(surface_test::near(osd.at(140, 100), grey, 12)) << format;
  }
}

}  // namespace
}  // namespace osd_test
