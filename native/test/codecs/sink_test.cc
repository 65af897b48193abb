#include <gtest/gtest.h>

#include "codecs/play.h"

using namespace codecs_test;

namespace {

class Sinks : public testing::TestWithParam<const char*> {};

TEST_P(Sinks, WithoutADisplayWarnAndPlayToTheEnd) {
  for (const char* memory : {"", "nvvideoconvert ! video/x-raw(memory:NVMM),format=RGBA ! "}) {
    const Played result = play(std::string("videotestsrc num-buffers=5 ! ") + memory + GetParam() + " sync=false");
    EXPECT_TRUE(result.ended) << result.error;
    ASSERT_EQ(result.warnings.size(), 1u);
    EXPECT_NE(result.warnings[0].find("DISPLAY"), std::string::npos);
  }
}

TEST_P(Sinks, KeepTheTimeOfPictures) {
  const gint64 start = g_get_monotonic_time();
  const Played result = play(std::string("videotestsrc num-buffers=10 ! video/x-raw,framerate=20/1 ! ") + GetParam());
  EXPECT_TRUE(result.ended) << result.error;
  EXPECT_GE(g_get_monotonic_time() - start, 400000);  // nine distances of 50 ms
}

INSTANTIATE_TEST_SUITE_P(Names, Sinks, testing::Values("nveglglessink", "nv3dsink", "nvdrmvideosink"),
                         [](const auto& name) { return std::string(name.param); });

}  // namespace
