// Neutral values to JavaScript and back.
#pragma once

#include <napi.h>

#include <vector>

#include "gst/catalog.h"
#include "gst/event.h"
#include "gst/subscription.h"
#include "gst/value.h"

namespace bridge {

Napi::Value to_js(Napi::Env env, const gst::Value& value);
Napi::Object to_js(Napi::Env env, const gst::Event& event);
Napi::Object to_js(Napi::Env env, const gst::ElementInfo& info);
Napi::Object to_js(Napi::Env env, const gst::SubscriptionStats& stats);
Napi::Array to_js(Napi::Env env, const std::vector<std::string>& texts);

// Throws a TypeError for what no property can hold.
gst::Value from_js(Napi::Env env, Napi::Value value);

}  // namespace bridge
