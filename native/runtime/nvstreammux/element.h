// The GObject side of both muxers: a GstElement that owns its Mux.
#pragma once

#include <memory>
#include <span>

#include "runtime/nvstreammux/mux.h"

namespace runtime::mux {

struct MuxElement {
  GstElement parent;
  Mux* mux;  // owned
};

using MakeMux = std::unique_ptr<Mux> (*)(GstElement* element, GstPad* src);

struct MuxElementClass {
  GstElementClass parent_class;
  MakeMux make;
};

// The common base type of both variants (abstract).
GType mux_element_get_type();
// Completes the class of a variant.
void set_up_class(gpointer klass, std::span<const Property> table, GstStaticPadTemplate& sink,
                  GstStaticPadTemplate& src, MakeMux make);

inline Mux& mux_of(gpointer element) { return *static_cast<MuxElement*>(element)->mux; }

}  // namespace runtime::mux
