// Property types that the picture-making elements share.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime {

// interpolation-method: Nearest, Bilinear, Algo1 … Algo4, Default.
GType interpolation_type();
Scaling scaling_of(gint64 interpolation);

// compute-hw and nvbuf-memory-type: one answer only on a CPU, so their values change nothing.
GType compute_hw_type();
GType memory_type();

}  // namespace runtime
