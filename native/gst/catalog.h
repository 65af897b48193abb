// What GStreamer has: start-up, installed elements and their descriptions.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>
#include <vector>

#include "gst/fault.h"
#include "gst/value.h"

namespace gst {

// Starts GStreamer once per process; ERR_GSTREAMER when it cannot.
Outcome initialize();

// ERR_PLUGIN when the file is no plugin or does not load.
Outcome load_plugin(const std::string& file);

// Names of all installed elements, sorted.
std::vector<std::string> factories();

// ERR_ELEMENT_MISSING for a factory that is not there, with the nearest name or the package.
Fault missing_element(const std::string& factory);

struct PropertyInfo {
  struct Choice {
    std::string name, nick;
    double value;
  };
  std::string name;
  std::string type;
  const char* kind = "other";
  std::string blurb;
  bool readable = false, writable = false;
  Value fallback{}, minimum{}, maximum{};
  std::vector<Choice> values;
};

struct PadInfo {
  std::string name;
  const char* direction;
  const char* presence;
  std::string caps;
};

struct ElementInfo {
  std::string factory, long_name, klass, plugin, file;
  std::vector<PropertyInfo> properties;
  std::vector<PadInfo> pads;
};

// Nothing when no such element is installed.
std::optional<ElementInfo> inspect(const std::string& factory);
ElementInfo describe(GstElement* element);

}  // namespace gst
