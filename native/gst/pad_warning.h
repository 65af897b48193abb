// Warnings about what passes a pad.
#pragma once

#include <gst/gst.h>

#include "gst/fault.h"

namespace gst {

// Posts a warning of the pad's element; its key is the pad's name unless the fault has one.
void warn(GstPad* pad, const Fault& fault);

}  // namespace gst
