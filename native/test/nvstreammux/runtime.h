// Starts GStreamer with the runtime's plugin, for all tests of a program.
#pragma once

#include <gst/gst.h>
#include <gtest/gtest.h>

namespace test {

// `new_mux`: the muxer that USE_NEW_NVSTREAMMUX=yes selects when the plugin is loaded.
class Runtime : public ::testing::Environment {
 public:
  explicit Runtime(bool new_mux) : new_mux_(new_mux) {}
  void SetUp() override {
    g_setenv("GST_PLUGIN_PATH", NDS_RUNTIME_DIR, FALSE);
    if (new_mux_) {
      g_setenv("USE_NEW_NVSTREAMMUX", "yes", TRUE);
    } else {
      g_unsetenv("USE_NEW_NVSTREAMMUX");
    }
    gst_init(nullptr, nullptr);
  }

 private:
  bool new_mux_;
};

}  // namespace test
