#include <algorithm>
#include <span>

#include "runtime/nvinfer/dbscan.h"
#include "runtime/nvinfer/group_rectangles.h"
#include "runtime/nvinfer/postprocess.h"

namespace runtime::nvinfer {
namespace {

// Length that two intervals share; the ends may lie before the starts, since sizes may be negative.
float shared_length(float start_a, float end_a, float start_b, float end_b) {
  const bool b_first = start_a > start_b;
  const float later_start = b_first ? start_a : start_b;
  const float earlier_ones_end = b_first ? end_b : end_a;
  return earlier_ones_end < later_start ? 0 : std::min(end_a, end_b) - later_start;
}

void by_falling_confidence(std::vector<Detection>::iterator begin, std::vector<Detection>::iterator end) {
  std::stable_sort(begin, end, [](const Detection& a, const Detection& b) { return a.confidence > b.confidence; });
}

void keep_top(std::vector<Detection>& boxes, int topk) {
  if (topk < 0) return;
  by_falling_confidence(boxes.begin(), boxes.end());
  if (static_cast<std::size_t>(topk) < boxes.size()) boxes.resize(topk);
}

// A winner that post-cluster-threshold removes afterwards has already suppressed its neighbours.
void suppress_non_maxima(std::vector<Detection>& boxes, const ClassAttributes& attributes) {
  by_falling_confidence(boxes.begin(), boxes.end());
  auto kept = boxes.begin();
  for (auto box = boxes.begin(); box != boxes.end(); ++box) {
    const bool keep = std::all_of(boxes.begin(), kept, [&](const Detection& winner) {
      return intersection_over_union(*box, winner) <= attributes.nms_iou_threshold;
    });
    if (!keep) continue;
    if (kept != box) *kept = std::move(*box);
    ++kept;
  }
  boxes.erase(kept, boxes.end());
  std::erase_if(boxes, [&](const Detection& box) { return !(box.confidence > attributes.post_cluster_threshold); });
  keep_top(boxes, attributes.topk);
}

void cluster_class(std::vector<Detection>& boxes, ClusterMode mode, const ClassAttributes& attributes) {
  switch (mode) {
    case ClusterMode::kGroupRectangles: group_rectangles(boxes, attributes.group_threshold, attributes.eps); return;
    case ClusterMode::kDbscan:
      if (attributes.min_boxes > 0) boxes = dbscan_merged(std::move(boxes), attributes);
      std::erase_if(boxes, [&](const Detection& box) { return box.confidence < attributes.post_cluster_threshold; });
      keep_top(boxes, attributes.topk);
      return;
    case ClusterMode::kDbscanNmsHybrid:
      if (attributes.min_boxes > 0) boxes = dbscan_members(std::move(boxes), attributes);
      suppress_non_maxima(boxes, attributes);
      return;
    case ClusterMode::kNms: suppress_non_maxima(boxes, attributes); return;
    case ClusterMode::kNone: keep_top(boxes, attributes.topk); return;
  }
}

}  // namespace

float intersection_over_union(const Detection& a, const Detection& b) {
  const float shared = shared_length(a.left, a.left + a.width, b.left, b.left + b.width) *
                       shared_length(a.top, a.top + a.height, b.top, b.top + b.height);
  const float area_a = a.width * a.height;
  const float area_b = b.width * b.height;
  const float joined = area_a + area_b - shared;
  return joined == 0 ? 0 : shared / joined;
}

std::vector<Detection> cluster(std::vector<Detection> candidates, ClusterMode mode,
                               const std::vector<ClassAttributes>& classes) {
  // Written so that a confidence that is no number fails too.
  std::erase_if(candidates, [&](const Detection& box) {
    return box.class_id >= classes.size() || !(box.confidence >= classes[box.class_id].pre_cluster_threshold);
  });
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const Detection& a, const Detection& b) { return a.class_id < b.class_id; });
  std::vector<Detection> result;
  std::vector<Detection> boxes;  // of one class
  for (auto begin = candidates.begin(); begin != candidates.end();) {
    const unsigned class_id = begin->class_id;
    const auto end =
        std::find_if(begin, candidates.end(), [&](const Detection& box) { return box.class_id != class_id; });
    boxes.assign(std::make_move_iterator(begin), std::make_move_iterator(end));
    cluster_class(boxes, mode, classes[class_id]);
    result.insert(result.end(), std::make_move_iterator(boxes.begin()), std::make_move_iterator(boxes.end()));
    begin = end;
  }
  return result;
}

}  // namespace runtime::nvinfer
