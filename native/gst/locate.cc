#include "gst/locate.h"

#include "gst/iterate.h"
#include "gst/nearest.h"
#include "gst/property.h"

namespace gst {
namespace {

std::string name_of(gpointer object) { return to_string(gst_object_get_name(GST_OBJECT(object))); }

void add_names(GstBin* bin, const std::string& prefix, std::vector<std::string>& names) {
  for (const ElementRef& element : collect<GstElement>(gst_bin_iterate_elements(bin))) {
    names.push_back(prefix + name_of(element.get()));
    if (GST_IS_BIN(element.get())) add_names(GST_BIN(element.get()), names.back() + "/", names);
  }
}

ElementRef by_path(GstBin* bin, const std::string& path) {
  ElementRef at = share(GST_ELEMENT(bin));
  for (std::size_t from = 0; from <= path.size();) {
    const std::size_t slash = std::min(path.find('/', from), path.size());
    if (!GST_IS_BIN(at.get())) return nullptr;
    const std::string name = path.substr(from, slash - from);
    ElementRef child;
    for (ElementRef& element : collect<GstElement>(gst_bin_iterate_elements(GST_BIN(at.get()))))
      if (name_of(element.get()) == name) child = std::move(element);
    if (!child) return nullptr;
    at = std::move(child);
    from = slash + 1;
  }
  return at;
}

ElementRef look_up(GstBin* pipeline, const std::string& name) {
  if (name.find('/') != std::string::npos) return by_path(pipeline, name);
  if (name == name_of(pipeline)) return nullptr;  // the pipeline itself is not one of its elements
  return ElementRef(gst_bin_get_by_name(pipeline, name.c_str()));
}

std::string joined(const std::vector<std::string>& names) {
  constexpr std::size_t kMost = 24;
  std::string list;
  for (std::size_t i = 0; i < names.size() && i < kMost; ++i) list += (i ? ", " : "") + names[i];
  return names.size() > kMost ? list + ", …" : list;
}

std::vector<std::string> pad_names(GstElement* element) {
  std::vector<std::string> names;
  for (const PadRef& pad : collect<GstPad>(gst_element_iterate_pads(element))) names.push_back(name_of(pad.get()));
  return names;
}

Fault pad_fault(GstElement* element, const std::string& pad, std::string message, std::string remedy) {
  return {.code = "ERR_ELEMENT_UNKNOWN",
          .message = std::move(message),
          .element = path_of(GST_OBJECT(element)),
          .key = pad,
          .remedy = std::move(remedy)};
}

// A pad template such as src_%u that would give this name.
GstPadTemplate* later_template(GstElement* element, const std::string& name) {
  for (const GList* node = gst_element_class_get_pad_template_list(GST_ELEMENT_GET_CLASS(element)); node;
       node = node->next) {
    auto* pad_template = GST_PAD_TEMPLATE(node->data);
    if (GST_PAD_TEMPLATE_PRESENCE(pad_template) == GST_PAD_ALWAYS) continue;
    const std::string pattern = GST_PAD_TEMPLATE_NAME_TEMPLATE(pad_template);
    const std::size_t percent = pattern.find('%');
    if (name == pattern || (percent != std::string::npos && name.starts_with(pattern.substr(0, percent))))
      return pad_template;
  }
  return nullptr;
}

// A source pad that comes later.
GstPadTemplate* later_source(GstElement* element) {
  for (const GList* node = gst_element_class_get_pad_template_list(GST_ELEMENT_GET_CLASS(element)); node;
       node = node->next) {
    auto* pad_template = GST_PAD_TEMPLATE(node->data);
    if (GST_PAD_TEMPLATE_DIRECTION(pad_template) == GST_PAD_SRC &&
        GST_PAD_TEMPLATE_PRESENCE(pad_template) != GST_PAD_ALWAYS)
      return pad_template;
  }
  return nullptr;
}

Fault missing_pad(GstElement* element, const std::string& name) {
  const std::vector<std::string> names = pad_names(element);
  const std::string label = name_of(element);
  const std::string have = names.empty() ? label + " has no pads yet." : "It has: " + joined(names) + ".";
  if (const GstPadTemplate* later = later_template(element, name)) {
    const bool request = GST_PAD_TEMPLATE_PRESENCE(later) == GST_PAD_REQUEST;
    return pad_fault(
        element, name,
        "Pad " + name + " of " + label +
            (request ? " does not exist: it is made when something is linked to it."
                     : " does not exist yet: it appears when the stream is known."),
        (request ? "Link it in the pipeline text, or" : "Subscribe after the pipeline is paused or playing, or") +
            std::string(" name a pad of the next element. ") + have);
  }
  const std::string near = nearest(name, names);
  return pad_fault(element, name, "Element " + label + " has no pad \"" + name + "\".",
                   (near.empty() ? "" : "Did you mean \"" + near + "\"? ") + have);
}

Result<PadRef> named_pad(GstElement* element, const std::string& name) {
  if (PadRef pad{gst_element_get_static_pad(element, name.c_str())}) return pad;
  return missing_pad(element, name);
}

Result<PadRef> default_pad(GstElement* element) {
  if (PadRef pad{gst_element_get_static_pad(element, "src")}) return pad;
  auto sources = collect<GstPad>(gst_element_iterate_src_pads(element));
  if (sources.size() == 1) return std::move(sources[0]);
  auto sinks = collect<GstPad>(gst_element_iterate_sink_pads(element));
  const GstPadTemplate* later = sources.empty() ? later_source(element) : nullptr;
  if (later) return missing_pad(element, GST_PAD_TEMPLATE_NAME_TEMPLATE(later));
  if (sources.empty() && sinks.size() == 1) return std::move(sinks[0]);
  if (sources.empty() && sinks.empty()) return missing_pad(element, "src");
  return pad_fault(element, "src",
                   "Element " + name_of(element) + " has no pad src, and more than one other to choose from.",
                   "Name one as element.pad. It has: " + joined(pad_names(element)) + ".");
}

}  // namespace

std::vector<std::string> element_names(GstBin* pipeline) {
  std::vector<std::string> names;
  add_names(pipeline, "", names);
  return names;
}

Result<ElementRef> find_element(GstBin* pipeline, const std::string& name) {
  if (ElementRef element = look_up(pipeline, name)) return element;
  const std::vector<std::string> names = element_names(pipeline);
  const std::string near = nearest(name, names);
  return Fault{.code = "ERR_ELEMENT_UNKNOWN",
               .message = "The pipeline has no element called \"" + name + "\".",
               .element = path_of(GST_OBJECT(pipeline)),
               .value = name,
               .remedy = (near.empty() ? "" : "Did you mean \"" + near + "\"? ") + ("It has: " + joined(names) + ".")};
}

Result<PadRef> find_pad(GstBin* pipeline, const std::string& at) {
  // A dot may also be part of an element's name.
  if (const ElementRef element = look_up(pipeline, at)) return default_pad(element.get());
  const std::size_t dot = at.rfind('.');
  Result<ElementRef> element = find_element(pipeline, at.substr(0, dot));
  if (!element) return std::move(element.fault());
  return named_pad(element->get(), at.substr(dot + 1));
}

}  // namespace gst
