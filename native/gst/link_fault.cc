#include "gst/link_fault.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "gst/iterate.h"
#include "gst/property.h"

namespace gst {
namespace {

std::string name_of(gpointer object) { return to_string(gst_object_get_name(GST_OBJECT(object))); }

std::string pad_name(GstPad* pad) {
  const ElementRef parent(gst_pad_get_parent_element(pad));
  return (parent ? name_of(parent.get()) + "." : "") + name_of(pad);
}

// Short enough to read: some elements list hundreds of formats.
std::string text_of(GstCaps* caps) {
  constexpr std::size_t kLongest = 400;
  std::string text = caps ? to_string(gst_caps_to_string(caps)) : "nothing";
  if (text.size() > kLongest) text = text.substr(0, kLongest) + " …";
  return text;
}

Fault unfit(GstPad* source, GstPad* sink, GstCaps* offered, GstCaps* accepted) {
  const ElementRef element(gst_pad_get_parent_element(sink));
  return {.code = "ERR_NEGOTIATION",
          .message = pad_name(source) + " and " + pad_name(sink) + " do not fit: the first offers " + text_of(offered) +
                     ", the second accepts " + text_of(accepted) + ".",
          .element = element ? path_of(GST_OBJECT(element.get())) : "",
          .key = pad_name(sink),
          .remedy = "Put a converter between them (videoconvert, audioconvert, nvvideoconvert) or change the caps."};
}

// What the element gives or takes on that side: by its unlinked pad, which knows its neighbours, else by its template.
CapsRef open_caps(GstElement* element, GstPadDirection direction, std::string& pad) {
  for (const PadRef& each : collect<GstPad>(gst_element_iterate_pads(element))) {
    if (GST_PAD_DIRECTION(each.get()) != direction || gst_pad_is_linked(each.get())) continue;
    pad = name_of(each.get());
    return CapsRef(gst_pad_query_caps(each.get(), nullptr));
  }
  for (const GList* node = gst_element_class_get_pad_template_list(GST_ELEMENT_GET_CLASS(element)); node;
       node = node->next) {
    auto* pad_template = GST_PAD_TEMPLATE(node->data);
    if (GST_PAD_TEMPLATE_DIRECTION(pad_template) != direction) continue;
    pad = GST_PAD_TEMPLATE_NAME_TEMPLATE(pad_template);
    return CapsRef(gst_pad_template_get_caps(pad_template));
  }
  return nullptr;
}

// The two elements that the parser's message names, in the order of their appearance.
std::vector<GstElement*> named_in(const std::string& message, const std::vector<ElementRef>& elements) {
  std::vector<std::pair<std::size_t, GstElement*>> found;
  for (const ElementRef& element : elements) {
    const std::string name = name_of(element.get());
    for (std::size_t at = message.find(name); at != std::string::npos; at = message.find(name, at + 1)) {
      const auto joins = [](char c) { return g_ascii_isalnum(c) || c == '_' || c == '-'; };
      if ((at > 0 && joins(message[at - 1])) || (at + name.size() < message.size() && joins(message[at + name.size()])))
        continue;
      found.emplace_back(at, element.get());
      break;
    }
  }
  std::sort(found.begin(), found.end());
  std::vector<GstElement*> elements_in_order;
  for (const auto& [at, element] : found) elements_in_order.push_back(element);
  return elements_in_order;
}

Fault unlinkable(GstElement* source, GstElement* sink, const std::string& message) {
  std::string source_pad, sink_pad;
  const CapsRef offered = open_caps(source, GST_PAD_SRC, source_pad);
  const CapsRef accepted = open_caps(sink, GST_PAD_SINK, sink_pad);
  Fault fault{.code = "ERR_NEGOTIATION",
              .element = path_of(GST_OBJECT(sink)),
              .remedy = "Put a converter between them, change the caps, or name other pads (element.pad).",
              .detail = message};
  const std::string ends = name_of(source) + " cannot be linked to " + name_of(sink) + ": ";
  if (!offered)
    fault.message = ends + name_of(source) + " has no source pad.";
  else if (!accepted)
    fault.message = ends + name_of(sink) + " has no sink pad.";
  else if (!gst_caps_can_intersect(offered.get(), accepted.get()))
    fault.message = ends + "pad " + source_pad + " gives " + text_of(offered.get()) + ", pad " + sink_pad + " takes " +
                    text_of(accepted.get()) + ".";
  else
    fault.message = ends + message + ".";
  return fault;
}

CapsRef filter_caps(GstElement* element) {
  const GstElementFactory* factory = gst_element_get_factory(element);
  if (!factory || std::string_view(GST_OBJECT_NAME(factory)) != "capsfilter") return nullptr;
  GstCaps* caps = nullptr;
  g_object_get(element, "caps", &caps, nullptr);
  return CapsRef(caps);
}

// The nearest caps filter upstream of `element`, through elements with one sink pad.
ElementRef filter_before(GstElement* element) {
  for (ElementRef at = share(element);;) {
    const auto sinks = collect<GstPad>(gst_element_iterate_sink_pads(at.get()));
    const PadRef peer(sinks.size() == 1 ? gst_pad_get_peer(sinks[0].get()) : nullptr);
    if (!peer) return nullptr;
    at.reset(gst_pad_get_parent_element(peer.get()));
    if (!at || filter_caps(at.get())) return at;
  }
}

// A caps filter that nothing reaches, because another before it lets nothing through that it would take.
std::optional<Fault> filters_fault_of(GstElement* filter) {
  const CapsRef accepted = filter_caps(filter);
  if (!accepted) return {};
  const ElementRef before = filter_before(filter);
  if (!before) return {};
  const CapsRef offered = filter_caps(before.get());
  const PadRef sink(gst_element_get_static_pad(filter, "sink"));
  const CapsRef arriving(gst_pad_peer_query_caps(sink.get(), nullptr));
  if (!gst_caps_is_empty(arriving.get()) || gst_caps_can_intersect(offered.get(), accepted.get())) return {};
  const PadRef source(gst_element_get_static_pad(before.get(), "src"));
  return unfit(source.get(), sink.get(), offered.get(), accepted.get());
}

}  // namespace

std::optional<Fault> link_fault_of(const std::string& launch_text) {
  GError* error = nullptr;
  GstElement* parsed = gst_parse_launch_full(launch_text.c_str(), nullptr, GST_PARSE_FLAG_NONE, &error);
  const ErrorRef owned(error);
  if (!parsed) return {};
  const ElementRef pipeline(GST_ELEMENT(gst_object_ref_sink(parsed)));
  if (!error || !GST_IS_BIN(pipeline.get())) return {};
  const auto elements = collect<GstElement>(gst_bin_iterate_recurse(GST_BIN(pipeline.get())));
  const auto ends = named_in(error->message, elements);
  if (ends.size() < 2) return {};
  return unlinkable(ends[0], ends[1], error->message);
}

std::optional<Fault> negotiation_fault_of(GstBin* pipeline) {
  const auto elements = collect<GstElement>(gst_bin_iterate_recurse(pipeline));
  for (const ElementRef& element : elements) {
    for (const PadRef& source : collect<GstPad>(gst_element_iterate_src_pads(element.get()))) {
      const PadRef sink(gst_pad_get_peer(source.get()));
      if (!sink) continue;
      CapsRef offered(gst_pad_get_current_caps(source.get()));
      if (!offered) offered.reset(gst_pad_query_caps(source.get(), nullptr));
      const CapsRef accepted(gst_pad_query_caps(sink.get(), nullptr));
      // Caps are empty beside a conflict, not at it.
      if (gst_caps_is_empty(offered.get()) || gst_caps_is_empty(accepted.get())) continue;
      if (!gst_caps_can_intersect(offered.get(), accepted.get()))
        return unfit(source.get(), sink.get(), offered.get(), accepted.get());
    }
  }
  for (const ElementRef& element : elements)
    if (auto fault = filters_fault_of(element.get())) return fault;
  return {};
}

std::optional<Fault> unlinked_fault_of(GstBin* pipeline) {
  for (const ElementRef& element : collect<GstElement>(gst_bin_iterate_recurse(pipeline))) {
    for (const PadRef& source : collect<GstPad>(gst_element_iterate_src_pads(element.get()))) {
      if (gst_pad_is_linked(source.get())) continue;
      const CapsRef caps(gst_pad_query_caps(source.get(), nullptr));
      return Fault{.code = "ERR_NEGOTIATION",
                   .message = pad_name(source.get()) + " leads nowhere; it gives " + text_of(caps.get()) + ".",
                   .element = path_of(GST_OBJECT(element.get())),
                   .key = pad_name(source.get()),
                   .remedy = "Link it to an element, or to a fakesink."};
    }
  }
  return {};
}

}  // namespace gst
