// Which metadata libraries a test program ran with: checked against $NDS_METADATA_FROM, the folder of NVIDIA's, when
// that is set, and told in the test report.
#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

namespace {

constexpr int kSkipped = 77;  // to CTest

const char* wanted() { return std::getenv("NDS_METADATA_FROM"); }

// The paths of this process's libnvds_meta.so and libnvdsgst_meta.so.
std::set<std::string> loaded() {
  std::set<std::string> paths;
  std::ifstream maps("/proc/self/maps");
  for (std::string line; std::getline(maps, line);) {
    const std::size_t at = line.find('/');
    if (at == line.npos) continue;
    const std::string path = line.substr(at);
    if (path.ends_with("/libnvds_meta.so") || path.ends_with("/libnvdsgst_meta.so")) paths.insert(path);
  }
  return paths;
}

class MetadataLibraries : public testing::Environment {
 public:
  void SetUp() override {
    if (!wanted() || std::filesystem::exists(std::string(wanted()) + "/libnvds_meta.so")) return;
    std::printf("SKIPPED: NVIDIA's metadata libraries are not in %s\n", wanted());
    std::exit(kSkipped);
  }

  void TearDown() override {
    std::string all;
    for (const std::string& path : loaded()) {
      all += (all.empty() ? "" : " ") + path;
      if (wanted()) {
        EXPECT_EQ(std::filesystem::path(path).parent_path(), std::filesystem::canonical(wanted()));
      }
    }
    if (wanted() && all.empty())
      std::puts(
          "No metadata library was used: NDS_WITHOUT_METADATA of native/test/CMakeLists.txt may list this program.");
    testing::Test::RecordProperty("metadata", all);
  }
};

[[maybe_unused]] testing::Environment* const registered = testing::AddGlobalTestEnvironment(new MetadataLibraries);

}  // namespace
