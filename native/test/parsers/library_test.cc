#include "outputs.h"
#include "runtime/nvinfer/postprocess.h"

namespace {

using namespace runtime::nvinfer;

const char* const kModels[] = {"CenterNet", "YoloV5", "YoloV8", "YoloEndToEnd", "SSD"};

TEST(ParserLibrary, every_parser_loads_for_deepstream_9_and_for_earlier_ones) {
  for (const int version : {8, 9}) {
    runtime::Fault fault;
    const auto library = CustomLibrary::open(PARSERS, version, fault);
    ASSERT_TRUE(library) << fault.detail;
    for (const char* model : kModels) {
      const std::string function = std::string("NvDsInferParseCustom") + model + (version < 9 ? "Before9" : "");
      EXPECT_TRUE(library->detection_parser(function, fault)) << fault.message;
    }
  }
}

TEST(ParserLibrary, both_forms_give_the_same_boxes) {
  Outputs outputs;
  auto& rows = outputs.add("output0", {300, 6});
  for (std::size_t i = 0; i < 7 * 6; i += 6) {
    std::copy_n(std::begin({10.f, 20.f, 50.f, 80.f, 0.8f, 0.f}), 6, rows.begin() + static_cast<std::ptrdiff_t>(i));
  }
  DetectParameters parameters;
  parameters.network = {640, 480, 3};
  parameters.cluster_mode = ClusterMode::kNone;
  parameters.classes.resize(1);
  for (const int version : {8, 9}) {
    runtime::Fault fault;
    parameters.parser =
        CustomLibrary::open(PARSERS, version, fault)
            ->detection_parser(std::string("NvDsInferParseCustomYoloEndToEnd") + (version < 9 ? "Before9" : ""), fault);
    const auto boxes = detect(outputs.layers, parameters, {}, fault);
    ASSERT_TRUE(boxes) << fault.message;
    ASSERT_EQ(boxes->size(), 7u);
    EXPECT_EQ(boxes->back().left, 10);
    EXPECT_EQ(boxes->back().height, 60);
  }
}

TEST(ParserLibrary, the_reason_of_a_failure_reaches_nvinfers_error) {
  runtime::Fault fault;
  DetectParameters parameters;
  parameters.classes.resize(80);
  parameters.parser = CustomLibrary::open(PARSERS, 9, fault)->detection_parser("NvDsInferParseCustomCenterNet", fault);
  Outputs outputs;
  outputs.add("output0", {84, 8400});
  EXPECT_FALSE(detect(outputs.layers, parameters, {}, fault));
  EXPECT_NE(fault.message.find("no output is named \"heatmap\""), std::string::npos) << fault.message;
}

}  // namespace
