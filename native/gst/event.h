// What a pipeline tells its owner: the messages of its bus, in neutral form.
#pragma once

#include <gst/gst.h>

#include <optional>
#include <string>

#include "gst/fault.h"
#include "gst/value.h"

namespace gst {

struct Event {
  enum class Kind { state, error, warning, info, end, source_end, message };
  Kind kind;
  GstState from = GST_STATE_NULL;  // state
  GstState to = GST_STATE_NULL;
  Fault fault{};          // error, warning, info
  std::string element{};  // source_end, message: path
  unsigned source = 0;    // source_end
  std::string name{};     // message
  Fields fields{};        // message
};

// Turns messages into events. Remembers what explains a later error: the plugin that a decoder bin missed.
class MessageReader {
 public:
  explicit MessageReader(GstBin* pipeline) : pipeline_(pipeline) {}

  // Nothing for messages that are no concern of a pipeline's owner.
  std::optional<Event> read(GstMessage* message);

 private:
  std::optional<Event> read_element(GstMessage* message);
  Fault fault_of(GstMessage* message);
  void explain(const GError& error, GstObject* source, Fault& fault);
  void explain_resource(const GError& error, GstObject* source, Fault& fault);
  void explain_missing_plugin(Fault& fault);

  GstBin* const pipeline_;
  // Of the latest "missing-plugin" message: what kind, of what, in words.
  struct Missing {
    std::string type{}, detail{}, name{};
  };
  std::optional<Missing> missing_;
};

const char* state_name(GstState state);

}  // namespace gst
