// What nvinfer and nvdspreprocess attach: tensors, regions, segmentation and masks.
#include <algorithm>

#include "meta/attach.h"
#include "meta/walk.h"
#include "nvds/inference.h"
#include "nvds/preprocess.h"

namespace meta {
namespace {

using nvds::field;
using nvds::kAbsent;

constexpr std::uint32_t bytes_of(nvds::Scalar type) {
  switch (type) {
    case nvds::Scalar::int8:
    case nvds::Scalar::uint8: return 1;
    case nvds::Scalar::float16: return 2;
    case nvds::Scalar::float32:
    case nvds::Scalar::int32:
    case nvds::Scalar::uint32: return 4;
    case nvds::Scalar::int64:
    case nvds::Scalar::uint64: return 8;
    case nvds::Scalar::unknown: break;
  }
  return 0;
}

static_assert(static_cast<std::uint32_t>(nvds::Scalar::uint64) == static_cast<std::uint32_t>(block::Scalar::uint64));

// The number of values, no more than anything of that size can hold.
std::uint64_t product(std::span<const std::uint32_t> dimensions) {
  std::uint64_t values = 1;
  for (const std::uint32_t dimension : dimensions) {
    if (dimension == 0) return 0;
    values = std::min<std::uint64_t>(values * dimension, kMaxBulkBytes + 1);
  }
  return values;
}

// Name, type, shape, values.
void put_tensor(Records& to, std::string_view name, nvds::Scalar type, std::span<const std::uint32_t> shape,
                const void* values) {
  to.text(name);
  to.put(static_cast<std::uint32_t>(type));
  to.put(static_cast<std::uint32_t>(shape.size()));
  for (const std::uint32_t dimension : shape) to.put(dimension);
  // A type without a known size: the shape alone.
  to.bulk(type == nvds::Scalar::unknown ? nullptr : values, product(shape) * bytes_of(type));
}

void put_layer(Records& to, const nvds::NvDsInferLayerInfo& layer, const void* values) {
  const nvds::NvDsInferDims& dims = layer.inferDims;
  if (dims.numDims > nvds::NVDSINFER_MAX_DIMS) return to.report("a tensor has more than 8 dimensions");
  const std::span<const std::uint32_t> shape(dims.d, dims.numDims);
  // A scalar may count as none or one.
  if (dims.numDims > 0 && dims.numElements != product(shape))
    return to.report("a tensor's dimensions do not give its number of elements");
  const char* const name = layer.layerName;
  put_tensor(to, name ? std::string_view(name, strnlen(name, kMaxTextBytes)) : std::string_view(),
             nvds::scalar_of_layer(layer.dataType), shape, values);
}

template <class T>
T field_or(const void* data, std::uint32_t offset, T otherwise) {
  return offset == kAbsent ? otherwise : field<T>(data, offset);
}

void put_classifiers(Attaching& batch, const GList* list) {
  const nvds::ClassifierLayout& l = batch.layout.classifier;
  const nvds::LabelLayout& label = batch.layout.label;
  Records& to = batch.to;
  const auto counted = [&to](const GList* entries, auto&& each) {
    const std::size_t count_at = to.position();
    to.put(0u);
    std::uint32_t count = 0;
    const bool ends = walk(entries, kMaxEntries, [&](const void* entry) {
      ++count;
      each(entry);
    });
    if (!ends) return to.report("a list of a region does not end");
    to.set(count_at, count);
  };
  counted(list, [&](const void* classifier) {
    to.put(field<gint>(classifier, l.unique_component_id));
    to.text(field<const char*>(classifier, l.classifier_type));
    counted(field<GList*>(classifier, l.label_info_list), [&](const void* info) {
      const auto* const longer = field<const char*>(info, label.pResult_label);
      to.put(field<guint>(info, label.label_id));
      to.put(field<guint>(info, label.result_class_id));
      to.put(field<float>(info, label.result_prob));
      if (longer)
        to.text(longer);
      else
        to.text(static_cast<const char*>(info) + label.result_label, nvds::MAX_LABEL_SIZE);
    });
  });
}

}  // namespace

void attach_tensors(Attaching& batch, Holder holder, const void* data) {
  const auto& meta = *static_cast<const nvds::NvDsInferTensorMeta*>(data);
  const auto& layout = batch.release.attached.tensor;
  Records& to = batch.to;
  if (meta.num_output_layers > kMaxLayers) return to.report("a model has more than 1024 output layers");
  const std::uint32_t layers = meta.output_layers_info ? meta.num_output_layers : 0;
  to.open(holder.owner, holder.row, block::Kind::tensors);
  to.put(meta.unique_id);
  to.put(meta.gpu_id);
  to.put(meta.network_info.width);
  to.put(meta.network_info.height);
  to.put(meta.network_info.channels);
  to.put(field_or<gboolean>(data, layout.maintain_aspect_ratio, -1));
  to.put(field_or<gboolean>(data, layout.symmetric_padding, -1));
  to.put(layers);
  for (std::uint32_t i = 0; i < layers; ++i)
    put_layer(to, meta.output_layers_info[i], meta.out_buf_ptrs_host ? meta.out_buf_ptrs_host[i] : nullptr);
}

void attach_segmentation(Attaching& batch, Holder holder, const void* data) {
  const auto& meta = *static_cast<const nvds::NvDsInferSegmentationMeta*>(data);
  const std::uint32_t area[] = {meta.width, meta.height};
  const std::uint32_t volume[] = {meta.classes, meta.width, meta.height};
  Records& to = batch.to;
  to.open(holder.owner, holder.row, block::Kind::segmentation);
  to.put(field_or<gint>(data, batch.release.attached.segmentation.unique_id, -1));
  to.put(meta.classes);
  to.put(meta.width);
  to.put(meta.height);
  to.bulk(meta.class_map, product(area) * sizeof(gint));
  to.bulk(meta.class_probabilities_map, product(volume) * sizeof(gfloat));
}

void attach_mask(Attaching& batch, std::uint32_t object_row, const void* mask_params) {
  const nvds::MaskLayout& l = batch.layout.mask;
  const auto* const values = field<const float*>(mask_params, l.data);
  const std::uint32_t area[] = {field<guint>(mask_params, l.width), field<guint>(mask_params, l.height)};
  const std::uint64_t bytes = product(area) * sizeof(float);
  if (!values || bytes == 0) return;
  if (bytes > field<guint>(mask_params, l.byte_size))
    return batch.to.report("an object's mask has fewer bytes than its width and height need");
  batch.to.open(block::Owner::object, object_row, block::Kind::mask);
  batch.to.put(area[0]);
  batch.to.put(area[1]);
  batch.to.put(field<float>(mask_params, l.threshold));
  batch.to.bulk(values, bytes);
}

void attach_region(Attaching& batch, Holder holder, const void* data) {
  const nvds::RoiLayout& l = batch.release.attached.roi;
  const nvds::RectLayout& rect = batch.layout.rect;
  const auto* const roi = static_cast<const std::byte*>(data);
  Records& to = batch.to;
  if (batch.regions >= kMaxRegions) return to.report("it has more regions than any real batch");
  const std::uint32_t number = batch.regions++;
  const auto row_of = [&](const AddressTable* table, std::uint32_t offset, block::Owner owner) {
    if (holder.owner == owner) return static_cast<std::int32_t>(holder.row);
    const auto* address = field_or<const void*>(data, offset, nullptr);
    return table && address ? table->find(address) : -1;
  };

  to.open(holder.owner, holder.row, block::Kind::region);
  to.put(number);
  to.put(row_of(batch.frames, l.frame_meta, block::Owner::frame));
  to.put(row_of(batch.objects, l.object_meta, block::Owner::object));
  for (const std::uint32_t edge : {rect.left, rect.top, rect.width, rect.height})
    to.put(field<float>(roi + l.roi, edge));
  for (std::size_t i = 0; i < 2 * nvds::DS_MAX_POLYGON_POINTS; ++i)
    to.put(field<guint>(roi, l.roi_polygon + static_cast<std::uint32_t>(i * sizeof(guint))));
  for (const std::uint32_t ratio : {l.scale_ratio_x, l.scale_ratio_y, l.offset_left, l.offset_top})
    to.put(field<gdouble>(roi, ratio));
  put_classifiers(batch, field<GList*>(roi, l.classifier_meta_list));
  attach_user_meta(batch, {block::Owner::region, number}, field<GList*>(roi, l.roi_user_meta_list));
}

void attach_preprocessed(Attaching& batch, const void* data) {
  const auto& meta = *static_cast<const nvds::GstNvDsPreProcessBatchMeta*>(data);
  const auto& layout = batch.release.attached.preprocess;
  Records& to = batch.to;
  // The elements are of the producer's size, not of the declared one.
  const auto* const first = reinterpret_cast<const std::byte*>(meta.roi_vector.data());
  const auto* const last = first + std::span(meta.roi_vector).size_bytes();
  const std::uint32_t stride = batch.release.attached.roi.size;
  const std::size_t regions = stride == kAbsent ? 0 : static_cast<std::size_t>(last - first) / stride;
  if (meta.target_unique_ids.size() > kMaxEntries || regions > kMaxRegions)
    return to.report("a preprocessed batch has more regions or models than any real one");

  to.open(block::Owner::batch, 0, block::Kind::preprocessed);
  to.put(static_cast<std::uint32_t>(meta.target_unique_ids.size()));
  for (const std::uint64_t id : meta.target_unique_ids) to.put(id);
  to.put(batch.regions);
  to.put(static_cast<std::uint32_t>(regions));
  if (const nvds::NvDsPreProcessTensorMeta* tensor = meta.tensor_meta) {
    const auto type = nvds::scalar_of_tensor(batch.release, tensor->data_type);
    const std::vector<int>& shape = tensor->tensor_shape;
    if (shape.size() > kMaxDimensions) return to.report("a preprocessed tensor has more than 8 dimensions");
    std::uint32_t dimensions[kMaxDimensions];
    std::copy(shape.begin(), shape.end(), dimensions);
    const std::span<const std::uint32_t> used(dimensions, shape.size());
    if (std::any_of(shape.begin(), shape.end(), [](int dimension) { return dimension < 0; }) ||
        product(used) * bytes_of(type) > tensor->buffer_size)
      return to.report("a preprocessed tensor has fewer bytes than its shape needs");
    to.put(1u);
    to.put(tensor->gpu_id);
    to.put(field_or<guint>(tensor, layout.meta_id, kAbsent));
    to.put(field_or<gboolean>(tensor, layout.maintain_aspect_ratio, -1));
    put_tensor(to, tensor->tensor_name, type, used, tensor->raw_tensor_buffer);
  } else {
    to.put(0u);
  }
  for (std::size_t i = 0; i < regions; ++i) attach_region(batch, {block::Owner::batch, 0}, first + i * stride);
}

}  // namespace meta
