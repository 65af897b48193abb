// Walks GStreamer's iterators, which start over when the set changes meanwhile.
#pragma once

#include <memory>
#include <vector>

#include "gst/ref.h"

namespace gst {

// All objects of an iterator that it takes over.
template <class T>
std::vector<ObjectRef<T>> collect(GstIterator* iterator) {
  const std::unique_ptr<GstIterator, decltype(&gst_iterator_free)> owned(iterator, gst_iterator_free);
  std::vector<ObjectRef<T>> items;
  GValue item = G_VALUE_INIT;
  for (;;) {
    switch (gst_iterator_next(iterator, &item)) {
      case GST_ITERATOR_OK:
        items.push_back(share(static_cast<T*>(g_value_get_object(&item))));
        g_value_reset(&item);
        continue;
      case GST_ITERATOR_RESYNC:
        items.clear();
        gst_iterator_resync(iterator);
        continue;
      case GST_ITERATOR_DONE:
      case GST_ITERATOR_ERROR: break;
    }
    g_value_unset(&item);
    return items;
  }
}

}  // namespace gst
