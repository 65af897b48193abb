#include "runtime/parsers/parse.h"

#include <algorithm>
#include <cstdio>
#include <cstring>
#include <limits>
#include <mutex>
#include <set>

namespace parsers {
namespace {

thread_local std::string last_error;

std::string describe(const Layer& layer) {
  std::string text = layer.layerName ? layer.layerName : "(unnamed)";
  text += " [";
  for (unsigned i = 0; i < std::min(layer.inferDims.numDims, nvds::NVDSINFER_MAX_DIMS); ++i) {
    text += (i ? "," : "") + std::to_string(layer.inferDims.d[i]);
  }
  text += "]";
  if (layer.dataType != nvds::FLOAT) text += " not FP32";
  if (!layer.buffer) text += " without host values";
  return text;
}

// The same fault comes back with every frame: it is printed once.
void report_once(const std::string& text) {
  static std::mutex mutex;
  static std::set<std::string> reported;
  constexpr std::size_t kMost = 64;
  const std::lock_guard lock(mutex);
  if (reported.size() < kMost && reported.insert(text).second) std::fprintf(stderr, "%s\n", text.c_str());
}

nvds::NvDsInferObjectDetectionInfo converted(const InfoBefore9& box, nvds::NvDsInferObjectDetectionInfo*) {
  return {box.classId, box.left, box.top, box.width, box.height, box.detectionConfidence, 0};
}
InfoBefore9 converted(const InfoBefore9& box, InfoBefore9*) { return box; }

// Also brings what is no number to an end of the range.
float clipped(float value, float last) { return value > 0 ? std::min(value, last) : 0; }

}  // namespace

Frame::Frame(const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
             const nvds::NvDsInferParseDetectionParams& parameters)
    : layers_(layers), network_(network), thresholds_(parameters.perClassPreclusterThreshold) {}

float Frame::lowest_threshold() const {
  return thresholds_.empty() ? std::numeric_limits<float>::infinity()
                             : *std::min_element(thresholds_.begin(), thresholds_.end());
}

const Layer* Frame::require(const char* name) {
  for (const Layer& layer : layers_) {
    if (!layer.layerName || std::strcmp(layer.layerName, name) != 0) continue;
    if (readable(layer)) return &layer;
    fail(std::string("the output \"") + name + "\" is not FP32 in host memory");
    return nullptr;
  }
  fail(std::string("no output is named \"") + name + "\"");
  return nullptr;
}

bool Frame::fail(const std::string& reason) {
  std::string given;
  for (const Layer& layer : layers_) given += (given.empty() ? "" : ", ") + describe(layer);
  failure_ = reason + "; the model gives " + (given.empty() ? "no output" : given);
  return false;
}

void Frame::add(unsigned class_id, float confidence, float left, float top, float right, float bottom) {
  left = clipped(left, width() - 1);
  right = clipped(right, width() - 1);
  top = clipped(top, height() - 1);
  bottom = clipped(bottom, height() - 1);
  if (right > left && bottom > top) {
    boxes_.push_back({class_id, left, top, right - left, bottom - top, confidence});
  }
}

std::vector<unsigned> shape(const Layer& layer, std::size_t at_least) {
  const unsigned* begin = layer.inferDims.d;
  const unsigned* end = begin + std::min(layer.inferDims.numDims, nvds::NVDSINFER_MAX_DIMS);
  while (static_cast<std::size_t>(end - begin) > at_least && *begin == 1) ++begin;
  return {begin, end};
}

bool readable(const Layer& layer) { return layer.dataType == nvds::FLOAT && layer.buffer; }

template <typename Info>
bool run(const char* function, Parser parser, const Layers& layers, const nvds::NvDsInferNetworkInfo& network,
         const nvds::NvDsInferParseDetectionParams& parameters, std::vector<Info>& found) {
  Frame frame(layers, network, parameters);
  if (!parser(frame)) {
    last_error = frame.failure();
    report_once(std::string(function) + ": " + last_error + ".");
    return false;
  }
  found.reserve(found.size() + frame.boxes().size());
  for (const InfoBefore9& box : frame.boxes()) found.push_back(converted(box, static_cast<Info*>(nullptr)));
  return true;
}

template bool run(const char*, Parser, const Layers&, const nvds::NvDsInferNetworkInfo&,
                  const nvds::NvDsInferParseDetectionParams&, std::vector<nvds::NvDsInferObjectDetectionInfo>&);
template bool run(const char*, Parser, const Layers&, const nvds::NvDsInferNetworkInfo&,
                  const nvds::NvDsInferParseDetectionParams&, std::vector<InfoBefore9>&);

}  // namespace parsers

// Why the calling thread's last parse failed; "" before any did.
extern "C" __attribute__((visibility("default"))) const char* NvDsInferCustomLastError() {
  return parsers::last_error.c_str();
}
