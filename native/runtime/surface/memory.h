// The GstMemory of NVMM buffers: mapping it gives the NvBufSurface.
#pragma once

#include "runtime/surface/surface.h"

namespace runtime {

// A memory of `batch_size` new black pictures; nullptr when they cannot be laid out or memory is short.
GstMemory* new_surface_memory(nvds::NvBufSurfaceColorFormat format, guint width, guint height, guint batch_size);

// A program that links this library beside the plugin has it twice; the type that was there first serves both.
GType register_once(const char* name, GType parent, gsize class_size, GClassInitFunc class_init, gsize instance_size,
                    GInstanceInitFunc instance_init);

// Says that pixels were copied.
void count_copied(guint64 bytes);

}  // namespace runtime
