#include "gst/catalog.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "gst/packages.h"

namespace {

class Catalog : public testing::Test {
 protected:
  static void SetUpTestSuite() { ASSERT_FALSE(gst::initialize()); }
};

TEST_F(Catalog, InstalledElementsAreListedInOrder) {
  const auto names = gst::factories();
  EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
  EXPECT_TRUE(std::binary_search(names.begin(), names.end(), "fakesink"));
}

TEST_F(Catalog, AnElementIsDescribedWithPropertiesAndPads) {
  const auto info = gst::inspect("videotestsrc");
  ASSERT_TRUE(info);
  EXPECT_EQ(info->factory, "videotestsrc");
  EXPECT_FALSE(info->file.empty());
  ASSERT_EQ(info->pads.size(), 1u);
  EXPECT_STREQ(info->pads[0].direction, "src");
  EXPECT_STREQ(info->pads[0].presence, "always");
  const auto property = [&](const char* name) {
    return *std::find_if(info->properties.begin(), info->properties.end(),
                         [name](const auto& each) { return each.name == name; });
  };
  EXPECT_STREQ(property("pattern").kind, "enum");
  EXPECT_EQ(property("pattern").values.front().nick, "smpte");
  EXPECT_EQ(property("pattern").fallback, gst::Value("smpte"));
  EXPECT_EQ(property("num-buffers").minimum, gst::Value(-1.0));
  EXPECT_EQ(property("num-buffers").fallback, gst::Value(-1.0));
  EXPECT_STREQ(property("timestamp-offset").kind, "bigint");
  EXPECT_EQ(property("timestamp-offset").maximum, gst::Value(std::int64_t{G_MAXINT64}));
}

TEST_F(Catalog, EveryInstalledElementCanBeDescribed) {
  for (const char* name : {"fakesrc", "fakesink", "tee", "queue", "uridecodebin", "appsink", "capsfilter", "filesrc",
                           "compositor", "videoscale"})
    EXPECT_TRUE(gst::inspect(name)) << name;
  EXPECT_FALSE(gst::inspect("nosuchelement"));
}

TEST_F(Catalog, APluginThatDoesNotLoadSaysWhy) {
  const gst::Outcome fault = gst::load_plugin("/nowhere/libgstx.so");
  ASSERT_TRUE(fault);
  EXPECT_EQ(fault->code, "ERR_PLUGIN");
  EXPECT_EQ(fault->file, "/nowhere/libgstx.so");
  EXPECT_FALSE(fault->detail.empty());
}

TEST(Packages, WellKnownElementsHaveTheirDebianPackage) {
  EXPECT_EQ(gst::package_of("x264enc"), "gstreamer1.0-plugins-ugly");
  EXPECT_EQ(gst::package_of("avdec_h264"), "gstreamer1.0-libav");
  EXPECT_EQ(gst::package_of("rtph264depay"), "gstreamer1.0-plugins-good");
  EXPECT_EQ(gst::package_of("unheardof"), "");
}

}  // namespace
