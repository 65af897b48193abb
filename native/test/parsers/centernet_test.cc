#include <limits>
#include <random>

#include "outputs.h"

namespace {

constexpr unsigned kWidth = 160, kHeight = 120, kCells = kWidth * kHeight;

struct CenterNet : Outputs {
  explicit CenterNet(unsigned classes)
      : heatmap(add("heatmap", {classes, kHeight, kWidth})), wh(add("wh", {4, kHeight, kWidth})) {}

  void peak(unsigned class_id, unsigned x, unsigned y, float confidence, std::vector<float> edges) {
    const unsigned cell = y * kWidth + x;
    heatmap[class_id * kCells + cell] = confidence;
    for (unsigned i = 0; i < 4; ++i) wh[i * kCells + cell] = edges[i];
  }

  std::vector<float>& heatmap;
  std::vector<float>& wh;
};

TEST(CenterNet, a_peak_at_x_y_is_a_box_around_4x_4y_with_the_distances_to_its_edges) {
  CenterNet outputs(80);
  outputs.peak(0, 10, 20, 0.9f, {8, 16, 12, 24});
  outputs.peak(79, 100, 60, 0.5f, {1, 2, 3, 4});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, std::vector<float>(80, 0.4f)));
  ASSERT_EQ(parser.boxes.size(), 2u);
  expect_box(parser.boxes[0], 0, 0.9f, 32, 64, 20, 40);
  expect_box(parser.boxes[1], 79, 0.5f, 399, 238, 4, 6);
}

TEST(CenterNet, each_class_has_its_threshold_and_equal_confidence_stays) {
  CenterNet outputs(2);
  outputs.peak(0, 10, 10, 0.5f, {4, 4, 4, 4});
  outputs.peak(1, 20, 20, 0.5f, {4, 4, 4, 4});
  outputs.peak(1, 30, 30, 0.6f, {4, 4, 4, 4});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, {0.5f, 0.55f}));
  ASSERT_EQ(parser.boxes.size(), 2u);
  EXPECT_EQ(parser.boxes[0].classId, 0u);
  EXPECT_EQ(parser.boxes[1].left, 116);
}

TEST(CenterNet, a_threshold_of_zero_takes_peaks_only) {
  CenterNet outputs(1);
  outputs.peak(0, 10, 10, 0.01f, {4, 4, 4, 4});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, {0}));
  EXPECT_EQ(parser.boxes.size(), 1u);
}

TEST(CenterNet, every_cell_is_looked_at) {
  // A size that leaves a rest after whole blocks.
  Outputs outputs;
  auto& heatmap = outputs.add("heatmap", {2, 3, 37});
  outputs.add("wh", {4, 3, 37}).assign(4 * 3 * 37, 1);
  Parser parser("NvDsInferParseCustomCenterNet");
  for (std::size_t cell = 0; cell < heatmap.size(); ++cell) {
    heatmap.assign(heatmap.size(), 0);
    heatmap[cell] = 1;
    ASSERT_TRUE(parser(outputs, {0.5f, 0.5f}));
    ASSERT_EQ(parser.boxes.size(), 1u) << cell;
    EXPECT_EQ(parser.boxes[0].classId, cell / (3 * 37));
  }
}

TEST(CenterNet, boxes_are_cut_to_the_picture_and_go_when_outside) {
  CenterNet outputs(1);
  outputs.peak(0, 0, 0, 0.9f, {50, 50, 8, 8});
  outputs.peak(0, 159, 119, 0.9f, {8, 8, 50, 50});
  outputs.peak(0, 50, 50, 0.9f, {-300, 0, -200, 8});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, {0.5f}));
  ASSERT_EQ(parser.boxes.size(), 2u);
  expect_box(parser.boxes[0], 0, 0.9f, 0, 0, 8, 8);
  expect_box(parser.boxes[1], 0, 0.9f, 628, 468, 11, 11);
}

TEST(CenterNet, fewer_configured_classes_than_channels_read_the_first_ones) {
  CenterNet outputs(80);
  outputs.peak(0, 10, 10, 0.9f, {4, 4, 4, 4});
  outputs.peak(1, 20, 20, 0.9f, {4, 4, 4, 4});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, {0.5f}));
  EXPECT_EQ(parser.boxes.size(), 1u);
}

TEST(CenterNet, values_that_are_no_numbers_give_no_boxes_beyond_the_picture) {
  CenterNet outputs(1);
  const float infinity = std::numeric_limits<float>::infinity();
  const float nan = std::numeric_limits<float>::quiet_NaN();
  outputs.peak(0, 10, 10, nan, {4, 4, 4, 4});
  outputs.peak(0, 20, 20, infinity, {infinity, nan, infinity, infinity});
  Parser parser("NvDsInferParseCustomCenterNet");
  ASSERT_TRUE(parser(outputs, {0.5f}));
  for (const auto& box : parser.boxes) {
    EXPECT_LE(box.left + box.width, 639);
    EXPECT_LE(box.top + box.height, 479);
  }
}

TEST(CenterNet, a_missing_or_misshapen_output_is_named_with_what_the_model_gives) {
  Parser parser("NvDsInferParseCustomCenterNet");
  Outputs none;
  none.add("output0", {84, 8400});
  EXPECT_FALSE(parser(none, {0.5f}));
  EXPECT_EQ(parser.error(), "no output is named \"heatmap\"; the model gives output0 [84,8400]");

  Outputs unequal;
  unequal.add("heatmap", {80, 120, 160});
  unequal.add("wh", {4, 60, 80});
  EXPECT_FALSE(parser(unequal, {0.5f}));
  EXPECT_NE(parser.error().find("wh [4,60,80]"), std::string::npos) << parser.error();

  Outputs half;
  half.add("heatmap", {80, 120, 160});
  half.layers[0].dataType = nvds::HALF;
  EXPECT_FALSE(parser(half, {0.5f}));
  EXPECT_NE(parser.error().find("\"heatmap\" is not FP32"), std::string::npos) << parser.error();
}

}  // namespace
