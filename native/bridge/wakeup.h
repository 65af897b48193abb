// Calls back into one JavaScript environment from any thread. Calls are coalesced: however often notify() is called,
// at most one run is under way and one scheduled.
#pragma once

#include <napi.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <utility>

namespace bridge {

class Wakeup : public std::enable_shared_from_this<Wakeup> {
 public:
  // `run` is called on the environment's thread, until close().
  static std::shared_ptr<Wakeup> create(Napi::Env env, std::function<void()> run);

  // Any thread.
  void notify();

  // Environment's thread. While held, the process stays alive; at first it is not held.
  void hold(bool held);
  void close();

 private:
  explicit Wakeup(std::function<void()> run) : run_(std::move(run)) {}

  static void call(napi_env env, napi_value, void* context, void*);
  static void finalize(napi_env, void* self, void*);

  std::function<void()> run_;
  std::atomic<bool> scheduled_{false};
  // Node frees the function when the environment ends, so it is used under the lock and forgotten in finalize().
  std::mutex mutex_;
  napi_threadsafe_function function_ = nullptr;
};

}  // namespace bridge
