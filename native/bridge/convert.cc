#include "bridge/convert.h"

#include "bridge/js_error.h"

namespace bridge {
namespace {

using bridge::to_js;  // the overloads below would hide the others

Napi::Object fields_to_js(Napi::Env env, const gst::Fields& fields) {
  Napi::Object object = Napi::Object::New(env);
  for (const auto& [name, value] : fields) object.Set(name, to_js(env, value));
  return object;
}

Napi::Object with_type(Napi::Env env, const char* type) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("type", type);
  return object;
}

Napi::Object with_fault(Napi::Env env, const char* type, const gst::Event& event) {
  Napi::Object object = with_type(env, type);
  object.Set("fault", to_js(env, event.fault));
  return object;
}

Napi::Object to_js(Napi::Env env, const gst::PropertyInfo& info) {
  Napi::Object object = with_type(env, info.type.c_str());
  object.Set("name", info.name);
  object.Set("kind", info.kind);
  object.Set("blurb", info.blurb);
  object.Set("readable", info.readable);
  object.Set("writable", info.writable);
  const auto add = [&](const char* name, const gst::Value& value) {
    if (!std::holds_alternative<std::monostate>(value)) object.Set(name, to_js(env, value));
  };
  add("default", info.fallback);
  add("minimum", info.minimum);
  add("maximum", info.maximum);
  if (!info.values.empty()) {
    Napi::Array values = Napi::Array::New(env, info.values.size());
    for (std::uint32_t i = 0; i < info.values.size(); ++i) {
      Napi::Object value = Napi::Object::New(env);
      value.Set("name", info.values[i].name);
      value.Set("nick", info.values[i].nick);
      value.Set("value", info.values[i].value);
      values.Set(i, value);
    }
    object.Set("values", values);
  }
  return object;
}

Napi::Object to_js(Napi::Env env, const gst::PadInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("name", info.name);
  object.Set("direction", info.direction);
  object.Set("presence", info.presence);
  object.Set("caps", info.caps);
  return object;
}

template <class Item>
Napi::Array list_to_js(Napi::Env env, const std::vector<Item>& items) {
  Napi::Array array = Napi::Array::New(env, items.size());
  for (std::uint32_t i = 0; i < items.size(); ++i) array.Set(i, to_js(env, items[i]));
  return array;
}

}  // namespace

Napi::Value to_js(Napi::Env env, const gst::Value& value) {
  struct Visitor {
    Napi::Env env;
    Napi::Value operator()(std::monostate) const { return env.Undefined(); }
    Napi::Value operator()(bool truth) const { return Napi::Boolean::New(env, truth); }
    Napi::Value operator()(double number) const { return Napi::Number::New(env, number); }
    Napi::Value operator()(std::int64_t number) const { return Napi::BigInt::New(env, number); }
    Napi::Value operator()(std::uint64_t number) const { return Napi::BigInt::New(env, number); }
    Napi::Value operator()(const std::string& text) const { return Napi::String::New(env, text); }
    Napi::Value operator()(const gst::Values& values) const { return list_to_js(env, values); }
    Napi::Value operator()(const gst::Fields& fields) const { return fields_to_js(env, fields); }
  };
  return std::visit(Visitor{env}, static_cast<const gst::Value::variant&>(value));
}

Napi::Object to_js(Napi::Env env, const gst::Event& event) {
  using Kind = gst::Event::Kind;
  switch (event.kind) {
    case Kind::error: return with_fault(env, "error", event);
    case Kind::warning: return with_fault(env, "warning", event);
    case Kind::info: return with_fault(env, "info", event);
    case Kind::end: return with_type(env, "end");
    case Kind::state: {
      Napi::Object object = with_type(env, "state");
      object.Set("from", gst::state_name(event.from));
      object.Set("to", gst::state_name(event.to));
      return object;
    }
    case Kind::source_end: {
      Napi::Object object = with_type(env, "source-end");
      object.Set("element", event.element);
      object.Set("source", event.source);
      return object;
    }
    case Kind::message: break;
  }
  Napi::Object object = with_type(env, "message");
  object.Set("element", event.element);
  object.Set("name", event.name);
  object.Set("fields", fields_to_js(env, event.fields));
  return object;
}

Napi::Object to_js(Napi::Env env, const gst::ElementInfo& info) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("factory", info.factory);
  object.Set("longName", info.long_name);
  object.Set("klass", info.klass);
  object.Set("plugin", info.plugin);
  if (!info.file.empty()) object.Set("file", info.file);
  object.Set("properties", list_to_js(env, info.properties));
  object.Set("pads", list_to_js(env, info.pads));
  return object;
}

Napi::Object to_js(Napi::Env env, const gst::SubscriptionStats& stats) {
  Napi::Object object = Napi::Object::New(env);
  const auto add = [&object](const char* name, std::uint64_t count) { object.Set(name, static_cast<double>(count)); };
  add("seen", stats.seen);
  add("delivered", stats.delivered);
  add("dropped", stats.dropped);
  add("skipped", stats.skipped);
  add("damaged", stats.damaged);
  add("queued", stats.queued);
  add("kept", stats.kept);
  add("notKept", stats.not_kept);
  object.Set("maxHold", static_cast<double>(stats.longest_hold_ns) / 1000);
  return object;
}

Napi::Array to_js(Napi::Env env, const std::vector<std::string>& texts) {
  Napi::Array array = Napi::Array::New(env, texts.size());
  for (std::uint32_t i = 0; i < texts.size(); ++i) array.Set(i, texts[i]);
  return array;
}

gst::Value from_js(Napi::Env env, Napi::Value value) {
  switch (value.Type()) {
    case napi_undefined:
    case napi_null: return {};
    case napi_boolean: return gst::Value(value.As<Napi::Boolean>().Value());
    case napi_number: return gst::Value(value.As<Napi::Number>().DoubleValue());
    case napi_string: return gst::Value(value.As<Napi::String>().Utf8Value());
    case napi_bigint: {
      bool lossless = false;
      const std::int64_t number = value.As<Napi::BigInt>().Int64Value(&lossless);
      if (lossless) return gst::Value(number);
      const std::uint64_t large = value.As<Napi::BigInt>().Uint64Value(&lossless);
      if (lossless) return gst::Value(large);
      throw Napi::TypeError::New(env, "Expected an integer of 64 bits for value.");
    }
    default: throw Napi::TypeError::New(env, "Expected a boolean, number, bigint, string or null for value.");
  }
}

}  // namespace bridge
