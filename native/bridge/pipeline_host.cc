#include "bridge/pipeline_host.h"

#include <chrono>
#include <utility>

#include "bridge/addon_data.h"
#include "bridge/convert.h"
#include "bridge/js_error.h"
#include "bridge/pipeline_object.h"

namespace bridge {
namespace {

// Stopping takes milliseconds; an element that hangs for longer must not keep the process from ending.
constexpr auto kLongestStop = std::chrono::seconds(10);

gst::Fault closed_fault() {
  return {.code = "ERR_CLOSED", .message = "The pipeline is closed.", .remedy = "Launch a new pipeline."};
}

}  // namespace

Napi::Object PipelineHost::create(Napi::Env env, AddonData& data, const std::string& text, const std::string& name,
                                  Napi::Function on_event) {
  const std::shared_ptr<PipelineHost> host(new PipelineHost(env, data));
  host->wakeup_ = Wakeup::create(env, [self = host.get()] { self->on_wake(); });
  auto launched = gst::Pipeline::launch(text, name, [wakeup = host->wakeup_] { wakeup->notify(); });
  if (!launched) {
    host->wakeup_->close();
    throw error_of(env, launched.fault());
  }
  host->pipeline_ = std::move(*launched);
  data.add(host);

  Napi::Object object = pipeline_object(env, host);
  Napi::Object callbacks = Napi::Object::New(env);
  callbacks.Set("onEvent", on_event);
  callbacks.Set("ready", Napi::Object::New(env));
  callbacks.Set("pipeline", object);
  object.DefineProperty(Napi::PropertyDescriptor::Value(Napi::Symbol::New(env, "callbacks"), callbacks));
  host->callbacks_ = Napi::Weak(callbacks);
  object.AddFinalizer(
      [](Napi::Env, std::weak_ptr<PipelineHost>* known) {
        if (const auto owner = known->lock()) owner->abandon();
        delete known;
      },
      new std::weak_ptr<PipelineHost>(host));
  return object;
}

gst::Pipeline& PipelineHost::pipeline() {
  if (!pipeline_ || closing_) throw error_of(env_, closed_fault());
  return *pipeline_;
}

Napi::Promise PipelineHost::set_state(GstState target) {
  std::uint32_t id = 0;
  const Napi::Promise promise = promise_for(id);
  active_ = target > GST_STATE_NULL && pipeline_ && !closing_;
  if (!pipeline_ || closing_) {
    promises_.at(id).Reject(error_of(env_, closed_fault()).Value());
    promises_.erase(id);
  } else {
    pipeline_->set_state(target, settle_later(id));
  }
  update_hold();
  return promise;
}

Napi::Promise PipelineHost::close() {
  const auto deferred = Napi::Promise::Deferred::New(env_);
  if (!pipeline_) {
    deferred.Resolve(env_.Undefined());
    return deferred.Promise();
  }
  closers_.push_back(deferred);
  active_ = false;
  while (!subscriptions_.empty()) unsubscribe(subscriptions_.begin()->first);
  while (!interceptions_.empty()) end_interception(interceptions_.begin()->first);
  abandon();
  update_hold();
  return deferred.Promise();
}

void PipelineHost::abandon() {
  if (!pipeline_ || std::exchange(closing_, true)) return;
  pipeline_->close([this](const gst::Outcome&) {
    {
      const std::lock_guard lock(mutex_);
      stopped_ = true;
      stopped_changed_.notify_all();
    }
    wakeup_->notify();
  });
}

void PipelineHost::end_with_environment() {
  std::unique_lock lock(mutex_);
  const bool stopped = stopped_changed_.wait_for(lock, kLongestStop, [this] { return stopped_; });
  lock.unlock();
  wakeup_->close();
  for (const auto& [id, subscription] : subscriptions_) subscription->close();
  if (stopped) {
    pipeline_.reset();
  } else {
    // Its threads still run: they keep what they use.
    static_cast<void>(pipeline_.release());
    static_cast<void>(new std::shared_ptr<PipelineHost>(shared_from_this()));
  }
}

std::uint32_t PipelineHost::subscribe(const std::string& at, std::size_t capacity, gst::Policy policy,
                                      meta::Request request, Napi::Function on_ready,
                                      std::shared_ptr<gst::Subscription>& subscription) {
  subscription =
      value_or_throw(env_, pipeline().subscribe(
                               at, capacity, policy, [wakeup = wakeup_] { wakeup->notify(); }, std::move(request)));
  const std::uint32_t id = next_id_++;
  subscriptions_.emplace(id, subscription);
  set_ready(id, on_ready);
  return id;
}

void PipelineHost::unsubscribe(std::uint32_t id) {
  const auto found = subscriptions_.find(id);
  if (found == subscriptions_.end()) return;
  if (pipeline_) pipeline_->unsubscribe(found->second);
  found->second->close();
  subscriptions_.erase(found);
  forget_ready(id);
}

std::uint32_t PipelineHost::intercept(const std::string& at, std::chrono::microseconds timeout, meta::Request request,
                                      Napi::Function on_ready, std::shared_ptr<gst::Interception>& interception) {
  interception = value_or_throw(env_, pipeline().intercept(
                                          at, timeout, [wakeup = wakeup_] { wakeup->notify(); }, std::move(request)));
  const std::uint32_t id = next_id_++;
  interceptions_.emplace(id, interception);
  set_ready(id, on_ready);
  return id;
}

void PipelineHost::end_interception(std::uint32_t id) {
  const auto found = interceptions_.find(id);
  if (found == interceptions_.end()) return;
  if (pipeline_) pipeline_->end_interception(found->second);
  found->second->close();
  interceptions_.erase(found);
  forget_ready(id);
}

void PipelineHost::set_ready(std::uint32_t id, Napi::Function on_ready) {
  callbacks_.Value().Get("ready").As<Napi::Object>().Set(id, on_ready);
}

void PipelineHost::forget_ready(std::uint32_t id) {
  if (const Napi::Object callbacks = callbacks_.Value(); !callbacks.IsEmpty())
    callbacks.Get("ready").As<Napi::Object>().Delete(id);
}

void PipelineHost::on_wake() {
  const std::shared_ptr<PipelineHost> self = shared_from_this();
  const Napi::HandleScope scope(env_);
  // Events first taken, last told: whatever passed the pads before the end is handed over before the end.
  const std::vector<gst::Event> events = pipeline_ ? pipeline_->take_events() : std::vector<gst::Event>();
  call_ready();
  for (const gst::Event& event : events) call_event(event);
  settle();
  finish_closing();
  update_hold();
}

void PipelineHost::call_ready() {
  // A streaming thread waits for those that intercept.
  std::vector<std::uint32_t> ready;
  for (const auto& [id, interception] : interceptions_)
    if (interception->take_news()) ready.push_back(id);
  for (const auto& [id, subscription] : subscriptions_)
    if (subscription->take_news()) ready.push_back(id);
  for (const std::uint32_t id : ready) call_ready(id);
}

// Nothing for one that an earlier callback has closed.
void PipelineHost::call_ready(std::uint32_t id) {
  const Napi::Object callbacks = callbacks_.Value();
  if (callbacks.IsEmpty()) return;
  const Napi::Value function = callbacks.Get("ready").As<Napi::Object>().Get(id);
  if (function.IsFunction()) call(function.As<Napi::Function>(), {});
}

void PipelineHost::call_event(const gst::Event& event) {
  const Napi::Object callbacks = callbacks_.Value();
  if (callbacks.IsEmpty() || closing_) return;
  call(callbacks.Get("onEvent").As<Napi::Function>(), {to_js(env_, event)});
}

void PipelineHost::settle() {
  std::vector<Settled> settled;
  {
    const std::lock_guard lock(mutex_);
    settled.swap(settled_);
  }
  for (const Settled& each : settled) {
    const auto found = promises_.find(each.id);
    if (found == promises_.end()) continue;
    const Napi::Promise::Deferred deferred = found->second;
    promises_.erase(found);
    if (each.outcome)
      deferred.Reject(error_of(env_, *each.outcome).Value());
    else
      deferred.Resolve(env_.Undefined());
  }
}

void PipelineHost::finish_closing() {
  {
    const std::lock_guard lock(mutex_);
    if (!stopped_ || !pipeline_) return;
  }
  pipeline_.reset();
  settle();
  for (const auto& deferred : std::exchange(closers_, {})) deferred.Resolve(env_.Undefined());
  update_hold();
  wakeup_->close();
  data_.remove(shared_from_this());
}

Napi::Promise PipelineHost::promise_for(std::uint32_t& id) {
  id = next_id_++;
  return promises_.emplace(id, Napi::Promise::Deferred::New(env_)).first->second.Promise();
}

gst::Done PipelineHost::settle_later(std::uint32_t id) {
  return [this, id](const gst::Outcome& outcome) {
    {
      const std::lock_guard lock(mutex_);
      settled_.push_back({id, outcome});
    }
    wakeup_->notify();
  };
}

// What a callback throws is an uncaught exception, as in an event listener.
void PipelineHost::call(Napi::Function function, std::initializer_list<napi_value> arguments) {
  try {
    function.Call(arguments);
  } catch (const Napi::Error& error) {
    if (!error.IsEmpty()) napi_fatal_exception(env_, error.Value());
  }
}

void PipelineHost::update_hold() {
  const bool hold = active_ || !promises_.empty() || !closers_.empty();
  if (hold == held_) return;
  held_ = hold;
  wakeup_->hold(hold);
  if (hold)
    callbacks_.Ref();
  else
    callbacks_.Unref();
}

}  // namespace bridge
