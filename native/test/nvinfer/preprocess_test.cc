#include "runtime/nvinfer/preprocess.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

#include "runtime/nvinfer/tensors.h"
#include "temporary.h"

namespace runtime::nvinfer {
namespace {

nvds::NvOSD_RectParams rectangle(float left, float top, float width, float height) {
  nvds::NvOSD_RectParams part{};
  part.left = left;
  part.top = top;
  part.width = width;
  part.height = height;
  return part;
}

TEST(Placement, RoundsLeftAndTopUpAndSizesDownToEven) {
  const auto placement = place(rectangle(10.9f, 21.2f, 51.7f, 40.9f), 640, 480, {100, 100, 3}, false, false);
  ASSERT_TRUE(placement);
  EXPECT_EQ(placement->source.left, 10);
  EXPECT_EQ(placement->source.top, 22);
  EXPECT_EQ(placement->source.width, 50);
  EXPECT_EQ(placement->source.height, 40);
  EXPECT_DOUBLE_EQ(placement->ratio_x, 2.0);
  EXPECT_DOUBLE_EQ(placement->ratio_y, 2.5);
}

TEST(Placement, WholeFramesOfOddSizeLoseTheirLastRowAndColumn) {
  const auto placement = place(rectangle(0, 0, 641, 481), 641, 481, {64, 48, 3}, false, false);
  ASSERT_TRUE(placement);
  EXPECT_EQ(placement->source.width, 640);
  EXPECT_EQ(placement->source.height, 480);
}

TEST(Placement, MaintainAspectRatioPadsRightOrBelow) {
  const auto wide = place(rectangle(0, 0, 1920, 1080), 1920, 1080, {640, 640, 3}, true, false);
  ASSERT_TRUE(wide);
  EXPECT_EQ(wide->target.left, 0);
  EXPECT_EQ(wide->target.top, 0);
  EXPECT_EQ(wide->target.width, 640);
  EXPECT_EQ(wide->target.height, 360);
  const auto tall = place(rectangle(0, 0, 300, 700), 1920, 1080, {640, 640, 3}, true, false);
  ASSERT_TRUE(tall);
  EXPECT_EQ(tall->target.width, 274);  // 640 * 300 / 700, truncated
  EXPECT_EQ(tall->target.height, 640);
  EXPECT_DOUBLE_EQ(tall->ratio_x, 274.0 / 300);
}

TEST(Placement, SymmetricPaddingPutsTheSmallerHalfLeftOrAbove) {
  const auto placement = place(rectangle(0, 0, 300, 700), 1920, 1080, {641, 640, 3}, true, true);
  ASSERT_TRUE(placement);
  EXPECT_EQ(placement->target.left, (641 - 274) / 2);
  EXPECT_EQ(placement->target.top, 0);
}

TEST(Placement, IsCutOffAtThePicturesBorder) {
  const auto placement = place(rectangle(600, 460, 100, 100), 640, 480, {32, 32, 3}, false, false);
  ASSERT_TRUE(placement);
  EXPECT_EQ(placement->source.width, 40);
  EXPECT_EQ(placement->source.height, 20);
}

TEST(Placement, NothingInsideThePictureIsNoUnit) {
  EXPECT_FALSE(place(rectangle(700, 10, 50, 50), 640, 480, {32, 32, 3}, false, false));
  EXPECT_FALSE(place(rectangle(10, 10, 1, 50), 640, 480, {32, 32, 3}, false, false));
  EXPECT_FALSE(place(rectangle(10, 10, NAN, 50), 640, 480, {32, 32, 3}, false, false));
  EXPECT_FALSE(place(rectangle(10, 10, -50, 50), 640, 480, {32, 32, 3}, false, false));
}

// Random pixels of the network's size: no scaling, so that the arithmetic alone is compared.
class Tensor : public testing::Test {
 protected:
  static constexpr int kWidth = 34, kHeight = 6;

  Tensor() : pixels_(kWidth * kHeight * 4) {
    std::mt19937 random(7);
    for (auto& byte : pixels_) byte = std::uint8_t(random());
    config_.onnx_file = "model.onnx";
    config_.num_detected_classes = 1;
  }

  Picture rgba() {
    Picture picture;
    picture.format = GST_VIDEO_FORMAT_RGBA;
    picture.width = kWidth;
    picture.height = kHeight;
    picture.plane_count = 1;
    picture.planes[0] = {pixels_.data(), kWidth * 4, kWidth, kHeight, 4};
    return picture;
  }

  template <class Value>
  std::vector<Value> tensor(ort::ElementType type, unsigned channels = 3) {
    Fault fault;
    const nvds::NvDsInferNetworkInfo network{kWidth, kHeight, channels};
    const auto preprocessor = Preprocessor::create(config_, network, type, fault);
    EXPECT_TRUE(preprocessor) << fault.message;
    if (!preprocessor) return {};
    const auto placement = place(rectangle(0, 0, kWidth, kHeight), kWidth, kHeight, network, false, false);
    std::vector<Value> values(preprocessor->unit_bytes() / sizeof(Value));
    std::vector<std::uint8_t> scratch;
    EXPECT_TRUE(preprocessor->fill(rgba(), *placement, scratch, values.data()));
    return values;
  }

  // y = net-scale-factor * (x - mean[c]), c in network channel order; a BGR network reads channel 2-c.
  double expected(int x, int y, int c, double mean) const {
    const int channel = config_.color_format == ColorFormat::kBgr ? 2 - c : c;
    return config_.net_scale_factor * (double(pixels_[(y * kWidth + x) * 4 + channel]) - mean);
  }
  std::size_t at(int x, int y, int c) const {
    return config_.input_order == TensorOrder::kNchw ? std::size_t((c * kHeight + y) * kWidth + x)
                                                     : std::size_t((y * kWidth + x) * 3 + c);
  }

  template <class Value, class Mean, class Read>
  void compare(ort::ElementType type, Mean mean, Read read, double tolerance) {
    const auto values = tensor<Value>(type);
    ASSERT_EQ(values.size(), std::size_t(kWidth * kHeight * 3));
    for (int y = 0; y < kHeight; ++y)
      for (int x = 0; x < kWidth; ++x)
        for (int c = 0; c < 3; ++c)
          ASSERT_NEAR(read(values[at(x, y, c)]), expected(x, y, c, mean(x, y, c)), tolerance)
              << x << "," << y << "," << c;
  }

  Config config_;
  std::vector<std::uint8_t> pixels_;
  TemporaryFolder folder_;
};

class TensorLayout : public Tensor, public testing::WithParamInterface<std::tuple<TensorOrder, ColorFormat, bool>> {
 protected:
  TensorLayout() {
    std::tie(config_.input_order, config_.color_format, std::ignore) = GetParam();
    if (std::get<2>(GetParam())) config_.offsets = {123.7f, 116.3f, 103.5f};
    config_.net_scale_factor = 0.017f;
  }
  double mean(int c) const { return config_.offsets.empty() ? 0.0 : double(config_.offsets[std::size_t(c)]); }
};

TEST_P(TensorLayout, OfFloatsFollowsTheFormula) {
  compare<float>(
      ort::ElementType::kFloat, [this](int, int, int c) { return mean(c); }, [](float v) { return v; }, 1e-6);
}

TEST_P(TensorLayout, OfHalvesFollowsTheFormula) {
  compare<std::uint16_t>(
      ort::ElementType::kFloat16, [this](int, int, int c) { return mean(c); }, from_half, 2e-3);
}

INSTANTIATE_TEST_SUITE_P(All, TensorLayout,
                         testing::Combine(testing::Values(TensorOrder::kNchw, TensorOrder::kNhwc),
                                          testing::Values(ColorFormat::kRgb, ColorFormat::kBgr), testing::Bool()));

TEST_F(Tensor, OfBytesTakesPixelsAsTheyAreByDefault) {
  compare<std::uint8_t>(
      ort::ElementType::kUint8, [](int, int, int) { return 0.0; }, [](std::uint8_t v) { return v; }, 0);
}

TEST_F(Tensor, OfBytesSaturates) {
  config_.net_scale_factor = 3;
  config_.offsets = {100, 100, 100};
  const auto values = tensor<std::uint8_t>(ort::ElementType::kUint8);
  for (int x = 0; x < kWidth; ++x) ASSERT_EQ(values[at(x, 0, 0)], std::clamp(expected(x, 0, 0, 100), 0.0, 255.0)) << x;
}

TEST_F(Tensor, MeanImageBytesAreUsedAsTheyAreAndBeatOffsets) {
  std::string ppm = "P6\n" + std::to_string(kWidth) + " " + std::to_string(kHeight) + "\n255\n";
  std::vector<std::uint8_t> means(kWidth * kHeight * 3);
  std::mt19937 random(3);
  for (auto& byte : means) ppm += char(byte = std::uint8_t(random()));
  config_.mean_file = folder_.write("mean.ppm", ppm);
  config_.offsets = {1, 2, 3};
  config_.net_scale_factor = 0.5f;
  for (const TensorOrder order : {TensorOrder::kNchw, TensorOrder::kNhwc}) {
    config_.input_order = order;
    compare<float>(
        ort::ElementType::kFloat,
        [&](int x, int y, int c) { return double(means[std::size_t((y * kWidth + x) * 3 + c)]); },
        [](float v) { return v; }, 1e-5);
  }
}

TEST_F(Tensor, MeanImageOfAnotherSizeIsAnError) {
  config_.mean_file = folder_.write("mean.ppm", "P6\n8 8\n255\n" + std::string(192, 'x'));
  Fault fault;
  EXPECT_FALSE(Preprocessor::create(config_, {kWidth, kHeight, 3}, ort::ElementType::kFloat, fault));
  EXPECT_EQ(fault.key, "mean-file");
  EXPECT_NE(fault.message.find("8x8"), std::string::npos) << fault.message;
}

TEST_F(Tensor, CutOffMeanImageIsAnError) {
  config_.mean_file = folder_.write("mean.ppm", "P6\n34 6\n255\nshort");
  Fault fault;
  EXPECT_FALSE(Preprocessor::create(config_, {kWidth, kHeight, 3}, ort::ElementType::kFloat, fault));
  EXPECT_EQ(fault.code, "ERR_CONFIG");
}

TEST_F(Tensor, NeedsOneOffsetForEachChannel) {
  config_.offsets = {1, 2};
  Fault fault;
  EXPECT_FALSE(Preprocessor::create(config_, {kWidth, kHeight, 3}, ort::ElementType::kFloat, fault));
  EXPECT_EQ(fault.key, "offsets");
}

TEST_F(Tensor, GrayNetworksReadTheLumaPlaneAsItIs) {
  config_.color_format = ColorFormat::kGray;
  Fault fault;
  const nvds::NvDsInferNetworkInfo network{kWidth, kHeight, 1};
  const auto preprocessor = Preprocessor::create(config_, network, ort::ElementType::kFloat, fault);
  ASSERT_TRUE(preprocessor);
  Picture i420;
  i420.format = GST_VIDEO_FORMAT_I420;
  i420.width = kWidth;
  i420.height = kHeight;
  i420.plane_count = 3;
  i420.planes[0] = {pixels_.data(), kWidth, kWidth, kHeight, 1};
  i420.planes[1] = {pixels_.data() + kWidth * kHeight, kWidth / 2, kWidth / 2, kHeight / 2, 1};
  i420.planes[2] = i420.planes[1];
  std::vector<float> values(kWidth * kHeight);
  std::vector<std::uint8_t> scratch;
  const auto placement = place(rectangle(0, 0, kWidth, kHeight), kWidth, kHeight, network, false, false);
  ASSERT_TRUE(preprocessor->fill(i420, *placement, scratch, values.data()));
  for (std::size_t i = 0; i < values.size(); ++i) ASSERT_EQ(values[i], float(pixels_[i])) << i;
}

TEST_F(Tensor, PaddingIsBlackAlsoAfterAFullPicture) {
  std::fill(pixels_.begin(), pixels_.end(), std::uint8_t(200));
  Fault fault;
  const nvds::NvDsInferNetworkInfo network{kWidth, kWidth, 3};
  const auto preprocessor = Preprocessor::create(config_, network, ort::ElementType::kFloat, fault);
  ASSERT_TRUE(preprocessor);
  std::vector<float> values(kWidth * kWidth * 3);
  std::vector<std::uint8_t> scratch;
  const auto whole = place(rectangle(0, 0, kWidth, kHeight), kWidth, kHeight, network, false, false);
  const auto padded = place(rectangle(0, 0, kWidth, kHeight), kWidth, kHeight, network, true, true);
  ASSERT_TRUE(preprocessor->fill(rgba(), *whole, scratch, values.data()));
  ASSERT_TRUE(preprocessor->fill(rgba(), *padded, scratch, values.data()));
  for (int y = 0; y < kWidth; ++y) {
    const bool inside = y >= padded->target.top && y < padded->target.top + padded->target.height;
    for (int x = 0; x < kWidth; ++x)
      ASSERT_EQ(values[std::size_t(y * kWidth + x)], inside ? 200.0f : 0.0f) << x << "," << y;
  }
}

TEST(HalfPrecision, GivesEveryHalfBack) {
  for (std::uint32_t half = 0; half < 0x10000; ++half) {
    const float value = from_half(std::uint16_t(half));
    if (std::isnan(value)) continue;
    ASSERT_EQ(to_half(value), half) << value;
  }
}

TEST(HalfPrecision, RoundsToNearestTiesToEven) {
  EXPECT_EQ(from_half(to_half(2049.0f)), 2048.0f);
  EXPECT_EQ(from_half(to_half(2051.0f)), 2052.0f);
  EXPECT_EQ(from_half(to_half(1e9f)), INFINITY);
  EXPECT_EQ(from_half(to_half(-1e-9f)), -0.0f);
  EXPECT_TRUE(std::isnan(from_half(to_half(NAN))));
}

}  // namespace
}  // namespace runtime::nvinfer
