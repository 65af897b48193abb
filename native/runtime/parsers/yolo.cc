// YOLO as exported to ONNX, in network pixels.
#include <algorithm>

#include "runtime/parsers/parse.h"

namespace {

// Models have further outputs (raw heads, masks): the one that counts is known by its shape.
template <typename Fits>
const parsers::Layer* layer_shaped(const parsers::Frame& frame, Fits fits) {
  for (const parsers::Layer& layer : frame.layers()) {
    if (parsers::readable(layer) && fits(parsers::shape(layer, 2))) return &layer;
  }
  return nullptr;
}

void add_centred(parsers::Frame& frame, unsigned class_id, float confidence, float x, float y, float width,
                 float height) {
  frame.add(class_id, confidence, x - width / 2, y - height / 2, x + width / 2, y + height / 2);
}

// v5, v6, v7: rows of [x, y, w, h, objectness, one score for each class]; confidence = objectness x score.
bool parse_v5(parsers::Frame& frame) {
  constexpr unsigned kBeforeScores = 5;
  const std::size_t row_size = kBeforeScores + frame.classes();
  const parsers::Layer* output =
      layer_shaped(frame, [&](const auto& shape) { return shape.size() == 2 && shape[1] == row_size; });
  if (!output || frame.classes() == 0) {
    return frame.fail("no FP32 output is [boxes," + std::to_string(row_size) + "], 5 + num-detected-classes");
  }
  const float lowest = frame.lowest_threshold();
  const float* row = parsers::values(*output);
  for (unsigned i = 0; i < parsers::shape(*output, 2)[0]; ++i, row += row_size) {
    const float objectness = row[4];
    if (!(objectness >= lowest)) continue;  // scores are at most 1
    const float* scores = row + kBeforeScores;
    const auto class_id = static_cast<unsigned>(std::max_element(scores, scores + frame.classes()) - scores);
    const float confidence = objectness * scores[class_id];
    if (confidence >= frame.threshold(class_id)) {
      add_centred(frame, class_id, confidence, row[0], row[1], row[2], row[3]);
    }
  }
  return true;
}

// The best class of each of `boxes` columns, where class c's scores lie at scores + c * boxes.
struct Best {
  std::vector<float> score;
  std::vector<unsigned> class_id;
};

Best best_of_columns(const float* scores, std::size_t boxes, unsigned classes) {
  Best best{{scores, scores + boxes}, std::vector<unsigned>(boxes, 0)};
  for (unsigned c = 1; c < classes; ++c) {
    const float* row = scores + c * boxes;
    for (std::size_t i = 0; i < boxes; ++i) {
      const bool better = row[i] > best.score[i];
      best.score[i] = better ? row[i] : best.score[i];
      best.class_id[i] = better ? c : best.class_id[i];
    }
  }
  return best;
}

// v8, v9, 11, 12: [x, y, w, h, one score for each class] as columns ([84,8400]); exported transposed, as rows.
bool parse_v8(parsers::Frame& frame) {
  constexpr unsigned kBeforeScores = 4;
  const unsigned row_size = kBeforeScores + frame.classes();
  const parsers::Layer* output = layer_shaped(
      frame, [&](const auto& shape) { return shape.size() == 2 && (shape[0] == row_size || shape[1] == row_size); });
  if (!output || frame.classes() == 0) {
    return frame.fail("no FP32 output is [" + std::to_string(row_size) + ",boxes], 4 + num-detected-classes");
  }
  const auto shape = parsers::shape(*output, 2);
  const float* data = parsers::values(*output);
  if (shape[0] == row_size) {
    const std::size_t boxes = shape[1];
    const Best best = best_of_columns(data + kBeforeScores * boxes, boxes, frame.classes());
    for (std::size_t i = 0; i < boxes; ++i) {
      if (best.score[i] >= frame.threshold(best.class_id[i])) {
        add_centred(frame, best.class_id[i], best.score[i], data[i], data[boxes + i], data[2 * boxes + i],
                    data[3 * boxes + i]);
      }
    }
    return true;
  }
  for (unsigned i = 0; i < shape[0]; ++i, data += row_size) {
    const float* scores = data + kBeforeScores;
    const auto class_id = static_cast<unsigned>(std::max_element(scores, scores + frame.classes()) - scores);
    if (scores[class_id] >= frame.threshold(class_id)) {
      add_centred(frame, class_id, scores[class_id], data[0], data[1], data[2], data[3]);
    }
  }
  return true;
}

// v10, 26 and others without NMS: rows of [left, top, right, bottom, confidence, class]; cluster-mode=4 suits them.
bool parse_end_to_end(parsers::Frame& frame) {
  constexpr unsigned kRowSize = 6;
  const parsers::Layer* output =
      layer_shaped(frame, [](const auto& shape) { return shape.size() == 2 && shape[1] == kRowSize; });
  if (!output) return frame.fail("no FP32 output is [boxes,6]");
  const float* row = parsers::values(*output);
  for (unsigned i = 0; i < parsers::shape(*output, 2)[0]; ++i, row += kRowSize) {
    if (!(row[5] >= 0 && row[5] < static_cast<float>(frame.classes()))) continue;
    const auto class_id = static_cast<unsigned>(row[5]);
    // Unused rows are zeros, which are no detections even with a threshold of 0.
    if (row[4] > 0 && row[4] >= frame.threshold(class_id)) frame.add(class_id, row[4], row[0], row[1], row[2], row[3]);
  }
  return true;
}

}  // namespace

NVDS_EXPORT_PARSER(NvDsInferParseCustomYoloV5, parse_v5)
NVDS_EXPORT_PARSER(NvDsInferParseCustomYoloV8, parse_v8)
NVDS_EXPORT_PARSER(NvDsInferParseCustomYoloEndToEnd, parse_end_to_end)
