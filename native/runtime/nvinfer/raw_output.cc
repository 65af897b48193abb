#include "runtime/nvinfer/raw_output.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

#include "runtime/nvinfer/tensors.h"

namespace runtime::nvinfer {

Layers all_layers(const Batch& batch) {
  const Network& network = *batch.model->network;
  Layers layers;
  for (const InputTensor& tensor : batch.tensors) {
    const TensorSpec& spec = network.inputs()[tensor.index];
    nvds::NvDsInferLayerInfo layer{};
    layer.dataType = spec.type == ort::ElementType::kFloat16 ? nvds::HALF : layer_type(spec.type).value_or(nvds::FLOAT);
    layer.layerName = spec.name.c_str();
    layer.bindingIndex = int(tensor.index);
    layer.isInput = 1;
    layer.buffer = const_cast<void*>(tensor.data);
    layer.inferDims.numDims = unsigned(std::min<std::size_t>(tensor.dims.size(), nvds::NVDSINFER_MAX_DIMS));
    layer.inferDims.numElements = unsigned(element_count(tensor.dims));
    std::copy_n(tensor.dims.begin(), layer.inferDims.numDims, layer.inferDims.d);
    layers.push_back(layer);
  }
  for (const auto& layer : network.constant_layers()) layers.push_back(layer);
  for (const auto& layer : batch.output->layers()) layers.push_back(layer);
  return layers;
}

std::string write_raw_output(const Layers& layers, unsigned unique_id, std::uint64_t batch_number, unsigned units) {
  for (const auto& layer : layers) {
    gchar* formatted =
        g_strdup_printf("gstnvdsinfer_uid-%02u_layer-%s_batch-%010" G_GUINT64_FORMAT "_batchsize-%02u.bin", unique_id,
                        layer.layerName, guint64(batch_number), units);
    std::string name = formatted;
    g_free(formatted);
    std::replace(name.begin(), name.end(), '/', '_');
    std::ofstream file(name, std::ios::binary);
    file.write(static_cast<const char*>(layer.buffer),
               std::streamsize(std::size_t(layer.inferDims.numElements) * units * element_size(layer.dataType)));
    file.close();
    if (!file) return name + ": " + std::strerror(errno);
  }
  return "";
}

}  // namespace runtime::nvinfer
