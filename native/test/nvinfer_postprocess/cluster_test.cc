#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "runtime/nvinfer/postprocess.h"

namespace {

using namespace runtime::nvinfer;

Detection box(float left, float top, float width, float height, float confidence) {
  Detection detection;
  detection.left = left;
  detection.top = top;
  detection.width = width;
  detection.height = height;
  detection.confidence = confidence;
  return detection;
}

ClassAttributes dbscan(float eps, int min_boxes, float min_score = 0) {
  ClassAttributes attributes;
  attributes.eps = eps;
  attributes.min_boxes = min_boxes;
  attributes.dbscan_min_score = min_score;
  return attributes;
}

// Three boxes in one place, two in another, one alone.
const std::vector<Detection> kClumps = {
    box(0, 0, 100, 100, 0.5f),  box(400, 0, 50, 50, 0.75f), box(6, 0, 100, 100, 0.875f),
    box(3, 6, 100, 100, 0.25f), box(402, 0, 50, 50, 0.5f),  box(800, 800, 20, 20, 0.9f),
};

TEST(Dbscan, a_cluster_becomes_the_mean_of_its_boxes_with_the_highest_confidence) {
  const auto result = cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 2)});
  ASSERT_EQ(result.size(), 2u);
  EXPECT_EQ(result[0].left, 3);
  EXPECT_EQ(result[0].top, 2);
  EXPECT_EQ(result[0].width, 100);
  EXPECT_EQ(result[0].confidence, 0.875f);
  EXPECT_EQ(result[1].left, 401);
  EXPECT_EQ(result[1].confidence, 0.75f);
}

TEST(Dbscan, min_boxes_is_how_many_neighbours_itself_included_make_a_core) {
  EXPECT_EQ(cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 1)}).size(), 3u);
  EXPECT_EQ(cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 3)}).size(), 1u);
  EXPECT_EQ(cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 4)}).size(), 0u);
}

TEST(Dbscan, eps_bounds_one_minus_iou) {
  const std::vector<Detection> pair = {box(0, 0, 30, 10, 0.9f), box(10, 0, 30, 10, 0.8f)};  // IoU 0.5
  EXPECT_EQ(cluster(pair, ClusterMode::kDbscan, {dbscan(0.5f, 1)}).size(), 1u);
  EXPECT_EQ(cluster(pair, ClusterMode::kDbscan, {dbscan(0.499f, 1)}).size(), 2u);
  EXPECT_EQ(cluster(kClumps, ClusterMode::kDbscan, {dbscan(1, 1)}).size(), 1u);
}

TEST(Dbscan, clusters_grow_along_a_chain_of_neighbours) {
  std::vector<Detection> chain;
  for (int i = 0; i < 10; ++i) chain.push_back(box(10.0f * i, 0, 30, 10, 0.5f));
  const auto result = cluster(chain, ClusterMode::kDbscan, {dbscan(0.5f, 2)});
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0].left, 45);
}

TEST(Dbscan, a_cluster_whose_confidences_add_up_to_less_than_the_minimum_score_goes) {
  EXPECT_EQ(cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 2, 1.25f)}).size(), 2u);
  const auto result = cluster(kClumps, ClusterMode::kDbscan, {dbscan(0.3f, 2, 1.26f)});
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0].left, 3);
}

TEST(Dbscan, a_border_box_joins_a_cluster_without_extending_it) {
  // Boxes at most 10 apart are neighbours (IoU >= 0.5): 14 is near 4 and 24 only, too few for a core.
  std::vector<Detection> boxes;
  for (const float left : {0.0f, 0.0f, 2.0f, 4.0f, 14.0f, 24.0f}) boxes.push_back(box(left, 0, 30, 10, 0.5f));
  const auto result = cluster(boxes, ClusterMode::kDbscan, {dbscan(0.5f, 4)});
  ASSERT_EQ(result.size(), 1u);
  EXPECT_EQ(result[0].left, 4);
}

TEST(Dbscan, boxes_without_area_are_neighbours_of_themselves_only) {
  const std::vector<Detection> twins = {box(5, 5, 0, 0, 0.9f), box(5, 5, 0, 0, 0.8f)};
  EXPECT_EQ(cluster(twins, ClusterMode::kDbscan, {dbscan(0.3f, 1)}).size(), 2u);
}

TEST(DbscanHybrid, noise_goes_and_nms_picks_from_the_clusters_unmerged) {
  const auto result = cluster(kClumps, ClusterMode::kDbscanNmsHybrid, {dbscan(0.3f, 2)});
  ASSERT_EQ(result.size(), 2u);
  EXPECT_EQ(result[0].left, 6);
  EXPECT_EQ(result[0].confidence, 0.875f);
  EXPECT_EQ(result[1].left, 400);
}

std::vector<Detection> nested(int outer, int inner) {
  std::vector<Detection> boxes(outer, box(0, 0, 100, 100, 0.5f));
  boxes.insert(boxes.end(), inner, box(40, 40, 10, 10, 0.5f));
  return boxes;
}

TEST(GroupRectangles, a_small_group_inside_a_group_with_more_members_goes) {
  ClassAttributes attributes;
  attributes.group_threshold = 1;
  attributes.eps = 0.2f;
  const auto count = [&](int outer, int inner) {
    return cluster(nested(outer, inner), ClusterMode::kGroupRectangles, {attributes}).size();
  };
  EXPECT_EQ(count(5, 3), 1u);
  EXPECT_EQ(count(3, 3), 2u);
  EXPECT_EQ(count(3, 4), 2u);
  EXPECT_EQ(count(2, 2), 1u) << "groups of two count as noise inside any other";
  EXPECT_EQ(count(5, 1), 1u);
}

TEST(Cluster, any_numbers_end_in_finitely_many_boxes_no_more_than_given) {
  std::mt19937 random(7);
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const float infinity = std::numeric_limits<float>::infinity();
  const float values[] = {0, -0.0f, 1, -1, 0.5f, 1e30f, -1e30f, 3e9f, -3e9f, nan, infinity, -infinity, 100, 101};
  std::uniform_int_distribution<std::size_t> pick(0, std::size(values) - 1);
  const auto any = [&] { return values[pick(random)]; };
  for (int round = 0; round < 300; ++round) {
    std::vector<ClassAttributes> classes(3);
    for (ClassAttributes& attributes : classes) {
      attributes = dbscan(any(), static_cast<int>(pick(random)) - 2, any());
      attributes.group_threshold = static_cast<int>(pick(random)) - 4;
      attributes.pre_cluster_threshold = any();
      attributes.nms_iou_threshold = any();
      attributes.topk = static_cast<int>(pick(random)) - 3;
    }
    std::vector<Detection> candidates;
    for (int i = 0; i < 60; ++i) {
      candidates.push_back(box(any(), any(), any(), any(), any()));
      candidates.back().class_id = static_cast<unsigned>(pick(random));
    }
    for (int mode = 0; mode <= 4; ++mode) {
      const auto result = cluster(candidates, static_cast<ClusterMode>(mode), classes);
      EXPECT_LE(result.size(), candidates.size());
      for (const Detection& detection : result) EXPECT_LT(detection.class_id, 3u);
    }
  }
}

TEST(Cluster, a_confidence_that_is_no_number_is_below_every_threshold) {
  EXPECT_TRUE(cluster({box(0, 0, 1, 1, std::nanf(""))}, ClusterMode::kNone, std::vector<ClassAttributes>(1)).empty());
}

}  // namespace
