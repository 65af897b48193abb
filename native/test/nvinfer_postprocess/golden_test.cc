// Every recorded case of DeepStream's post-processing, bit for bit; the rule is the test's name.
#include "golden.h"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <map>

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> files() {
  std::vector<fs::path> list;
  for (const auto& entry : fs::directory_iterator(NDS_SOURCE_DIR "/test/golden/nvinfer")) {
    if (entry.path().extension() == ".json") list.push_back(entry.path());
  }
  std::sort(list.begin(), list.end());
  return list;
}

std::string test_name(const testing::TestParamInfo<fs::path>& info) {
  std::string name = info.param.stem().string();
  std::replace_if(
      name.begin(), name.end(), [](unsigned char c) { return !std::isalnum(c); }, '_');
  return name;
}

class Golden : public testing::TestWithParam<fs::path> {};

TEST_P(Golden, as_deepstream_answers) {
  const std::map<std::string, void (*)(const YAML::Node&, const YAML::Node&)> checks = {
      {"detect-cluster", golden::check_detect},  {"detect-parse", golden::check_detect},
      {"classify", golden::check_classify},      {"segment", golden::check_segment},
      {"labels", golden::check_labels},          {"detect-attach", golden::check_attach},
      {"classify-attach", golden::check_attach},
  };
  const YAML::Node file = YAML::LoadFile(GetParam().string());
  SCOPED_TRACE(file["note"].as<std::string>());
  const auto check = checks.find(file["kind"].as<std::string>());
  ASSERT_NE(check, checks.end()) << "unknown kind " << file["kind"];
  check->second(file["input"], file["expect"]);
}

INSTANTIATE_TEST_SUITE_P(nvinfer, Golden, testing::ValuesIn(files()), test_name);

}  // namespace
