// A new model while playing: loaded in a thread of its own, taken over by the streaming thread between two buffers.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "nvds/inference.h"
#include "runtime/nvinfer/model.h"

namespace runtime::nvinfer {

class ModelUpdater {
 public:
  enum class Kind { kConfigFile, kModelFile };
  struct Update {
    std::shared_ptr<const Model> model;
    std::string path;  // as the application gave it
  };
  // Called in the loading thread.
  using Failed = std::function<void(nvds::NvDsInferStatus status, const std::string& path, const Fault& fault)>;

  ModelUpdater(std::shared_ptr<const Model> current, Failed failed);
  ~ModelUpdater();  // a load under way is finished first and thrown away
  ModelUpdater(const ModelUpdater&) = delete;
  ModelUpdater& operator=(const ModelUpdater&) = delete;

  void request(Kind kind, const std::string& path);
  // The loaded model if there is one; it counts as current from then on.
  std::optional<Update> take();

 private:
  struct Request {
    Kind kind;
    std::string path;
  };

  void run();
  void load(const Request& request, const Model& current);

  const Failed failed_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::shared_ptr<const Model> current_;
  std::deque<Request> requests_;
  std::optional<Update> ready_;
  bool stopping_ = false;
  std::thread thread_;
};

}  // namespace runtime::nvinfer
