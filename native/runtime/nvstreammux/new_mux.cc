#include "runtime/nvstreammux/mux.h"
namespace runtime::mux {
bool register_new_mux(GstPlugin*) { return true; }
}  // namespace runtime::mux
