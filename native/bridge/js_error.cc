#include "bridge/js_error.h"

namespace bridge {
namespace {

void add_fields(Napi::Object object, const gst::Fault& fault) {
  const auto add = [&object](const char* name, const std::string& text) {
    if (!text.empty()) object.Set(name, text);
  };
  add("code", fault.code);
  add("element", fault.element);
  add("file", fault.file);
  add("key", fault.key);
  add("value", fault.value);
  add("remedy", fault.remedy);
  add("detail", fault.detail);
  if (fault.line > 0) object.Set("line", fault.line);
  if (fault.column > 0) object.Set("column", fault.column);
}

}  // namespace

Napi::Object to_js(Napi::Env env, const gst::Fault& fault) {
  Napi::Object object = Napi::Object::New(env);
  object.Set("message", fault.message);
  add_fields(object, fault);
  return object;
}

Napi::Error error_of(Napi::Env env, const gst::Fault& fault) {
  Napi::Error error = Napi::Error::New(env, fault.message);
  add_fields(error.Value(), fault);
  return error;
}

}  // namespace bridge
