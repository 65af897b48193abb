// The settings used when no configuration file is given: people and vehicles seen by a standing camera at 10 to 30
// frames a second. The package's tracker_accurate.yml says the same, with reasons.
#include "runtime/tracker/settings.h"

namespace tracker {

Settings standard_settings() {
  Settings s;
  s.targets.probation_age = 2;
  s.targets.max_shadow_age = 30;
  s.targets.early_termination_age = 1;
  s.targets.min_iou_to_suppress_new = 0.7f;
  s.targets.min_tracker_confidence = 0.5f;
  s.association.matcher = MatcherKind::cascaded;
  s.association.use_prediction = true;
  s.association.min_iou = 0.05f;
  s.association.min_size_similarity = 0.4f;
  s.association.weight_iou = 0.8f;
  s.association.weight_size = 0.2f;
  s.association.tentative_confidence = 0.3f;
  s.association.min_tentative_iou = 0.3f;
  s.estimator.kind = EstimatorKind::regular;
  s.estimator.weight_location = 0.05f;
  s.estimator.weight_velocity = 0.00625f;
  return s;
}

}  // namespace tracker
