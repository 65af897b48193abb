// Units whose tensors nvdspreprocess has made.
#include <algorithm>
#include <map>

#include "nvds/preprocess.h"
#include "runtime/nvinfer/select.h"
#include "runtime/nvinfer/tensors.h"

namespace runtime::nvinfer {
namespace {

// All inputs of a model that share a meta_id, over the same regions.
struct TensorGroup {
  std::vector<WorkUnit> units;
  std::vector<InputTensor> tensors;
  std::int64_t available = 0;  // units that the tensors hold
};

Fault tensor_fault(const nvds::NvDsPreProcessTensorMeta& tensor, const Model& model, const std::string& message,
                   const std::string& remedy) {
  return model.config.fault("ERR_CONFIG", "input-tensor-from-meta", tensor.tensor_name, message, remedy);
}

WorkUnit unit_of(nvds::NvDsRoiMeta& roi, std::span<nvds::NvBufSurfaceParams> pictures) {
  WorkUnit work;
  work.frame_number = std::uint64_t(roi.frame_meta->frame_num);
  work.unit.frame = roi.frame_meta;
  work.unit.object = roi.object_meta;
  work.unit.roi = &roi;
  work.unit.scale_ratio_x = roi.scale_ratio_x;
  work.unit.scale_ratio_y = roi.scale_ratio_y;
  work.unit.offset_left = unsigned(roi.offset_left);
  work.unit.offset_top = unsigned(roi.offset_top);
  work.unit.roi_left = unsigned(std::max(0.0f, roi.roi.left));
  work.unit.roi_top = unsigned(std::max(0.0f, roi.roi.top));
  if (roi.frame_meta->batch_id < pictures.size()) {
    work.unit.frame_width = pictures[roi.frame_meta->batch_id].width;
    work.unit.frame_height = pictures[roi.frame_meta->batch_id].height;
  }
  return work;
}

// The model's input that the tensor is for; -1 with a fault when it does not fit.
std::ptrdiff_t input_for(const nvds::NvDsPreProcessTensorMeta& tensor, const Model& model, Fault& fault) {
  const auto& inputs = model.network->inputs();
  const auto input = std::find_if(inputs.begin(), inputs.end(),
                                  [&](const TensorSpec& spec) { return spec.name == tensor.tensor_name; });
  if (input == inputs.end()) {
    std::string names;
    for (const TensorSpec& spec : inputs) names += (names.empty() ? "" : ", ") + spec.name;
    fault = tensor_fault(tensor, model, "The model has no input \"" + tensor.tensor_name + "\"; it has " + names + ".",
                         "Set tensor-name of nvdspreprocess to the model's input.");
    return -1;
  }
  const std::vector<std::int64_t> dims(tensor.tensor_shape.begin(), tensor.tensor_shape.end());
  const auto type = element_type(tensor.data_type);
  bool fits = type && *type == input->type && dims.size() == input->dims.size() && !dims.empty();
  for (std::size_t i = 1; fits && i < dims.size(); ++i) fits = input->dims[i] < 0 || input->dims[i] == dims[i];
  if (fits) return input - inputs.begin();
  fault = tensor_fault(tensor, model,
                       "The tensor of nvdspreprocess (" + std::string(type ? type_name(*type) : "of another type") +
                           " " + dims_text(dims) + ") does not fit the model's input " + input->name + " (" +
                           type_name(input->type) + " " + dims_text(input->dims) + ").",
                       "Set network-input-shape and tensor-data-type of nvdspreprocess to the model's.");
  return -1;
}

}  // namespace

std::optional<Batches> select_tensors(const std::shared_ptr<const Model>& model,
                                      const std::shared_ptr<MappedSurface>& surface, nvds::NvDsBatchMeta* batch_meta,
                                      Fault& fault) {
  std::map<unsigned, TensorGroup> groups;
  for (GList* item = batch_meta->batch_user_meta_list; item; item = item->next) {
    const auto* user = static_cast<nvds::NvDsUserMeta*>(item->data);
    if (user->base_meta.meta_type != nvds::NVDS_PREPROCESS_BATCH_META) continue;
    auto* meta = static_cast<nvds::GstNvDsPreProcessBatchMeta*>(user->user_meta_data);
    const auto& targets = meta->target_unique_ids;
    if (!meta->tensor_meta || std::find(targets.begin(), targets.end(), model->config.unique_id) == targets.end())
      continue;
    const nvds::NvDsPreProcessTensorMeta& tensor = *meta->tensor_meta;
    const std::ptrdiff_t input = input_for(tensor, *model, fault);
    if (input < 0) return std::nullopt;

    TensorGroup& group = groups[tensor.meta_id];
    if (group.units.empty())
      for (nvds::NvDsRoiMeta& roi : meta->roi_vector) group.units.push_back(unit_of(roi, surface->pictures()));
    const std::int64_t available = tensor.tensor_shape[0];
    if ((group.available != 0 && group.available != available) || available < std::int64_t(group.units.size())) {
      fault =
          tensor_fault(tensor, *model,
                       "The tensor holds " + std::to_string(available) + " units, " +
                           std::to_string(group.units.size()) + " regions want one each.",
                       "Correct network-input-shape of nvdspreprocess; all tensors of a batch need the same number.");
      return std::nullopt;
    }
    group.available = available;
    group.tensors.push_back(
        {std::size_t(input), tensor.raw_tensor_buffer, {tensor.tensor_shape.begin() + 1, tensor.tensor_shape.end()}});
  }

  Batches batches;
  for (auto& [id, group] : groups) {
    const std::size_t size = model->config.batch_size;
    for (std::size_t first = 0; first < group.units.size(); first += size) {
      auto batch = std::make_unique<Batch>();
      batch->model = model;
      batch->surface = surface;
      const std::size_t last = std::min(first + size, group.units.size());
      batch->units.assign(group.units.begin() + std::ptrdiff_t(first), group.units.begin() + std::ptrdiff_t(last));
      for (InputTensor tensor : group.tensors) {
        const std::size_t unit_bytes =
            std::size_t(element_count(tensor.dims)) * element_size(model->network->inputs()[tensor.index].type);
        tensor.data = static_cast<const std::uint8_t*>(tensor.data) + first * unit_bytes;
        batch->tensors.push_back(std::move(tensor));
      }
      batches.push_back(std::move(batch));
    }
  }
  return batches;
}

}  // namespace runtime::nvinfer
