// A machine without a software codec, made by taking its factory out of the registry.
#include <gtest/gtest.h>

#include "codecs/play.h"

using namespace codecs_test;

namespace {

class Without {
 public:
  explicit Without(const char* factory) {
    GstRegistry* registry = gst_registry_get();
    feature_ = gst_registry_find_feature(registry, factory, GST_TYPE_ELEMENT_FACTORY);
    if (feature_) gst_registry_remove_feature(registry, feature_);
  }
  ~Without() {
    if (feature_) gst_registry_add_feature(gst_registry_get(), feature_);
    if (feature_) gst_object_unref(feature_);
  }
  Without(const Without&) = delete;
  Without& operator=(const Without&) = delete;

 private:
  GstPluginFeature* feature_ = nullptr;
};

TEST(Missing, SoftwareEncoderIsAnErrorThatNamesItsPackage) {
  const std::pair<const char*, std::pair<const char*, const char*>> elements[] = {
      {"nvv4l2h264enc", {"x264enc", "gstreamer1.0-plugins-ugly"}},
      {"nvv4l2h265enc", {"x265enc", "gstreamer1.0-plugins-bad"}},
      {"nvjpegenc", {"jpegenc", "gstreamer1.0-plugins-good"}}};
  for (const auto& [name, missing] : elements) {
    const Without absent(missing.first);
    const Played result = play(std::string("videotestsrc num-buffers=1 ! ") + name + " ! fakesink");
    EXPECT_EQ(result.error_key, missing.first) << name;
    EXPECT_NE(result.error_remedy.find(missing.second), std::string::npos) << result.error_remedy;
  }
}

TEST(Missing, ADecoderForTheStreamIsAnErrorThatNamesAPackage) {
  const Without libjpeg("jpegdec");
  const Without libav("avdec_mjpeg");
  const Played result = play("videotestsrc num-buffers=1 ! jpegenc ! nvv4l2decoder ! fakesink");
  EXPECT_NE(result.error.find("no software decoder"), std::string::npos) << result.error;
  EXPECT_NE(result.error_remedy.find("gstreamer1.0-plugins-good"), std::string::npos);
}

}  // namespace
