#include "runtime/nvinfer/tensor_meta.h"

#include <algorithm>

#include "nvds/preprocess.h"

namespace runtime::nvinfer {
namespace {

// What the metadata points into; its private data.
struct TensorMeta {
  nvds::NvDsInferTensorMeta meta{};
  Layers layers;
  std::vector<void*> buffers;
  std::shared_ptr<const BatchOutput> output;
};

nvds::NvDsInferTensorMeta* publish(std::unique_ptr<TensorMeta> owner) {
  nvds::NvDsInferTensorMeta& meta = owner->meta;
  meta.num_output_layers = guint(owner->layers.size());
  meta.output_layers_info = owner->layers.data();
  // The device is the CPU: both tables are the same.
  meta.out_buf_ptrs_host = meta.out_buf_ptrs_dev = owner->buffers.data();
  meta.priv_data = owner.get();
  return &owner.release()->meta;
}

gpointer copy_tensor_meta(gpointer user_meta, gpointer) {
  const auto* source =
      static_cast<nvds::NvDsInferTensorMeta*>(static_cast<nvds::NvDsUserMeta*>(user_meta)->user_meta_data);
  return publish(std::make_unique<TensorMeta>(*static_cast<TensorMeta*>(source->priv_data)));
}

void release_tensor_meta(gpointer user_meta, gpointer) {
  auto* user = static_cast<nvds::NvDsUserMeta*>(user_meta);
  const auto* meta = static_cast<nvds::NvDsInferTensorMeta*>(user->user_meta_data);
  if (!meta) return;
  delete static_cast<TensorMeta*>(meta->priv_data);
  user->user_meta_data = nullptr;
}

nvds::NvDsUserMeta* user_meta(nvds::NvDsBatchMeta* batch, nvds::NvDsMetaType type, void* data,
                              nvds::NvDsMetaCopyFunc copy, nvds::NvDsMetaReleaseFunc release) {
  nvds::NvDsUserMeta* user = nvds::nvds_acquire_user_meta_from_pool(batch);
  user->user_meta_data = data;
  user->base_meta.meta_type = type;
  user->base_meta.copy_func = copy;
  user->base_meta.release_func = release;
  user->base_meta.batch_meta = batch;
  return user;
}

// The region itself, for readers of the frame: without the lists, whose owner is the batch's region.
nvds::NvDsRoiMeta* region_view(const nvds::NvDsRoiMeta& source) {
  auto view = std::make_unique<nvds::NvDsRoiMeta>(source);
  view->object_meta = nullptr;
  view->classifier_meta_list = nullptr;
  view->roi_user_meta_list = nullptr;
  return view.release();
}

gpointer copy_region(gpointer user_meta, gpointer) {
  return region_view(*static_cast<nvds::NvDsRoiMeta*>(static_cast<nvds::NvDsUserMeta*>(user_meta)->user_meta_data));
}

void release_region(gpointer user_meta, gpointer) {
  auto* user = static_cast<nvds::NvDsUserMeta*>(user_meta);
  delete static_cast<nvds::NvDsRoiMeta*>(user->user_meta_data);
  user->user_meta_data = nullptr;
}

void attach_to_region(const Unit& unit, nvds::NvDsUserMeta* tensors) {
  nvds::NvDsBatchMeta* batch = unit.frame->base_meta.batch_meta;
  nvds::nvds_add_user_meta_to_roi(unit.roi, tensors);
  const auto view = [&] {
    return user_meta(batch, nvds::NVDS_ROI_META, region_view(*unit.roi), copy_region, release_region);
  };
  nvds::nvds_add_user_meta_to_frame(unit.frame, view());
  if (unit.object) nvds::nvds_add_user_meta_to_obj(unit.object, view());
}

}  // namespace

void attach_tensor_meta(const Batch& batch) {
  const Config& config = batch.model->config;
  for (std::size_t i = 0; i < batch.units.size(); ++i) {
    const Unit& unit = batch.units[i].unit;
    auto owner = std::make_unique<TensorMeta>();
    owner->output = batch.output;
    owner->layers = batch.output->layers(unsigned(i));
    for (const auto& layer : owner->layers) owner->buffers.push_back(layer.buffer);
    owner->meta.unique_id = config.unique_id;
    owner->meta.gpu_id = gint(config.gpu_id);
    owner->meta.network_info = batch.model->network->info();
    owner->meta.maintain_aspect_ratio = config.maintain_aspect_ratio;
    owner->meta.symmetric_padding = config.symmetric_padding;

    nvds::NvDsBatchMeta* batch_meta = unit.frame->base_meta.batch_meta;
    nvds::nvds_acquire_meta_lock(batch_meta);
    nvds::NvDsUserMeta* user = user_meta(batch_meta, nvds::NVDSINFER_TENSOR_OUTPUT_META, publish(std::move(owner)),
                                         copy_tensor_meta, release_tensor_meta);
    if (unit.roi)
      attach_to_region(unit, user);
    else if (unit.object)
      nvds::nvds_add_user_meta_to_obj(unit.object, user);
    else
      nvds::nvds_add_user_meta_to_frame(unit.frame, user);
    nvds::nvds_release_meta_lock(batch_meta);
  }
}

}  // namespace runtime::nvinfer
