#include "runtime/tracker/keys.h"

#include <array>
#include <cfloat>
#include <climits>

namespace tracker {
namespace {

using S = Settings;

constexpr bool kLive = true;

constexpr Key real(const char* section, const char* name, double low, double high, float& (*field)(S&),
                   bool live = false) {
  Key key{section, name, KeyKind::real, low, high};
  key.real = field;
  key.while_running = live;
  return key;
}
constexpr Key integer(const char* section, const char* name, double low, double high, int& (*field)(S&),
                      bool live = false) {
  Key key{section, name, KeyKind::integer, low, high};
  key.integer = field;
  key.while_running = live;
  return key;
}
constexpr Key boolean(const char* section, const char* name, bool& (*field)(S&), bool live = false) {
  Key key{section, name, KeyKind::boolean, 0, 1};
  key.boolean = field;
  key.while_running = live;
  return key;
}
constexpr Key choice(const char* section, const char* name, int low, int high, void (*choose)(S&, int)) {
  Key key{section, name, KeyKind::choice, double(low), double(high)};
  key.choose = choose;
  return key;
}
constexpr Key triple(const char* section, const char* name, double low, double high,
                     void (*take)(S&, const std::array<double, 3>&)) {
  Key key{section, name, KeyKind::triple, low, high};
  key.take_three = take;
  return key;
}
constexpr Key path(const char* section, const char* name, std::string& (*field)(S&)) {
  Key key{section, name, KeyKind::path};
  key.path = field;
  return key;
}
constexpr Key off_only(const char* section, const char* name, const char* explanation) {
  Key key{section, name, KeyKind::off_only};
  key.explanation = explanation;
  return key;
}
constexpr Key no_effect(const char* section, const char* name) { return {section, name, KeyKind::no_effect}; }

constexpr const char* kBase = "BaseConfig";
constexpr const char* kTarget = "TargetManagement";
constexpr const char* kTrajectory = "TrajectoryManagement";
constexpr const char* kAssociator = "DataAssociator";
constexpr const char* kEstimator = "StateEstimator";
constexpr const char* kVisual = "VisualTracker";
constexpr const char* kReid = "ReID";
constexpr const char* kSegmenter = "Segmenter";
constexpr const char* kProjection = "ObjectModelProjection";
constexpr const char* kPose = "PoseEstimator";
constexpr const char* kMultiView = "MultiViewAssociator";
constexpr const char* kCommunicator = "Communicator";

constexpr std::array kSections = {kBase, kTarget,    kTrajectory, kAssociator, kEstimator, kVisual,
                                  kReid, kSegmenter, kProjection, kPose,       kMultiView, kCommunicator};

constexpr std::array kKeys = {
    real(
        kBase, "minDetectorConfidence", -1, 1, [](S& s) -> float& { return s.base.min_detector_confidence; }, kLive),
    boolean(kBase, "checkClassMatch", [](S& s) -> bool& { return s.association.check_class; }),
    boolean(kBase, "useBatchNumForFrameId", [](S& s) -> bool& { return s.base.use_batch_number_for_frame_id; }),

    integer(kTarget, "maxTargetsPerStream", 1, 10000, [](S& s) -> int& { return s.targets.max_targets; }),
    real(
        kTarget, "minIouDiff4NewTarget", 0, 1, [](S& s) -> float& { return s.targets.min_iou_to_suppress_new; }, kLive),
    real(
        kTarget, "minTrackerConfidence", 0, 1, [](S& s) -> float& { return s.targets.min_tracker_confidence; }, kLive),
    integer(
        kTarget, "probationAge", 0, INT_MAX, [](S& s) -> int& { return s.targets.probation_age; }, kLive),
    integer(
        kTarget, "maxShadowTrackingAge", 0, 100000, [](S& s) -> int& { return s.targets.max_shadow_age; }, kLive),
    integer(
        kTarget, "earlyTerminationAge", 0, INT_MAX, [](S& s) -> int& { return s.targets.early_termination_age; },
        kLive),
    integer(kTarget, "maxTrajectoryBufferLength", 1, 100000,
            [](S& s) -> int& { return s.targets.max_trajectory_length; }),
    boolean(
        kTarget, "enableBboxUnClipping", [](S& s) -> bool& { return s.targets.unclip_boxes; }, kLive),
    boolean(kTarget, "outputTerminatedTracks", [](S& s) -> bool& { return s.targets.output_terminated; }),
    boolean(kTarget, "outputShadowTracks", [](S& s) -> bool& { return s.targets.output_shadow; }),
    // Streams are always updated one after the other, so IDs never depend on timing.
    no_effect(kTarget, "preserveStreamUpdateOrder"),
    no_effect(kTarget, "searchRegionPaddingScale"),
    off_only(kTarget, "terminatedTrackFilename",
             "writing finished tracks to files; set outputTerminatedTracks: 1 and read them from the batch's metadata"),

    boolean(kTrajectory, "useUniqueID", [](S& s) -> bool& { return s.trajectories.unique_ids; }),
    boolean(kTrajectory, "enableReAssoc", [](S& s) -> bool& { return s.trajectories.reassociate; }),
    real(
        kTrajectory, "minMatchingScore4Overall", 0, FLT_MAX, [](S& s) -> float& { return s.trajectories.min_score; },
        kLive),
    real(
        kTrajectory, "minTrackletMatchingScore", 0, 1, [](S& s) -> float& { return s.trajectories.min_tracklet_score; },
        kLive),
    real(
        kTrajectory, "matchingScoreWeight4TrackletSimilarity", 0, FLT_MAX,
        [](S& s) -> float& { return s.trajectories.weight_tracklet; }, kLive),
    integer(kTrajectory, "minTrajectoryLength4Projection", 1, INT_MAX,
            [](S& s) -> int& { return s.trajectories.min_length_to_project; }),
    integer(kTrajectory, "prepLength4TrajectoryProjection", 2, 100000,
            [](S& s) -> int& { return s.trajectories.preparation_length; }),
    integer(kTrajectory, "trajectoryProjectionLength", 1, 100000,
            [](S& s) -> int& { return s.trajectories.projection_length; }),
    real(
        kTrajectory, "maxAngle4TrackletMatching", 0, 180, [](S& s) -> float& { return s.trajectories.max_angle; },
        kLive),
    real(
        kTrajectory, "minSpeedSimilarity4TrackletMatching", 0, 1,
        [](S& s) -> float& { return s.trajectories.min_speed_similarity; }, kLive),
    real(
        kTrajectory, "minBboxSizeSimilarity4TrackletMatching", 0, 1,
        [](S& s) -> float& { return s.trajectories.min_size_similarity; }, kLive),
    integer(kTrajectory, "maxTrackletMatchingTimeSearchRange", 1, 100000,
            [](S& s) -> int& { return s.trajectories.max_time_range; }),
    real(
        kTrajectory, "trackletSpacialSearchRegionScale", 0, 10,
        [](S& s) -> float& { return s.trajectories.search_region_scale; }, kLive),
    // Projections are straight lines through the newest frames here, without a filter of their own.
    no_effect(kTrajectory, "trajectoryProjectionProcessNoiseScale"),
    no_effect(kTrajectory, "trajectoryProjectionMeasurementNoiseScale"),
    real(
        kTrajectory, "minMatchingScore4ReidSimilarity", -1, 1,
        [](S& s) -> float& { return s.trajectories.min_appearance; }, kLive),
    real(
        kTrajectory, "matchingScoreWeight4ReidSimilarity", 0, FLT_MAX,
        [](S& s) -> float& { return s.trajectories.weight_appearance; }, kLive),
    // Every detection is looked at in every frame.
    no_effect(kTrajectory, "reidExtractionInterval"),

    choice(kAssociator, "dataAssociatorType", 0, 0, [](S&, int) {}),
    choice(kAssociator, "associationMatcherType", 0, 1, [](S& s, int v) { s.association.matcher = MatcherKind(v); }),
    boolean(kAssociator, "checkClassMatch", [](S& s) -> bool& { return s.association.check_class; }),
    boolean(
        kAssociator, "usePrediction4Assoc", [](S& s) -> bool& { return s.association.use_prediction; }, kLive),
    real(
        kAssociator, "minMatchingScore4Overall", 0, FLT_MAX, [](S& s) -> float& { return s.association.min_overall; },
        kLive),
    real(
        kAssociator, "minMatchingScore4SizeSimilarity", 0, 1,
        [](S& s) -> float& { return s.association.min_size_similarity; }, kLive),
    real(
        kAssociator, "minMatchingScore4Iou", 0, 1, [](S& s) -> float& { return s.association.min_iou; }, kLive),
    real(
        kAssociator, "matchingScoreWeight4Iou", 0, FLT_MAX, [](S& s) -> float& { return s.association.weight_iou; },
        kLive),
    real(
        kAssociator, "matchingScoreWeight4SizeSimilarity", 0, FLT_MAX,
        [](S& s) -> float& { return s.association.weight_size; }, kLive),
    real(
        kAssociator, "tentativeDetectorConfidence", 0, 1,
        [](S& s) -> float& { return s.association.tentative_confidence; }, kLive),
    real(
        kAssociator, "minMatchingScore4TentativeIou", 0, 1,
        [](S& s) -> float& { return s.association.min_tentative_iou; }, kLive),
    real(
        kAssociator, "thresholdMahalanobis", -FLT_MAX, FLT_MAX,
        [](S& s) -> float& { return s.association.max_mahalanobis; }, kLive),
    real(
        kAssociator, "bboxGrowth4Assoc", 0, 5, [](S& s) -> float& { return s.association.box_growth; }, kLive),
    no_effect(kAssociator, "minMatchingScore4VisualSimilarity"),
    no_effect(kAssociator, "matchingScoreWeight4VisualSimilarity"),
    real(
        kAssociator, "minMatchingScore4ReidSimilarity", -1, 1,
        [](S& s) -> float& { return s.association.min_appearance; }, kLive),
    real(
        kAssociator, "matchingScoreWeight4ReidSimilarity", 0, FLT_MAX,
        [](S& s) -> float& { return s.association.weight_appearance; }, kLive),
    no_effect(kAssociator, "minMatchingScore4PeerAssocIou"),

    choice(kEstimator, "stateEstimatorType", 0, 2, [](S& s, int v) { s.estimator.kind = EstimatorKind(v); }),
    real(kEstimator, "processNoiseVar4Loc", 0, FLT_MAX, [](S& s) -> float& { return s.estimator.process_location; }),
    real(kEstimator, "processNoiseVar4Size", 0, FLT_MAX, [](S& s) -> float& { return s.estimator.process_size; }),
    real(kEstimator, "processNoiseVar4Vel", 0, FLT_MAX, [](S& s) -> float& { return s.estimator.process_velocity; }),
    real(kEstimator, "measurementNoiseVar4Detector", 1e-6, FLT_MAX,
         [](S& s) -> float& { return s.estimator.measurement_detector; }),
    real(kEstimator, "noiseWeightVar4Loc", 1e-6, FLT_MAX, [](S& s) -> float& { return s.estimator.weight_location; }),
    real(kEstimator, "noiseWeightVar4Vel", 0, FLT_MAX, [](S& s) -> float& { return s.estimator.weight_velocity; }),
    boolean(kEstimator, "useAspectRatio", [](S& s) -> bool& { return s.estimator.use_aspect_ratio; }),
    no_effect(kEstimator, "measurementNoiseVar4Tracker"),

    off_only(
        kVisual, "visualTrackerType",
        "the visual (DCF) tracker, which this library does not have; set it to 0 and stateEstimatorType: 2, or use "
        "the package's tracker_accurate.yml"),
    no_effect(kVisual, "useColorNames"),
    no_effect(kVisual, "useHog"),
    no_effect(kVisual, "useHighPrecisionFeature"),
    no_effect(kVisual, "featureImgSizeLevel"),
    no_effect(kVisual, "featureFocusOffsetFactor_y"),
    no_effect(kVisual, "filterLr"),
    no_effect(kVisual, "filterChannelWeightsLr"),
    no_effect(kVisual, "gaussianSigma"),
    no_effect(kVisual, "vpiBackend4DcfTracker"),

    choice(kReid, "reidType", 0, 3,
           [](S& s, int v) {
             s.appearance.for_association = v == 1 || v == 3;
             s.appearance.for_reassociation = v == 2 || v == 3;
           }),
    boolean(kReid, "outputReidTensor", [](S& s) -> bool& { return s.appearance.output; }),
    integer(kReid, "batchSize", 1, 10000, [](S& s) -> int& { return s.appearance.batch_size; }),
    integer(kReid, "reidFeatureSize", 0, 100000, [](S& s) -> int& { return s.appearance.feature_size; }),
    integer(kReid, "reidHistorySize", 1, 100000, [](S& s) -> int& { return s.appearance.history; }),
    triple(kReid, "inferDims", 1, 4096,
           [](S& s, const std::array<double, 3>& dims) {
             s.appearance.height = int(dims[1]);
             s.appearance.width = int(dims[2]);
           }),
    choice(kReid, "inputOrder", 0, 1, [](S& s, int v) { s.appearance.channels_last = v == 1; }),
    choice(kReid, "colorFormat", 0, 1, [](S& s, int v) { s.appearance.bgr = v == 1; }),
    triple(kReid, "offsets", -FLT_MAX, FLT_MAX,
           [](S& s, const std::array<double, 3>& offsets) {
             for (std::size_t i = 0; i < 3; ++i) s.appearance.offsets[i] = float(offsets[i]);
           }),
    real(kReid, "netScaleFactor", 1e-9, FLT_MAX, [](S& s) -> float& { return s.appearance.scale; }),
    boolean(kReid, "keepAspc", [](S& s) -> bool& { return s.appearance.keep_aspect; }),
    boolean(kReid, "addFeatureNormalization", [](S& s) -> bool& { return s.appearance.normalize; }),
    path(kReid, "onnxFile", [](S& s) -> std::string& { return s.appearance.onnx_file; }),
    no_effect(kReid, "workspaceSize"),
    no_effect(kReid, "networkMode"),
    no_effect(kReid, "useVPICropScaler"),
    no_effect(kReid, "minVisibility4GalleryUpdate"),
    no_effect(kReid, "tltEncodedModel"),
    no_effect(kReid, "tltModelKey"),
    no_effect(kReid, "modelEngineFile"),
    no_effect(kReid, "calibrationTableFile"),

    off_only(kSegmenter, "segmenterType", "a segmentation network, which this library does not have; set it to 0"),
    no_effect(kSegmenter, "segmenterConfigPath"),

    off_only(kProjection, "objectModelType", "3D projection, which this library does not have; set it to 0"),
    off_only(kProjection, "outputVisibility",
             "visibility from a 3D model, which this library does not have; set it to 0"),
    off_only(kProjection, "outputFootLocation",
             "foot points from a 3D model, which this library does not have; set it to 0"),
    off_only(kProjection, "outputConvexHull", "hulls of a 3D model, which this library does not have; set it to 0"),
    no_effect(kProjection, "cameraModelFilepath"),
    no_effect(kProjection, "minPoseConfidence"),

    off_only(kPose, "poseEstimatorType", "a pose network, which this library does not have; set it to 0"),
    no_effect(kPose, "useVPICropScaler"),
    no_effect(kPose, "batchSize"),
    no_effect(kPose, "workspaceSize"),
    no_effect(kPose, "inferDims"),
    no_effect(kPose, "networkMode"),
    no_effect(kPose, "inputOrder"),
    no_effect(kPose, "colorFormat"),
    no_effect(kPose, "offsets"),
    no_effect(kPose, "netScaleFactor"),
    no_effect(kPose, "onnxFile"),
    no_effect(kPose, "modelEngineFile"),
    no_effect(kPose, "poseInferenceInterval"),

    off_only(kMultiView, "multiViewAssociatorType",
             "tracking across cameras, which this library does not have; set it to 0"),
    no_effect(kMultiView, "enableLatePeerReAssoc"),
    no_effect(kMultiView, "enableIDCorrection"),
    no_effect(kMultiView, "enableSeeThrough"),
    no_effect(kMultiView, "enableMsgSync"),
    no_effect(kMultiView, "maxPeerTrackletSize"),
    no_effect(kMultiView, "recentlyActiveAge"),
    no_effect(kMultiView, "minCommonFrames4MatchScore"),
    no_effect(kMultiView, "maxPeerToPredDistance4Fusion"),
    no_effect(kMultiView, "minPeerToPredDistance4Fusion"),
    no_effect(kMultiView, "minPeerVisibility4Fusion"),
    no_effect(kMultiView, "minPeerTrackletMatchScore"),
    no_effect(kMultiView, "maxTrackletMatchingTimeSearchRange"),
    no_effect(kMultiView, "maxPeerFrameDiff4NoDet"),
    no_effect(kMultiView, "communicatorInitSleepTime"),

    off_only(kCommunicator, "communicatorType",
             "messages between trackers, which this library does not have; set it to 0"),
    no_effect(kCommunicator, "pubSubInfoConfigPath"),
    no_effect(kCommunicator, "mqttProtoAdaptorConfigPath"),
};

}  // namespace

std::span<const Key> known_keys() { return kKeys; }

bool is_section(std::string_view name) {
  for (const char* section : kSections)
    if (name == section) return true;
  return false;
}

}  // namespace tracker
