#include "runtime/nvinfer/config_keys.h"

#include <algorithm>
#include <initializer_list>

namespace runtime::nvinfer {
namespace {

constexpr int kMaximum = std::numeric_limits<int>::max();

using R = ConfigReader;

std::optional<long long> one_of(R& r, std::initializer_list<int> choices, const char* meaning) {
  const auto value = r.integer(std::numeric_limits<int>::min(), kMaximum);
  if (!value || std::find(choices.begin(), choices.end(), *value) != choices.end()) return value;
  r.error(r.word() + " is no choice here.", std::string("Choose ") + meaning + ".");
  return std::nullopt;
}

std::vector<int> ids(R& r) {
  const auto numbers = r.integers(0, kMaximum);
  return numbers ? std::vector<int>(numbers->begin(), numbers->end()) : std::vector<int>();
}

void infer_dims(R& r, ConfigDraft& d) {
  const auto numbers = r.integers(1, kMaximum);
  if (!numbers) return;
  if (numbers->size() != 3) {
    r.error("infer-dims=" + r.word() + " has " + std::to_string(numbers->size()) + " numbers.",
            "Give three: channels;height;width.");
    return;
  }
  std::copy(numbers->begin(), numbers->end(), d.config.infer_dims.begin());
}

// input-dims and uff-input-dims: c;h;w;order, used when infer-dims is absent.
void old_dims(R& r, ConfigDraft& d) {
  if (r.has("infer-dims")) return;
  r.warning("This key is outdated.", "Use infer-dims=channels;height;width and network-input-order.");
  const auto numbers = r.integers(0, kMaximum);
  if (!numbers) return;
  if (numbers->size() != 4) {
    r.error("The value has " + std::to_string(numbers->size()) + " numbers.",
            "Give four: channels;height;width;order, or better infer-dims=channels;height;width.");
    return;
  }
  std::copy_n(numbers->begin(), 3, d.config.infer_dims.begin());
}

void scaling_filter(R& r, ConfigDraft& d) {
  const auto value = one_of(r, {0, 1, 2, 3, 4, 5, 6}, "0 nearest, 1 bilinear, 3 area average or 6 default (bilinear)");
  if (!value) return;
  d.config.scaling = *value == 0 ? Scaling::nearest : *value == 3 ? Scaling::area : Scaling::bilinear;
  if (*value == 2 || *value == 4 || *value == 5)
    r.warning("scaling-filter=" + r.word() + " exists on NVIDIA hardware only; bilinear is used.",
              "Choose 1 (bilinear) to silence this, or 3 (area average) for strong reductions.");
}

void offsets(R& r, ConfigDraft& d) {
  if (const auto numbers = r.reals()) d.config.offsets.assign(numbers->begin(), numbers->end());
}

void net_scale_factor(R& r, ConfigDraft& d) {
  const auto value = r.real();
  if (!value) return;
  if (*value > 0)
    d.config.net_scale_factor = float(*value);
  else
    r.error("net-scale-factor=" + r.word() + " is not greater than 0.",
            "Inputs are net-scale-factor * (pixel - offset).");
}

void foreign_model(R& r, ConfigDraft& d) {
  if (!d.foreign_model) d.foreign_model = r.entry();
}

void model_engine_file(R& r, ConfigDraft& d) {
  d.engine_path = r.path();
  foreign_model(r, d);
}

void tensor_file_switch(R& r, ConfigDraft&) {
  const auto value = r.integer(0, 1);
  if (value && *value == 1)
    r.error("This debugging switch of TensorRT is not supported on a CPU.",
            "Remove it; raw-output-file-write=1 dumps inputs and outputs.");
}

constexpr ConfigKey<ConfigDraft> kPropertyKeys[] = {
    {"gie-unique-id", [](R& r, ConfigDraft& d) { R::set(d.config.unique_id, r.integer(1, kMaximum)); }},
    {"process-mode",
     [](R& r, ConfigDraft& d) {
       R::set(d.config.process_mode, one_of(r, {1, 2}, "1 (frames) or 2 (objects)"));
     }},
    {"network-type",
     [](R& r, ConfigDraft& d) {
       d.network_type_given = true;
       R::set(d.config.network_type,
              one_of(r, {0, 1, 2, 3, 100},
                     "0 detector, 1 classifier, 2 segmentation, 3 instance segmentation or 100 other"));
     }},
    {"is-classifier", [](R& r, ConfigDraft& d) { d.classifier = r.boolean(); }},
    {"batch-size", [](R& r, ConfigDraft& d) { R::set(d.config.batch_size, r.integer(1, 1024)); }},
    {"interval", [](R& r, ConfigDraft& d) { R::set(d.config.interval, r.integer(0, kMaximum)); }},
    {"gpu-id", [](R& r, ConfigDraft& d) { R::set(d.config.gpu_id, r.integer(0, kMaximum)); }},
    {"stabilize-buffer-count",
     [](R& r, ConfigDraft& d) { R::set(d.config.stabilize_buffer_count, r.integer(0, kMaximum)); }},

    {"onnx-file", [](R& r, ConfigDraft& d) { R::set(d.config.onnx_file, r.file("The model file", "ERR_MODEL_LOAD")); }},
    {"model-engine-file", model_engine_file},
    {"model-file", foreign_model},
    {"proto-file", nullptr},
    {"uff-file", foreign_model},
    {"tlt-encoded-model", foreign_model},
    {"labelfile-path",
     [](R& r, ConfigDraft& d) { R::set(d.config.label_file, r.file("The label file", "ERR_CONFIG")); }},
    {"mean-file", [](R& r, ConfigDraft& d) { R::set(d.config.mean_file, r.file("The mean image", "ERR_CONFIG")); }},
    {"custom-lib-path",
     [](R& r, ConfigDraft& d) { R::set(d.config.custom_library, r.file("The custom library", "ERR_CONFIG")); }},
    {"custom-lib-deepstream-version",
     [](R& r, ConfigDraft& d) { R::set(d.config.custom_library_deepstream_version, r.integer(5, 99)); }},
    {"parse-bbox-func-name", [](R& r, ConfigDraft& d) { d.config.parse_bbox_function = r.word(); }},
    {"parse-bbox-instance-mask-func-name",
     [](R& r, ConfigDraft& d) { d.config.parse_instance_mask_function = r.word(); }},
    {"parse-classifier-func-name", [](R& r, ConfigDraft& d) { d.config.parse_classifier_function = r.word(); }},
    {"parse-segmentation-func-name", [](R& r, ConfigDraft& d) { d.config.parse_segmentation_function = r.word(); }},

    {"infer-dims", infer_dims},
    {"input-dims", old_dims},
    {"uff-input-dims", old_dims},
    {"network-input-order",
     [](R& r, ConfigDraft& d) {
       R::set(d.config.input_order, one_of(r, {0, 1}, "0 (NCHW) or 1 (NHWC)"));
     }},
    {"model-color-format",
     [](R& r, ConfigDraft& d) {
       R::set(d.config.color_format, one_of(r, {0, 1, 2}, "0 RGB, 1 BGR or 2 GRAY"));
     }},
    {"net-scale-factor", net_scale_factor},
    {"offsets", offsets},
    {"maintain-aspect-ratio", [](R& r, ConfigDraft& d) { R::set(d.config.maintain_aspect_ratio, r.boolean()); }},
    {"symmetric-padding", [](R& r, ConfigDraft& d) { R::set(d.config.symmetric_padding, r.boolean()); }},
    {"scaling-filter", scaling_filter},
    {"output-blob-names", [](R& r, ConfigDraft& d) { d.config.output_blob_names = r.words(); }},

    {"num-detected-classes",
     [](R& r, ConfigDraft& d) { R::set(d.config.num_detected_classes, r.integer(0, 1 << 16)); }},
    {"cluster-mode",
     [](R& r, ConfigDraft& d) {
       R::set(d.cluster_mode.emplace(),
              one_of(r, {0, 1, 2, 3, 4}, "0 group rectangles, 1 DBSCAN, 2 NMS, 3 DBSCAN and NMS or 4 none"));
     }},
    {"enable-dbscan",
     [](R& r, ConfigDraft& d) {
       r.warning("This key is outdated.", "Use cluster-mode=1 for DBSCAN.");
       R::set(d.dbscan, r.boolean());
     }},
    {"classifier-threshold", [](R& r, ConfigDraft& d) { R::set(d.config.classifier_threshold, r.real(0)); }},
    {"classifier-type", [](R& r, ConfigDraft& d) { d.config.classifier_type = r.word(); }},
    {"classifier-async-mode", [](R& r, ConfigDraft& d) { R::set(d.config.classifier_async_mode, r.boolean()); }},
    {"segmentation-threshold", [](R& r, ConfigDraft& d) { R::set(d.config.segmentation_threshold, r.real(0)); }},
    {"segmentation-output-order",
     [](R& r, ConfigDraft& d) {
       R::set(d.config.segmentation_output_order, one_of(r, {0, 1}, "0 (NCHW) or 1 (NHWC)"));
     }},

    {"operate-on-gie-id", [](R& r, ConfigDraft& d) { R::set(d.config.operate_on_gie_id, r.integer(-1, kMaximum)); }},
    {"operate-on-class-ids", [](R& r, ConfigDraft& d) { d.config.operate_on_class_ids = ids(r); }},
    {"filter-out-class-ids", [](R& r, ConfigDraft& d) { d.config.filter_out_class_ids = ids(r); }},
    {"input-object-min-width",
     [](R& r, ConfigDraft& d) { R::set(d.config.input_object_min_width, r.integer(0, kMaximum)); }},
    {"input-object-min-height",
     [](R& r, ConfigDraft& d) { R::set(d.config.input_object_min_height, r.integer(0, kMaximum)); }},
    {"input-object-max-width",
     [](R& r, ConfigDraft& d) { R::set(d.config.input_object_max_width, r.integer(0, kMaximum)); }},
    {"input-object-max-height",
     [](R& r, ConfigDraft& d) { R::set(d.config.input_object_max_height, r.integer(0, kMaximum)); }},
    {"secondary-reinfer-interval",
     [](R& r, ConfigDraft& d) { R::set(d.config.secondary_reinfer_interval, r.integer(0, kMaximum)); }},
    {"crop-objects-to-roi-boundary",
     [](R& r, ConfigDraft& d) { R::set(d.config.crop_objects_to_roi_boundary, r.boolean()); }},

    {"output-tensor-meta", [](R& r, ConfigDraft& d) { R::set(d.config.output_tensor_meta, r.boolean()); }},
    {"output-instance-mask", [](R& r, ConfigDraft& d) { R::set(d.config.output_instance_mask, r.boolean()); }},
    {"input-tensor-from-meta", [](R& r, ConfigDraft& d) { R::set(d.config.input_tensor_meta, r.boolean()); }},
    {"raw-output-file-write", [](R& r, ConfigDraft& d) { R::set(d.config.raw_output_file_write, r.boolean()); }},
    {"dump-input-tensor", tensor_file_switch},
    {"dump-output-tensor", tensor_file_switch},
    {"overwrite-input-tensor", tensor_file_switch},
    {"overwrite-output-tensor", tensor_file_switch},
    {"ip-tensor-file", nullptr},
    {"op-tensor-files", nullptr},

    // TensorRT, CUDA and the hardware scaler: none of these changes what a model computes.
    {"network-mode",
     [](R& r, ConfigDraft&) {
       one_of(r, {0, 1, 2, 3}, "0 FP32, 1 INT8, 2 FP16 or 3 best; a CPU runs the model as it is");
     }},
    {"int8-calib-file", nullptr},
    {"workspace-size", nullptr},
    {"tlt-model-key", nullptr},
    {"custom-network-config", nullptr},
    {"engine-create-func-name", nullptr},
    {"uff-input-order", nullptr},
    {"uff-input-blob-name", nullptr},
    {"parse-func", nullptr},
    {"scaling-compute-hw", nullptr},
    {"tensor-meta-pool-size", nullptr},
    {"disable-output-host-copy", nullptr},
    {"force-implicit-batch-dim", nullptr},
    {"output-io-formats", nullptr},
    {"layer-device-precision", nullptr},
    {"enable-dla", nullptr},
    {"use-dla-core", nullptr},
    {"strongly-typed", nullptr},
    {"dynamic-properties", nullptr},
    {"auto-inc-mem", nullptr},
    {"max-gpu-mem-per", nullptr},
    {"warmup-engine", nullptr},  // one run on start is made anyway
};

void colour(R& r, std::optional<nvds::NvOSD_ColorParams>& target) {
  const auto numbers = r.reals();
  if (!numbers) return;
  if (numbers->size() != 4) {
    r.error("The colour has " + std::to_string(numbers->size()) + " numbers.",
            "Give four from 0 to 1: red;green;blue;alpha.");
    return;
  }
  target = nvds::NvOSD_ColorParams{(*numbers)[0], (*numbers)[1], (*numbers)[2], (*numbers)[3]};
}

using A = ClassAttributes;

constexpr ConfigKey<ClassAttributes> kClassKeys[] = {
    {"pre-cluster-threshold", [](R& r, A& a) { R::set(a.pre_cluster_threshold, r.real(0)); }},
    {"threshold",
     [](R& r, A& a) {
       r.warning("This key is outdated.", "Use pre-cluster-threshold.");
       R::set(a.pre_cluster_threshold, r.real(0));
     }},
    {"post-cluster-threshold", [](R& r, A& a) { R::set(a.post_cluster_threshold, r.real(0)); }},
    {"eps", [](R& r, A& a) { R::set(a.eps, r.real(0)); }},
    {"group-threshold", [](R& r, A& a) { R::set(a.group_threshold, r.integer(0, kMaximum)); }},
    {"minBoxes", [](R& r, A& a) { R::set(a.min_boxes, r.integer(0, kMaximum)); }},
    {"dbscan-min-score", [](R& r, A& a) { R::set(a.dbscan_min_score, r.real(0)); }},
    {"nms-iou-threshold", [](R& r, A& a) { R::set(a.nms_iou_threshold, r.real(0, 1)); }},
    {"topk", [](R& r, A& a) { R::set(a.topk, r.integer(-1, kMaximum)); }},
    {"roi-top-offset", [](R& r, A& a) { R::set(a.roi_top_offset, r.integer(0, kMaximum)); }},
    {"roi-bottom-offset", [](R& r, A& a) { R::set(a.roi_bottom_offset, r.integer(0, kMaximum)); }},
    {"detected-min-w", [](R& r, A& a) { R::set(a.detected_min_w, r.integer(0, kMaximum)); }},
    {"detected-min-h", [](R& r, A& a) { R::set(a.detected_min_h, r.integer(0, kMaximum)); }},
    {"detected-max-w", [](R& r, A& a) { R::set(a.detected_max_w, r.integer(0, kMaximum)); }},
    {"detected-max-h", [](R& r, A& a) { R::set(a.detected_max_h, r.integer(0, kMaximum)); }},
    {"border-color",
     [](R& r, A& a) {
       std::optional<nvds::NvOSD_ColorParams> given;
       colour(r, given);
       if (given) a.border_color = *given;
     }},
    {"bg-color", [](R& r, A& a) { colour(r, a.bg_color); }},
};

void graph_optimization(R& r, OnnxRuntimeOptions& o) {
  const std::string& word = r.word();
  if (word == "none")
    o.graph_optimization = GraphOptimization::kNone;
  else if (word == "basic")
    o.graph_optimization = GraphOptimization::kBasic;
  else if (word == "extended")
    o.graph_optimization = GraphOptimization::kExtended;
  else if (word == "all")
    o.graph_optimization = GraphOptimization::kAll;
  else
    r.error("graph-optimization=" + word + " is unknown.", "Choose none, basic, extended or all.");
}

void execution_mode(R& r, OnnxRuntimeOptions& o) {
  if (r.word() == "sequential" || r.word() == "parallel")
    o.parallel_execution = r.word() == "parallel";
  else
    r.error("execution-mode=" + r.word() + " is unknown.", "Choose sequential or parallel.");
}

constexpr ConfigKey<OnnxRuntimeOptions> kOnnxRuntimeKeys[] = {
    {"parallel-batches", [](R& r, OnnxRuntimeOptions& o) { R::set(o.parallel_batches, r.integer(0, 1024)); }},
    {"intra-op-threads", [](R& r, OnnxRuntimeOptions& o) { R::set(o.intra_op_threads, r.integer(0, 1024)); }},
    {"inter-op-threads", [](R& r, OnnxRuntimeOptions& o) { R::set(o.inter_op_threads, r.integer(0, 1024)); }},
    {"execution-mode", execution_mode},
    {"graph-optimization", graph_optimization},
    {"memory-pattern", [](R& r, OnnxRuntimeOptions& o) { R::set(o.memory_pattern, r.boolean()); }},
    {"memory-arena", [](R& r, OnnxRuntimeOptions& o) { R::set(o.memory_arena, r.boolean()); }},
    {"profile-prefix", [](R& r, OnnxRuntimeOptions& o) { o.profile_prefix = r.path(); }},
};

}  // namespace

std::span<const ConfigKey<ConfigDraft>> property_keys() { return kPropertyKeys; }
std::span<const ConfigKey<ClassAttributes>> class_attribute_keys() { return kClassKeys; }
std::span<const ConfigKey<OnnxRuntimeOptions>> onnxruntime_keys() { return kOnnxRuntimeKeys; }

}  // namespace runtime::nvinfer
