#include "gst/event.h"

#include "gst/link_fault.h"
#include "gst/packages.h"
#include "gst/property.h"
#include "gst/ref.h"

namespace gst {
namespace {

std::string text_field(const GstStructure* structure, const char* name) {
  const gchar* text = structure ? gst_structure_get_string(structure, name) : nullptr;
  return text ? text : "";
}

bool contains(const std::string& text, const char* part) { return text.find(part) != std::string::npos; }

// Elements of the CPU runtime and of this add-on describe their faults completely.
bool read_details(const GstStructure* details, Fault& fault) {
  if (!details || !gst_structure_has_name(details, "nds-fault")) return false;
  fault.code = text_field(details, "code");
  fault.message = text_field(details, "message");
  fault.remedy = text_field(details, "remedy");
  fault.file = text_field(details, "file");
  fault.key = text_field(details, "key");
  fault.value = text_field(details, "value");
  if (const std::string detail = text_field(details, "detail"); !detail.empty()) fault.detail = detail;
  gst_structure_get_int(details, "line", &fault.line);
  return true;
}

// The outermost element around `object` that was given a URI, else the innermost with a location.
bool find_origin(GstObject* object, Fault& fault) {
  for (ObjectRef<GstObject> at = share(object); at; at.reset(gst_object_get_parent(at.get()))) {
    for (const char* key : {"uri", "location"}) {
      const GParamSpec* spec = g_object_class_find_property(G_OBJECT_GET_CLASS(at.get()), key);
      if (!spec || spec->value_type != G_TYPE_STRING || !(spec->flags & G_PARAM_READABLE)) continue;
      gchar* raw = nullptr;
      g_object_get(at.get(), key, &raw, nullptr);
      std::string value = to_string(raw);
      if (value.empty() || (std::string_view(key) == "location" && fault.key == "uri")) continue;
      fault.key = key;
      fault.value = std::move(value);
    }
  }
  return !fault.value.empty();
}

bool is_sink(GstObject* object) {
  return GST_IS_ELEMENT(object) && GST_OBJECT_FLAG_IS_SET(object, GST_ELEMENT_FLAG_SINK);
}

}  // namespace

const char* state_name(GstState state) {
  switch (state) {
    case GST_STATE_READY: return "ready";
    case GST_STATE_PAUSED: return "paused";
    case GST_STATE_PLAYING: return "playing";
    default: return "null";
  }
}

std::optional<Event> MessageReader::read(GstMessage* message) {
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR: return Event{.kind = Event::Kind::error, .fault = fault_of(message)};
    case GST_MESSAGE_WARNING: return Event{.kind = Event::Kind::warning, .fault = fault_of(message)};
    case GST_MESSAGE_INFO: return Event{.kind = Event::Kind::info, .fault = fault_of(message)};
    case GST_MESSAGE_EOS: return Event{.kind = Event::Kind::end};
    case GST_MESSAGE_ELEMENT: return read_element(message);
    case GST_MESSAGE_STATE_CHANGED: {
      if (GST_MESSAGE_SRC(message) != GST_OBJECT(pipeline_)) return {};
      Event event{.kind = Event::Kind::state};
      gst_message_parse_state_changed(message, &event.from, &event.to, nullptr);
      return event;
    }
    default: return {};
  }
}

std::optional<Event> MessageReader::read_element(GstMessage* message) {
  const GstStructure* structure = gst_message_get_structure(message);
  if (!structure) return {};
  if (gst_structure_has_name(structure, "missing-plugin")) {
    missing_ = Missing{.type = text_field(structure, "type"), .name = text_field(structure, "name")};
    if (const GValue* detail = gst_structure_get_value(structure, "detail"))
      if (const Value value = value_of(detail); const auto* text = std::get_if<std::string>(&value))
        missing_->detail = *text;
  }
  Event event{.kind = Event::Kind::message,
              .element = GST_MESSAGE_SRC(message) ? path_of(GST_MESSAGE_SRC(message)) : "",
              .name = gst_structure_get_name(structure)};
  guint stream = 0;
  // What nvstreammux says when one of its sources has ended.
  if (event.name == "stream-eos" && gst_structure_get_uint(structure, "stream-id", &stream)) {
    event.kind = Event::Kind::source_end;
    event.source = stream;
  } else {
    event.fields = fields_of(structure);
  }
  return event;
}

Fault MessageReader::fault_of(GstMessage* message) {
  GError* raw_error = nullptr;
  gchar* raw_debug = nullptr;
  const GstStructure* details = nullptr;
  switch (GST_MESSAGE_TYPE(message)) {
    case GST_MESSAGE_ERROR:
      gst_message_parse_error(message, &raw_error, &raw_debug);
      gst_message_parse_error_details(message, &details);
      break;
    case GST_MESSAGE_WARNING:
      gst_message_parse_warning(message, &raw_error, &raw_debug);
      gst_message_parse_warning_details(message, &details);
      break;
    default:
      gst_message_parse_info(message, &raw_error, &raw_debug);
      gst_message_parse_info_details(message, &details);
      break;
  }
  const ErrorRef error(raw_error);
  Fault fault{.code = "ERR_STREAM", .detail = to_string(raw_debug)};
  if (error) fault.message = error->message;
  if (GST_MESSAGE_SRC(message)) fault.element = path_of(GST_MESSAGE_SRC(message));
  if (!read_details(details, fault) && error) explain(*error, GST_MESSAGE_SRC(message), fault);
  return fault;
}

void MessageReader::explain(const GError& error, GstObject* source, Fault& fault) {
  const auto is = [&error](GQuark domain, auto... codes) {
    return error.domain == domain && (... || (error.code == codes));
  };
  const auto replace = [&fault](std::optional<Fault> better) {
    if (!better) return;
    better->detail = fault.detail;
    fault = std::move(*better);
  };

  if (is(GST_CORE_ERROR, GST_CORE_ERROR_MISSING_PLUGIN) || is(GST_STREAM_ERROR, GST_STREAM_ERROR_CODEC_NOT_FOUND)) {
    explain_missing_plugin(fault);
  } else if (is(GST_CORE_ERROR, GST_CORE_ERROR_NEGOTIATION, GST_CORE_ERROR_CAPS) ||
             contains(fault.detail, "not-negotiated")) {
    fault.code = "ERR_NEGOTIATION";
    fault.message = "The elements after this one agree on no format with it.";
    fault.remedy = "Put a converter behind it (videoconvert, audioconvert, nvvideoconvert), or change the caps.";
    replace(negotiation_fault_of(pipeline_));
  } else if (contains(fault.detail, "not-linked") || is(GST_PARSE_ERROR, GST_PARSE_ERROR_DELAYED_LINK)) {
    fault.code = "ERR_NEGOTIATION";
    fault.remedy = "Link every source pad to an element, or to a fakesink.";
    replace(unlinked_fault_of(pipeline_));
  } else if (error.domain == GST_RESOURCE_ERROR) {
    explain_resource(error, source, fault);
  } else if (is(GST_STREAM_ERROR, GST_STREAM_ERROR_TYPE_NOT_FOUND, GST_STREAM_ERROR_WRONG_TYPE, GST_STREAM_ERROR_DECODE,
                GST_STREAM_ERROR_DEMUX, GST_STREAM_ERROR_FORMAT)) {
    fault.code = "ERR_DECODE";
    fault.remedy = find_origin(source, fault) ? "Check that " + fault.value +
                                                    " is complete and a video: gst-discoverer-1.0 tells what it holds."
                                              : "Check that the source is complete and a video.";
  } else if (error.domain == GST_LIBRARY_ERROR) {
    fault.code = "ERR_GSTREAMER";
    fault.remedy = "Look at the detail: a library that the element uses refused to work.";
  } else if (error.domain == GST_CORE_ERROR) {
    fault.code = "ERR_GSTREAMER";
    fault.remedy = "Look at the detail, or run with GST_DEBUG=3.";
  } else {
    fault.remedy = "Look at the detail, or run with GST_DEBUG=3.";
  }
}

void MessageReader::explain_resource(const GError& error, GstObject* source, Fault& fault) {
  const bool known = source && find_origin(source, fault);
  const std::string what = known ? fault.value : "the resource";
  if (is_sink(source)) {
    fault.code = "ERR_WRITE";
    fault.remedy = "Check that " + what + " can be written to: its folder exists, there is room, access is allowed.";
    return;
  }
  switch (error.code) {
    case GST_RESOURCE_ERROR_NOT_FOUND:
      fault.code = "ERR_SOURCE_NOT_FOUND";
      if (known) fault.message = "Nothing is found at " + fault.value + ".";
      fault.remedy = "Check the source's " + (known ? fault.key : "uri or location") + ".";
      break;
    case GST_RESOURCE_ERROR_SETTINGS:
      fault.code = "ERR_PROPERTY";
      fault.remedy = "Check the element's properties.";
      break;
    case GST_RESOURCE_ERROR_READ:
      fault.code = "ERR_SOURCE_LOST";
      fault.remedy = "Check that " + what + " can still be reached.";
      break;
    default:
      fault.code = "ERR_SOURCE_OPEN";
      fault.remedy = "Check that " + what + " exists, can be read and is not in use.";
      break;
  }
}

void MessageReader::explain_missing_plugin(Fault& fault) {
  fault.code = "ERR_ELEMENT_MISSING";
  if (!missing_) {
    fault.remedy =
        "Install the plugin: sudo apt-get install gstreamer1.0-libav gstreamer1.0-plugins-good "
        "gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly";
    return;
  }
  fault.value = missing_->detail;
  fault.message = "No " + (missing_->name.empty() ? missing_->type : missing_->name) + " is installed.";
  if (missing_->type == "element")
    fault.remedy = install_remedy(missing_->detail);
  else if (missing_->type == "urisource" || missing_->type == "urisink")
    fault.remedy =
        "Check the beginning of the uri, or install more protocols: sudo apt-get install "
        "gstreamer1.0-plugins-good gstreamer1.0-plugins-bad";
  else
    fault.remedy =
        "Install the codecs: sudo apt-get install gstreamer1.0-libav gstreamer1.0-plugins-good "
        "gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly";
}

}  // namespace gst
