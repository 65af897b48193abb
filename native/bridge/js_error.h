// Faults as JavaScript values: the fields of NativeFault in lib/native.ts.
#pragma once

#include <napi.h>

#include "gst/fault.h"

namespace bridge {

Napi::Object to_js(Napi::Env env, const gst::Fault& fault);
// An Error with the fault's fields.
Napi::Error error_of(Napi::Env env, const gst::Fault& fault);

inline void throw_if(Napi::Env env, const gst::Outcome& outcome) {
  if (outcome) throw error_of(env, *outcome);
}

template <class T>
T value_or_throw(Napi::Env env, gst::Result<T> result) {
  if (!result) throw error_of(env, result.fault());
  return std::move(result.value());
}

}  // namespace bridge
