// The conversions that pipelines do for every frame, on libyuv's vector code.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime {

// Scales and converts whole pictures. Returns false, with `to` untouched, when this pair has no fast path.
bool fast_convert(const Picture& from, const Picture& to, Scaling scaling);

}  // namespace runtime
