// The functions of libnvbufsurface.so, of whichever release this process has loaded.
#pragma once

#include "nvds/surface.h"

namespace picture {

struct SurfaceLibrary {
  decltype(&nvds::NvBufSurfaceMap) map = nullptr;
  decltype(&nvds::NvBufSurfaceUnMap) unmap = nullptr;
  decltype(&nvds::NvBufSurfaceSyncForCpu) sync_for_cpu = nullptr;
};

// nullptr when no element has loaded it.
const SurfaceLibrary* surface_library();

}  // namespace picture
