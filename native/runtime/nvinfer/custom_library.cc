#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>

#include "runtime/nvinfer/exported_symbols.h"
#include "runtime/nvinfer/layer.h"

namespace runtime::nvinfer {
namespace {

constexpr int kFirstVersion = 5;              // the interface of the parser functions is the same from here on
constexpr int kFirstVersionWithRotation = 9;  // NvDsInferObjectDetectionInfo grew from 24 to 28 bytes

struct DetectionInfoBefore9 {
  unsigned int classId;
  float left, top, width, height;
  float detectionConfidence;
};
static_assert(sizeof(DetectionInfoBefore9) == 24);

Detection to_detection(const DetectionInfoBefore9& info) {
  return {info.classId, info.left, info.top, info.width, info.height, info.detectionConfidence, 0, nullptr,
          {},           0,         0,        0};
}

Detection to_detection(const nvds::NvDsInferObjectDetectionInfo& info) {
  Detection detection = to_detection(
      DetectionInfoBefore9{info.classId, info.left, info.top, info.width, info.height, info.detectionConfidence});
  detection.rotation = info.rotation_angle;
  return detection;
}

// Takes the mask over: the interface has parsers allocate it with new[].
Detection to_detection(const nvds::NvDsInferInstanceMaskInfo& info) {
  Detection detection = to_detection(
      DetectionInfoBefore9{info.classId, info.left, info.top, info.width, info.height, info.detectionConfidence});
  if (info.mask) detection.mask.reset(info.mask);
  detection.mask_width = info.mask_width;
  detection.mask_height = info.mask_height;
  detection.mask_bytes = info.mask_size;
  return detection;
}

Fault config_fault(const char* key, const std::string& value, const std::string& message, const std::string& remedy) {
  Fault fault;
  fault.code = "ERR_CONFIG";
  fault.key = key;
  fault.value = value;
  fault.message = message;
  fault.remedy = remedy;
  return fault;
}

// What messages and lifetimes of one function of the library rest on.
struct Origin {
  std::shared_ptr<const CustomLibrary> library;
  std::string path;
  const char* key;
  std::string function;

  Fault fault(const Layers& layers, const std::string& what, const std::string& remedy) const {
    Fault fault = output_fault(layers, "The function \"" + function + "\" of \"" + path + "\" " + what, remedy);
    fault.key = key;
    fault.value = function;
    return fault;
  }
};

// Libraries may export `const char* NvDsInferCustomLastError()`, why the calling thread's last parse failed: an
// extension of ours that libnvds_parsers.so has.
std::string reason_of_failure(const CustomLibrary& library) {
  const auto last_error = reinterpret_cast<const char* (*)()>(library.symbol("NvDsInferCustomLastError"));
  const char* reason = last_error ? last_error() : nullptr;
  return reason && *reason ? std::string(": ") + reason : "";
}

// A foreign function's failure or exception is a fault of the frame, not the end of the process.
template <typename Call>
bool guarded(const Origin& origin, const Layers& layers, Fault& fault, Call call) {
  std::string what;
  try {
    if (call()) return true;
    what = "could not parse the model's outputs" + reason_of_failure(*origin.library) + ".";
  } catch (const std::exception& error) {
    what = std::string("threw an exception: ") + error.what();
  } catch (...) {
    what = "threw an exception.";
  }
  fault = origin.fault(layers, what, "Use the parser that was written for this model.");
  return false;
}

// Bytes in the vector, whatever the element type that the library filled it with.
template <typename T>
std::size_t bytes_in(const std::vector<T>& elements) {
  return static_cast<std::size_t>(reinterpret_cast<const char*>(std::to_address(elements.end())) -
                                  reinterpret_cast<const char*>(elements.data()));
}

template <typename Info>
using DetectionFunction = bool (*)(const Layers&, const nvds::NvDsInferNetworkInfo&,
                                   const nvds::NvDsInferParseDetectionParams&, std::vector<Info>&);

template <typename Info>
DetectionParser detection_parser_of(void* symbol, Origin origin) {
  const auto function = reinterpret_cast<DetectionFunction<Info>>(symbol);
  return [function, origin = std::move(origin)](const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
                                                const nvds::NvDsInferParseDetectionParams& parameters,
                                                std::vector<Detection>& candidates, Fault& fault) {
    std::vector<Info> found;
    const bool parsed = guarded(origin, layers, fault, [&] { return function(layers, network, parameters, found); });
    if (bytes_in(found) % sizeof(Info) != 0) {
      fault = origin.fault(layers, "returned elements of another size: it was built with another DeepStream's headers.",
                           "Set custom-lib-deepstream-version to the major version of those headers (8 or less for "
                           "boxes of 24 bytes, 9 for 28).");
      return false;
    }
    // Converted even after a failure: masks must be taken over to be freed.
    std::vector<Detection> converted;
    converted.reserve(found.size());
    for (const Info& info : found) converted.push_back(to_detection(info));
    if (!parsed) return false;
    candidates.insert(candidates.end(), std::make_move_iterator(converted.begin()),
                      std::make_move_iterator(converted.end()));
    return true;
  };
}

std::string list_of(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

// "_Z" + length + name + parameter types, for a function outside any namespace.
bool is_mangled_form_of(const std::string& symbol, const std::string& name) {
  return symbol.rfind("_Z" + std::to_string(name.size()) + name, 0) == 0;
}

}  // namespace

std::shared_ptr<CustomLibrary> CustomLibrary::open(const std::string& path, int deepstream_version, Fault& fault) {
  if (deepstream_version < kFirstVersion) {
    fault = config_fault("custom-lib-deepstream-version", std::to_string(deepstream_version),
                         "Parser libraries of DeepStream " + std::to_string(deepstream_version) + " cannot be called.",
                         "Give the major version whose headers built the library, 5 or later.");
    return nullptr;
  }
  dlerror();
  if (void* handle = dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL)) {
    return std::shared_ptr<CustomLibrary>(new CustomLibrary(handle, path, deepstream_version));
  }
  const char* reason = dlerror();
  std::error_code error;
  if (std::filesystem::exists(path, error)) {
    fault = config_fault("custom-lib-path", path, "The custom library \"" + path + "\" cannot be loaded.",
                         "Install the libraries it needs, or rebuild it for this machine.");
  } else {
    fault = config_fault("custom-lib-path", path, "The custom library \"" + path + "\" does not exist.",
                         "Build it or correct custom-lib-path; a relative path starts at the config file's folder.");
  }
  fault.code = "ERR_LIBRARY_LOAD";
  fault.detail = reason ? reason : "";
  return nullptr;
}

CustomLibrary::CustomLibrary(void* handle, std::string path, int deepstream_version)
    : handle_(handle), path_(std::move(path)), deepstream_version_(deepstream_version) {}

CustomLibrary::~CustomLibrary() { dlclose(handle_); }

void* CustomLibrary::symbol(const char* name) const { return dlsym(handle_, name); }

std::vector<std::string> CustomLibrary::exported_functions() const { return nvinfer::exported_functions(handle_); }

void* CustomLibrary::require(const char* key, const std::string& function, Fault& fault) const {
  if (void* found = symbol(function.c_str())) return found;
  std::vector<std::string> names = exported_functions();
  std::string remedy;
  if (std::any_of(names.begin(), names.end(), [&](const auto& name) { return is_mangled_form_of(name, function); })) {
    remedy = "It is there as a C++ function: declare it extern \"C\" and rebuild the library.";
  } else {
    std::erase_if(names, [](const std::string& name) { return name.empty() || name[0] == '_'; });
    std::vector<const char*> candidates;
    for (const std::string& name : names) candidates.push_back(name.c_str());
    const std::string near = nearest(function, candidates.data(), candidates.size());
    remedy = near.empty() ? "Set " + std::string(key) + " to a function that the library exports."
                          : "Did you mean \"" + near + "\"?";
  }
  fault = config_fault(key, function, "The custom library \"" + path_ + "\" exports no function \"" + function + "\".",
                       remedy);
  fault.code = "ERR_LIBRARY_LOAD";
  fault.detail = names.empty() ? "It exports no function." : "It exports " + list_of(names) + ".";
  return nullptr;
}

DetectionParser CustomLibrary::detection_parser(const std::string& function, Fault& fault) {
  const char* key = "parse-bbox-func-name";
  void* found = require(key, function, fault);
  if (!found) return {};
  Origin origin{shared_from_this(), path_, key, function};
  return deepstream_version_ < kFirstVersionWithRotation
             ? detection_parser_of<DetectionInfoBefore9>(found, std::move(origin))
             : detection_parser_of<nvds::NvDsInferObjectDetectionInfo>(found, std::move(origin));
}

DetectionParser CustomLibrary::instance_mask_parser(const std::string& function, Fault& fault) {
  const char* key = "parse-bbox-instance-mask-func-name";
  void* found = require(key, function, fault);
  if (!found) return {};
  return detection_parser_of<nvds::NvDsInferInstanceMaskInfo>(found, {shared_from_this(), path_, key, function});
}

ClassificationParser CustomLibrary::classification_parser(const std::string& function, Fault& fault) {
  const char* key = "parse-classifier-func-name";
  void* found = require(key, function, fault);
  if (!found) return {};
  const auto call = reinterpret_cast<nvds::NvDsInferClassiferParseCustomFunc>(found);
  return [call, origin = Origin{shared_from_this(), path_, key, function}](
             const Layers& layers, const nvds::NvDsInferNetworkInfo& network, float threshold, Classification& result,
             Fault& fault) {
    std::vector<nvds::NvDsInferAttribute> found;
    const bool parsed =
        guarded(origin, layers, fault, [&] { return call(layers, network, threshold, found, result.label); });
    for (nvds::NvDsInferAttribute& info : found) {
      Attribute& attribute = result.attributes.emplace_back();
      attribute.index = info.attributeIndex;
      attribute.value = info.attributeValue;
      attribute.confidence = info.attributeConfidence;
      if (!info.attributeLabel) continue;
      attribute.label = info.attributeLabel;
      std::free(info.attributeLabel);  // the interface has parsers strdup() it
    }
    return parsed;
  };
}

SegmentationParser CustomLibrary::segmentation_parser(const std::string& function, Fault& fault) {
  const char* key = "parse-segmentation-func-name";
  void* found = require(key, function, fault);
  if (!found) return {};
  const auto call = reinterpret_cast<nvds::NvDsInferSemSegmentationParseCustomFunc>(found);
  return [call, origin = Origin{shared_from_this(), path_, key, function}](
             const Layers& layers, const nvds::NvDsInferNetworkInfo& network, float threshold, unsigned classes,
             int* class_map, float*& probability_map, Fault& fault) {
    return guarded(origin, layers, fault,
                   [&] { return call(layers, network, threshold, classes, class_map, probability_map); });
  };
}

}  // namespace runtime::nvinfer
