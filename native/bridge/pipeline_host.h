// The JavaScript side of one gst::Pipeline: its object, its promises, its callbacks. Lives on the environment's thread.
//
// Lifetimes: AddonData owns the host until the pipeline has stopped. JavaScript owns the pipeline's object; when that
// is collected, the pipeline is closed. From a change to a state above NULL until one to NULL is complete, the
// host holds the object and the process.
#pragma once

#include <napi.h>

#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bridge/wakeup.h"
#include "gst/pipeline.h"

namespace bridge {

class AddonData;

class PipelineHost : public std::enable_shared_from_this<PipelineHost> {
 public:
  // The object that lib/native.ts calls NativePipeline.
  static Napi::Object create(Napi::Env env, AddonData& data, const std::string& text, const std::string& name,
                             Napi::Function on_event);

  // The pipeline, or an error with ERR_CLOSED.
  gst::Pipeline& pipeline();

  Napi::Promise set_state(GstState target);
  Napi::Promise close();

  std::uint32_t subscribe(const std::string& at, std::size_t capacity, gst::Policy policy, meta::Request request,
                          Napi::Function on_ready, std::shared_ptr<gst::Subscription>& subscription);
  void unsubscribe(std::uint32_t id);

  std::uint32_t intercept(const std::string& at, std::chrono::microseconds timeout, meta::Request request,
                          Napi::Function on_ready, std::shared_ptr<gst::Interception>& interception);
  void end_interception(std::uint32_t id);

  // Begins to close without telling anybody; any number of times, also while the garbage is collected.
  void abandon();
  // The environment ends: waits for the pipeline to stop.
  void end_with_environment();

 private:
  PipelineHost(Napi::Env env, AddonData& data) : env_(env), data_(data) {}

  void on_wake();
  void call_ready();
  void call_ready(std::uint32_t id);
  void set_ready(std::uint32_t id, Napi::Function on_ready);
  void forget_ready(std::uint32_t id);
  void call_event(const gst::Event& event);
  void settle();
  void finish_closing();
  Napi::Promise promise_for(std::uint32_t& id);
  gst::Done settle_later(std::uint32_t id);
  void call(Napi::Function function, std::initializer_list<napi_value> arguments);
  void update_hold();

  const Napi::Env env_;
  AddonData& data_;
  std::shared_ptr<Wakeup> wakeup_;
  // {onEvent, ready: {id: onReady}, pipeline}: what JavaScript gave, reachable from the pipeline's object alone unless
  // held, so that an idle pipeline that nobody knows is collected.
  Napi::ObjectReference callbacks_;
  bool held_ = false;
  bool active_ = false;  // a state above NULL was asked for
  bool closing_ = false;
  std::uint32_t next_id_ = 1;
  std::map<std::uint32_t, Napi::Promise::Deferred> promises_;
  std::map<std::uint32_t, std::shared_ptr<gst::Subscription>> subscriptions_;
  std::map<std::uint32_t, std::shared_ptr<gst::Interception>> interceptions_;
  std::vector<Napi::Promise::Deferred> closers_;

  // Written by the pipeline's worker.
  struct Settled {
    std::uint32_t id;
    gst::Outcome outcome;
  };
  std::mutex mutex_;
  std::condition_variable stopped_changed_;
  std::vector<Settled> settled_;
  bool stopped_ = false;

  std::unique_ptr<gst::Pipeline> pipeline_;  // last: it calls into the above until it is gone
};

}  // namespace bridge
