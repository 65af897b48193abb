// This runtime's metadata libraries against NVIDIA's: the same seeded calls must print the same trace.
//
// $NDS_NVIDIA_META_DIR is a folder with NVIDIA's libnvds_meta.so, libnvdsgst_meta.so and libnvdsgst_helper.so, for
// instance of the wheel nvidia-deepstream-videodecode-cu13. Without it the traces are compared with checksums of what
// version 9.0.2 of that wheel printed.
#include <glib.h>
#include <gtest/gtest.h>

#include <cstdio>
#include <fstream>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

struct Result {
  int status = -1;
  std::string output;
};

// `libraries` is the folder that the loader searches first, "" for this runtime's.
Result run_trace(unsigned seed, const std::string& libraries, bool latency) {
  gchar** environment = g_get_environ();
  if (!libraries.empty()) {
    environment = g_environ_setenv(environment, "LD_LIBRARY_PATH", libraries.c_str(), TRUE);
    // What NVIDIA's libraries leave behind is not this project's affair.
    environment = g_environ_setenv(environment, "ASAN_OPTIONS", "detect_leaks=0", TRUE);
  }
  environment = latency ? g_environ_setenv(environment, "NVDS_ENABLE_LATENCY_MEASUREMENT", "1", TRUE)
                        : g_environ_unsetenv(environment, "NVDS_ENABLE_LATENCY_MEASUREMENT");
  // NVIDIA's transform queries the tags of no type, which GStreamer finds critical.
  environment = g_environ_setenv(environment, "G_DEBUG", "", TRUE);
  const std::string seed_text = std::to_string(seed);
  const gchar* arguments[] = {NDS_TRACE_PROGRAM, seed_text.c_str(), "400", nullptr};
  gchar* output = nullptr;
  Result result;
  GError* error = nullptr;
  if (!g_spawn_sync(nullptr, const_cast<gchar**>(arguments), environment, G_SPAWN_STDERR_TO_DEV_NULL, nullptr, nullptr,
                    &output, nullptr, &result.status, &error)) {
    result.output = error->message;
    g_error_free(error);
  } else {
    result.output = output;
  }
  g_free(output);
  g_strfreev(environment);
  return result;
}

std::string first_difference(const std::string& ours, const std::string& theirs) {
  std::istringstream a(ours), b(theirs);
  std::string x, y, step;
  for (int line = 1;; ++line) {
    const bool more_a = !!std::getline(a, x), more_b = !!std::getline(b, y);
    if (!more_a && !more_b) return "";
    if (!x.empty() && x[0] != ' ') step = x;
    if (more_a != more_b || x != y)
      return "line " + std::to_string(line) + " after \"" + step + "\"\n  ours:   " + x + "\n  theirs: " + y;
  }
}

std::string checksum(const std::string& text) {
  gchar* sum = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text.data(), static_cast<gssize>(text.size()));
  std::string result = sum;
  g_free(sum);
  return result;
}

class Differential : public testing::TestWithParam<std::pair<unsigned, bool>> {};

TEST_P(Differential, TheTraceIsThatOfNvidiasLibraries) {
  const char* theirs = std::getenv("NDS_NVIDIA_META_DIR");
  if (!theirs) GTEST_SKIP() << "SKIPPED: NDS_NVIDIA_META_DIR does not name a folder with NVIDIA's libraries";
  const auto [seed, latency] = GetParam();
  const Result reference = run_trace(seed, theirs, latency);
  ASSERT_EQ(reference.status, 0) << reference.output;
  const Result own = run_trace(seed, "", latency);
  ASSERT_EQ(own.status, 0) << own.output;
  EXPECT_EQ(first_difference(own.output, reference.output), "");
}

// Sequences that nobody has run before: a failure names its seed, with which metadata_trace repeats it.
TEST(DifferentialAnew, TheTraceOfFreshSeedsIsThatOfNvidiasLibraries) {
  const char* theirs = std::getenv("NDS_NVIDIA_META_DIR");
  if (!theirs) GTEST_SKIP() << "SKIPPED: NDS_NVIDIA_META_DIR does not name a folder with NVIDIA's libraries";
  std::random_device device;
  for (int i = 0; i < 5; ++i) {
    const unsigned seed = device() % 1'000'000'000;
    std::printf("seed %u\n", seed);
    const Result reference = run_trace(seed, theirs, seed % 2 == 0);
    ASSERT_EQ(reference.status, 0) << "seed " << seed;
    const Result own = run_trace(seed, "", seed % 2 == 0);
    ASSERT_EQ(own.status, 0) << "seed " << seed;
    EXPECT_EQ(first_difference(own.output, reference.output), "") << "seed " << seed;
  }
}

TEST_P(Differential, TheTraceIsWhatNvidias902Printed) {
  const auto [seed, latency] = GetParam();
  std::ifstream recorded(NDS_SOURCE_DIR "/test/golden/metadata/traces.txt");
  ASSERT_TRUE(recorded);
  std::string line;
  const std::string name = std::to_string(seed) + (latency ? " latency " : " plain ");
  while (std::getline(recorded, line) && !line.starts_with(name)) continue;
  ASSERT_TRUE(line.starts_with(name)) << "no recorded checksum for seed " << name;
  const Result own = run_trace(seed, "", latency);
  ASSERT_EQ(own.status, 0) << own.output;
  EXPECT_EQ(checksum(own.output), line.substr(name.size()));
}

std::vector<std::pair<unsigned, bool>> cases() {
  std::vector<std::pair<unsigned, bool>> all;
  for (unsigned seed = 1; seed <= 12; ++seed) all.emplace_back(seed, seed % 2 == 0);
  return all;
}

INSTANTIATE_TEST_SUITE_P(Seeds, Differential, testing::ValuesIn(cases()), [](const auto& info) {
  return std::to_string(info.param.first) + (info.param.second ? "WithLatency" : "");
});

}  // namespace
