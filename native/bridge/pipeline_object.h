// The JavaScript objects NativePipeline and NativeSubscription of lib/native.ts. Their functions know their pipeline
// themselves, so that no `this` can be wrong.
#pragma once

#include <napi.h>

#include <memory>

namespace bridge {

class PipelineHost;

Napi::Object pipeline_object(Napi::Env env, const std::shared_ptr<PipelineHost>& host);

}  // namespace bridge
