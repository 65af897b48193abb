#include "picture/surface_library.h"

#include <dlfcn.h>

#include <initializer_list>

namespace picture {
namespace {

template <class Function>
bool find(void* library, const char* name, Function& function) {
  function = reinterpret_cast<Function>(dlsym(library, name));
  return function != nullptr;
}

bool load(SurfaceLibrary& functions) {
  // On x86 and on Jetson.
  for (const char* name : {"libnvbufsurface.so", "libnvbufsurface.so.1.0.0"}) {
    // Whoever made the surface has loaded the library that knows it.
    void* library = dlopen(name, RTLD_LAZY | RTLD_NOLOAD);
    if (library && find(library, "NvBufSurfaceMap", functions.map) &&
        find(library, "NvBufSurfaceUnMap", functions.unmap) &&
        find(library, "NvBufSurfaceSyncForCpu", functions.sync_for_cpu))
      return true;
  }
  return false;
}

}  // namespace

const SurfaceLibrary* surface_library() {
  thread_local SurfaceLibrary functions;
  thread_local bool loaded = false;
  loaded = loaded || load(functions);
  return loaded ? &functions : nullptr;
}

}  // namespace picture
