// DeepStream's recorded answers, played again. NDS_GOLDEN_NVSTREAMMUX may name another folder of recordings.
#include <gtest/gtest.h>

#include <filesystem>

#include "golden_player.h"
#include "runtime.h"

namespace {

const auto* const environment = ::testing::AddGlobalTestEnvironment(new test::Runtime(true));

std::vector<std::string> recordings() {
  const char* folder = g_getenv("NDS_GOLDEN_NVSTREAMMUX");
  std::vector<std::string> files;
  for (const auto& entry :
       std::filesystem::directory_iterator(folder ? folder : NDS_SOURCE_DIR "/test/golden/nvstreammux"))
    if (entry.path().extension() == ".json") files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  return files;
}

std::string text_of(const test::Log& log, const test::Channel& channel) {
  const auto found = log.find(channel);
  std::string text;
  if (found != log.end())
    for (const std::string& line : found->second) text += line + "\n";
  return text;
}

class NewMuxGolden : public ::testing::TestWithParam<std::string> {};

TEST_P(NewMuxGolden, AnswersAsDeepStream) {
  const YAML::Node golden = YAML::LoadFile(GetParam());
  const test::Log expected = test::expected_log(golden);
  test::Log seen;
  bool disturbed = true;
  // The recordings depend on wall clock times of a few milliseconds; only a run on time can fail.
  for (int attempt = 0; attempt < 5 && disturbed && seen != expected; ++attempt) {
    test::GoldenPlayer player(golden);
    player.play();
    seen = player.seen();
    disturbed = player.disturbed();
  }
  std::set<test::Channel> channels;
  for (const auto& [channel, lines] : seen) channels.insert(channel);
  for (const auto& [channel, lines] : expected) channels.insert(channel);
  for (const auto& channel : channels)
    EXPECT_EQ(text_of(seen, channel), text_of(expected, channel)) << "step " << channel.first << ", " << channel.second;
}

std::string name_of(const ::testing::TestParamInfo<std::string>& info) {
  std::string name = std::filesystem::path(info.param).stem();
  for (char& c : name)
    if (!g_ascii_isalnum(c)) c = '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(Recordings, NewMuxGolden, ::testing::ValuesIn(recordings()), name_of);

}  // namespace
