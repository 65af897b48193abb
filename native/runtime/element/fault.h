// Errors and warnings for people: what happened, where, what to do. They travel as details of the bus message, so that
// the add-on can turn them into a typed DeepStreamError and gst-launch users read them as text.
#pragma once

#include <gst/gst.h>

#include <string>

namespace runtime {

struct Fault {
  std::string code{};     // ERR_CONFIG, ERR_MODEL_LOAD, … as documented for DeepStreamError
  std::string message{};  // one sentence: what happened
  std::string remedy{};   // one sentence: what to do
  std::string file{};     // where, if it is about a file
  int line = 0;           // 1-based, 0 when unknown
  std::string key{};      // the key or property
  std::string value{};    // its text as given
  std::string detail{};   // technical text (library message)
};

// Posts on the element's bus. The structure in the message's details is named "nds-fault" and has the fields above
// (strings, `line` an int; empty ones are left out). domain/code: GStreamer's own (GST_RESOURCE_ERROR,
// GST_RESOURCE_ERROR_SETTINGS, …), so that plain GStreamer applications see the usual classes.
void post_error(GstElement* element, GQuark domain, int code, const Fault& fault);
void post_warning(GstElement* element, GQuark domain, int code, const Fault& fault);

// The candidate nearest to `word` (edit distance ≤ 1/3 of its length, at least 2), or "" — for "did you mean".
std::string nearest(const std::string& word, const char* const* candidates, std::size_t count);

}  // namespace runtime
