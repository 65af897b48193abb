#include "runtime/nvinfer/dbscan.h"

#include <algorithm>

namespace runtime::nvinfer {
namespace {

constexpr int kUnseen = -2;
constexpr int kNoise = -1;

std::vector<std::size_t> neighbours_of(std::size_t box, const std::vector<Detection>& boxes, float eps) {
  std::vector<std::size_t> neighbours;
  for (std::size_t other = 0; other < boxes.size(); ++other) {
    // A box is its own neighbour even where its area is zero and IoU is therefore 0.
    if (other == box || 1.0f - intersection_over_union(boxes[box], boxes[other]) <= eps) neighbours.push_back(other);
  }
  return neighbours;
}

// Members of each cluster, clusters in the order of their first core, members in input order.
std::vector<std::vector<std::size_t>> clusters_of(const std::vector<Detection>& boxes,
                                                  const ClassAttributes& attributes) {
  const auto min_boxes = static_cast<std::size_t>(attributes.min_boxes);
  std::vector<int> cluster_of(boxes.size(), kUnseen);
  int clusters = 0;
  for (std::size_t start = 0; start < boxes.size(); ++start) {
    if (cluster_of[start] != kUnseen) continue;
    std::vector<std::size_t> reached = neighbours_of(start, boxes, attributes.eps);
    if (reached.size() < min_boxes) {
      cluster_of[start] = kNoise;
      continue;
    }
    const int current = clusters++;
    cluster_of[start] = current;
    // Marked when queued, so that the queue holds each box at most once.
    std::vector<std::size_t> open;
    const auto queue = [&](const std::vector<std::size_t>& found) {
      for (const std::size_t box : found) {
        if (cluster_of[box] == kUnseen) open.push_back(box);
        if (cluster_of[box] < 0) cluster_of[box] = current;
      }
    };
    queue(reached);
    while (!open.empty()) {
      const std::size_t box = open.back();
      open.pop_back();
      reached = neighbours_of(box, boxes, attributes.eps);
      if (reached.size() >= min_boxes) queue(reached);
    }
  }
  std::vector<std::vector<std::size_t>> members(clusters);
  for (std::size_t box = 0; box < boxes.size(); ++box) {
    if (cluster_of[box] >= 0) members[cluster_of[box]].push_back(box);
  }
  std::erase_if(members, [&](const std::vector<std::size_t>& cluster) {
    float score = 0;
    for (const std::size_t box : cluster) score += boxes[box].confidence;
    return score < attributes.dbscan_min_score;
  });
  return members;
}

}  // namespace

std::vector<Detection> dbscan_merged(std::vector<Detection> boxes, const ClassAttributes& attributes) {
  std::vector<Detection> result;
  for (const auto& cluster : clusters_of(boxes, attributes)) {
    const auto best = *std::max_element(cluster.begin(), cluster.end(), [&](std::size_t a, std::size_t b) {
      return boxes[a].confidence < boxes[b].confidence;
    });
    Detection merged = boxes[best];
    merged.left = merged.top = merged.width = merged.height = 0;
    for (const std::size_t box : cluster) {
      merged.left += boxes[box].left;
      merged.top += boxes[box].top;
      merged.width += boxes[box].width;
      merged.height += boxes[box].height;
    }
    const auto count = static_cast<float>(cluster.size());
    merged.left /= count;
    merged.top /= count;
    merged.width /= count;
    merged.height /= count;
    result.push_back(std::move(merged));
  }
  return result;
}

std::vector<Detection> dbscan_members(std::vector<Detection> boxes, const ClassAttributes& attributes) {
  std::vector<std::size_t> kept;
  for (const auto& cluster : clusters_of(boxes, attributes)) kept.insert(kept.end(), cluster.begin(), cluster.end());
  std::sort(kept.begin(), kept.end());
  std::vector<Detection> result;
  result.reserve(kept.size());
  for (const std::size_t box : kept) result.push_back(std::move(boxes[box]));
  return result;
}

}  // namespace runtime::nvinfer
