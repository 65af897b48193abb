#include "bridge/wakeup.h"

namespace bridge {

std::shared_ptr<Wakeup> Wakeup::create(Napi::Env env, std::function<void()> run) {
  std::shared_ptr<Wakeup> wakeup(new Wakeup(std::move(run)));
  auto* const self = new std::shared_ptr<Wakeup>(wakeup);
  const napi_value name = Napi::String::New(env, "node-deepstream");
  const napi_status status = napi_create_threadsafe_function(env, nullptr, nullptr, name, 0, 1, self, finalize, self,
                                                             call, &wakeup->function_);
  if (status != napi_ok) {
    delete self;
    throw Napi::Error::New(env);
  }
  napi_unref_threadsafe_function(env, wakeup->function_);
  return wakeup;
}

void Wakeup::notify() {
  if (scheduled_.exchange(true, std::memory_order_acq_rel)) return;
  const std::lock_guard lock(mutex_);
  // Once it says that it is closing, the function must not be touched again.
  if (function_ && napi_call_threadsafe_function(function_, nullptr, napi_tsfn_nonblocking) == napi_closing)
    function_ = nullptr;
}

void Wakeup::hold(bool held) {
  const std::lock_guard lock(mutex_);
  if (!function_) return;
  if (held)
    napi_ref_threadsafe_function(nullptr, function_);
  else
    napi_unref_threadsafe_function(nullptr, function_);
}

void Wakeup::close() {
  run_ = nullptr;
  const std::lock_guard lock(mutex_);
  if (const napi_threadsafe_function function = std::exchange(function_, nullptr))
    napi_release_threadsafe_function(function, napi_tsfn_abort);
}

void Wakeup::call(napi_env env, napi_value, void* context, void*) {
  // Without an environment the queue is being emptied, after finalize().
  if (!env) return;
  const std::shared_ptr<Wakeup> self = *static_cast<std::shared_ptr<Wakeup>*>(context);
  self->scheduled_.store(false, std::memory_order_release);
  if (!self->run_) return;
  try {
    self->run_();
  } catch (const Napi::Error&) {
    // Callbacks report what they throw; what is left comes from an environment that is being terminated.
  }
}

void Wakeup::finalize(napi_env, void* data, void*) {
  const std::unique_ptr<std::shared_ptr<Wakeup>> self(static_cast<std::shared_ptr<Wakeup>*>(data));
  const std::lock_guard lock((*self)->mutex_);
  (*self)->function_ = nullptr;
}

}  // namespace bridge
