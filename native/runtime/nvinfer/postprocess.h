// What nvinfer does with the output tensors of one unit (frame, object or region): parse, cluster, attach as metadata.
// Arithmetic is plain float32 as in DeepStream; scale ratios are doubles.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "nvds/inference.h"
#include "nvds/metadata.h"
#include "nvds/osd.h"
#include "nvds/preprocess.h"
#include "runtime/element/fault.h"

namespace runtime::nvinfer {

using Layers = std::vector<nvds::NvDsInferLayerInfo>;  // output layers in binding order, host buffers

// ---- labels.cc -----------------------------------------------------------------------------------------------------
// One entry per non-empty line: the texts between ';'. A detector's class c is labels[c][0]; a classifier's attribute
// a, class c is labels[a][c]. Nothing is trimmed (carriage returns and blanks stay), as in DeepStream.
using Labels = std::vector<std::vector<std::string>>;

Labels parse_labels(const std::string& text);
// nullopt with ERR_CONFIG (file, key labelfile-path, remedy) when the file cannot be read.
std::optional<Labels> load_labels(const std::string& path, Fault& fault);
// nullptr when the file has no such class; the pointer lives as long as `labels`.
const char* class_label(const Labels& labels, unsigned class_id);

// ---- cluster.cc ----------------------------------------------------------------------------------------------------
enum class ClusterMode { kGroupRectangles = 0, kDbscan = 1, kNms = 2, kDbscanNmsHybrid = 3, kNone = 4 };

// [class-attrs-all] / [class-attrs-<id>] with DeepStream's defaults.
struct ClassAttributes {
  float pre_cluster_threshold = 0.2f;
  float post_cluster_threshold = 0.0f;
  float eps = 0.0f;
  int group_threshold = 0;
  int min_boxes = 0;
  float dbscan_min_score = 0.0f;
  float nms_iou_threshold = 0.3f;
  int topk = -1;
  unsigned roi_top_offset = 0;
  unsigned roi_bottom_offset = 0;
  unsigned detected_min_w = 0;
  unsigned detected_min_h = 0;
  unsigned detected_max_w = 0;  // 0 = none
  unsigned detected_max_h = 0;
  nvds::NvOSD_ColorParams border_color = {1, 0, 0, 1};
  std::optional<nvds::NvOSD_ColorParams> bg_color;
};

// One box in network pixels.
struct Detection {
  unsigned class_id = 0;
  float left = 0, top = 0, width = 0, height = 0;
  float confidence = 0;
  float rotation = 0;           // radians
  const char* label = nullptr;  // into the Labels given to detect(); nullptr: none
  std::shared_ptr<const float[]> mask;
  unsigned mask_width = 0, mask_height = 0, mask_bytes = 0;
};

// 0 where the joined area is 0, so twins of no area count as apart.
float intersection_over_union(const Detection& a, const Detection& b);

// Drops candidates of unknown classes and below pre-cluster-threshold, clusters the rest; classes rise in the result.
std::vector<Detection> cluster(std::vector<Detection> candidates, ClusterMode mode,
                               const std::vector<ClassAttributes>& classes);

// ---- detect.cc -----------------------------------------------------------------------------------------------------
// Appends candidates; false with `fault.message` set when the layers do not fit.
using DetectionParser =
    std::function<bool(const Layers&, const nvds::NvDsInferNetworkInfo&, const nvds::NvDsInferParseDetectionParams&,
                       std::vector<Detection>&, Fault& fault)>;

struct DetectParameters {
  nvds::NvDsInferNetworkInfo network{};
  ClusterMode cluster_mode = ClusterMode::kNms;
  std::vector<ClassAttributes> classes;  // one for each of num-detected-classes
  DetectionParser parser;                // empty: the default parser (layers named *bbox* and *cov*)
};

// nullopt when parsing failed (NVDSINFER_OUTPUT_PARSING_FAILED); `fault` says why.
std::optional<std::vector<Detection>> detect(const Layers& layers, const DetectParameters& parameters,
                                             const Labels& labels, Fault& fault);

// ---- classify.cc ---------------------------------------------------------------------------------------------------
struct Attribute {
  unsigned index = 0;  // of the attribute: the layer's number with the default parser
  unsigned value = 0;  // the winning class
  float confidence = 0;
  std::optional<std::string> label;
};

struct Classification {
  std::vector<Attribute> attributes;
  std::string label;  // the labels joined, a blank after each
};

using ClassificationParser = std::function<bool(const Layers&, const nvds::NvDsInferNetworkInfo&, float threshold,
                                                Classification&, Fault& fault)>;

struct ClassifyParameters {
  nvds::NvDsInferNetworkInfo network{};
  float threshold = 0;
  ClassificationParser parser;  // empty: the default parser
};

std::optional<Classification> classify(const Layers& layers, const ClassifyParameters& parameters, const Labels& labels,
                                       Fault& fault);

// ---- segment.cc ----------------------------------------------------------------------------------------------------
struct Segmentation {
  unsigned classes = 0, width = 0, height = 0;
  std::vector<int> class_map;              // height rows of width; -1 where no class passes the threshold
  const float* probability_map = nullptr;  // layer 0's buffer, or what the custom parser gave; valid while `layers` are
};

enum class TensorOrder { kNchw = 0, kNhwc = 1 };

using SegmentationParser = std::function<bool(const Layers&, const nvds::NvDsInferNetworkInfo&, float threshold,
                                              unsigned classes, int* class_map, float*& probability_map, Fault& fault)>;

struct SegmentParameters {
  nvds::NvDsInferNetworkInfo network{};
  unsigned num_classes = 0;  // num-detected-classes
  float threshold = 0;
  TensorOrder order = TensorOrder::kNchw;
  SegmentationParser parser;  // empty: the default parser
};

std::optional<Segmentation> segment(const Layers& layers, const SegmentParameters& parameters, Fault& fault);

// ---- custom_library.cc ---------------------------------------------------------------------------------------------
// A custom-lib-path library. The parsers it gives keep it loaded; they turn exceptions and failures into faults.
class CustomLibrary : public std::enable_shared_from_this<CustomLibrary> {
 public:
  // deepstream_version: of the headers the library was built with, major number (key custom-lib-deepstream-version).
  // Up to 8 the detection struct has 24 bytes, from 9 on 28 (rotation_angle). nullptr with ERR_CONFIG on failure.
  static std::shared_ptr<CustomLibrary> open(const std::string& path, int deepstream_version, Fault& fault);
  ~CustomLibrary();
  CustomLibrary(const CustomLibrary&) = delete;
  CustomLibrary& operator=(const CustomLibrary&) = delete;

  // Each is empty, with ERR_CONFIG (key, value, similar exported names), when the library lacks the function.
  DetectionParser detection_parser(const std::string& function, Fault& fault);  // parse-bbox-func-name
  DetectionParser instance_mask_parser(const std::string& function,
                                       Fault& fault);  // parse-bbox-instance-mask-func-name
  ClassificationParser classification_parser(const std::string& function, Fault& fault);  // parse-classifier-func-name
  SegmentationParser segmentation_parser(const std::string& function, Fault& fault);  // parse-segmentation-func-name

  // nullptr when absent: for the optional entry points of NVIDIA's interface.
  void* symbol(const char* name) const;
  std::vector<std::string> exported_functions() const;

 private:
  CustomLibrary(void* handle, std::string path, int deepstream_version);
  void* require(const char* key, const std::string& function, Fault& fault) const;

  void* handle_;
  std::string path_;
  int deepstream_version_;
};

// ---- attach.cc -----------------------------------------------------------------------------------------------------
// Where one network input came from, and how to map back: frame = (network - padding) / ratio + crop origin.
struct Unit {
  nvds::NvDsFrameMeta* frame = nullptr;
  nvds::NvDsObjectMeta* object = nullptr;       // process-mode 2: the object that was cut out
  nvds::NvDsRoiMeta* roi = nullptr;             // input-tensor-from-meta: the region
  double scale_ratio_x = 1, scale_ratio_y = 1;  // network pixels / frame pixels
  unsigned offset_left = 0, offset_top = 0;     // padding in network pixels (symmetric-padding)
  unsigned roi_left = 0, roi_top = 0;           // crop origin in the frame with input-tensor-from-meta, else 0
  unsigned frame_width = 0, frame_height = 0;   // of the batched surface
};

struct AttachParameters {
  unsigned unique_id = 1;
  std::vector<ClassAttributes> classes;
  std::vector<int> filter_out_class_ids;
  bool crop_objects_to_roi_boundary = false;
  bool clip_object_outside_roi = false;  // acts with input_tensor_from_meta only
  bool input_tensor_from_meta = false;
  bool output_instance_mask = false;
  float segmentation_threshold = 0;
  std::string classifier_type;
};

// All three add to unit.frame's batch under its metadata lock and set bInferDone.
void attach_detections(const std::vector<Detection>& detections, const Unit& unit, const AttachParameters& parameters);
// On the object (secondary), on the region (tensor input) or on a new object over the full frame (primary).
void attach_classification(const Classification& classification, const Unit& unit, const AttachParameters& parameters);
// `keep` owns what segmentation.probability_map points into; the metadata and its copies hold it.
void attach_segmentation(Segmentation segmentation, std::shared_ptr<const void> keep, const Unit& unit,
                         const AttachParameters& parameters);

}  // namespace runtime::nvinfer
