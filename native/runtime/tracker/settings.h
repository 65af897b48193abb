// Everything a configuration can say, by section of the file. Initial values are those of a key left out of a file;
// standard_settings() is what the library uses without any file.
#pragma once

#include <array>
#include <cstdint>
#include <string>

namespace tracker {

struct BaseSettings {
  float min_detector_confidence = 0;
  bool use_batch_number_for_frame_id = false;
};

struct TargetSettings {
  int max_targets = 150;              // a stream, shadow-tracked ones included
  float min_iou_to_suppress_new = 1;  // minIouDiff4NewTarget: a detection that overlaps a target more makes no new one
  float min_tracker_confidence = 0.9f;  // below it an unseen target goes into the shadow
  int probation_age = 4;                // frames before a target is reported
  int max_shadow_age = 38;              // frames a target lives unseen
  int early_termination_age = 1;        // unseen frames that end a target in probation
  int max_trajectory_length = 30;       // frames of history in the list of terminated tracks
  bool unclip_boxes = false;
  bool output_terminated = false;
  bool output_shadow = false;
};

struct TrajectorySettings {
  bool unique_ids = false;  // random upper 32 bits a stream
  bool reassociate = false;
  float min_score = 0.4f;
  float min_tracklet_score = 0.3f;
  float weight_tracklet = 1;
  float min_appearance = 0;  // with a re-identification network: cosines
  float weight_appearance = 0;
  int min_length_to_project = 20;
  int projection_length = 90;   // frames a lost target is projected on
  int preparation_length = 10;  // newest frames that its speed is taken from
  float max_angle = 60;         // degrees
  float min_speed_similarity = 0.1f;
  float min_size_similarity = 0.3f;
  int max_time_range = 30;        // frames a lost target may be taken up again
  float search_region_scale = 0;  // growth of a projected box a frame, as a part of its size
};

enum class MatcherKind { greedy = 0, cascaded = 1 };

struct AssociationSettings {
  MatcherKind matcher = MatcherKind::greedy;
  bool check_class = true;
  bool use_prediction = false;
  float min_overall = 0;
  float min_size_similarity = 0;
  float min_iou = 0;
  float weight_iou = 1;
  float weight_size = 0;
  float min_appearance = 0;  // with a re-identification network: cosines
  float weight_appearance = 0;
  float tentative_confidence = 0.5f;  // cascaded only: detections below it keep targets alive but make none
  float min_tentative_iou = 0;
  float max_mahalanobis = -1;  // squared distance; negative: no gate
  float box_growth = 0;        // our own: boxes compared after growing by this part on each side
};

enum class EstimatorKind { none = 0, simple = 1, regular = 2 };

struct EstimatorSettings {
  EstimatorKind kind = EstimatorKind::none;
  // simple: variances in pixels² a frame
  float process_location = 2;
  float process_size = 1;
  float process_velocity = 0.1f;
  float measurement_detector = 4;
  // regular: standard deviations as a part of the box height
  float weight_location = 0.05f;
  float weight_velocity = 0.00625f;
  bool use_aspect_ratio = false;
};

// The re-identification network and what it wants to see.
struct AppearanceSettings {
  bool for_association = false;
  bool for_reassociation = false;
  std::string onnx_file;
  int feature_size = 0;  // 0: what the model gives
  int history = 100;     // vectors kept of each target
  int batch_size = 100;
  int height = 256;
  int width = 128;
  bool channels_last = false;
  bool bgr = false;
  std::array<float, 3> offsets{};  // taken off each channel, then multiplied by `scale`
  float scale = 1;
  bool keep_aspect = true;
  bool normalize = false;  // vectors that leave the tracker have length one
  bool output = false;

  bool enabled() const { return for_association || for_reassociation; }
};

struct Settings {
  BaseSettings base;
  TargetSettings targets;
  TrajectorySettings trajectories;
  AssociationSettings association;
  EstimatorSettings estimator;
  AppearanceSettings appearance;
};

Settings standard_settings();

}  // namespace tracker
