// Elements and pads of a pipeline by name.
#pragma once

#include <string>
#include <vector>

#include "gst/fault.h"
#include "gst/ref.h"

namespace gst {

// Names of all elements, depth first; inside bins as `bin/element`.
std::vector<std::string> element_names(GstBin* pipeline);

// By name, at any depth, or by path `bin/element`. ERR_ELEMENT_UNKNOWN with the nearest name.
Result<ElementRef> find_element(GstBin* pipeline, const std::string& name);

// `element` or `element.pad`. Without a pad: src, the only source pad, or the only sink pad of an element without
// source pads. ERR_ELEMENT_UNKNOWN lists the pads there are; one that appears later says so.
Result<PadRef> find_pad(GstBin* pipeline, const std::string& at);

}  // namespace gst
