#include <gst/gst.h>
#include <gtest/gtest.h>

namespace {

struct GStreamer : testing::Environment {
  void SetUp() override { gst_init(nullptr, nullptr); }
};

const auto* const environment = testing::AddGlobalTestEnvironment(new GStreamer);

}  // namespace
