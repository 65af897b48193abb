// ONNX Runtime alone: what bounds nvinfer. One single-threaded session per core, each running the detector on prepared tensors.
// Usage: bench_inference MODEL WIDTH HEIGHT FRAMES; prints {"frames", "seconds", "fps"} as one line of JSON.
#include <glib.h>

#include <atomic>
#include <barrier>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "runtime/nvinfer/onnxruntime.h"

namespace ort = runtime::nvinfer::ort;

namespace {

constexpr int kTensors = 16;  // distinct inputs per session, more than the caches hold

void check(const ort::Library& library, ort::Status* status) {
  const std::string failure = library.failure(status);
  if (failure.empty()) return;
  std::fprintf(stderr, "%s\n", failure.c_str());
  std::exit(1);
}

class Worker {
 public:
  Worker(const ort::Library& library, const char* model, std::int64_t width, std::int64_t height, unsigned seed)
      : library_(library), shape_{1, 3, height, width}, tensors_(kTensors, std::vector<float>(3 * width * height)) {
    std::mt19937 random(seed);
    std::uniform_real_distribution<float> pixel(0, 255);
    for (auto& tensor : tensors_)
      for (float& value : tensor) value = pixel(random);
    ort::SessionOptions* options = nullptr;
    check(library, library(ort::CreateSessionOptions, &options));
    check(library, library(ort::SetIntraOpNumThreads, options, 1));
    check(library, library(ort::SetInterOpNumThreads, options, 1));
    check(library, library(ort::CreateSession, library.env(), model, options, &session_));
    library(ort::ReleaseSessionOptions, options);
  }
  ~Worker() { library_(ort::ReleaseSession, session_); }
  Worker(const Worker&) = delete;
  Worker& operator=(const Worker&) = delete;

  void infer(int number) {
    const char* inputs[] = {"images"};
    const char* outputs[] = {"heatmap", "wh"};
    auto& tensor = tensors_[number % kTensors];
    ort::Value* input = nullptr;
    check(library_, library_(ort::CreateTensorWithDataAsOrtValue, library_.memory(), static_cast<void*>(tensor.data()),
                             tensor.size() * sizeof(float), shape_, std::size_t{4}, ort::ElementType::kFloat, &input));
    ort::Value* results[2] = {};
    const ort::Value* given[] = {input};
    check(library_, library_(ort::Run, session_, static_cast<const ort::RunOptions*>(nullptr), inputs, given,
                             std::size_t{1}, outputs, std::size_t{2}, results));
    for (ort::Value* result : results) library_(ort::ReleaseValue, result);
    library_(ort::ReleaseValue, input);
  }

 private:
  const ort::Library& library_;
  std::int64_t shape_[4];
  std::vector<std::vector<float>> tensors_;
  ort::Session* session_ = nullptr;
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 5) {
    std::fprintf(stderr, "usage: %s MODEL WIDTH HEIGHT FRAMES\n", arguments[0]);
    return 2;
  }
  runtime::Fault fault;
  const auto library = ort::Library::load(fault);
  if (!library) {
    std::fprintf(stderr, "%s %s\n", fault.message.c_str(), fault.remedy.c_str());
    return 1;
  }
  const int frames = std::atoi(arguments[4]);
  const unsigned cores = g_get_num_processors();
  std::barrier start(cores + 1);
  std::atomic<int> next = 0;
  std::vector<std::jthread> threads;
  for (unsigned i = 0; i < cores; ++i) {
    threads.emplace_back([&, i] {
      Worker worker(*library, arguments[1], std::atoi(arguments[2]), std::atoi(arguments[3]), i);
      worker.infer(0);
      start.arrive_and_wait();
      for (int number = next++; number < frames; number = next++) worker.infer(number);
    });
  }
  start.arrive_and_wait();
  const auto begin = std::chrono::steady_clock::now();
  threads.clear();
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  std::printf("{\"frames\": %d, \"seconds\": %.4f, \"fps\": %.3f}\n", frames, seconds, frames / seconds);
}
