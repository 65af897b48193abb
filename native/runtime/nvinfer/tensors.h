// Element types of tensors: sizes, DeepStream's names for them, half precision.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "nvds/inference.h"
#include "runtime/nvinfer/onnxruntime.h"

namespace runtime::nvinfer {

std::size_t element_size(ort::ElementType type);
std::size_t element_size(nvds::NvDsInferDataType type);
const char* type_name(ort::ElementType type);

// What a parser sees an output of this type as, nullopt when it cannot see it. Halves and doubles are handed over as
// FLOAT, which is what TensorRT's host buffers hold with DeepStream's default output formats; booleans as UINT8.
std::optional<nvds::NvDsInferDataType> layer_type(ort::ElementType type);
// The type of a model's input that takes a tensor of nvdspreprocess.
std::optional<ort::ElementType> element_type(nvds::NvDsDataType type);

std::uint16_t to_half(float value);  // rounds to nearest, ties to even
float from_half(std::uint16_t half);

// "1x3x480x640"; dynamic dimensions as "?".
std::string dims_text(const std::vector<std::int64_t>& dims);
std::int64_t element_count(const std::vector<std::int64_t>& dims);

}  // namespace runtime::nvinfer
