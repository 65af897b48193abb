#include "runtime/nvinfer/batch.h"

namespace runtime::nvinfer {

bool preprocess(Batch& batch, std::vector<std::uint8_t>& scratch) {
  const Model& model = *batch.model;
  const Network& network = *model.network;
  const std::size_t unit_bytes = model.preprocessor->unit_bytes();
  batch.input.resize(unit_bytes * network.padded(unsigned(batch.units.size())));
  for (std::size_t i = 0; i < batch.units.size(); ++i) {
    const WorkUnit& work = batch.units[i];
    if (model.preprocessor->fill(work.picture, work.placement, scratch, batch.input.data() + i * unit_bytes)) continue;
    batch.failure = std::string("The picture format ") + gst_video_format_to_string(work.picture.format) +
                    " cannot be converted for the network.";
    return false;
  }
  const TensorSpec& image = network.inputs()[network.image_input()];
  batch.tensors = {{network.image_input(), batch.input.data(), {image.dims.begin() + 1, image.dims.end()}}};
  return true;
}

}  // namespace runtime::nvinfer
