// What the canvas shows.
#include <gtest/gtest.h>

#include "nvds/events.h"
#include "runtime/nvmultistreamtiler/layout.h"
#include "tiler.h"

using namespace tiler_test;
using nvds::gst_nvevent_new_pad_deleted;
using nvds::gst_nvevent_new_stream_eos;

namespace {

constexpr char two_by_two[] = "rows=2 columns=2";

TEST(Pixels, TilesFollowThePadIndexRowByRow) {
  Tiler tiler(two_by_two);
  const gst::BufferRef canvas = tiler.tile({{3, yellow}, {0, red}, {2, blue}, {1, green}});
  ASSERT_TRUE(canvas) << tiler.error();
  EXPECT_TRUE(shows(canvas.get(), 0, 0, red));
  EXPECT_TRUE(shows(canvas.get(), 39, 19, red));
  EXPECT_TRUE(shows(canvas.get(), 40, 0, green));
  EXPECT_TRUE(shows(canvas.get(), 0, 20, blue));
  EXPECT_TRUE(shows(canvas.get(), 79, 39, yellow));
}

TEST(Pixels, APictureIsStretchedToItsTile) {
  Tiler tiler("columns=4");
  const gst::BufferRef canvas = tiler.tile({{0, red}, {1, green}, {2, blue}, {3, yellow}});
  ASSERT_TRUE(canvas);
  EXPECT_TRUE(shows(canvas.get(), 0, 0, red));
  EXPECT_TRUE(shows(canvas.get(), 19, 39, red));
  EXPECT_TRUE(shows(canvas.get(), 20, 39, green));
}

TEST(Pixels, TileSizesAreEvenAndTheRestIsBlack) {
  Tiler tiler("columns=3 rows=3");  // 80/3 → 26, 40/3 → 12
  const gst::BufferRef canvas = tiler.tile({{2, red}, {8, blue}});
  ASSERT_TRUE(canvas);
  EXPECT_TRUE(shows(canvas.get(), 51, 0, black));
  EXPECT_TRUE(shows(canvas.get(), 52, 0, red));
  EXPECT_TRUE(shows(canvas.get(), 77, 11, red));
  EXPECT_TRUE(shows(canvas.get(), 78, 11, black));
  EXPECT_TRUE(shows(canvas.get(), 77, 35, blue));
  EXPECT_TRUE(shows(canvas.get(), 77, 36, black));
}

TEST(Pixels, ASourceThatMissesABatchShowsItsLastPicture) {
  Tiler tiler(two_by_two);
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  ASSERT_TRUE(tiler.tile({{0, blue}}));
  const gst::BufferRef canvas = tiler.tile({{0, yellow}});
  EXPECT_TRUE(shows(canvas.get(), 10, 10, yellow));
  EXPECT_TRUE(shows(canvas.get(), 50, 10, green));
}

TEST(Pixels, DrawingsOnAnEarlierCanvasDoNotComeBack) {
  Tiler tiler(two_by_two);
  for (int i = 0; i < 8; i++) {
    gst::BufferRef canvas = tiler.tile({{0, red}});
    ASSERT_TRUE(canvas);
    EXPECT_TRUE(shows(canvas.get(), 60, 30, black)) << i;
    const runtime::MappedSurface surface(canvas.get(), GST_MAP_READWRITE);
    surface_test::paint(runtime::picture_of(surface->surfaceList[0]), {0, 0, 80, 40}, yellow);
  }
}

TEST(Pixels, TheTileOfAnEndedSourceIsBlack) {
  Tiler tiler(two_by_two);
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  tiler.send(gst_nvevent_new_stream_eos(1));
  const gst::BufferRef canvas = tiler.tile({{0, red}});
  EXPECT_TRUE(shows(canvas.get(), 10, 10, red));
  EXPECT_TRUE(shows(canvas.get(), 50, 10, black));
}

TEST(Pixels, TheTileOfARemovedSourceIsBlack) {
  Tiler tiler(two_by_two);
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  tiler.send(gst_nvevent_new_pad_deleted(1));
  EXPECT_TRUE(shows(tiler.tile({{0, red}}).get(), 50, 10, black));
}

TEST(Pixels, ASourceThatStartsAgainIsShownAgain) {
  Tiler tiler(two_by_two);
  tiler.send(gst_nvevent_new_stream_eos(1));
  EXPECT_TRUE(shows(tiler.tile({{1, green}}).get(), 50, 10, green));
}

TEST(Pixels, ShowSourceFillsTheCanvasWithOneSourceWhilePlaying) {
  Tiler tiler(two_by_two);
  ASSERT_TRUE(tiler.tile({{0, red}, {1, green}}));
  g_object_set(tiler.element(), "show-source", 1, nullptr);
  gst::BufferRef canvas = tiler.tile({{0, red}});
  EXPECT_TRUE(shows(canvas.get(), 0, 0, green));
  EXPECT_TRUE(shows(canvas.get(), 79, 39, green));
  g_object_set(tiler.element(), "show-source", -1, nullptr);
  canvas = tiler.tile({{0, red}});
  EXPECT_TRUE(shows(canvas.get(), 0, 0, red));
  EXPECT_TRUE(shows(canvas.get(), 79, 39, black));
}

TEST(Pixels, ShowSourceOfNobodyIsBlack) {
  Tiler tiler("show-source=9");
  EXPECT_TRUE(shows(tiler.tile({{0, red}}).get(), 10, 10, black));
}

TEST(Pixels, OfSeveralFramesOfASourceTheNewestIsShown) {
  Tiler tiler("");
  const gst::BufferRef canvas = tiler.tile({{0, red}, {0, blue}});
  EXPECT_TRUE(shows(canvas.get(), 10, 10, blue));
}

TEST(Pixels, CustomTilesLieWhereTheyAreTold) {
  runtime::tiler::CustomTile tiles[] = {{1, 0, 0, 1, 1}, {0, 0.5f, 0.5f, 0.25f, 0.25f}};
  const runtime::tiler::CustomTileConfig config = {tiles, 2};
  Tiler tiler("");
  g_object_set(tiler.element(), "custom-tile-config", &config, nullptr);
  tiles[1].x = 0;  // the element has its own copy
  const gst::BufferRef canvas = tiler.tile({{0, red}, {1, green}});
  ASSERT_TRUE(canvas) << tiler.error();
  EXPECT_TRUE(shows(canvas.get(), 0, 20, green));
  EXPECT_TRUE(shows(canvas.get(), 40, 20, red));
  EXPECT_TRUE(shows(canvas.get(), 59, 29, red));
  EXPECT_TRUE(shows(canvas.get(), 60, 29, green));
}

TEST(Pixels, CustomTilesBeyondTheCanvasAreAnError) {
  runtime::tiler::CustomTile tile = {3, 0.8f, 0, 0.4f, 1};
  const runtime::tiler::CustomTileConfig config = {&tile, 1};
  Tiler tiler("");
  g_object_set(tiler.element(), "custom-tile-config", &config, nullptr);
  EXPECT_FALSE(tiler.tile({{0, red}}));
  EXPECT_EQ(tiler.error("key"), "custom-tile-config");
}

}  // namespace
