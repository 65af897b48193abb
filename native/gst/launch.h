// A pipeline from launch text, or the fault with its place in the text.
#pragma once

#include <string>

#include "gst/fault.h"
#include "gst/ref.h"

namespace gst {

// Stricter than gst-launch: values out of range, read-only properties and names used twice are faults, not log lines.
// The result is always a GstPipeline.
Result<ElementRef> launch(const std::string& text);

}  // namespace gst
