#include "runtime/tracker/estimator.h"

namespace tracker {
namespace {

constexpr float kSmallestSide = 1;  // pixels; a filter must not shrink a box to nothing
// Of an aspect ratio, whatever the size of the box: as in the SORT family.
constexpr float kAspectDeviation = 1e-2f;
constexpr float kAspectSpeedDeviation = 1e-5f;
constexpr float kAspectMeasurementDeviation = 1e-1f;
constexpr float kUnknownSpeed = 0.1f;  // of a new target with the simple filter: a tenth of its height a frame

constexpr float square(float x) { return x * x; }

}  // namespace

void AxisFilter::start(float value, float variance, float speed_variance) {
  value_ = value;
  speed_ = 0;
  variance_ = variance;
  covariance_ = 0;
  speed_variance_ = speed_variance;
}

void AxisFilter::predict(float frames, float process_variance, float speed_process_variance) {
  value_ += speed_ * frames;
  variance_ += frames * (2 * covariance_ + frames * speed_variance_) + process_variance * frames;
  covariance_ += frames * speed_variance_;
  speed_variance_ += speed_process_variance * frames;
}

void AxisFilter::hold() { speed_ = 0; }

void AxisFilter::correct(float measured, float variance) {
  const float total = variance_ + variance;
  const float gain = variance_ / total;
  const float speed_gain = covariance_ / total;
  const float surprise = measured - value_;
  value_ += gain * surprise;
  speed_ += speed_gain * surprise;
  speed_variance_ -= speed_gain * covariance_;
  covariance_ *= 1 - gain;
  variance_ *= 1 - gain;
}

float AxisFilter::distance(float measured, float variance) const {
  return square(measured - value_) / (variance_ + variance);
}

BoxFilter::Noise BoxFilter::process_noise(const EstimatorSettings& s) const {
  if (s.kind == EstimatorKind::simple) {
    return {s.process_location, s.process_velocity, s.process_size, 0, s.process_size, 0};
  }
  const float height = std::max(height_.value(), kSmallestSide);
  const float location = square(s.weight_location * height);
  const float speed = square(s.weight_velocity * height);
  if (aspect_) return {location, speed, square(kAspectDeviation), square(kAspectSpeedDeviation), location, speed};
  return {location, speed, location, speed, location, speed};
}

BoxFilter::Noise BoxFilter::measurement_noise(const EstimatorSettings& s) const {
  if (s.kind == EstimatorKind::simple) {
    return {s.measurement_detector, 0, s.measurement_detector, 0, s.measurement_detector, 0};
  }
  const float location = square(s.weight_location * std::max(height_.value(), kSmallestSide));
  return {location, 0, aspect_ ? square(kAspectMeasurementDeviation) : location, 0, location, 0};
}

float BoxFilter::shape_of(const EstimatorSettings&, const Box& box) const {
  return aspect_ ? box.width / box.height : box.width;
}

void BoxFilter::start(const EstimatorSettings& s, const Box& box) {
  aspect_ = s.kind == EstimatorKind::regular && s.use_aspect_ratio;
  height_.start(box.height, 0, 0);  // the noise of the regular filter is a part of the height
  const Noise noise = measurement_noise(s);
  if (s.kind == EstimatorKind::simple) {
    const float speed = square(kUnknownSpeed * box.height);
    x_.start(box.center_x(), noise.location, speed);
    y_.start(box.center_y(), noise.location, speed);
    shape_.start(shape_of(s, box), noise.shape, 0);
    height_.start(box.height, noise.size, 0);
    return;
  }
  // The SORT family starts with twice the deviation of a measurement and ten times that of a speed.
  const float speed = square(10 * s.weight_velocity * box.height);
  x_.start(box.center_x(), 4 * noise.location, speed);
  y_.start(box.center_y(), 4 * noise.location, speed);
  shape_.start(shape_of(s, box), aspect_ ? square(kAspectDeviation) : 4 * noise.shape,
               aspect_ ? square(kAspectSpeedDeviation) : speed);
  height_.start(box.height, 4 * noise.size, speed);
}

void BoxFilter::predict(const EstimatorSettings& s, float frames, bool seen) {
  if (s.kind == EstimatorKind::none) return;
  if (!seen) {
    shape_.hold();
    height_.hold();
  }
  const Noise noise = process_noise(s);
  x_.predict(frames, noise.location, noise.location_speed);
  y_.predict(frames, noise.location, noise.location_speed);
  shape_.predict(frames, noise.shape, noise.shape_speed);
  height_.predict(frames, noise.size, noise.size_speed);
}

void BoxFilter::correct(const EstimatorSettings& s, const Box& measured) {
  if (s.kind == EstimatorKind::none) {
    start(s, measured);
    return;
  }
  const Noise noise = measurement_noise(s);
  x_.correct(measured.center_x(), noise.location);
  y_.correct(measured.center_y(), noise.location);
  shape_.correct(shape_of(s, measured), noise.shape);
  height_.correct(measured.height, noise.size);
}

float BoxFilter::distance(const EstimatorSettings& s, const Box& measured) const {
  if (s.kind == EstimatorKind::none) return 0;
  const Noise noise = measurement_noise(s);
  return x_.distance(measured.center_x(), noise.location) + y_.distance(measured.center_y(), noise.location) +
         shape_.distance(shape_of(s, measured), noise.shape) + height_.distance(measured.height, noise.size);
}

Box BoxFilter::box() const {
  const float height = std::max(height_.value(), kSmallestSide);
  const float width = std::max(aspect_ ? shape_.value() * height : shape_.value(), kSmallestSide);
  return {x_.value() - width / 2, y_.value() - height / 2, width, height};
}

}  // namespace tracker
