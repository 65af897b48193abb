#include "runtime/nvinfer/network.h"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "onnx_writer.h"
#include "runtime/nvinfer/model.h"
#include "runtime/nvinfer/tensors.h"
#include "temporary.h"

namespace runtime::nvinfer {
namespace {

class NetworkFile : public testing::Test {
 protected:
  NetworkFile() {
    find_onnxruntime();
    config_.onnx_file = folder_ / "model.onnx";
    config_.lines = {
        {"onnx-file", 2}, {"batch-size", 3}, {"infer-dims", 4}, {"output-blob-names", 5}, {"model-color-format", 6}};
    config_.path = folder_ / "config.txt";
    config_.num_detected_classes = 1;
    config_.classes.resize(1);
  }

  std::shared_ptr<const Network> load(const onnx::Model& model) {
    model.write(config_.onnx_file);
    fault_ = {};
    return Network::load(config_, nullptr, fault_);
  }
  void expect_fault(const onnx::Model& model, const char* key, const char* said, const char* remedy) {
    EXPECT_FALSE(load(model));
    EXPECT_EQ(fault_.code, "ERR_MODEL_LOAD");
    EXPECT_EQ(fault_.key, key);
    EXPECT_NE(fault_.message.find(said), std::string::npos) << fault_.message;
    EXPECT_NE(fault_.remedy.find(remedy), std::string::npos) << fault_.remedy;
  }

  TemporaryFolder folder_;
  Config config_;
  Fault fault_;
};

template <class Value>
std::vector<Value> values(const nvds::NvDsInferLayerInfo& layer) {
  const auto* begin = static_cast<const Value*>(layer.buffer);
  return {begin, begin + layer.inferDims.numElements};
}

TEST_F(NetworkFile, GivesItsSizesAndLayers) {
  const auto network = load(onnx::detector(-1, 32, 64));
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  EXPECT_EQ(network->info().width, 64u);
  EXPECT_EQ(network->info().height, 32u);
  EXPECT_EQ(network->info().channels, 3u);
  const Layers& layers = network->output_layers();
  ASSERT_EQ(layers.size(), 2u);
  EXPECT_STREQ(layers[0].layerName, "out_cov");
  EXPECT_EQ(layers[0].inferDims.numDims, 3u);
  EXPECT_EQ(layers[1].inferDims.d[0], 4u);
  EXPECT_EQ(layers[1].inferDims.d[1], 2u);
  EXPECT_EQ(layers[1].inferDims.d[2], 4u);
  EXPECT_EQ(layers[1].bindingIndex, 2);
  EXPECT_EQ(layers[1].dataType, nvds::FLOAT);
}

TEST_F(NetworkFile, TakesOpenSizesFromInferDims) {
  config_.infer_dims = {3, 48, 80};
  const auto network = load(onnx::detector(-1, -1, -1));
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  EXPECT_EQ(network->info().width, 80u);
  EXPECT_EQ(network->info().height, 48u);
  EXPECT_EQ(network->output_layers()[0].inferDims.d[2], 5u);
}

TEST_F(NetworkFile, RunsSeveralUnitsAtOnce) {
  config_.batch_size = 2;
  const auto network = load(onnx::identity(onnx::kFloat, {-1, 3, 2, 2}));
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  std::vector<float> input(24);
  for (std::size_t i = 0; i < input.size(); ++i) input[i] = float(i);
  std::string failure;
  const InputTensor tensor{0, input.data(), {3, 2, 2}};
  const auto output = network->run({&tensor, 1}, 2, nullptr, failure);
  ASSERT_TRUE(output) << failure;
  EXPECT_EQ(values<float>(output->layers(0)[0]), std::vector<float>(input.begin(), input.begin() + 12));
  EXPECT_EQ(values<float>(output->layers(1)[0]), std::vector<float>(input.begin() + 12, input.end()));
}

TEST_F(NetworkFile, OutputsOutliveTheNetworkAndItsOwner) {
  auto network = load(onnx::identity(onnx::kFloat, {1, 3, 2, 2}));
  ASSERT_TRUE(network);
  const std::vector<float> input(12, 5.0f);
  std::string failure;
  const InputTensor tensor{0, input.data(), {3, 2, 2}};
  const auto output = network->run({&tensor, 1}, 1, nullptr, failure);
  network.reset();
  EXPECT_STREQ(output->layers()[0].layerName, "echo");
  EXPECT_EQ(values<float>(output->layers()[0]), input);
}

struct OutputType {
  onnx::Type type;
  nvds::NvDsInferDataType seen;
};
class NetworkOutput : public NetworkFile, public testing::WithParamInterface<OutputType> {};

TEST_P(NetworkOutput, IsSeenInAHostType) {
  onnx::Model model;
  model.input("images", onnx::kFloat, {1, 3, 2, 2});
  model.node("Cast", {"images"}, {"cast"}, {onnx::integer("to", GetParam().type)});
  model.output("cast", GetParam().type, {1, 3, 2, 2});
  const auto network = load(model);
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  EXPECT_EQ(network->output_layers()[0].dataType, GetParam().seen);
  const std::vector<float> input(12, 1.0f);
  std::string failure;
  const InputTensor tensor{0, input.data(), {3, 2, 2}};
  const auto output = network->run({&tensor, 1}, 1, nullptr, failure);
  ASSERT_TRUE(output) << failure;
  const auto& layer = output->layers()[0];
  switch (GetParam().seen) {
    case nvds::FLOAT: EXPECT_EQ(values<float>(layer), std::vector<float>(12, 1.0f)); break;
    case nvds::INT32: EXPECT_EQ(values<std::int32_t>(layer), std::vector<std::int32_t>(12, 1)); break;
    case nvds::INT64: EXPECT_EQ(values<std::int64_t>(layer), std::vector<std::int64_t>(12, 1)); break;
    default: EXPECT_EQ(values<std::uint8_t>(layer), std::vector<std::uint8_t>(12, 1)); break;
  }
}

INSTANTIATE_TEST_SUITE_P(Types, NetworkOutput,
                         testing::Values(OutputType{onnx::kFloat, nvds::FLOAT}, OutputType{onnx::kFloat16, nvds::FLOAT},
                                         OutputType{onnx::kDouble, nvds::FLOAT}, OutputType{onnx::kInt32, nvds::INT32},
                                         OutputType{onnx::kInt64, nvds::INT64}, OutputType{onnx::kUint8, nvds::UINT8},
                                         OutputType{onnx::kInt8, nvds::INT8}, OutputType{onnx::kBool, nvds::UINT8}));

TEST_F(NetworkFile, TakesByteAndHalfInputs) {
  for (const onnx::Type type : {onnx::kUint8, onnx::kFloat16}) EXPECT_TRUE(load(onnx::identity(type, {1, 3, 4, 4})));
}

TEST_F(NetworkFile, OutputBlobNamesChooseTheLayers) {
  config_.output_blob_names = {"out_bbox"};
  const auto network = load(onnx::detector(-1, 32, 32));
  ASSERT_TRUE(network) << fault_.message;
  ASSERT_EQ(network->output_layers().size(), 1u);
  EXPECT_STREQ(network->output_layers()[0].layerName, "out_bbox");
}

TEST_F(NetworkFile, AnUnknownOutputBlobNameTellsWhatTheModelHas) {
  config_.output_blob_names = {"out_cow"};
  expect_fault(onnx::detector(-1, 32, 32), "output-blob-names", "out_bbox", "out_cov");
  EXPECT_EQ(fault_.line, 5);
  EXPECT_EQ(fault_.file, folder_ / "config.txt");
}

TEST_F(NetworkFile, OpenSizesWithoutInferDimsAreAnError) {
  expect_fault(onnx::detector(-1, -1, -1), "infer-dims", "?x3x?x?", "infer-dims=");
}

TEST_F(NetworkFile, InferDimsThatDifferFromTheModelAreAnError) {
  config_.infer_dims = {3, 64, 64};
  expect_fault(onnx::detector(-1, 32, 32), "infer-dims", "3;64;64", "Remove infer-dims");
}

TEST_F(NetworkFile, SizesBeyondAllMemoryAreAnError) {
  config_.infer_dims = {3, 1000000, 1000000};
  expect_fault(onnx::detector(-1, -1, -1), "infer-dims", "does not fit into memory", "Lower infer-dims");
}

TEST_F(NetworkFile, ChannelsThatDifferFromTheColourFormatAreAnError) {
  config_.color_format = ColorFormat::kGray;
  expect_fault(onnx::detector(-1, 32, 32), "model-color-format", "3 channels", "model-color-format=0");
}

TEST_F(NetworkFile, AnNhwcModelReadAsNchwGetsTheRightHint) {
  expect_fault(onnx::identity(onnx::kFloat, {1, 32, 48, 3}), "model-color-format", "1x32x48x3",
               "network-input-order=1");
  config_.input_order = TensorOrder::kNhwc;
  const auto network = load(onnx::identity(onnx::kFloat, {1, 32, 48, 3}));
  ASSERT_TRUE(network) << fault_.message;
  EXPECT_EQ(network->info().width, 48u);
  EXPECT_EQ(network->info().height, 32u);
}

TEST_F(NetworkFile, AFixedBatchSmallerThanBatchSizeIsAnError) {
  config_.batch_size = 4;
  expect_fault(onnx::detector(2, 32, 32), "batch-size", "takes 2", "batch-size=2");
}

TEST_F(NetworkFile, AFixedBatchIsAlwaysFilledUp) {
  config_.batch_size = 2;
  const auto network = load(onnx::detector(4, 32, 32));
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  EXPECT_EQ(network->padded(1), 4u);
}

TEST_F(NetworkFile, WithoutAnImageInputIsAnError) {
  expect_fault(onnx::identity(onnx::kFloat, {1, 10}), "onnx-file", "1x10", "four dimensions");
}

TEST_F(NetworkFile, AnIntegerImageInputIsAnError) {
  expect_fault(onnx::identity(onnx::kInt32, {1, 3, 4, 4}), "onnx-file", "int32", "float32");
}

TEST_F(NetworkFile, ASecondInputNeedsTheCustomLibrary) {
  onnx::Model model = onnx::detector(1, 32, 32);
  model.input("scale", onnx::kFloat, {1, 2});
  model.node("Identity", {"scale"}, {"scaled"});
  model.output("scaled", onnx::kFloat, {1, 2});
  expect_fault(model, "onnx-file", "scale", "NvDsInferInitializeInputLayers");
}

TEST_F(NetworkFile, AnOutputWithoutBatchDimensionNeedsBatchSizeOne) {
  onnx::Model model;
  model.input("images", onnx::kFloat, {-1, 3, 4, 4});
  model.constant<std::int64_t>("rows", onnx::kInt64, {2}, std::vector<std::int64_t>{-1, 6});
  model.node("Reshape", {"images", "rows"}, {"boxes"});
  model.output("boxes", onnx::kFloat, {-1, 6});
  config_.batch_size = 4;
  EXPECT_FALSE(load(model));
  EXPECT_NE(fault_.remedy.find("batch-size=1"), std::string::npos) << fault_.remedy;
  EXPECT_NE(fault_.detail.find("boxes"), std::string::npos) << fault_.detail;
  config_.batch_size = 1;
  const auto network = load(model);
  ASSERT_TRUE(network) << fault_.message << fault_.detail;
  EXPECT_EQ(network->output_layers()[0].inferDims.numDims, 2u);
}

TEST_F(NetworkFile, AFileThatIsNoModelIsAnError) {
  folder_.write("model.onnx", "this is no protobuf");
  EXPECT_FALSE(Network::load(config_, nullptr, fault_));
  EXPECT_EQ(fault_.code, "ERR_MODEL_LOAD");
  EXPECT_EQ(fault_.line, 2);
  EXPECT_FALSE(fault_.detail.empty());
}

TEST_F(NetworkFile, ACutOffModelIsAnError) {
  onnx::detector(1, 32, 32).write(config_.onnx_file);
  std::filesystem::resize_file(config_.onnx_file, std::filesystem::file_size(config_.onnx_file) / 2);
  EXPECT_FALSE(Network::load(config_, nullptr, fault_));
  EXPECT_EQ(fault_.code, "ERR_MODEL_LOAD");
}

TEST_F(NetworkFile, ARunThatIsToldToTerminateFails) {
  const auto network = load(onnx::detector(1, 32, 32));
  ASSERT_TRUE(network);
  const auto options = network->run_options();
  network->set_terminate(options.get(), true);
  const std::vector<float> input(3 * 32 * 32);
  const InputTensor tensor{0, input.data(), {3, 32, 32}};
  std::string failure;
  EXPECT_FALSE(network->run({&tensor, 1}, 1, options.get(), failure));
  EXPECT_FALSE(failure.empty());
}

TEST_F(NetworkFile, AnUnknownOnnxRuntimeOptionIsAnError) {
  onnx::detector(1, 32, 32).write(config_.onnx_file);
  config_.onnxruntime.entries = {{std::string(2000, 'k') + ".x", "1"}};
  EXPECT_FALSE(Network::load(config_, nullptr, fault_));
  EXPECT_EQ(fault_.key, "onnxruntime");
}

TEST_F(NetworkFile, TheBuiltInDetectorParserRefusesAModelWithoutItsLayers) {
  onnx::identity(onnx::kFloat, {1, 3, 4, 4}).write(config_.onnx_file);
  EXPECT_FALSE(Model::load(config_, fault_));
  EXPECT_EQ(fault_.code, "ERR_MODEL_OUTPUT");
  EXPECT_EQ(fault_.line, 2);
  EXPECT_NE((fault_.message + fault_.detail).find("echo"), std::string::npos) << fault_.message << fault_.detail;
}

TEST(OnnxRuntime, RecordsNoTelemetryUnlessAsked) {
  find_onnxruntime();
  Fault fault;
  ASSERT_TRUE(ort::Library::load(fault)) << fault.message << fault.detail;
  // The recorder's first act is a log of its own.
  EXPECT_FALSE(std::filesystem::exists("/tmp/mat-debug-" + std::to_string(getpid()) + ".log"));
}

TEST(OnnxRuntime, ThatIsMissingIsAnErrorThatSaysWhatToInstall) {
  const std::string was = g_getenv("NODE_DEEPSTREAM_ONNXRUNTIME") ? g_getenv("NODE_DEEPSTREAM_ONNXRUNTIME") : "";
  g_setenv("NODE_DEEPSTREAM_ONNXRUNTIME", "/nowhere/libonnxruntime.so.1", TRUE);
  Fault fault;
  EXPECT_FALSE(ort::Library::load(fault));
  EXPECT_EQ(fault.code, "ERR_MODEL_LOAD");
  EXPECT_NE(fault.remedy.find("onnxruntime-node"), std::string::npos);
  EXPECT_NE(fault.detail.find("/nowhere"), std::string::npos);
  if (was.empty())
    g_unsetenv("NODE_DEEPSTREAM_ONNXRUNTIME");
  else
    g_setenv("NODE_DEEPSTREAM_ONNXRUNTIME", was.c_str(), TRUE);
}

TEST(OnnxRuntime, ALibraryOfSomethingElseIsAnError) {
  const std::string was = g_getenv("NODE_DEEPSTREAM_ONNXRUNTIME") ? g_getenv("NODE_DEEPSTREAM_ONNXRUNTIME") : "";
  g_setenv("NODE_DEEPSTREAM_ONNXRUNTIME", "libm.so.6", TRUE);
  Fault fault;
  EXPECT_FALSE(ort::Library::load(fault));
  EXPECT_NE(fault.message.find("OrtGetApiBase"), std::string::npos);
  if (was.empty())
    g_unsetenv("NODE_DEEPSTREAM_ONNXRUNTIME");
  else
    g_setenv("NODE_DEEPSTREAM_ONNXRUNTIME", was.c_str(), TRUE);
}

}  // namespace
}  // namespace runtime::nvinfer
