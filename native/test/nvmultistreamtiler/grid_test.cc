// How the grid follows the sources, and which settings are refused.
#include <gtest/gtest.h>

#include "nvds/events.h"
#include "tiler.h"

using namespace tiler_test;
using nvds::gst_nvevent_new_pad_added;
using nvds::gst_nvevent_new_pad_deleted;

namespace {

using Grid = std::pair<guint, guint>;

TEST(Grid, ASourceBeyondTheGridMakesItGrow) {
  Tiler tiler("rows=1 columns=2");
  tiler.send(gst_nvevent_new_pad_added(1));
  EXPECT_EQ(tiler.grid(), Grid(1, 2));
  tiler.send(gst_nvevent_new_pad_added(2));
  EXPECT_EQ(tiler.grid(), Grid(1, 3));  // rows = floor(√3), columns = ⌈3 / rows⌉
  tiler.send(gst_nvevent_new_pad_added(6));
  EXPECT_EQ(tiler.grid(), Grid(2, 4));
  tiler.send(gst_nvevent_new_pad_added(29));
  EXPECT_EQ(tiler.grid(), Grid(5, 6));
}

TEST(Grid, ItDoesNotShrinkWhenASourceIsRemoved) {
  Tiler tiler("rows=1 columns=1");
  tiler.send(gst_nvevent_new_pad_added(3));
  tiler.send(gst_nvevent_new_pad_deleted(3));
  EXPECT_EQ(tiler.grid(), Grid(2, 2));
}

TEST(Grid, AFrameOfAnUnknownSourceMakesItGrowToo) {
  Tiler tiler("rows=1 columns=1");
  const gst::BufferRef canvas = tiler.tile({{0, red}, {1, green}});
  EXPECT_EQ(tiler.grid(), Grid(1, 2));
  EXPECT_TRUE(shows(canvas.get(), 40, 20, green));
}

TEST(Grid, ASmallerGridSetWhilePlayingHoldsWhileNobodyComes) {
  Tiler tiler("rows=1 columns=2");
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  g_object_set(tiler.element(), "columns", 1, nullptr);
  const gst::BufferRef canvas = tiler.tile({{0, red}, {1, green}});
  EXPECT_EQ(tiler.grid(), Grid(1, 1));
  EXPECT_TRUE(shows(canvas.get(), 79, 39, red));
}

TEST(Grid, ASquareGridGrowsByARowAndAColumn) {
  Tiler tiler("square-seq-grid=true");
  tiler.send(gst_nvevent_new_pad_added(0));
  EXPECT_EQ(tiler.grid(), Grid(1, 1));
  tiler.send(gst_nvevent_new_pad_added(1));
  EXPECT_EQ(tiler.grid(), Grid(2, 2));
  for (guint id = 2; id < 5; id++) tiler.send(gst_nvevent_new_pad_added(id));
  EXPECT_EQ(tiler.grid(), Grid(3, 3));
}

TEST(Grid, ASquareGridShrinksToTheRootAndFillsItsTilesInSequence) {
  Tiler tiler("square-seq-grid=true");
  for (guint id = 0; id < 5; id++) tiler.send(gst_nvevent_new_pad_added(id));
  tiler.send(gst_nvevent_new_pad_deleted(0));
  EXPECT_EQ(tiler.grid(), Grid(2, 2));
  const gst::BufferRef canvas = tiler.tile({{1, red}, {4, blue}});
  EXPECT_TRUE(shows(canvas.get(), 0, 0, red));
  EXPECT_TRUE(shows(canvas.get(), 40, 20, blue));
  for (guint id = 1; id < 5; id++) tiler.send(gst_nvevent_new_pad_deleted(id));
  EXPECT_EQ(tiler.grid(), Grid(1, 1));
}

struct Bad {
  const char* settings;
  const char* key;
  const char* value;
};
void PrintTo(const Bad& bad, std::ostream* out) { *out << bad.settings; }

class Settings : public testing::TestWithParam<Bad> {};

TEST_P(Settings, ThatCannotWorkAreRefusedByName) {
  const gst::ElementRef element(
      gst::share(gst_parse_launch((std::string("nvmultistreamtiler ") + GetParam().settings).c_str(), nullptr)));
  const gst::BusRef bus(gst_bus_new());
  gst_element_set_bus(element.get(), bus.get());
  EXPECT_EQ(gst_element_set_state(element.get(), GST_STATE_PAUSED), GST_STATE_CHANGE_FAILURE);
  gst_element_set_state(element.get(), GST_STATE_NULL);
  const gst::MessageRef message(gst_bus_pop_filtered(bus.get(), GST_MESSAGE_ERROR));
  gst_element_set_bus(element.get(), nullptr);
  ASSERT_TRUE(message);
  const GstStructure* details = nullptr;
  gst_message_parse_error_details(message.get(), &details);
  ASSERT_NE(details, nullptr);
  EXPECT_STREQ(gst_structure_get_string(details, "code"), "ERR_CONFIG");
  EXPECT_STREQ(gst_structure_get_string(details, "key"), GetParam().key);
  EXPECT_STREQ(gst_structure_get_string(details, "value"), GetParam().value);
  EXPECT_NE(gst_structure_get_string(details, "remedy"), nullptr);
}

INSTANTIATE_TEST_SUITE_P(Bad, Settings,
                         testing::Values(Bad{"columns=1000", "columns", "1000"}, Bad{"rows=600", "rows", "600"},
                                         Bad{"rows=4294967295 columns=4294967295", "columns", "4294967295"},
                                         Bad{"width=4294967295", "width", "4294967295"},
                                         Bad{"height=70000", "height", "70000"}));

TEST(Settings, TheCanvasSizeIsRoundedUpToAMultipleOfFour) {
  Tiler tiler("width=81 height=42");
  ASSERT_TRUE(tiler.tile({{0, red}}));
  const gst::CapsRef caps(gst_pad_get_current_caps(tiler.harness->sinkpad));
  gint width = 0, height = 0;
  gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "width", &width);
  gst_structure_get_int(gst_caps_get_structure(caps.get(), 0), "height", &height);
  EXPECT_EQ(width, 84);
  EXPECT_EQ(height, 44);
}

TEST(Settings, ACanvasBeyondTheMemoryOfASurfaceIsAnError) {
  Tiler tiler("width=65536 height=65536");
  EXPECT_FALSE(tiler.tile({{0, red}}));
  EXPECT_NE(tiler.error().find("65536x65536"), std::string::npos);
}

}  // namespace
