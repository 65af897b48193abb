// Arguments of native functions. TypeScript checks them with better words first; these keep the add-on from crashing.
#pragma once

#include <napi.h>

#include <string>

namespace bridge {

inline Napi::TypeError expected(const Napi::CallbackInfo& info, const char* what, const char* name) {
  return Napi::TypeError::New(info.Env(), std::string("Expected ") + what + " for " + name + ".");
}

inline std::string text_argument(const Napi::CallbackInfo& info, std::size_t index, const char* name) {
  if (!info[index].IsString()) throw expected(info, "a string", name);
  return info[index].As<Napi::String>();
}

inline Napi::Function function_argument(const Napi::CallbackInfo& info, std::size_t index, const char* name) {
  if (!info[index].IsFunction()) throw expected(info, "a function", name);
  return info[index].As<Napi::Function>();
}

inline Napi::Object object_argument(const Napi::CallbackInfo& info, std::size_t index, const char* name) {
  if (!info[index].IsObject()) throw expected(info, "an object", name);
  return info[index].As<Napi::Object>();
}

// A whole number from 1 to `most`.
inline std::uint32_t count_of(const Napi::CallbackInfo& info, Napi::Value value, const char* name, std::uint32_t most) {
  const double number = value.IsNumber() ? value.As<Napi::Number>().DoubleValue() : 0;
  if (!(number >= 1 && number <= most) || number != static_cast<std::uint32_t>(number))
    throw expected(info, ("a whole number from 1 to " + std::to_string(most)).c_str(), name);
  return static_cast<std::uint32_t>(number);
}

}  // namespace bridge
