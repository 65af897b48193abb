#include "runtime/nvinfer/model.h"

#include <vector>

namespace runtime::nvinfer {
namespace {

void place(Fault& fault, const Config& config, const char* key) {
  if (fault.code.empty()) fault.code = "ERR_CONFIG";
  if (fault.key.empty()) fault.key = key;
  const auto line = config.lines.find(fault.key);
  if (line == config.lines.end()) return;
  // The config file is the place to correct; what the fault named before goes behind.
  if (!fault.file.empty() && fault.file != config.path && fault.value.empty()) fault.value = fault.file;
  fault.file = config.path;
  fault.line = line->second;
}

bool load_parsers(Model& model, const std::shared_ptr<CustomLibrary>& library, Fault& fault) {
  const Config& config = model.config;
  const auto take = [&](auto& parser, const std::string& function, const char* key, auto getter) {
    if (function.empty()) return true;
    parser = (library.get()->*getter)(function, fault);
    if (parser) return true;
    place(fault, config, key);
    return false;
  };
  switch (config.network_type) {
    case NetworkType::kDetector:
      return take(model.detect.parser, config.parse_bbox_function, "parse-bbox-func-name",
                  &CustomLibrary::detection_parser);
    case NetworkType::kInstanceSegmentation:
      return take(model.detect.parser, config.parse_instance_mask_function, "parse-bbox-instance-mask-func-name",
                  &CustomLibrary::instance_mask_parser);
    case NetworkType::kClassifier:
      return take(model.classify.parser, config.parse_classifier_function, "parse-classifier-func-name",
                  &CustomLibrary::classification_parser);
    case NetworkType::kSegmentation:
      return take(model.segment.parser, config.parse_segmentation_function, "parse-segmentation-func-name",
                  &CustomLibrary::segmentation_parser);
    case NetworkType::kOther: break;
  }
  return true;
}

// The built-in parsers want certain layers: runs them over zeros, so that a model that does not fit is refused on
// start.
bool built_in_parser_fits(const Model& model, Fault& fault) {
  Layers layers = model.network->output_layers();
  // Who reads the tensors himself need not have a parser that understands them.
  if (layers.empty() || model.config.output_tensor_meta) return true;
  std::vector<std::vector<std::uint8_t>> zeros;
  for (auto& layer : layers) layer.buffer = zeros.emplace_back(std::size_t(layer.inferDims.numElements) * 8).data();
  switch (model.config.network_type) {
    case NetworkType::kDetector:
      return model.detect.parser || detect(layers, model.detect, model.labels, fault).has_value();
    case NetworkType::kClassifier:
      return model.classify.parser || classify(layers, model.classify, model.labels, fault).has_value();
    case NetworkType::kSegmentation: return model.segment.parser || segment(layers, model.segment, fault).has_value();
    case NetworkType::kInstanceSegmentation:
      if (model.detect.parser) return true;
      fault.code = "ERR_MODEL_OUTPUT";
      fault.message = "There is no built-in parser for instance segmentation.";
      fault.remedy = "Give custom-lib-path and parse-bbox-instance-mask-func-name.";
      return false;
    case NetworkType::kOther: break;
  }
  return true;
}

}  // namespace

std::shared_ptr<const Model> Model::load(Config given, Fault& fault) {
  auto model = std::make_shared<Model>();
  model->config = std::move(given);
  const Config& config = model->config;

  if (!config.label_file.empty()) {
    auto labels = load_labels(config.label_file, fault);
    if (!labels) {
      place(fault, config, "labelfile-path");
      return nullptr;
    }
    model->labels = std::move(*labels);
  }
  std::shared_ptr<CustomLibrary> library;
  if (!config.custom_library.empty()) {
    library = CustomLibrary::open(config.custom_library, config.custom_library_deepstream_version, fault);
    if (!library) {
      place(fault, config, "custom-lib-path");
      return nullptr;
    }
  }
  if (!load_parsers(*model, library, fault)) return nullptr;

  model->network = Network::load(config, library, fault);
  if (!model->network) return nullptr;
  const nvds::NvDsInferNetworkInfo& network = model->network->info();
  if (!config.input_tensor_meta) {
    const auto type = model->network->inputs()[model->network->image_input()].type;
    model->preprocessor = Preprocessor::create(config, network, type, fault);
    if (!model->preprocessor) return nullptr;
  }

  model->detect.network = model->classify.network = model->segment.network = network;
  model->detect.cluster_mode = config.cluster_mode;
  model->detect.classes = config.classes;
  model->classify.threshold = config.classifier_threshold;
  model->segment.num_classes = config.num_detected_classes;
  model->segment.threshold = config.segmentation_threshold;
  model->segment.order = config.segmentation_output_order;
  AttachParameters& attach = model->attach;
  attach.unique_id = config.unique_id;
  attach.classes = config.classes;
  attach.filter_out_class_ids = config.filter_out_class_ids;
  attach.crop_objects_to_roi_boundary = config.crop_objects_to_roi_boundary;
  attach.clip_object_outside_roi = config.clip_object_outside_roi;
  attach.input_tensor_from_meta = config.input_tensor_meta;
  attach.output_instance_mask = config.output_instance_mask;
  attach.segmentation_threshold = config.segmentation_threshold;
  attach.classifier_type = config.classifier_type;

  if (!built_in_parser_fits(*model, fault)) {
    place(fault, config, "onnx-file");
    return nullptr;
  }
  return model;
}

}  // namespace runtime::nvinfer
