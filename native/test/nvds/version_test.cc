// Which DeepStream this process has loaded.
#include <dlfcn.h>
#include <gst/gst.h>
#include <gtest/gtest.h>

#include "meta/producer.h"

namespace {

TEST(InstalledVersion, IsWhatALoadedLibraryOfTheSdkSays) {
  // Without any plugin, so that none can tell.
  for (const char* path : {"GST_PLUGIN_PATH", "GST_PLUGIN_SYSTEM_PATH", "GST_PLUGIN_SYSTEM_PATH_1_0"})
    g_setenv(path, "/nowhere", TRUE);
  g_setenv("GST_REGISTRY", "/dev/null", TRUE);
  EXPECT_EQ(meta::installed_version(), std::nullopt) << "before GStreamer is initialised";
  gst_init(nullptr, nullptr);
  EXPECT_EQ(meta::installed_version(), std::nullopt) << "nothing tells";
  void* const library = dlopen(NDS_VERSION_STUB, RTLD_LAZY | RTLD_LOCAL);
  ASSERT_TRUE(library) << dlerror();
  EXPECT_EQ(meta::installed_version(), (nvds::Version{7, 1, 0}));
  dlclose(library);
  EXPECT_EQ(meta::installed_version(), std::nullopt) << "the library is not kept";
}

}  // namespace
