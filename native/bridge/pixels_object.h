// NativePixels of lib/native.ts: a batch's kept buffer, as JavaScript holds it. It lets go when it is released, or
// collected.
#pragma once

#include <napi.h>

#include "picture/kept.h"

namespace bridge {

Napi::Object pixels_object(Napi::Env env, picture::KeptRef kept);

// The functions of NativeBinding that take one.
Napi::Value make_image(const Napi::CallbackInfo& info);
void release_pixels(const Napi::CallbackInfo& info);

}  // namespace bridge
