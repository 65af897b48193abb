// The JavaScript objects NativeInterception and NativeAnnotation of lib/native.ts.
#pragma once

#include <napi.h>

#include <memory>

namespace bridge {

class PipelineHost;

// Adds `intercept` and `annotate` to a pipeline's object.
void add_edit_functions(Napi::Object object, const std::shared_ptr<PipelineHost>& host);

}  // namespace bridge
