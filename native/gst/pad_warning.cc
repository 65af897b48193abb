#include "gst/pad_warning.h"

#include "gst/ref.h"

namespace gst {

void warn(GstPad* pad, const Fault& fault) {
  const ElementRef element(gst_pad_get_parent_element(pad));
  if (!element) return;
  const ErrorRef error(g_error_new_literal(GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT, fault.message.c_str()));
  const std::string pad_name = to_string(gst_object_get_name(GST_OBJECT(pad)));
  GstStructure* details =
      gst_structure_new("nds-fault", "code", G_TYPE_STRING, fault.code.c_str(), "message", G_TYPE_STRING,
                        fault.message.c_str(), "remedy", G_TYPE_STRING, fault.remedy.c_str(), "key", G_TYPE_STRING,
                        fault.key.empty() ? pad_name.c_str() : fault.key.c_str(), nullptr);
  if (!fault.value.empty()) gst_structure_set(details, "value", G_TYPE_STRING, fault.value.c_str(), nullptr);
  gst_element_post_message(
      element.get(), gst_message_new_warning_with_details(GST_OBJECT(element.get()), error.get(), nullptr, details));
}

}  // namespace gst
