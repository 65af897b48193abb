// Everything that a batch needs: the network with its pre- and post-processing. Swapped as a whole by a model update.
#pragma once

#include <memory>

#include "runtime/nvinfer/config.h"
#include "runtime/nvinfer/network.h"
#include "runtime/nvinfer/postprocess.h"
#include "runtime/nvinfer/preprocess.h"

namespace runtime::nvinfer {

struct Model {
  Config config;
  std::shared_ptr<const Network> network;
  std::unique_ptr<Preprocessor> preprocessor;  // nullptr with input-tensor-from-meta
  Labels labels;
  DetectParameters detect;
  ClassifyParameters classify;
  SegmentParameters segment;
  AttachParameters attach;

  // nullptr with ERR_CONFIG or ERR_MODEL_LOAD when a part is missing or does not fit the others.
  static std::shared_ptr<const Model> load(Config config, Fault& fault);
};

}  // namespace runtime::nvinfer
