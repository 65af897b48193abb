#include "runtime/surface/property_types.h"

#include "runtime/element/properties.h"

namespace runtime {

GType interpolation_type() {
  static const GEnumValue values[] = {{0, "Nearest sample", "Nearest"},
                                      {1, "Bilinear", "Bilinear"},
                                      {2, "Cubic", "Algo1"},
                                      {3, "Every pixel weighed", "Algo2"},
                                      {4, "Lanczos", "Algo3"},
                                      {5, "Best: Lanczos", "Algo4"},
                                      {6, "The runtime's choice: bilinear", "Default"},
                                      {0, nullptr, nullptr}};
  return register_enum("NdsInterpolation", values);
}

Scaling scaling_of(gint64 interpolation) {
  switch (interpolation) {
    case 0: return Scaling::nearest;
    case 2: return Scaling::cubic;
    case 3: return Scaling::area;
    case 4:
    case 5: return Scaling::lanczos;
    default: return Scaling::bilinear;
  }
}

GType compute_hw_type() {
  static const GEnumValue values[] = {
      {0, "Any", "Default"}, {1, "GPU", "GPU"}, {2, "VIC", "VIC"}, {0, nullptr, nullptr}};
  return register_enum("NdsComputeHw", values);
}

GType memory_type() {
  static const GEnumValue values[] = {
      {0, "The platform's", "nvbuf-mem-default"},      {1, "Pinned host memory", "nvbuf-mem-cuda-pinned"},
      {2, "Device memory", "nvbuf-mem-cuda-device"},   {3, "Unified memory", "nvbuf-mem-cuda-unified"},
      {4, "Surface array", "nvbuf-mem-surface-array"}, {0, nullptr, nullptr}};
  return register_enum("NdsSurfaceMemory", values);
}

}  // namespace runtime
