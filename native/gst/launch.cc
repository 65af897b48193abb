#include "gst/launch.h"

#include <map>
#include <memory>
#include <set>
#include <vector>

#include "gst/catalog.h"
#include "gst/decodebin_errors.h"
#include "gst/launch_text.h"
#include "gst/link_fault.h"
#include "gst/nearest.h"
#include "gst/property.h"

namespace gst {
namespace {

struct UnrefClass {
  void operator()(gpointer type) const { g_type_class_unref(type); }
};
using ClassRef = std::unique_ptr<GObjectClass, UnrefClass>;

struct FreeContext {
  void operator()(GstParseContext* context) const { gst_parse_context_free(context); }
};

// GObject takes one value for these while the element is made, and drops a second.
constexpr int kGivenOnce = G_PARAM_CONSTRUCT | G_PARAM_CONSTRUCT_ONLY;

ClassRef class_of(const std::string& name) {
  const ObjectRef<GstElementFactory> factory(gst_element_factory_find(name.c_str()));
  if (!factory) return nullptr;
  const ObjectRef<GstPluginFeature> loaded(gst_plugin_feature_load(GST_PLUGIN_FEATURE(factory.get())));
  if (!loaded) return nullptr;
  const GType type = gst_element_factory_get_element_type(GST_ELEMENT_FACTORY(loaded.get()));
  return ClassRef(static_cast<GObjectClass*>(g_type_class_ref(type)));
}

Fault at(const Place& place, Fault fault) {
  fault.line = place.line;
  fault.column = place.column;
  fault.message = "Pipeline text, " + to_string(place) + ": " + fault.message;
  return fault;
}

Fault parse_fault(std::string message, std::string remedy) {
  return {.code = "ERR_PIPELINE_PARSE", .message = std::move(message), .remedy = std::move(remedy)};
}

std::string label_of(const ElementWord& element) {
  const std::string name = element.name();
  return name.empty() || name == element.factory ? element.factory : name + " (" + element.factory + ")";
}

// What GStreamer's parser accepts with a log line at most.
Outcome check_before(const LaunchText& text) {
  std::map<std::string, Place> names;
  for (const ElementWord& element : text.elements) {
    const std::string name = element.name();
    if (!name.empty() && !names.emplace(name, element.place).second)
      return at(element.place, parse_fault("the name \"" + name + "\" is already taken by the element at " +
                                               to_string(names.at(name)) + ".",
                                           "Give each element a name of its own."));
    const ClassRef type = class_of(element.factory);
    if (!type) continue;
    std::set<std::string> given;
    for (const Assignment& assignment : element.assignments) {
      if (Outcome fault = check_text(type.get(), label_of(element), assignment.key, assignment.value))
        return at(assignment.place, *fault);
      const GParamSpec* spec = g_object_class_find_property(type.get(), assignment.key.c_str());
      if (!given.insert(assignment.key).second && spec && (spec->flags & kGivenOnce))
        return at(assignment.place,
                  {.code = "ERR_PROPERTY",
                   .message = "property " + assignment.key + " of " + label_of(element) + " is given a second time.",
                   .element = label_of(element),
                   .key = assignment.key,
                   .value = assignment.value,
                   .remedy = "Remove one of the two."});
    }
  }
  return {};
}

Fault missing(const LaunchText& text, const std::string& factory) {
  const Fault fault = missing_element(factory);
  for (const ElementWord& element : text.elements)
    if (element.factory == factory) return at(element.place, fault);
  return fault;
}

// A dot makes a reference to an element that some name= must give.
std::optional<Fault> missing_reference(const LaunchText& text) {
  std::vector<std::string> names;
  for (const ElementWord& element : text.elements)
    if (const std::string name = element.name(); !name.empty()) names.push_back(name);
  const std::set<std::string> known(names.begin(), names.end());
  for (const LaunchText::Reference& reference : text.references) {
    if (known.contains(reference.element)) continue;
    const std::string near = nearest(reference.element, names);
    return at(reference.place,
              parse_fault("no element is called \"" + reference.element + "\".",
                          near.empty() ? "Give the element that is meant name=" + reference.element + "."
                                       : "Did you mean \"" + near + "\"?"));
  }
  return {};
}

std::optional<Fault> first_unknown_property(const LaunchText& text) {
  for (const ElementWord& element : text.elements) {
    const ClassRef type = class_of(element.factory);
    if (!type) continue;
    for (const Assignment& assignment : element.assignments)
      if (assignment.key.find("::") == std::string::npos &&
          !g_object_class_find_property(type.get(), assignment.key.c_str()))
        return at(assignment.place, unknown_property(type.get(), label_of(element), assignment.key));
  }
  return {};
}

// GStreamer's message names element, property and value; the text tells where that is.
std::optional<Fault> refused_property(const LaunchText& text, const std::string& message) {
  for (const ElementWord& element : text.elements) {
    const ClassRef type = class_of(element.factory);
    if (!type) continue;
    for (const Assignment& assignment : element.assignments) {
      const GParamSpec* spec = g_object_class_find_property(type.get(), assignment.key.c_str());
      if (spec && message.find('"' + assignment.key + '"') != std::string::npos &&
          message.find(assignment.value) != std::string::npos)
        return at(assignment.place, refused_text(spec, label_of(element), assignment.value));
    }
  }
  return {};
}

Fault fault_of(const GError& error, GstParseContext* context, const std::string& source, const LaunchText& text) {
  Fault fault = parse_fault(std::string(error.message) + ".", "Compare the text with GStreamer's launch syntax.");
  fault.detail = error.message;
  if (error.domain != GST_PARSE_ERROR) return fault;

  gchar** const elements = gst_parse_context_get_missing_elements(context);
  const std::unique_ptr<gchar*, decltype(&g_strfreev)> owned(elements, g_strfreev);
  std::optional<Fault> better;
  if (error.code == GST_PARSE_ERROR_NO_SUCH_ELEMENT && elements && *elements) {
    better = missing(text, *elements);
    // A word of a text whose quotation mark is never closed is no element.
    if (better->line == 0 && text.problem) better.reset();
  } else if (error.code == GST_PARSE_ERROR_NO_SUCH_PROPERTY) {
    better = first_unknown_property(text);
  } else if (error.code == GST_PARSE_ERROR_COULD_NOT_SET_PROPERTY) {
    better = refused_property(text, error.message);
  } else if (error.code == GST_PARSE_ERROR_EMPTY) {
    better =
        parse_fault("The pipeline text is empty.", "Write at least one element, e.g. \"videotestsrc ! fakesink\".");
  } else {
    better = missing_reference(text);
    if (!better && error.code == GST_PARSE_ERROR_LINK) better = link_fault_of(source);
  }
  if (!better && text.problem) better = at(text.problem->place, parse_fault(text.problem->text + ".", fault.remedy));
  if (!better) return fault;
  if (better->detail.empty()) better->detail = error.message;
  return *better;
}

ElementRef as_pipeline(ElementRef element) {
  if (GST_IS_PIPELINE(element.get())) return element;
  ElementRef pipeline(GST_ELEMENT(gst_object_ref_sink(gst_pipeline_new(nullptr))));
  gst_bin_add(GST_BIN(pipeline.get()), element.get());
  return pipeline;
}

}  // namespace

Result<ElementRef> launch(const std::string& source) {
  if (Outcome fault = initialize()) return *fault;
  keep_errors_of_decodebin();
  if (const auto zero = source.find('\0'); zero != std::string::npos)
    return parse_fault("The pipeline text holds a NUL character.", "Remove it.");
  const LaunchText text = read_launch_text(source);
  if (text.elements.empty() && !text.problem && source.find_first_not_of(" \t\r\n") == std::string::npos)
    return parse_fault("The pipeline text is empty.", "Write at least one element, e.g. \"videotestsrc ! fakesink\".");
  if (Outcome fault = check_before(text)) return *fault;

  const std::unique_ptr<GstParseContext, FreeContext> context(gst_parse_context_new());
  GError* error = nullptr;
  GstElement* parsed = gst_parse_launch_full(source.c_str(), context.get(), GST_PARSE_FLAG_FATAL_ERRORS, &error);
  const ErrorRef owned(error);
  if (!parsed) {
    return error ? fault_of(*error, context.get(), source, text)
                 : parse_fault("GStreamer refuses the pipeline text.", "Compare it with GStreamer's launch syntax.");
  }
  ElementRef element(GST_ELEMENT(gst_object_ref_sink(parsed)));
  if (error) return fault_of(*error, context.get(), source, text);
  return as_pipeline(std::move(element));
}

}  // namespace gst
