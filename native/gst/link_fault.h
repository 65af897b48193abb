// Explains why two elements do not fit together, with their pads and caps.
#pragma once

#include <optional>
#include <string>

#include "gst/fault.h"
#include "gst/ref.h"

namespace gst {

// For a launch text whose parsing failed at a link: builds what can be built and looks at both ends.
std::optional<Fault> link_fault_of(const std::string& launch_text);

// For a pipeline that stopped with not-negotiated: the first link whose caps do not fit.
std::optional<Fault> negotiation_fault_of(GstBin* pipeline);

// For a pipeline that stopped with not-linked: source pads that lead nowhere.
std::optional<Fault> unlinked_fault_of(GstBin* pipeline);

}  // namespace gst
