#include "bridge/pipeline_object.h"

#include <cstring>

#include "bridge/arguments.h"
#include "bridge/convert.h"
#include "bridge/interception_object.h"
#include "bridge/js_error.h"
#include "bridge/pipeline_host.h"
#include "bridge/pixels_object.h"
#include "gst/locate.h"
#include "gst/property.h"
#include "meta/block.h"
#include "meta/request.h"
#include "nvds/metadata.h"

namespace bridge {
namespace {

using Host = std::shared_ptr<PipelineHost>;
using SubscriptionRef = std::shared_ptr<gst::Subscription>;

constexpr std::uint32_t kMaxCapacity = 65536;

GstState state_argument(const Napi::CallbackInfo& info) {
  const std::string name = text_argument(info, 0, "state");
  for (const GstState state : {GST_STATE_NULL, GST_STATE_READY, GST_STATE_PAUSED, GST_STATE_PLAYING})
    if (name == gst::state_name(state)) return state;
  throw expected(info, "'null', 'ready', 'paused' or 'playing'", "state");
}

gst::Policy policy_of(const Napi::CallbackInfo& info, Napi::Value value) {
  const std::string name = value.IsString() ? value.As<Napi::String>().Utf8Value() : "";
  if (name == "drop-oldest") return gst::Policy::drop_oldest;
  if (name == "drop-newest") return gst::Policy::drop_newest;
  if (name == "block") return gst::Policy::block;
  throw expected(info, "'drop-oldest', 'drop-newest' or 'block'", "options.policy");
}

// A type is a number, or the name that nvds_get_user_meta_type() was given: its number is that of a GLib quark.
meta::UserMetaSize user_meta_size_of(const Napi::CallbackInfo& info, const Napi::Object& entry) {
  const Napi::Value type = entry.Get("type");
  if (!type.IsNumber() && !type.IsString()) throw expected(info, "a number or a string", "options.userMeta[].type");
  const std::uint32_t bytes = count_of(info, entry.Get("size"), "options.userMeta[].size", meta::kMaxUserMetaBytes);
  if (type.IsNumber()) return {type.As<Napi::Number>().Int32Value(), bytes};
  return {nvds::user_meta_type_of(type.As<Napi::String>().Utf8Value().c_str()), bytes};
}

gst::ElementRef element_argument(const Napi::CallbackInfo& info, PipelineHost& host) {
  return value_or_throw(info.Env(), gst::find_element(host.pipeline().bin(), text_argument(info, 0, "element")));
}

// NativeBatch of lib/native.ts. The block is copied, so that it goes back to the streaming thread at once;
// dropped_before is this reader's own.
Napi::Object batch_object(Napi::Env env, gst::Subscription::Item& item) {
  const auto bytes = item.block->bytes();
  Napi::ArrayBuffer block = Napi::ArrayBuffer::New(env, bytes.size());
  std::memcpy(block.Data(), bytes.data(), bytes.size());
  static_cast<std::uint32_t*>(block.Data())[meta::block::dropped_before] = item.dropped_before;
  Napi::Object batch = Napi::Object::New(env);
  batch.Set("block", block);
  if (item.pixels) batch.Set("pixels", pixels_object(env, std::move(item.pixels)));
  return batch;
}

template <class Body>
void add_function(Napi::Object object, const char* name, Body body) {
  object.Set(name, Napi::Function::New(object.Env(), std::move(body), name));
}

Napi::Object subscription_object(Napi::Env env, const Host& host, std::uint32_t id,
                                 const SubscriptionRef& subscription) {
  Napi::Object object = Napi::Object::New(env);
  add_function(object, "take", [subscription](const Napi::CallbackInfo& info) -> Napi::Value {
    const std::uint32_t most = count_of(info, info[0], "max", kMaxCapacity);
    Napi::Array batches = Napi::Array::New(info.Env());
    gst::Subscription::Item item;
    for (std::uint32_t i = 0; i < most && subscription->take(item); ++i) batches.Set(i, batch_object(info.Env(), item));
    return batches;
  });
  add_function(object, "stats", [subscription](const Napi::CallbackInfo& info) -> Napi::Value {
    return to_js(info.Env(), subscription->stats());
  });
  add_function(object, "close", [host, id](const Napi::CallbackInfo&) { host->unsubscribe(id); });
  object.DefineProperty(Napi::PropertyDescriptor::Accessor(
      env, object, "ended",
      [subscription](const Napi::CallbackInfo& info) -> Napi::Value {
        return Napi::Boolean::New(info.Env(), subscription->ended());
      },
      napi_enumerable));
  return object;
}

Napi::Value time_to_js(Napi::Env env, std::optional<std::int64_t> nanoseconds) {
  if (!nanoseconds) return env.Undefined();
  return Napi::BigInt::New(env, *nanoseconds);
}

void add_state_functions(Napi::Object object, const Host& host) {
  add_function(object, "setState",
               [host](const Napi::CallbackInfo& info) -> Napi::Value { return host->set_state(state_argument(info)); });
  add_function(object, "state", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), gst::state_name(host->pipeline().state()));
  });
  add_function(object, "sendEndOfStream", [host](const Napi::CallbackInfo&) { host->pipeline().send_end_of_stream(); });
  add_function(object, "position", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return time_to_js(info.Env(), host->pipeline().position());
  });
  add_function(object, "duration", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return time_to_js(info.Env(), host->pipeline().duration());
  });
  add_function(object, "frameCount", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(host->pipeline().frame_count()));
  });
  add_function(object, "droppedEvents", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::Number::New(info.Env(), static_cast<double>(host->pipeline().dropped_events()));
  });
  add_function(object, "close", [host](const Napi::CallbackInfo&) -> Napi::Value { return host->close(); });
}

void add_graph_functions(Napi::Object object, const Host& host) {
  add_function(object, "elements", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return to_js(info.Env(), gst::element_names(host->pipeline().bin()));
  });
  add_function(object, "factoryOf", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), gst::describe(element_argument(info, *host).get()).factory);
  });
  add_function(object, "getProperty", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    const gst::ElementRef element = element_argument(info, *host);
    return to_js(info.Env(),
                 value_or_throw(info.Env(), gst::get_property(element.get(), text_argument(info, 1, "property"))));
  });
  add_function(object, "setProperty", [host](const Napi::CallbackInfo& info) {
    const gst::ElementRef element = element_argument(info, *host);
    throw_if(info.Env(),
             gst::set_property(element.get(), text_argument(info, 1, "property"), from_js(info.Env(), info[2])));
  });
  add_function(object, "describe", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return to_js(info.Env(), gst::describe(element_argument(info, *host).get()));
  });
  add_function(object, "dot", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    return Napi::String::New(info.Env(), host->pipeline().dot());
  });
}

}  // namespace

meta::Request request_of(const Napi::CallbackInfo& info, const Napi::Object& options) {
  meta::Request request;
  const Napi::Value include = options.Get("include");
  for (std::uint32_t i = 0; include.IsArray() && i < include.As<Napi::Array>().Length(); ++i) {
    const Napi::Value name = include.As<Napi::Array>().Get(i);
    const std::uint32_t bit = name.IsString() ? meta::include_bit(name.As<Napi::String>().Utf8Value()) : 0;
    if (bit == 0) throw expected(info, "the name of something to include", "options.include[]");
    request.include |= bit;
  }
  const Napi::Value sizes = options.Get("userMeta");
  for (std::uint32_t i = 0; sizes.IsArray() && i < sizes.As<Napi::Array>().Length(); ++i) {
    const Napi::Value entry = sizes.As<Napi::Array>().Get(i);
    if (!entry.IsObject()) throw expected(info, "an object", "options.userMeta[]");
    request.user_meta.push_back(user_meta_size_of(info, entry.As<Napi::Object>()));
  }
  return request;
}

Napi::Object pipeline_object(Napi::Env env, const Host& host) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", host->pipeline().name());
  add_state_functions(object, host);
  add_graph_functions(object, host);
  add_edit_functions(object, host);
  add_function(object, "subscribe", [host](const Napi::CallbackInfo& info) -> Napi::Value {
    const Napi::Object options = object_argument(info, 1, "options");
    SubscriptionRef subscription;
    const std::uint32_t id = host->subscribe(text_argument(info, 0, "at"),
                                             count_of(info, options.Get("capacity"), "options.capacity", kMaxCapacity),
                                             policy_of(info, options.Get("policy")), request_of(info, options),
                                             function_argument(info, 2, "onReady"), subscription);
    return subscription_object(info.Env(), host, id, subscription);
  });
  return object;
}

}  // namespace bridge
