// DeepStream's codec and sink names as bins around software elements. One GObject class per name, one C++ object
// inside.
#pragma once

#include <gst/gst.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

#include "runtime/element/properties.h"

namespace runtime::codecs {

class Codec;

// What the registry and the pads say of one name.
struct Description {
  const char* name;
  const char* type_name;
  const char* long_name;
  const char* klass;
  const char* blurb;
  const char* sink_caps;
  const char* src_caps;  // nullptr for sinks
  std::span<const Property> properties;
  std::unique_ptr<Codec> (*create)(GstBin* bin, const Description& description);
};

// The inside of a bin. Built with the element; what is missing is reported when the element starts.
class Codec {
 public:
  Codec(GstBin* bin, const Description& description)
      : values_(description.properties), bin_(bin), about_(description) {}
  virtual ~Codec() = default;
  Codec(const Codec&) = delete;
  Codec& operator=(const Codec&) = delete;

  // NULL to READY: properties go to the elements. False, after posting why, when they cannot.
  virtual bool start() { return true; }
  // Back to NULL.
  virtual void stop() {}
  // A property was set, in any state.
  virtual void changed(std::string_view) {}

  // Posts what software element is missing; true when none is.
  bool complete() const;

  PropertyValues& values() { return values_; }

 protected:
  // A child of the bin, or nullptr when GStreamer has no such element.
  GstElement* add(const char* factory);
  // Links the children in turn; nothing when one of them is missing.
  void link(std::initializer_list<GstElement*> chain);
  // A pad of the bin, with the template of that name.
  void expose(const char* name, GstElement* element);
  // Posts that a property's value cannot be honoured; returns false.
  bool refuse(const char* property, const std::string& message, const std::string& remedy);

  GstElement* element() const { return GST_ELEMENT(bin_); }
  GstBin* bin() const { return bin_; }
  GstPad* pad(const char* name) const;

  PropertyValues values_;

 private:
  GstBin* bin_;
  const Description& about_;
  std::vector<std::string> missing_;
};

// Where Debian has a software element.
std::string debian_package(const std::string& factory);

bool register_codec(GstPlugin* plugin, const Description& description);

GstElement* capsfilter(GstElement* filter, const char* caps);

}  // namespace runtime::codecs
