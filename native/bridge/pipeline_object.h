// The JavaScript objects NativePipeline and NativeSubscription of lib/native.ts. Their functions know their pipeline
// themselves, so that no `this` can be wrong.
#pragma once

#include <napi.h>

#include <memory>

#include "meta/request.h"

namespace bridge {

class PipelineHost;

// What a reader asks for: `include` and `userMeta` of its options.
meta::Request request_of(const Napi::CallbackInfo& info, const Napi::Object& options);

Napi::Object pipeline_object(Napi::Env env, const std::shared_ptr<PipelineHost>& host);

}  // namespace bridge
