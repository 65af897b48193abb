// Tracking by looks (NvDeepSORT): a network whose vectors are mean colours tells red people from blue ones.
#include "runtime/tracker/appearance.h"

#include <array>
#include <numeric>

#include "host.h"
#include "nvinfer/onnx_writer.h"

namespace {

using Colour = std::array<unsigned char, 3>;
constexpr Colour kRed{255, 0, 0}, kBlue{0, 0, 255};

// Vectors of three numbers: the mean of each channel of 16 × 8 pixels.
std::string colour_model(std::int64_t batch = -1) {
  const std::string path = ::testing::TempDir() + "colours" + std::to_string(batch) + ".onnx";
  onnx::Model model;
  model.input("images", onnx::kFloat, {batch, 3, 16, 8});
  model.node("GlobalAveragePool", {"images"}, {"look"});
  model.output("look", onnx::kFloat, {batch, 3, 1, 1});
  model.write(path);
  return path;
}

std::string config(const std::string& reid) {
  return "TargetManagement:\n  probationAge: 0\n"
         "DataAssociator:\n  associationMatcherType: 1\n  matchingScoreWeight4Iou: 1\n"
         "  matchingScoreWeight4ReidSimilarity: 1\n  minMatchingScore4ReidSimilarity: 0.5\n" +
         reid;
}

std::string with_looks(const std::string& more = "", const std::string& model = colour_model()) {
  return config("ReID:\n  reidType: 1\n  onnxFile: " + model + "\n  inferDims: [3, 16, 8]\n" + more);
}

// An RGBA frame with painted people.
class Picture {
 public:
  Picture() : pixels_(std::size_t(kFrameWidth) * std::size_t(kFrameHeight) * 4) {
    surface_.width = std::uint32_t(kFrameWidth);
    surface_.height = std::uint32_t(kFrameHeight);
    surface_.planeParams.pitch[0] = surface_.width * 4;
    surface_.dataPtr = pixels_.data();
  }
  void paint(const nvds::NvMOTRect& box, const Colour& colour) {
    for (int y = int(box.y); y < int(box.y + box.height); ++y)
      for (int x = int(box.x); x < int(box.x + box.width); ++x)
        std::copy(colour.begin(), colour.end(), &pixels_[(std::size_t(y) * surface_.width + std::size_t(x)) * 4]);
  }
  nvds::NvBufSurfaceParams* surface() { return &surface_; }

 private:
  std::vector<unsigned char> pixels_;
  nvds::NvBufSurfaceParams surface_{};
};

struct Person {
  float x;
  Colour colour;
};

std::vector<Found> show(Host& host, const std::vector<Person>& people) {
  Picture picture;
  Host::Frame frame;
  for (const Person& who : people) {
    picture.paint(person(who.x), who.colour);
    frame.seen.push_back({person(who.x)});
  }
  frame.picture = picture.surface();
  return host.track_frame(frame);
}

std::uint64_t id_of(const std::vector<Found>& found, int detection) {
  for (const Found& one : found)
    if (one.detection == detection) return one.id;
  ADD_FAILURE() << "detection " << detection << " has no track";
  return ~0ull;
}

TEST(Looks, KeepIdsOfPeopleWhoChangePlaces) {
  for (const bool looks : {false, true}) {
    Host host(looks ? with_looks() : config(""));
    ASSERT_TRUE(host.started());
    const auto before = show(host, {{100, kRed}, {141, kBlue}});
    const auto after = show(host, {{137, kRed}, {103, kBlue}});
    EXPECT_EQ(id_of(after, 0) == id_of(before, 0), looks);
    EXPECT_EQ(id_of(after, 1) == id_of(before, 1), looks);
  }
}

TEST(Looks, FindATargetWhereItsBoxIsNot) {
  Host host(with_looks());
  const auto before = show(host, {{100, kRed}});
  EXPECT_EQ(id_of(show(host, {{600, kRed}}), 0), id_of(before, 0));
}

// Walks right, is unseen for a while, and comes back on its path in the colour given.
bool id_survives(Colour returning, const std::string& trajectories) {
  Host host(
      "TargetManagement: {probationAge: 2, maxShadowTrackingAge: 3}\n"
      "TrajectoryManagement: {enableReAssoc: 1, minTrajectoryLength4Projection: 10, " +
      trajectories +
      "}\nDataAssociator: {usePrediction4Assoc: 1, minMatchingScore4Iou: 0.3}\n"
      "StateEstimator: {stateEstimatorType: 2}\n"
      "ReID: {reidType: 2, onnxFile: " +
      colour_model() + ", inferDims: [3, 16, 8]}\n");
  int n = 0;
  std::vector<Found> found;
  for (; n < 30; ++n) found = show(host, {{50 + 6.f * float(n), kRed}});
  const std::uint64_t id = id_of(found, 0);
  for (int i = 0; i < 12; ++i, ++n) show(host, {});
  for (found.clear(); found.empty() && n < 60; ++n) found = show(host, {{50 + 6.f * float(n), returning}});
  return id_of(found, 0) == id;
}

TEST(Looks, HaveASayInReassociation) {
  EXPECT_TRUE(id_survives(kRed, "minMatchingScore4ReidSimilarity: 0.5"));
  EXPECT_FALSE(id_survives(kBlue, "minMatchingScore4ReidSimilarity: 0.5"));
  EXPECT_TRUE(id_survives(kBlue, "minMatchingScore4ReidSimilarity: 0"));
}

TEST(Looks, OfBoxesOutsideThePictureDoNoHarm) {
  Host host(with_looks());
  Picture picture;
  const nvds::NvMOTRect far{-5000, -5000, 40, 80}, beyond{5000, 5000, 1e30f, 1e30f}, thin{10, 10, 0.01f, 400};
  for (int i = 0; i < 3; ++i)
    host.track_frame({.seen = {{far}, {beyond}, {thin}, {person(100)}}, .picture = picture.surface()});
}

TEST(Looks, LeaveTheTrackerAsVectors) {
  Host host(with_looks("  outputReidTensor: 1\n  addFeatureNormalization: 1\n"));
  ASSERT_TRUE(host.query().outputReidTensor);
  EXPECT_EQ(host.query().reidFeatureSize, 3u);
  EXPECT_EQ(host.query().numTransforms, 1);
  const auto found = show(host, {{100, kRed}, {300, kBlue}});
  ASSERT_EQ(found.size(), 2u);
  const std::vector<float> red{1, 0, 0}, blue{0, 0, 1};
  EXPECT_EQ(found[0].look, red);
  EXPECT_EQ(found[1].look, blue);
}

TEST(Looks, AreTakenInBatchesOfTheModelsSize) {
  for (const std::int64_t fixed : {std::int64_t(-1), std::int64_t(2)}) {
    Host host(with_looks("  batchSize: 2\n  outputReidTensor: 1\n", colour_model(fixed)));
    ASSERT_TRUE(host.started());
    const auto found = show(host, {{100, kRed}, {200, kBlue}, {300, kRed}});
    ASSERT_EQ(found.size(), 3u);
    EXPECT_FLOAT_EQ(found[2].look[0], 255);
    EXPECT_FLOAT_EQ(found[1].look[2], 255);
  }
}

TEST(Looks, WithoutAPictureAreAnError) {
  Host host(with_looks());
  host.track_frame({.seen = {{person(100)}}, .expected = nvds::NvMOTStatus_Error});
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_EQ(host.reports[0].key, "ReID.reidType");
}

void expect_refused(const std::string& config, const std::string& key) {
  Host host(config);
  EXPECT_FALSE(host.started());
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_TRUE(host.reports[0].error);
  EXPECT_EQ(host.reports[0].key, key);
  EXPECT_FALSE(host.reports[0].remedy.empty());
}

TEST(Looks, OfAModelThatDoesNotFitAreRefused) {
  expect_refused(config("ReID:\n  reidType: 1\n"), "ReID.onnxFile");
  expect_refused(with_looks("", "/absent/model.onnx"), "ReID.onnxFile");
  expect_refused(with_looks("  reidFeatureSize: 128\n"), "ReID.reidFeatureSize");
  expect_refused(config("ReID:\n  reidType: 1\n  onnxFile: " + colour_model() + "\n"), "ReID.inferDims");
  expect_refused(config("ReID:\n  inferDims: 3;16;8\n"), "ReID.inferDims");
}

TEST(Looks, AskedForWithoutANetworkAreAWarning) {
  Host host(config("ReID:\n  outputReidTensor: 1\n"));
  ASSERT_TRUE(host.started());
  ASSERT_EQ(host.reports.size(), 1u);
  EXPECT_FALSE(host.reports[0].error);
  EXPECT_EQ(host.reports[0].key, "ReID.outputReidTensor");
}

TEST(Gallery, ForgetsTheOldestLook) {
  tracker::Gallery gallery;
  gallery.reset(2);
  const std::array<float, 2> x{3, 0}, y{0, 5};
  EXPECT_EQ(gallery.similarity(x), 0);
  gallery.add(x);
  gallery.add(y);
  EXPECT_FLOAT_EQ(gallery.similarity(x), 1);
  gallery.add(y);
  EXPECT_FLOAT_EQ(gallery.similarity(x), 0);
}

TEST(Crop, IsScaledByOffsetsAndOrderedAsTheNetworkWants) {
  Picture picture;
  picture.paint({0, 0, 40, 40}, {10, 20, 30});
  tracker::AppearanceSettings settings;
  settings.width = settings.height = 4;
  settings.offsets = {1, 2, 3};
  settings.scale = 0.5f;
  std::vector<float> out(3 * 4 * 4);
  tracker::prepare_crop(*picture.surface(), {0, 0, 40, 40}, settings, out.data());
  EXPECT_FLOAT_EQ(out[0], 4.5f);    // red, first
  EXPECT_FLOAT_EQ(out[47], 13.5f);  // blue, last
  settings.bgr = settings.channels_last = true;
  tracker::prepare_crop(*picture.surface(), {0, 0, 40, 40}, settings, out.data());
  EXPECT_FLOAT_EQ(out[0], 14.5f);
  EXPECT_FLOAT_EQ(out[47], 3.5f);
}

TEST(Crop, KeepsItsShapeAboveBlack) {
  Picture picture;
  picture.paint({0, 0, 40, 20}, {200, 200, 200});
  tracker::AppearanceSettings settings;
  settings.width = settings.height = 4;
  std::vector<float> out(3 * 4 * 4);
  tracker::prepare_crop(*picture.surface(), {0, 0, 40, 20}, settings, out.data());
  EXPECT_FLOAT_EQ(out[0], 200);
  EXPECT_FLOAT_EQ(out[15], 0);
  settings.keep_aspect = false;
  tracker::prepare_crop(*picture.surface(), {0, 0, 40, 20}, settings, out.data());
  EXPECT_FLOAT_EQ(out[15], 200);
}

}  // namespace
