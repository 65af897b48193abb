// The GstMemory of NVMM buffers: mapping it gives the NvBufSurface.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime {

// A memory of `batch_size` new black pictures; nullptr when they cannot be laid out or memory is short.
GstMemory* new_surface_memory(nvds::NvBufSurfaceColorFormat format, guint width, guint height, guint batch_size);

// Says that pixels were copied.
void count_copied(guint64 bytes);

}  // namespace runtime
