// Properties of elements: typed reading and writing with the checks that GObject leaves to a log line.
#pragma once

#include <gst/gst.h>

#include <string>

#include "gst/fault.h"
#include "gst/value.h"

namespace gst {

// ERR_PROPERTY for a property that does not exist (with the nearest name) or cannot be read.
Result<Value> get_property(GstElement* element, const std::string& name);

// Numbers must be whole for integer properties and in the property's range; enumerations by nick, name or number;
// flags "a+b"; caps, structures, fractions and other boxed values as GStreamer's text. ERR_PROPERTY otherwise.
Outcome set_property(GstElement* element, const std::string& name, const Value& value);

// The checks of a launch text's `name=text` that GStreamer's parser leaves out: writable, and numbers in range.
// Nothing for what the parser itself refuses.
Outcome check_text(GObjectClass* type, const std::string& element, const std::string& name, const std::string& text);

// The fault of a `name=text` that GStreamer's parser refused.
Fault unknown_property(GObjectClass* type, const std::string& element, const std::string& name);
Fault refused_text(const GParamSpec* spec, const std::string& element, const std::string& text);

// "allowed: 0 … 10", "allowed: smpte, snow, …", or "".
std::string allowed_values(const GParamSpec* spec);

// /pipeline0/bin/element, from the names alone.
std::string path_of(GstObject* object);

}  // namespace gst
