#include "bridge/interception_object.h"

#include <cstring>

#include "bridge/arguments.h"
#include "bridge/js_error.h"
#include "bridge/pipeline_host.h"
#include "bridge/pipeline_object.h"

namespace bridge {
namespace {

using Host = std::shared_ptr<PipelineHost>;
using InterceptionRef = std::shared_ptr<gst::Interception>;

constexpr std::uint32_t kLongestTimeout = 60'000;  // milliseconds
constexpr std::uint32_t kMostFrames = 1'000'000'000;

template <class Body>
void add_function(Napi::Object object, const char* name, Body body) {
  object.Set(name, Napi::Function::New(object.Env(), std::move(body), name));
}

// Read while JavaScript waits for the call, so that nobody changes them meanwhile.
std::span<const std::byte> bytes_argument(const Napi::CallbackInfo& info, std::size_t index, const char* name) {
  if (!info[index].IsTypedArray() || info[index].As<Napi::TypedArray>().TypedArrayType() != napi_uint8_array)
    throw expected(info, "a Uint8Array", name);
  const auto array = info[index].As<Napi::Uint8Array>();
  return {reinterpret_cast<const std::byte*>(array.Data()), array.ByteLength()};
}

std::uint64_t ticket_argument(const Napi::CallbackInfo& info) {
  if (!info[0].IsNumber()) throw expected(info, "a number", "ticket");
  return static_cast<std::uint64_t>(info[0].As<Napi::Number>().Int64Value());
}

std::chrono::microseconds timeout_of(const Napi::CallbackInfo& info, Napi::Value value) {
  const double milliseconds = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : 0;
  if (!(milliseconds > 0 && milliseconds <= kLongestTimeout))
    throw expected(info, "milliseconds up to 60000", "options.timeoutMs");
  return std::chrono::microseconds(static_cast<std::int64_t>(milliseconds * 1000));
}

Napi::Value offer_to_js(Napi::Env env, const std::optional<gst::Interception::Offer>& offer) {
  if (!offer) return env.Undefined();
  const auto bytes = offer->block->bytes();
  Napi::ArrayBuffer copy = Napi::ArrayBuffer::New(env, bytes.size());
  std::memcpy(copy.Data(), bytes.data(), bytes.size());
  Napi::Object object = Napi::Object::New(env);
  object.Set("ticket", static_cast<double>(offer->ticket));
  object.Set("block", copy);
  return object;
}

Napi::Object stats_to_js(Napi::Env env, const gst::InterceptionStats& stats) {
  Napi::Object object = Napi::Object::New(env);
  const auto add = [&object](const char* name, std::uint64_t count) { object.Set(name, static_cast<double>(count)); };
  add("intercepted", stats.intercepted);
  add("edited", stats.edited);
  add("late", stats.late);
  add("failed", stats.failed);
  add("released", stats.released);
  add("damaged", stats.damaged);
  object.Set("maxHold", static_cast<double>(stats.longest_hold_ns) / 1000);
  return object;
}

Napi::Object interception_object(Napi::Env env, const Host& host, std::uint32_t id,
                                 const InterceptionRef& interception) {
  Napi::Object object = Napi::Object::New(env);
  add_function(object, "take", [interception](const Napi::CallbackInfo& info) -> Napi::Value {
    return offer_to_js(info.Env(), interception->take());
  });
  add_function(object, "answer", [interception](const Napi::CallbackInfo& info) -> Napi::Value {
    const auto result = interception->answer(ticket_argument(info), bytes_argument(info, 1, "edits"));
    if (const auto* fault = std::get_if<meta::EditFault>(&result))
      throw error_of(info.Env(), {.code = "ERR_INTERCEPT",
                                  .message = fault->message,
                                  .key = fault->key,
                                  .value = fault->value,
                                  .remedy = fault->remedy});
    return Napi::Boolean::New(info.Env(),
                              std::get<gst::Interception::Answer>(result) == gst::Interception::Answer::accepted);
  });
  add_function(object, "fail",
               [interception](const Napi::CallbackInfo& info) { interception->fail(ticket_argument(info)); });
  add_function(object, "stats", [interception](const Napi::CallbackInfo& info) -> Napi::Value {
    return stats_to_js(info.Env(), interception->stats());
  });
  add_function(object, "close", [host, id](const Napi::CallbackInfo&) { host->end_interception(id); });
  return object;
}

Napi::Value intercept(const Napi::CallbackInfo& info, const Host& host) {
  const Napi::Object options = object_argument(info, 1, "options");
  const auto timeout = timeout_of(info, options.Get("timeoutMs"));
  InterceptionRef interception;
  const std::uint32_t id = host->intercept(text_argument(info, 0, "at"), timeout, request_of(info, options),
                                           function_argument(info, 2, "onReady"), interception);
  return interception_object(info.Env(), host, id, interception);
}

gst::FrameChoice choice_of(const Napi::CallbackInfo& info, const Napi::Object& choice) {
  for (const auto& [name, by] :
       {std::pair("pad", gst::FrameChoice::By::pad), std::pair("sourceId", gst::FrameChoice::By::source_id)}) {
    const Napi::Value number = choice.Get(name);
    if (number.IsNumber()) return {by, number.As<Napi::Number>().Uint32Value()};
  }
  throw expected(info, "{ pad } or { sourceId }", "choice");
}

Napi::Value annotate(const Napi::CallbackInfo& info, const Host& host) {
  if (!info[0].IsArray()) throw expected(info, "an array", "places");
  const auto names = info[0].As<Napi::Array>();
  std::vector<std::string> places;
  for (std::uint32_t i = 0; i < names.Length(); ++i) {
    const Napi::Value name = names.Get(i);
    if (!name.IsString()) throw expected(info, "a string", "places[]");
    places.push_back(name.As<Napi::String>());
  }
  const gst::FrameChoice choice = choice_of(info, object_argument(info, 1, "choice"));
  const auto annotation =
      value_or_throw(info.Env(), host->pipeline().annotate(places, choice, bytes_argument(info, 2, "drawings"),
                                                           count_of(info, info[3], "frames", kMostFrames)));
  Napi::Object object = Napi::Object::New(info.Env());
  add_function(object, "cancel", [annotation](const Napi::CallbackInfo&) { annotation->cancel(); });
  return object;
}

}  // namespace

void add_edit_functions(Napi::Object object, const Host& host) {
  add_function(object, "intercept",
               [host](const Napi::CallbackInfo& info) -> Napi::Value { return intercept(info, host); });
  add_function(object, "annotate",
               [host](const Napi::CallbackInfo& info) -> Napi::Value { return annotate(info, host); });
}

}  // namespace bridge
