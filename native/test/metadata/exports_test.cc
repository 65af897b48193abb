// A program that links NVIDIA's metadata libraries links these: they export every function of the public headers.
#include <dlfcn.h>
#include <glib.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <string>

namespace {

struct Exports {
  std::set<std::string> functions, internal;
};

const std::map<std::string, Exports>& recorded() {
  static const std::map<std::string, Exports> all = [] {
    std::map<std::string, Exports> read;
    std::ifstream file(NDS_SOURCE_DIR "/test/golden/metadata/exports.txt");
    for (std::string line; std::getline(file, line);) {
      if (line.empty() || line[0] == '#') continue;
      std::istringstream words(line);
      std::string library, name, second;
      words >> library >> name;
      (words >> second ? read[library].internal : read[library].functions).insert(second.empty() ? name : second);
    }
    return read;
  }();
  return all;
}

// What `nm` lists as defined in a library's dynamic symbols, but for the compiler's own.
std::set<std::string> exported(const std::string& path) {
  const gchar* arguments[] = {"nm", "-D", "--defined-only", path.c_str(), nullptr};
  gchar* output = nullptr;
  gint status = -1;
  std::set<std::string> names;
  if (!g_spawn_sync(nullptr, const_cast<gchar**>(arguments), nullptr, G_SPAWN_SEARCH_PATH, nullptr, nullptr, &output,
                    nullptr, &status, nullptr))
    return names;
  std::istringstream lines(output);
  g_free(output);
  std::string address, type, name;
  while (lines >> address >> type >> name)
    if (name[0] != '_') names.insert(name);
  return names;
}

class ExportsOf : public testing::TestWithParam<std::string> {};

TEST_P(ExportsOf, ThisLibraryAreAllFunctionsOfThePublicHeaders) {
  const std::string path = std::string(NDS_RUNTIME_DIR) + "/" + GetParam() + ".so";
  void* library = dlopen(path.c_str(), RTLD_LAZY);
  ASSERT_TRUE(library) << dlerror();
  const auto& functions = recorded().at(GetParam()).functions;
  EXPECT_GT(functions.size(), 15u);
  for (const auto& name : functions) EXPECT_TRUE(dlsym(library, name.c_str())) << name;
  dlclose(library);
}

// The converse is not so: a few functions are in another of NVIDIA's libraries.
TEST_P(ExportsOf, NvidiasLibraryAreThoseThatAreRecorded) {
  const char* folder = std::getenv("NDS_NVIDIA_META_DIR");
  if (!folder) GTEST_SKIP() << "SKIPPED: NDS_NVIDIA_META_DIR does not name a folder with NVIDIA's libraries";
  Exports all = recorded().at(GetParam());
  all.functions.merge(all.internal);
  EXPECT_EQ(exported(std::string(folder) + "/" + GetParam() + ".so"), all.functions);
}

INSTANTIATE_TEST_SUITE_P(Libraries, ExportsOf, testing::Values("libnvds_meta", "libnvdsgst_meta", "libnvdsgst_helper"),
                         [](const auto& info) { return info.param; });

}  // namespace
