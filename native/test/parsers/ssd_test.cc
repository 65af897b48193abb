#include <limits>

#include "outputs.h"

namespace {

struct Ssd : Outputs {
  Ssd()
      : boxes(add("detection_boxes", {100, 4})),
        classes(add("detection_classes", {100})),
        scores(add("detection_scores", {100})),
        number(add("num_detections", {1})) {}

  std::vector<float>& boxes;
  std::vector<float>& classes;
  std::vector<float>& scores;
  std::vector<float>& number;
};

TEST(Ssd, boxes_are_top_left_bottom_right_in_parts_of_the_picture) {
  Ssd outputs;
  outputs.boxes = {0.25f, 0.5f, 0.75f, 0.625f};
  outputs.boxes.resize(400);
  outputs.layers[0].buffer = outputs.boxes.data();
  outputs.classes[0] = 1;
  outputs.scores[0] = 0.75f;
  outputs.number[0] = 1;
  Parser parser("NvDsInferParseCustomSSD");
  ASSERT_TRUE(parser(outputs, {0.5f, 0.5f}));
  ASSERT_EQ(parser.boxes.size(), 1u);
  expect_box(parser.boxes[0], 1, 0.75f, 320, 120, 80, 240);
}

TEST(Ssd, a_claimed_number_never_leads_beyond_the_tensors) {
  Ssd outputs;
  std::fill(outputs.scores.begin(), outputs.scores.end(), 0.9f);
  for (std::size_t i = 0; i < 100; ++i) outputs.boxes[4 * i + 2] = outputs.boxes[4 * i + 3] = 0.5f;
  Parser parser("NvDsInferParseCustomSSD");
  const std::pair<float, std::size_t> claims[] = {
      {3, 3}, {1e9f, 100}, {-1, 0}, {std::numeric_limits<float>::quiet_NaN(), 0}};
  for (const auto& [claimed, count] : claims) {
    outputs.number[0] = claimed;
    ASSERT_TRUE(parser(outputs, {0.5f}));
    EXPECT_EQ(parser.boxes.size(), count) << claimed;
  }
}

TEST(Ssd, outputs_of_different_lengths_are_an_error) {
  Outputs outputs;
  outputs.add("detection_boxes", {100, 4});
  outputs.add("detection_classes", {100});
  outputs.add("detection_scores", {50});
  outputs.add("num_detections", {1});
  Parser parser("NvDsInferParseCustomSSD");
  EXPECT_FALSE(parser(outputs, {0.5f}));
  EXPECT_NE(parser.error().find("detection_scores [50]"), std::string::npos) << parser.error();
}

}  // namespace
