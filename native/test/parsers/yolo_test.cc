#include "outputs.h"

namespace {

constexpr unsigned kClasses = 80;

TEST(YoloV5, confidence_is_objectness_times_the_best_score_and_boxes_are_centred) {
  Outputs outputs;
  auto& rows = outputs.add("output0", {25200, 85});
  const auto row = [&](std::size_t i) { return rows.begin() + static_cast<std::ptrdiff_t>(i * 85); };
  std::copy_n(std::begin({100.f, 80.f, 40.f, 20.f, 0.5f}), 5, row(7));
  row(7)[5 + 3] = 0.9f;
  row(7)[5 + 4] = 0.8f;
  std::copy_n(std::begin({200.f, 80.f, 40.f, 20.f, 0.5f}), 5, row(25199));
  row(25199)[5] = 0.5f;
  Parser parser("NvDsInferParseCustomYoloV5");
  ASSERT_TRUE(parser(outputs, std::vector<float>(kClasses, 0.4f)));
  ASSERT_EQ(parser.boxes.size(), 1u);
  expect_box(parser.boxes[0], 3, 0.45f, 80, 70, 40, 20);
  ASSERT_TRUE(parser(outputs, std::vector<float>(kClasses, 0.25f)));
  EXPECT_EQ(parser.boxes.size(), 2u);
}

TEST(YoloV5, the_output_is_known_by_its_shape_among_others) {
  Outputs outputs;
  outputs.add("head_p3", {3, 80, 80, 85});
  auto& rows = outputs.add("any name", {1, 25200, 85});
  rows[4] = rows[5] = 0.9f;
  rows[0] = rows[1] = rows[2] = rows[3] = 50;
  Parser parser("NvDsInferParseCustomYoloV5");
  ASSERT_TRUE(parser(outputs, std::vector<float>(kClasses, 0.5f)));
  EXPECT_EQ(parser.boxes.size(), 1u);
}

TEST(YoloV5, another_number_of_classes_is_an_error_with_both_numbers) {
  Outputs outputs;
  outputs.add("output0", {25200, 85});
  Parser parser("NvDsInferParseCustomYoloV5");
  EXPECT_FALSE(parser(outputs, {0.5f, 0.5f}));
  EXPECT_EQ(parser.error(),
            "no FP32 output is [boxes,7], 5 + num-detected-classes; the model gives output0 [25200,85]");
}

void put_v8(std::vector<float>& values, std::size_t box_stride, std::size_t field_stride, std::size_t box,
            std::vector<float> fields, unsigned class_id, float score) {
  for (std::size_t i = 0; i < fields.size(); ++i) values[box * box_stride + i * field_stride] = fields[i];
  values[box * box_stride + (4 + class_id) * field_stride] = score;
}

TEST(YoloV8, columns_and_rows_give_the_same_boxes) {
  Outputs columns, rows;
  auto& column_values = columns.add("output0", {84, 8400});
  auto& row_values = rows.add("output0", {8400, 84});
  const auto put = [&](std::size_t box, std::vector<float> fields, unsigned class_id, float score) {
    put_v8(column_values, 1, 8400, box, fields, class_id, score);
    put_v8(row_values, 84, 1, box, fields, class_id, score);
  };
  put(0, {100, 80, 40, 20}, 0, 0.9f);
  put(4000, {300, 200, 10, 30}, 79, 0.7f);
  put(4000, {300, 200, 10, 30}, 5, 0.6f);
  put(8399, {400, 300, 10, 10}, 1, 0.2f);
  for (const Outputs* outputs : {&columns, &rows}) {
    Parser parser("NvDsInferParseCustomYoloV8");
    ASSERT_TRUE(parser(*outputs, std::vector<float>(kClasses, 0.25f)));
    ASSERT_EQ(parser.boxes.size(), 2u);
    expect_box(parser.boxes[0], 0, 0.9f, 80, 70, 40, 20);
    expect_box(parser.boxes[1], 79, 0.7f, 295, 185, 10, 30);
  }
}

TEST(YoloV8, another_shape_is_an_error) {
  Outputs outputs;
  outputs.add("output0", {8400, 85});
  Parser parser("NvDsInferParseCustomYoloV8");
  EXPECT_FALSE(parser(outputs, std::vector<float>(kClasses, 0.5f)));
  EXPECT_NE(parser.error().find("[84,boxes]"), std::string::npos) << parser.error();
}

TEST(YoloEndToEnd, rows_are_corners_confidence_and_class) {
  Outputs outputs;
  auto& rows = outputs.add("output0", {300, 6});
  std::copy_n(std::begin({10.f, 20.f, 50.f, 80.f, 0.8f, 2.f}), 6, rows.begin());
  std::copy_n(std::begin({10.f, 20.f, 50.f, 80.f, 0.1f, 2.f}), 6, rows.begin() + 6);
  std::copy_n(std::begin({10.f, 20.f, 50.f, 80.f, 0.8f, 99.f}), 6, rows.begin() + 12);
  std::copy_n(std::begin({10.f, 20.f, 50.f, 80.f, 0.8f, -1.f}), 6, rows.begin() + 18);
  Parser parser("NvDsInferParseCustomYoloEndToEnd");
  ASSERT_TRUE(parser(outputs, std::vector<float>(kClasses, 0.25f)));
  ASSERT_EQ(parser.boxes.size(), 1u);
  expect_box(parser.boxes[0], 2, 0.8f, 10, 20, 40, 60);
  ASSERT_TRUE(parser(outputs, std::vector<float>(kClasses, 0)));
  EXPECT_EQ(parser.boxes.size(), 2u) << "unused rows are no detections";
}

TEST(YoloEndToEnd, another_shape_is_an_error) {
  Outputs outputs;
  outputs.add("output0", {84, 8400});
  Parser parser("NvDsInferParseCustomYoloEndToEnd");
  EXPECT_FALSE(parser(outputs, {0.5f}));
  EXPECT_EQ(parser.error(), "no FP32 output is [boxes,6]; the model gives output0 [84,8400]");
}

}  // namespace
