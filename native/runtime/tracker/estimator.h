// Where a target is and will be: a Kalman filter over its box with constant speed. All noise is independent by axis, so
// the filter is one two-state filter for each of centre x, centre y, width (or aspect ratio) and height.
#pragma once

#include "runtime/tracker/box.h"
#include "runtime/tracker/settings.h"

namespace tracker {

class AxisFilter {
 public:
  void start(float value, float variance, float speed_variance);
  void predict(float frames, float process_variance, float speed_process_variance);
  void hold();  // the next prediction keeps the value: its speed says nothing while the object is unseen
  void correct(float measured, float variance);
  // Squared Mahalanobis distance of a measurement.
  float distance(float measured, float variance) const;

  float value() const { return value_; }
  float speed() const { return speed_; }

 private:
  float value_ = 0;
  float speed_ = 0;
  float variance_ = 0;
  float covariance_ = 0;
  float speed_variance_ = 0;
};

class BoxFilter {
 public:
  void start(const EstimatorSettings& settings, const Box& box);
  // `seen`: whether the last frame had a detection of this target; sizes do not drift while it had none.
  void predict(const EstimatorSettings& settings, float frames, bool seen);
  void correct(const EstimatorSettings& settings, const Box& measured);
  float distance(const EstimatorSettings& settings, const Box& measured) const;

  Box box() const;
  float speed_x() const { return x_.speed(); }
  float speed_y() const { return y_.speed(); }

 private:
  float shape_of(const EstimatorSettings& settings, const Box& box) const;
  struct Noise {
    float location, location_speed, shape, shape_speed, size, size_speed;
  };
  Noise process_noise(const EstimatorSettings& settings) const;
  Noise measurement_noise(const EstimatorSettings& settings) const;

  AxisFilter x_, y_, shape_, height_;
  bool aspect_ = false;
};

}  // namespace tracker
