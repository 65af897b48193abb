// The Kalman filters.
#include "runtime/tracker/estimator.h"

#include <gtest/gtest.h>

using tracker::Box;
using tracker::BoxFilter;
using tracker::EstimatorKind;
using tracker::EstimatorSettings;

namespace {

Box at(float x, float y, float width = 40, float height = 80) { return {x, y, width, height}; }

class Filters : public ::testing::TestWithParam<EstimatorSettings> {
 protected:
  EstimatorSettings settings = GetParam();
  BoxFilter filter;
};

TEST_P(Filters, LearnASpeedAndPredictWithIt) {
  filter.start(settings, at(100, 100));
  for (int n = 1; n <= 30; ++n) {
    filter.predict(settings, 1, true);
    filter.correct(settings, at(100 + 6.f * n, 100 - 3.f * n));
  }
  filter.predict(settings, 1, true);
  EXPECT_NEAR(filter.box().left, 100 + 6 * 31, 1);
  EXPECT_NEAR(filter.box().top, 100 - 3 * 31, 1);
  EXPECT_NEAR(filter.speed_x(), 6, 0.3);
  filter.predict(settings, 5, false);  // five frames at once
  EXPECT_NEAR(filter.box().left, 100 + 6 * 36, 3);
}

TEST_P(Filters, SmoothJitter) {
  filter.start(settings, at(100, 100));
  float worst = 0;
  for (int n = 1; n <= 60; ++n) {
    filter.predict(settings, 1, true);
    filter.correct(settings, at(100 + (n % 2 ? 3.f : -3.f), 100));
    if (n > 20) worst = std::max(worst, std::abs(filter.box().left - 100));
  }
  EXPECT_LT(worst, 2.5f);
}

TEST_P(Filters, KeepTheSizeOfAnUnseenTarget) {
  filter.start(settings, at(100, 100));
  for (int n = 1; n <= 10; ++n) {
    filter.predict(settings, 1, true);
    filter.correct(settings, at(100, 100, 40 - 2.f * n, 80 - 4.f * n));
  }
  const Box last = filter.box();
  for (int n = 0; n < 50; ++n) filter.predict(settings, 1, false);
  EXPECT_NEAR(filter.box().width, last.width, 0.01);
  EXPECT_NEAR(filter.box().height, last.height, 0.01);
}

TEST_P(Filters, NeverGiveAnEmptyBox) {
  filter.start(settings, at(100, 100, 3, 3));
  for (int n = 0; n < 20; ++n) {
    filter.predict(settings, 1, true);
    filter.correct(settings, at(100, 100, 0.01f, 0.01f));
    EXPECT_TRUE(filter.box().usable());
  }
}

TEST_P(Filters, MeasureDistanceInTheirOwnUncertainty) {
  filter.start(settings, at(100, 100));
  for (int n = 0; n < 10; ++n) {
    filter.predict(settings, 1, true);
    filter.correct(settings, at(100, 100));
  }
  EXPECT_LT(filter.distance(settings, at(101, 100)), 1);
  EXPECT_GT(filter.distance(settings, at(160, 100)), 20);
}

EstimatorSettings with(EstimatorKind kind, bool aspect = false) {
  EstimatorSettings settings;
  settings.kind = kind;
  settings.use_aspect_ratio = aspect;
  return settings;
}

INSTANTIATE_TEST_SUITE_P(Kinds, Filters,
                         ::testing::Values(with(EstimatorKind::simple), with(EstimatorKind::regular),
                                           with(EstimatorKind::regular, true)));

TEST(NoFilter, KeepsTheNewestBox) {
  EstimatorSettings settings;
  BoxFilter filter;
  filter.start(settings, at(100, 100));
  filter.predict(settings, 1, true);
  filter.correct(settings, at(120, 90, 30, 70));
  filter.predict(settings, 7, false);
  EXPECT_FLOAT_EQ(filter.box().left, 120);
  EXPECT_FLOAT_EQ(filter.box().top, 90);
  EXPECT_FLOAT_EQ(filter.box().width, 30);
}

}  // namespace
