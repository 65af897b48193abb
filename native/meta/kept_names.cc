#include "meta/kept_names.h"

#include <glib.h>

#include <atomic>
#include <string>

namespace meta {

const char* keep_name(std::string_view name) {
  static std::atomic<std::size_t> kept{0};
  const std::string copy(name);
  // GLib keeps interned strings; what it has already costs nothing.
  if (g_quark_try_string(copy.c_str()) == 0 && kept.fetch_add(1) >= kMaxKeptNames) return nullptr;
  return g_intern_string(copy.c_str());
}

}  // namespace meta
