// A folder for one test's files, and where the tests find ONNX Runtime.
#pragma once

#include <glib.h>
#include <glib/gstdio.h>

#include <filesystem>
#include <fstream>
#include <string>

class TemporaryFolder {
 public:
  TemporaryFolder() {
    gchar* made = g_dir_make_tmp("nvinfer-test-XXXXXX", nullptr);
    path_ = made;
    g_free(made);
  }
  ~TemporaryFolder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  std::string operator/(const std::string& name) const { return path_ + "/" + name; }
  std::string write(const std::string& name, const std::string& text) const {
    std::ofstream(*this / name, std::ios::binary) << text;
    return *this / name;
  }

 private:
  std::string path_;
};

// The library of the npm package, unless the environment names another.
inline void find_onnxruntime() {
#if defined(__aarch64__)
  const char* const machine = "arm64";
#else
  const char* const machine = "x64";
#endif
  const std::string path = std::string(NDS_SOURCE_DIR "/node_modules/onnxruntime-node/bin/napi-v6/linux/") + machine +
                           "/libonnxruntime.so.1";
  g_setenv("NODE_DEEPSTREAM_ONNXRUNTIME", path.c_str(), FALSE);
}
