#include "runtime/element/fault.h"

#include <algorithm>
#include <vector>

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

std::size_t edit_distance(const std::string& a, const std::string& b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t above = row[j];
      row[j] = std::min({above + 1, row[j - 1] + 1, diagonal + (a[i - 1] != b[j - 1])});
      diagonal = above;
    }
  }
  return row[b.size()];
}

}  // namespace

void post_error(GstElement* element, GQuark domain, int code, const Fault& fault) {
  post(element, GST_MESSAGE_ERROR, domain, code, fault);
}

void post_warning(GstElement* element, GQuark domain, int code, const Fault& fault) {
  post(element, GST_MESSAGE_WARNING, domain, code, fault);
}

std::string nearest(const std::string& word, const char* const* candidates, std::size_t count) {
  std::size_t best = std::max<std::size_t>(2, word.size() / 3) + 1;
  std::string found;
  for (std::size_t i = 0; i < count; ++i) {
    const std::size_t distance = edit_distance(word, candidates[i]);
    if (distance < best) {
      best = distance;
      found = candidates[i];
    }
  }
  return found;
}

}  // namespace runtime
