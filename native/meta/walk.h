// DeepStream's lists, which may be damaged.
#pragma once

#include <glib.h>

#include <cstdint>

namespace meta {

// Calls `each` for the list's elements, at most `limit`; false when the list goes on after that, as a cyclic one does.
template <class Each>
bool walk(const GList* list, std::uint32_t limit, Each&& each) {
  for (; list; list = list->next) {
    if (!list->data) continue;
    if (limit-- == 0) return false;
    each(list->data);
  }
  return true;
}

}  // namespace meta
