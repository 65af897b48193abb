// Owning pointers over GStreamer's reference counts: take() adopts a reference, share() adds one.
#pragma once

#include <gst/gst.h>

#include <memory>
#include <string>

namespace gst {

struct Unref {
  void operator()(gpointer object) const { gst_object_unref(object); }
};
struct MiniUnref {
  template <class T>
  void operator()(T* object) const {
    gst_mini_object_unref(GST_MINI_OBJECT_CAST(object));
  }
};
struct Free {
  void operator()(gpointer memory) const { g_free(memory); }
};
struct FreeError {
  void operator()(GError* error) const { g_error_free(error); }
};
struct FreeStructure {
  void operator()(GstStructure* structure) const { gst_structure_free(structure); }
};

// A GstObject: element, pad, bus, clock, plugin…
template <class T>
using ObjectRef = std::unique_ptr<T, Unref>;
using ElementRef = ObjectRef<GstElement>;
using PadRef = ObjectRef<GstPad>;
using BusRef = ObjectRef<GstBus>;

// A GstMiniObject: buffer, caps, event, message, query.
template <class T>
using MiniRef = std::unique_ptr<T, MiniUnref>;
using BufferRef = MiniRef<GstBuffer>;
using CapsRef = MiniRef<GstCaps>;
using EventRef = MiniRef<GstEvent>;
using MessageRef = MiniRef<GstMessage>;
using QueryRef = MiniRef<GstQuery>;

using StringRef = std::unique_ptr<gchar, Free>;
using ErrorRef = std::unique_ptr<GError, FreeError>;
using StructureRef = std::unique_ptr<GstStructure, FreeStructure>;

template <class T>
ObjectRef<T> share(T* object) {
  return ObjectRef<T>(object ? static_cast<T*>(gst_object_ref(object)) : nullptr);
}

inline std::string to_string(gchar* text) {
  StringRef owned(text);
  return text ? text : "";
}

}  // namespace gst
