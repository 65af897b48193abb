#include "runtime/element/fault.h"

#include <span>

#include "gst/nearest.h"
#include "gst/ref.h"

namespace runtime {
namespace {

GstStructure* details_of(const Fault& fault) {
  GstStructure* details = gst_structure_new_empty("nds-fault");
  const auto add = [details](const char* field, const std::string& text) {
    if (!text.empty()) gst_structure_set(details, field, G_TYPE_STRING, text.c_str(), nullptr);
  };
  add("code", fault.code);
  add("message", fault.message);
  add("remedy", fault.remedy);
  add("file", fault.file);
  add("key", fault.key);
  add("value", fault.value);
  add("detail", fault.detail);
  if (fault.line > 0) gst_structure_set(details, "line", G_TYPE_INT, fault.line, nullptr);
  return details;
}

// "<file>:<line>: <message> <remedy>", what gst-launch prints.
std::string text_of(const Fault& fault) {
  std::string text;
  if (!fault.file.empty()) {
    text = fault.file + (fault.line > 0 ? ":" + std::to_string(fault.line) : "") + ": ";
  }
  text += fault.message;
  if (!fault.remedy.empty()) text += " " + fault.remedy;
  return text;
}

void post(GstElement* element, GstMessageType type, GQuark domain, int code, const Fault& fault) {
  gst::ErrorRef error(g_error_new_literal(domain, code, text_of(fault).c_str()));
  const std::string debug = gst::to_string(gst_object_get_path_string(GST_OBJECT(element))) +
                            (fault.detail.empty() ? "" : ": " + fault.detail);
  GstStructure* details = details_of(fault);
  GstMessage* message =
      type == GST_MESSAGE_ERROR
          ? gst_message_new_error_with_details(GST_OBJECT(element), error.get(), debug.c_str(), details)
          : gst_message_new_warning_with_details(GST_OBJECT(element), error.get(), debug.c_str(), details);
  gst_element_post_message(element, message);
}

}  // namespace

void post_error(GstElement* element, GQuark domain, int code, const Fault& fault) {
  post(element, GST_MESSAGE_ERROR, domain, code, fault);
}

void post_warning(GstElement* element, GQuark domain, int code, const Fault& fault) {
  post(element, GST_MESSAGE_WARNING, domain, code, fault);
}

std::string nearest(const std::string& word, const char* const* candidates, std::size_t count) {
  return gst::nearest(word, std::span(candidates, count));
}

}  // namespace runtime
