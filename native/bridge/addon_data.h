// What the add-on keeps for one JavaScript environment (the main thread or a worker). Created when the add-on is loaded
// there; its pipelines are stopped when the environment ends, before JavaScript objects are freed.
#pragma once

#include <napi.h>

#include <memory>
#include <set>

namespace bridge {

class ImageDesk;
class PipelineHost;

class AddonData {
 public:
  explicit AddonData(Napi::Env env);
  ~AddonData();
  AddonData(const AddonData&) = delete;
  AddonData& operator=(const AddonData&) = delete;

  // From creation until it has stopped.
  void add(std::shared_ptr<PipelineHost> host) { hosts_.insert(std::move(host)); }
  void remove(const std::shared_ptr<PipelineHost>& host) { hosts_.erase(host); }

  // Made when the first image is asked for.
  ImageDesk& images();

 private:
  static void stop_all(void* self);

  const Napi::Env env_;
  std::unique_ptr<ImageDesk> images_;
  std::set<std::shared_ptr<PipelineHost>> hosts_;
};

}  // namespace bridge
