// SSD with the TensorFlow detection API's outputs: `detection_boxes` [n,4] as top, left, bottom, right in parts of the
// picture, `detection_scores` [n], `detection_classes` [n], `num_detections` [1]. Class numbers are the model's own, so
// a model that counts from 1 needs a label file whose first line stands for the background.
#include <algorithm>

#include "runtime/parsers/parse.h"

namespace {

std::size_t element_count(const parsers::Layer& layer) {
  std::size_t count = 1;
  for (const unsigned size : parsers::shape(layer)) count *= size;
  return count;
}

bool parse_ssd(parsers::Frame& frame) {
  const parsers::Layer* boxes = frame.require("detection_boxes");
  const parsers::Layer* scores = boxes ? frame.require("detection_scores") : nullptr;
  const parsers::Layer* classes = scores ? frame.require("detection_classes") : nullptr;
  const parsers::Layer* number = classes ? frame.require("num_detections") : nullptr;
  if (!number) return false;
  const std::size_t capacity = element_count(*scores);
  if (element_count(*boxes) != 4 * capacity || element_count(*classes) != capacity || element_count(*number) != 1) {
    return frame.fail(
        "\"detection_boxes\" must be [n,4], \"detection_scores\" and \"detection_classes\" [n], \"num_detections\" "
        "[1]");
  }
  const float claimed = *parsers::values(*number);
  const std::size_t count = claimed > 0 ? std::min(static_cast<double>(claimed), static_cast<double>(capacity)) : 0;
  const float* box = parsers::values(*boxes);
  for (std::size_t i = 0; i < count; ++i, box += 4) {
    const float class_number = parsers::values(*classes)[i];
    if (!(class_number >= 0 && class_number < static_cast<float>(frame.classes()))) continue;
    const auto class_id = static_cast<unsigned>(class_number);
    const float confidence = parsers::values(*scores)[i];
    if (!(confidence >= frame.threshold(class_id))) continue;
    frame.add(class_id, confidence, box[1] * frame.width(), box[0] * frame.height(), box[3] * frame.width(),
              box[2] * frame.height());
  }
  return true;
}

}  // namespace

NVDS_EXPORT_PARSER(NvDsInferParseCustomSSD, parse_ssd)
